"""Forms of the person's own pages."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.absences import people_to_answer_for
from accounts.acting_form import ActingForm
from accounts.models import NotificationPreference, User

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def day_field(label: str) -> forms.DateField:
    """A day of this century, as a browser's date field writes it."""

    def in_this_century(value: date) -> None:
        if not EARLIEST <= value <= LATEST:
            raise ValidationError("Controlla l'anno.")

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, validators=[in_this_century])


class AbsenceForm(ActingForm):
    """Somebody's days away. Who leads nobody is asked for their own only."""

    user = forms.ModelChoiceField(User.objects.none(), label="Chi", empty_label=None)
    starts_on = day_field("Primo giorno di assenza")
    ends_on = day_field("Ultimo giorno di assenza")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, initial={"user": by.pk}, **kwargs)
        people = self.fields["user"]
        assert isinstance(people, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        people.queryset = people_to_answer_for(by)


class NotificationForm(ActingForm):
    daily_email = forms.BooleanField(
        label="Mandami il riepilogo giornaliero per e-mail",
        required=False,
        help_text="Un solo messaggio al giorno, con i titoli delle scadenze e i numeri dei fascicoli, senza "
        "nomi. Se lo disattivi, i promemoria restano nella pagina Oggi. Gli avvisi dei termini che si contano a "
        "ore (art. 403 c.c.) partono comunque, a qualunque ora.",
    )
    quiet_from = forms.TimeField(
        label="Non scrivermi dalle", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    quiet_to = forms.TimeField(
        label="alle",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text="Due orari uguali: nessuna ora di silenzio.",
    )

    def __init__(self, *args: Any, chosen: NotificationPreference, **kwargs: Any) -> None:
        names = ("daily_email", "quiet_from", "quiet_to")
        super().__init__(*args, initial={name: getattr(chosen, name) for name in names}, **kwargs)
