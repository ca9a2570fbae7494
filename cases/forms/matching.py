"""Nobody is written down twice: a form about a person first offers who is already known."""

from collections.abc import Iterable

from crispy_forms.layout import Field, Layout
from django import forms

from cases.forms.base import CaseForm
from cases.matching import Candidate, Sought

NEW = "nuova"


class MatchedPersonForm(CaseForm):
    """The names of a person, and once somebody alike is known, the choice between that one and a new one."""

    def sought(self) -> Sought:
        """Who is described by the cleaned values."""
        data = self.cleaned_data
        return Sought(data["first_name"], data["last_name"], data.get("birth_date"), data.get("tax_code", ""))

    def offer(self, found: Iterable[Candidate]) -> None:
        """Ask which of them it is. The answer is in `cleaned_data["known"]`; without one the form has an error."""
        choices = [(str(each.person_id), each.label) for each in found]
        if not choices:
            return
        self.fields["match"] = forms.ChoiceField(
            label="Forse è già conosciuta",
            choices=[*choices, (NEW, "Nessuna di queste: è una persona nuova")],
            widget=forms.RadioSelect,
            help_text="Scegli la stessa persona, se c'è: i suoi dati restano quelli già scritti.",
        )
        own = self.layout or Layout(*(name for name in self.fields if name != "match"))
        self.helper.layout = Layout(Field("match", wrapper_class="field-wide"), *own.fields)
        answer = self.data.get(self.add_prefix("match"), "")
        if answer in dict(choices):
            self.take(int(answer))
        elif answer != NEW:
            self.add_error("match", "Guarda le persone già conosciute e scegli.")

    def take(self, person_id: int) -> None:
        """The person chosen among those already known."""
        self.cleaned_data["known"] = person_id
