"""Whose absences a person may enter, and which are still of interest."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Absence, Membership, User
from accounts.permissions import roles_of


def people_to_answer_for(user: User) -> QuerySet[User]:
    """`user`, and for a lead everybody who works today in the units led."""
    colleagues = Membership.objects.in_force().filter(unit__in=roles_of(user).lead_units, user=OuterRef("pk"))
    return User.objects.filter(Q(pk=user.pk) | Q(Exists(colleagues)))


def absences_in_reach(user: User, day: date) -> QuerySet[Absence]:
    """Absences of these people that are running or to come on `day`, the first to start first."""
    rows = Absence.objects.filter(user__in=people_to_answer_for(user), ends_on__gte=day)
    return rows.select_related("user").order_by("starts_on", "user__last_name", "pk")
