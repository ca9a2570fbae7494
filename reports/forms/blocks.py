"""The form of one paragraph: only the fields of its kind, and the choices of its report."""

from dataclasses import dataclass, field
from typing import Any

from django import forms

from accounts.enums import Profession
from cases.forms.base import DayField
from cases.models import Case, Document
from courts.models import Mandate
from reports.enums import BlockKind, Verification, Wording
from reports.forms.texts import PrintableTextField
from reports.models import Block

K = BlockKind
# The order of the fields of each kind; which of them the form folds away is the template's business.
FIELDS = {
    K.FATTO: [
        "text", "on", "place", "observer", "verified", "source", "document", "child", "mandate",
        "disclosure_hold",
    ],
    K.DICHIARAZIONE: [
        "text", "speaker", "speaker_role", "on", "setting", "listener", "wording", "source", "child", "mandate",
        "disclosure_hold",
    ],
    K.VALUTAZIONE: [
        "text", "facts", "evaluator", "profession", "method", "personality", "on", "child", "mandate",
        "disclosure_hold",
    ],
}  # fmt: skip
BLANK = ("", "—")


@dataclass(frozen=True, slots=True)
class BlockChoices:
    """What the paragraphs of one report can point to, loaded once for all its forms."""

    children: dict[int, Case] = field(default_factory=dict)
    mandates: dict[int, Mandate] = field(default_factory=dict)
    documents: dict[int, Document] = field(default_factory=dict)
    facts: dict[int, Block] = field(default_factory=dict)

    def fact_labels(self) -> list[tuple[str, str]]:
        """The facts of the report in a line each, in the order of the page."""
        return [(str(pk), _in_a_line(fact)) for pk, fact in self.facts.items()]


def _in_a_line(fact: Block) -> str:
    words = " ".join(fact.text.split())
    day = f"{fact.on:%d/%m/%Y} · " if fact.on else ""
    return f"{day}{words[:110]}{'…' if len(words) > 110 else ''}"


def line_of(label: str, length: int, **options: Any) -> PrintableTextField:
    """One optional line of text."""
    return PrintableTextField(label=label, required=False, max_length=length, **options)


def rows_for(text: str) -> int:
    """How tall the box of a text begins."""
    return min(14, max(3, len(text) // 90 + text.count("\n") + 2))


def picked(label: str, choices: list[tuple[str, str]], **options: Any) -> forms.ChoiceField:
    """An optional choice."""
    return forms.ChoiceField(label=label, required=False, choices=[BLANK, *choices], **options)


class BlockForm(forms.Form):
    """One paragraph of the report. `version` is the one the writer saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    text = PrintableTextField(
        label="Testo", required=False, max_length=20_000, widget=forms.Textarea(attrs={"class": "writing"})
    )
    on = DayField(label="Data", required=False)
    place = line_of("Luogo", 120)
    observer = line_of("Chi l'ha osservato", 120)
    verified = picked("Come è verificato", Verification.choices)
    source = line_of("Fonte", 200)
    document = picked("Allegato", [])
    speaker = line_of("Chi dichiara", 120)
    speaker_role = line_of("In quale veste", 120, help_text="Per esempio madre, insegnante, educatrice.")
    setting = line_of("Contesto", 200)
    listener = line_of("Chi l'ha raccolta", 120)
    wording = picked("Forma", Wording.choices)
    facts = forms.MultipleChoiceField(
        label="Fatti su cui poggia",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    evaluator = line_of("Chi valuta", 120)
    profession = picked("Professione", Profession.choices)
    method = line_of("Metodo o protocollo", 500)
    personality = forms.BooleanField(
        label="Riguarda la personalità",
        required=False,
        help_text="Allora il metodo scientifico va indicato (art. 473-bis.27 c.p.c.).",
    )
    child = picked("Riguarda", [])
    mandate = picked("Incarico a cui risponde", [])
    disclosure_hold = forms.BooleanField(
        label="Trattenuto",
        required=False,
        help_text="Non entra nelle copie per le parti finché l'autorità non lo consente.",
    )

    def __init__(self, *args: Any, block: Block, choices: BlockChoices, **kwargs: Any) -> None:
        self.block = block
        self.kind = BlockKind(block.kind)
        self.choices = choices
        kwargs.setdefault("prefix", f"b{block.pk}")
        kwargs.setdefault("initial", self._initial())
        super().__init__(*args, **kwargs)
        self._keep_own_fields()
        self.fields["text"].widget.attrs["rows"] = rows_for(block.text)

    def _initial(self) -> dict[str, Any]:
        block = self.block
        values = {name: getattr(block, name) for name in FIELDS[self.kind] if name not in LINKS}
        links = {name: getattr(block, f"{name}_id") for name in ("child", "mandate", "document")}
        facts = [str(basis.fact_id) for basis in block.bases.all()] if self.kind == K.VALUTAZIONE else []
        return values | links | {"version": block.version, "facts": facts}

    def _keep_own_fields(self) -> None:
        own = FIELDS[self.kind]
        for name in [name for name in self.fields if name != "version" and name not in own]:
            del self.fields[name]
        self._offer("child", [(str(pk), row.person.full_name) for pk, row in self.choices.children.items()])
        self._offer(
            "mandate", [(str(pk), row.get_kind_display()) for pk, row in self.choices.mandates.items()]
        )
        self._offer("document", [(str(pk), row.title) for pk, row in self.choices.documents.items()])
        if self.kind == K.VALUTAZIONE:
            self.fields["facts"].choices = self.choices.fact_labels()  # type: ignore[attr-defined]
        if len(self.choices.children) < 2:
            self.fields.pop("child", None)
        elif "child" in self.fields:
            self.fields["child"].choices[0] = ("", "Tutti i minori")  # type: ignore[attr-defined]
        for name in ("mandate", "document"):
            if not getattr(self.choices, f"{name}s"):
                self.fields.pop(name, None)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        if name in self.fields:
            self.fields[name].choices = [BLANK, *choices]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What `actions.writing.save_block` takes."""
        data = dict(self.cleaned_data)
        data["expected_version"] = data.pop("version")
        for name, rows in LINKS.items():
            if name in data:
                known = getattr(self.choices, rows)
                data[name] = (
                    [known[int(pk)] for pk in data[name]]
                    if name == "facts"
                    else known.get(int(data[name] or 0))
                )
        return data


# The fields that point to a row, and where the rows are.
LINKS = {"child": "children", "mandate": "mandates", "document": "documents", "facts": "facts"}


class BlockTextForm(forms.Form):
    """The words of a paragraph alone, as the page shows them until its details are opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    text = PrintableTextField(
        label="Testo", required=False, max_length=20_000, widget=forms.Textarea(attrs={"class": "writing"})
    )

    def __init__(self, *args: Any, block: Block, **kwargs: Any) -> None:
        self.block = block
        kwargs.setdefault("prefix", f"b{block.pk}")
        kwargs.setdefault("initial", {"text": block.text, "version": block.version})
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = rows_for(block.text)

    def values(self) -> dict[str, Any]:
        """What `actions.writing.save_block` takes."""
        return {"text": self.cleaned_data["text"], "expected_version": self.cleaned_data["version"]}


class ProposalsForm(forms.Form):
    """The proposals to the court. `version` is the one the writer saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    text = PrintableTextField(
        label="Proposte",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "class": "writing"}),
        help_text="Possibilità che il servizio sottopone al giudice: mai disposizioni.",
    )
