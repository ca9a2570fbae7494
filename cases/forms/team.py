"""Forms about the équipe of a case."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from cases.enums import TeamRole
from cases.forms.base import CaseForm, DayField
from cases.forms.text import PlainCharField
from cases.models import Case, TeamMember
from cases.permissions import granted_secrets, people_who_may_join, people_who_see, people_with_grants


def colleagues(case: Case) -> Any:
    """Who works today for the titolare of the case."""
    return people_who_may_join(case).order_by("last_name", "first_name")


class TeamMemberForm(CaseForm):
    user = forms.ModelChoiceField(label="Operatore", empty_label="Scegli…", queryset=User.objects.none())
    role = forms.ChoiceField(label="Ruolo", choices=TeamRole.choices)
    valid_from = DayField(label="Dal")
    note = PlainCharField(label="Motivo", max_length=1000, required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = TeamMember.objects.in_force(timezone.localdate()).filter(case=case).values("user")
        self.fields["user"].queryset = colleagues(case).exclude(pk__in=here)  # type: ignore[attr-defined]


class LeaveTeamForm(CaseForm):
    valid_to = DayField(
        label="Fino al", help_text="L'ultimo giorno compreso: dal giorno dopo non vede più il caso."
    )
    note = PlainCharField(label="Motivo", max_length=1000, required=False)


class HandOverForm(CaseForm):
    to = forms.ModelChoiceField(
        label="Nuovo responsabile", empty_label="Scegli…", queryset=User.objects.none()
    )
    role = forms.ChoiceField(label="Ruolo", choices=TeamRole.choices)
    on = DayField(label="Dal giorno")
    note = PlainCharField(
        label="Consegne",
        max_length=1000,
        help_text="Che cosa deve sapere chi prende il caso: appuntamenti, scadenze, contatti.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    stays = forms.BooleanField(
        label="Chi lascia la responsabilità resta nell'équipe", required=False, initial=True
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = (
            TeamMember.objects.in_force(timezone.localdate())
            .filter(case=case, responsible=True)
            .values("user")
        )
        self.fields["to"].queryset = colleagues(case).exclude(pk__in=now)  # type: ignore[attr-defined]


class ReassignForm(CaseForm):
    """The new responsible of several cases: whoever may join at least one of them."""

    to = forms.ModelChoiceField(
        label="Nuovo responsabile", empty_label="Scegli…", queryset=User.objects.none()
    )
    on = DayField(label="Dal giorno")
    note = PlainCharField(
        label="Consegne",
        max_length=1000,
        help_text="Le stesse per tutti i casi scelti; quelle di un solo caso si scrivono nella sua équipe.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    stays = forms.BooleanField(label="Chi lascia la responsabilità resta nell'équipe", required=False)

    def __init__(self, *args: Any, cases: Sequence[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # One case for each titolare: who is barred from a single one is told in the report.
        of_titolare = {case.unit.controller_id: case for case in cases}
        people = User.objects.none()
        for case in of_titolare.values():
            people |= people_who_may_join(case)
        self.fields["to"].queryset = people.distinct().order_by("last_name", "first_name")  # type: ignore[attr-defined]


class ReadingForm(CaseForm):
    to = forms.ModelChoiceField(
        label="Collega",
        empty_label="Scegli…",
        queryset=User.objects.none(),
        help_text="Potrà leggere il fascicolo, non scriverci.",
    )
    until = DayField(
        label="Fino al",
        required=False,
        help_text="L'ultimo giorno compreso; vuoto: finché non togli il permesso.",
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        already = people_with_grants(case).values("pk")
        self.fields["to"].queryset = colleagues(case).exclude(pk__in=already)  # type: ignore[attr-defined]


class SecretsForm(CaseForm):
    """Who, of those who see the case, may read its protected addresses as well."""

    to = forms.ModelChoiceField(
        label="Chi",
        empty_label="Scegli…",
        queryset=User.objects.none(),
        help_text="Solo chi vede già il fascicolo. Chi ne è responsabile li legge comunque.",
    )
    until = DayField(
        label="Fino al",
        required=False,
        help_text="L'ultimo giorno compreso; vuoto: finché non togli il permesso.",
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        already = granted_secrets(case).values("user")
        people = people_who_see(case).exclude(pk__in=already).order_by("last_name", "first_name")
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
