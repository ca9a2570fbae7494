"""Which diary entries a person reads: the rights on the case, and on reserved entries those of writing."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from cases.models import Case, DiaryEntry
from cases.permissions import changeable_cases, may_change, within_sight


def readable_entries(user: User | AnonymousUser, case: Case) -> QuerySet[DiaryEntry]:
    """The entries of one case, already got from the gate, that `user` may read, with author and paragraphs."""
    rows = DiaryEntry.objects.filter(case=case)
    if not may_change(user, [case]):
        rows = rows.filter(reserved=False)
    return rows.select_related("author").prefetch_related("paragraphs")


def readable_anywhere(user: User | AnonymousUser) -> QuerySet[DiaryEntry]:
    """The entries of every case that `user` may read. Whoever shows rows tells the gate with `saw`."""
    rows = within_sight(DiaryEntry.objects.all(), user)
    return rows.filter(Q(reserved=False) | Q(case__in=changeable_cases(user)))


def get_entry(user: User | AnonymousUser, case: Case, pk: int) -> DiaryEntry:
    """One readable entry of the case, or 404, for a reserved one as for one that never was."""
    entry = readable_entries(user, case).filter(pk=pk).first()
    if entry is None:
        raise Http404
    return entry


def siblings_to_write_on(user: User, case: Case) -> QuerySet[Case]:
    """The other open cases of the household on which `user` may write."""
    others = changeable_cases(user).filter(household=case.household_id, closed_on=None).exclude(pk=case.pk)
    return others.select_related("person").order_by("person__birth_date", "pk")
