"""«Registra provvedimento»: the order, its proceeding, its children and its PDF on one page."""

from datetime import date
from typing import Any

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cases.forms.text import PlainCharField
from cases.models import Case
from cases.permissions import saw
from cases.uploads import CheckedFile
from courts.actions import checks
from courts.actions.orders import FurtherData, register_order
from courts.actions.pending import drop_upload, find_upload, keep_upload
from courts.actions.proceedings import NumberData, ProceedingData, proceeding_with, taken_message
from courts.enums import OrderKind, ProceedingArea, ProceedingKind
from courts.envelopes import checked_paper
from courts.forms.fields import (
    ChildrenField,
    Options,
    PaperDayField,
    ProceedingField,
    child_label,
    helper,
    offices_in_force,
)
from courts.forms.mandates import MandateFormSet, MandateRows, RowChoices
from courts.forms.order_parts import OrderParts
from courts.forms.proceedings import NumberFields
from courts.models import Office, Order, PendingUpload, Proceeding
from courts.permissions import cases_for_order, proceedings_for_order, visible_proceedings
from courts.reckoning import rules_in_force


class OrderForm(OrderParts, NumberFields):
    """Everything of an order but its mandates. `case` is the page it is registered from."""

    cases = ChildrenField(
        label="Il provvedimento riguarda",
        queryset=Case.unscoped.none(),
        error_messages={"required": "Indicare almeno un minore."},
        help_text="Il minore di questo fascicolo e i fratelli sui cui fascicoli puoi scrivere.",
    )
    proceeding = ProceedingField(
        label="Quale procedimento",
        queryset=Proceeding.objects.none(),
        required=False,
        empty_label="Nuovo procedimento",
    )
    office = forms.ModelChoiceField(
        label="Ufficio", queryset=Office.objects.none(), required=False, empty_label="Scegli…"
    )
    proceeding_kind = forms.ChoiceField(
        label="Materia", choices=[("", "Scegli…"), *ProceedingKind.choices], required=False
    )
    area = forms.ChoiceField(label="Area", choices=ProceedingArea.choices, required=False)
    instituted_on = PaperDayField(label="Iniziato il", required=False)
    judge = PlainCharField(label="Giudice delegato o relatore", max_length=120, required=False)
    kind = forms.ChoiceField(label="Tipo", choices=[("", "Scegli…"), *OrderKind.choices])
    protocol = PlainCharField(label="Protocollo in entrata", max_length=60, required=False)
    decided_on = PaperDayField(label="Deciso il")
    deposited_on = PaperDayField(label="Depositato il", required=False)
    received_on = PaperDayField(label="Ricevuto il")
    file = forms.FileField(
        label="File del provvedimento (PDF o .p7m)",
        required=False,
        allow_empty_file=True,  # so that the reason comes from one place, in our words
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf,.p7m"}),
        help_text="Al massimo 20 MB, senza password. Se contiene testo, il sistema propone i dati da riportare. "
        "Di un file firmato .p7m si conserva anche l’originale.",
    )
    no_mandates = forms.BooleanField(label="Il provvedimento non dà incarichi al servizio", required=False)

    layout = Layout(
        Fieldset("Minori", "cases", css_class="form-section"),
        Fieldset("Procedimento", "proceeding", css_class="form-section form-grid"),
        Fieldset(
            "Nuovo procedimento",
            "office",
            "proceeding_kind",
            Row(*(Column(name, css_class="col-md-3") for name in ("register", "number", "sub", "year"))),
            Row(*(Column(name, css_class="col-md-4") for name in ("area", "instituted_on", "judge"))),
            css_class="form-section form-grid",
            data_new_proceeding="",
        ),
        Fieldset(
            "Provvedimento",
            "kind",
            "protocol",
            Row(
                *(
                    Column(name, css_class="col-md-4")
                    for name in ("decided_on", "deposited_on", "received_on")
                )
            ),
            css_class="form-section form-grid",
        ),
    )

    def __init__(self, *args: Any, user: User, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.case = case
        self.file_helper = helper(Layout("file"))
        self.closing_helper = helper(Layout("no_mandates"))
        self.waiting: PendingUpload | None = self._waiting()
        self.children = Options(cases_for_order(user, case), child_label)
        self.offices = Options(offices_in_force(timezone.localdate()), str)
        saw(pk for pk, _ in self.children.labels)
        self.lay_parts(user, self.children.queryset)
        self.children.put_into(self.fields["cases"])
        self.offices.put_into(self.fields["office"])
        self.fields["cases"].initial = [case.pk]
        self.fields["file"].widget.attrs.update(
            {
                "hx-post": reverse("courts:order_read", args=[case.pk]),
                "hx-trigger": "change",
                "hx-encoding": "multipart/form-data",
                "hx-target": "#lettura",
                "hx-params": "file,csrfmiddlewaretoken",
            }
        )
        self.fields["proceeding"].queryset = self._proceedings()  # type: ignore[attr-defined]

    def clean_file(self) -> CheckedFile:
        upload = self.cleaned_data["file"]
        if upload is not None:
            checked = checked_paper(upload)
            self.upload_name = upload.name
            return checked
        if self.waiting is None:
            raise ValidationError("Allegare il PDF del provvedimento.")
        content = self.waiting.file.read()
        return checked_paper(SimpleUploadedFile(self.waiting.name, content))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.new_proceeding = None if data.get("proceeding") else self._new_proceeding()
        for name, sentence in self._faults(data).items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return data

    def keep_file(self) -> None:
        """Put a sound file aside for the next try; the one that waited before gives way to a newer one."""
        checked = self.cleaned_data.get("file")
        if checked is None or not hasattr(self, "upload_name"):
            return
        older = self.waiting
        self.waiting = keep_upload(file=checked, name=self.upload_name, case=self.case, by=self.user)
        if older is not None:
            drop_upload(pending=older)

    def _waiting(self) -> PendingUpload | None:
        token = self.data.get("pending", "") or self.initial.get("pending", "")
        return find_upload(token=token, case=self.case, by=self.user) if token else None

    def _proceedings(self) -> QuerySet[Proceeding]:
        """Those of these children, and the visible one that already has the number just typed."""
        rows = proceedings_for_order(self.user, [pk for pk, _ in self.children.labels]).prefetch_related(
            "numbers__register"
        )
        taken = self._typed_elsewhere()
        if taken is None:
            return rows
        return Proceeding.objects.filter(pk__in=[*rows.values_list("pk", flat=True), taken]).select_related(
            "office"
        )

    def _typed_elsewhere(self) -> int | None:
        wanted = [self.data.get(name, "") for name in ("office", "register", "number", "year")]
        sub = self.data.get("sub", "")
        if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in [*wanted, sub or "0"]):
            return None
        office, register, number, year = (int(part) for part in wanted)
        numbers = {"office": office, "register": register, "number": number, "year": year}
        match = {
            f"numbers__{name}": value
            for name, value in (numbers | {"sub": int(sub) if sub else None}).items()
        }
        own = {"numbers__controller": self.case.unit.controller_id}
        return visible_proceedings(self.user).filter(**match, **own).values_list("pk", flat=True).first()

    def _new_proceeding(self) -> ProceedingData | None:
        data = self.cleaned_data
        for name, sentence in (
            ("office", "Indicare l'ufficio."),
            ("proceeding_kind", "Indicare la materia."),
        ):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        number = self.number_data(None)
        office = data.get("office")
        controller_id = self.case.unit.controller_id
        if office and number and proceeding_with(office, number, controller_id):
            self.add_error("number", taken_message(office, number, controller_id, self.user))
        if not office or not data.get("proceeding_kind"):
            return None
        return self._proceeding_data(office, number)

    def _proceeding_data(self, office: Office, number: NumberData | None) -> ProceedingData:
        data = self.cleaned_data
        return ProceedingData(
            office=office,
            kind=data["proceeding_kind"],
            area=data.get("area") or ProceedingArea.CIVILE,
            instituted_on=data.get("instituted_on"),
            judge=data.get("judge", ""),
            judge_since=data.get("decided_on"),
            number=number,
        )

    def _faults(self, data: dict[str, Any]) -> checks.Faults:
        chosen = data.get("proceeding")
        began: date | None = chosen.instituted_on if chosen else data.get("instituted_on")
        today = timezone.localdate()
        return (
            checks.order_dates(
                decided_on=data.get("decided_on"),
                deposited_on=data.get("deposited_on"),
                received_on=data.get("received_on"),
                instituted_on=began,
                today=today,
            )
            | checks.further_dates(
                decided_on=data.get("decided_on"),
                served_on=data.get("served_on"),
                effective_on=data.get("effective_on"),
                expires_on=data.get("expires_on"),
                today=today,
            )
            | checks.amended(data.get("amends"), data.get("decided_on"), data.get("cases") or [])
            | checks.moved(chosen, data.get("decided_on"))
            | checks.instituted(None if chosen else began, today)
            | (checks.children(data["cases"].select_related("unit")) if data.get("cases") else {})
        )


def mandate_rows(form: OrderForm, data: Any = None) -> MandateRows:
    """The rows of mandates that belong to the form of an order."""
    choices = RowChoices(children=form.children, offices=form.offices, case=form.case)
    return MandateFormSet(data, prefix="mandates", form_kwargs={"choices": choices})  # type: ignore[return-value]


def registers(form: OrderForm, rows: MandateRows) -> Order | None:
    """Register what was typed. None means that something is marked beside its field, and the file waits."""
    order = _registered(form, rows) if _valid(form, rows) else None
    if order is None:
        form.keep_file()
    elif form.waiting is not None:
        drop_upload(pending=form.waiting)
    return order


def _valid(form: OrderForm, rows: MandateRows) -> bool:
    form_valid, rows_valid = form.is_valid(), rows.is_valid()
    data = form.cleaned_data
    if not rows.filled and not data.get("no_mandates"):
        form.add_error("no_mandates", "Aggiungere almeno un incarico, o confermare che non ce ne sono.")
        return False
    if rows.filled and data.get("no_mandates"):
        form.add_error("no_mandates", "Sono scritti degli incarichi: toglierli, o togliere questa conferma.")
        return False
    rules = rules_in_force()
    for row in rows.filled:
        row.check(data.get("decided_on"), data.get("received_on"), list(data.get("cases", [])), rules)
    form.effects()
    return form_valid and form.is_valid() and rows_valid and not any(row.errors for row in rows.filled)


def _registered(form: OrderForm, rows: MandateRows) -> Order | None:
    data = form.cleaned_data
    children = list(data["cases"])
    try:
        with transaction.atomic():
            return register_order(
                proceeding=data["proceeding"] or form.new_proceeding,  # type: ignore[arg-type]
                kind=data["kind"],
                decided_on=data["decided_on"],
                deposited_on=data["deposited_on"],
                received_on=data["received_on"],
                protocol=data["protocol"],
                further=FurtherData(**{name: data[name] for name in form.further}),
                cases=children,
                file=data["file"],
                effects=form.effects(),
                mandates=[row.mandate_data(children) for row in rows.filled],
                by=form.user,
            )
    except ValidationError as refusal:
        _adopt(form, rows, refusal)
        return None


def _adopt(form: OrderForm, rows: MandateRows, refusal: ValidationError) -> None:
    """Put what the action refused beside its field, in the order or in a row of its mandates."""
    if not hasattr(refusal, "error_dict"):
        form.adopt(refusal)
        return
    own = {}
    for name, errors in refusal.error_dict.items():
        prefix, _, rest = name.partition("-")
        if prefix == "mandates":
            n, _, field = rest.partition("-")
            rows.filled[int(n)].adopt(ValidationError({field: errors}))
        else:
            own[name] = errors
    if own:
        form.adopt(ValidationError(own))
