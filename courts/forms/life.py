"""The life of a proceeding: numbers, roles, transfer, appeal, its end. Each form gives what its action takes."""

from typing import Any

from crispy_forms.layout import Column, Div, Layout, Row
from django import forms
from django.utils import timezone

from accounts.models import User
from cases.forms.base import CaseForm
from cases.forms.text import PlainCharField
from cases.models import Case, Person
from courts.enums import MinorRole, OfficeKind, ProceedingArea, ProceedingKind, ProceedingRoleKind
from courts.forms.fields import PaperDayField, ProceedingField, offices_in_force
from courts.forms.proceedings import NumberFields
from courts.models import Office, OfficeSection, Proceeding, ProceedingNumber, ProceedingRole
from courts.permissions import people_around, proceedings_for_order

NUMBER_ROW = Row(*(Column(name, css_class="col-md-3") for name in ("register", "number", "sub", "year")))


class LifeForm(CaseForm):
    """A form about one proceeding; `children` are those in sight of `user`, who fills it."""

    def __init__(
        self, *args: Any, proceeding: Proceeding, children: list[Case], user: User, **kwargs: Any
    ) -> None:
        self.proceeding, self.children, self.user = proceeding, children, user
        super().__init__(*args, **kwargs)


class NumberedForm(LifeForm, NumberFields):
    """With a number of the new proceeding, whole or not at all."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        number = self.number_data(None)
        for name in ("register", "sub", "year"):
            data.pop(name, None)
        data["number"] = number
        return data


class UseNumberForm(LifeForm):
    """Which number is in use."""

    number = forms.ModelChoiceField(
        label="Numero in uso", queryset=ProceedingNumber.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.proceeding.numbers.select_related("register")
        self.fields["number"].queryset = rows  # type: ignore[attr-defined]
        current = self.proceeding.current_number
        self.fields["number"].initial = current.pk if current else None


class EditForm(LifeForm):
    """What is known of a proceeding."""

    kind = forms.ChoiceField(label="Materia", choices=ProceedingKind.choices)
    area = forms.ChoiceField(label="Area", choices=ProceedingArea.choices)
    section = forms.ModelChoiceField(
        label="Sezione", queryset=OfficeSection.objects.none(), required=False, empty_label="Non indicata"
    )
    instituted_on = PaperDayField(label="Iniziato il", required=False, past=True)
    minor_role = forms.ChoiceField(
        label="Il minore è",
        choices=[("", "Non riguarda"), *MinorRole.choices],
        required=False,
        help_text="Solo nel penale.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["section"]
        field.queryset = self.proceeding.office.sections.all()  # type: ignore[attr-defined]
        field.label_from_instance = lambda section: section.name  # type: ignore[attr-defined]
        for name in ("kind", "area", "instituted_on", "minor_role"):
            self.fields[name].initial = getattr(self.proceeding, name)
        field.initial = self.proceeding.section_id


class PeopleField(forms.ModelChoiceField):
    """Somebody of the family."""

    def label_from_instance(self, person: Person) -> str:
        return person.full_name


class RoleForm(LifeForm):
    """Who takes part, since when."""

    kind = forms.ChoiceField(label="Ruolo", choices=[("", "Scegli…"), *ProceedingRoleKind.choices])
    name = PlainCharField(label="Nome e cognome", max_length=150)
    person = PeopleField(
        label="Di chi",
        queryset=Person.objects.none(),
        required=False,
        empty_label="Del procedimento",
        help_text="Per avvocati e consulenti di parte: chi assistono. Per tutore e curatore: di quale minore.",
    )
    contact = PlainCharField(label="Recapito", max_length=200, required=False)
    valid_from = PaperDayField(label="Dal", past=True)
    valid_to = PaperDayField(label="Al", required=False, help_text="Vuoto: è ancora in carica.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_around(self.children)  # type: ignore[attr-defined]


class RoleLifeForm(LifeForm):
    """A form about one role."""

    def __init__(self, *args: Any, role: ProceedingRole, **kwargs: Any) -> None:
        self.role = role
        super().__init__(*args, **kwargs)


class RoleEndForm(RoleLifeForm):
    """The last day of a part."""

    valid_to = PaperDayField(label="Ultimo giorno", past=True)


class RoleReplaceForm(RoleLifeForm):
    """Who takes it over."""

    name = PlainCharField(label="Nome e cognome di chi subentra", max_length=150)
    contact = PlainCharField(label="Recapito", max_length=200, required=False)
    valid_from = PaperDayField(label="Dal", past=True, help_text="Chi c'era finisce il giorno prima.")


class TransferForm(NumberedForm):
    """Where a proceeding goes on."""

    transferred_on = PaperDayField(label="Trasferito il", past=True)
    into = ProceedingField(
        label="Prosegue in",
        queryset=Proceeding.objects.none(),
        required=False,
        empty_label="Un procedimento nuovo, da indicare qui sotto",
        help_text="Se davanti all'altro ufficio pende già un procedimento sugli stessi minori, sceglilo qui.",
    )
    office = forms.ModelChoiceField(
        label="Ufficio che prosegue", queryset=Office.objects.none(), required=False, empty_label="Scegli…"
    )
    kind = forms.ChoiceField(
        label="Materia", choices=[("", "La stessa"), *ProceedingKind.choices], required=False
    )
    layout = Layout("transferred_on", Div("into", css_class="field-wide"), "office", "kind", NUMBER_ROW)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = offices_in_force(timezone.localdate()).exclude(pk=self.proceeding.office_id)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        rows = proceedings_for_order(self.user, [case.pk for case in self.children])
        rows = rows.filter(closed_on=None, transferred_on=None).exclude(office=self.proceeding.office_id)
        self.fields["into"].queryset = rows.prefetch_related("numbers__register")  # type: ignore[attr-defined]
        following = self.proceeding.office.competent_on(timezone.localdate())
        if following != self.proceeding.office:
            self.fields["office"].initial = following.pk


class AppealForm(NumberedForm):
    """A reclamo or an appeal."""

    office = forms.ModelChoiceField(
        label="Corte d'appello", queryset=Office.objects.none(), empty_label="Scegli…"
    )
    instituted_on = PaperDayField(label="Proposto il", past=True)
    layout = Layout("office", "instituted_on", NUMBER_ROW)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = offices_in_force(timezone.localdate()).filter(kind=OfficeKind.CA)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class CloseForm(LifeForm):
    """The end of a proceeding."""

    closed_on = PaperDayField(label="Concluso il", past=True)
    mandates_go_on = forms.BooleanField(
        label="Gli incarichi ancora aperti proseguono dopo la conclusione",
        required=False,
        help_text="Per esempio la vigilanza, di cui si riferisce al giudice tutelare.",
    )


class ReopenForm(LifeForm):
    """Nothing to fill: the button says it."""
