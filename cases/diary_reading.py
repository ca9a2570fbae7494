"""Which diary entries a person reads: the rights on the case, and on reserved entries those of writing."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from cases.diary_content import content_of
from cases.models import Case, DiaryAttachment, DiaryEntry, TeamMember
from cases.permissions import changeable_cases, may_change, within_sight


def readable_entries(user: User | AnonymousUser, case: Case) -> QuerySet[DiaryEntry]:
    """The entries of one case, already got from the gate, that `user` may read, with author and paragraphs."""
    rows = DiaryEntry.objects.filter(case=case)
    if not may_change(user, [case]):
        rows = rows.filter(reserved=False)
    files = Prefetch("attachments", DiaryAttachment.with_withdrawn.select_related("withdrawn_by"))
    return rows.select_related("author").prefetch_related("paragraphs", files)


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


def in_team_of(user: User | AnonymousUser, case: Case | int) -> bool:
    """Whether `user` is in the équipe of a case today."""
    today = timezone.localdate()
    return TeamMember.objects.in_force(today).filter(case=case, user=user.pk).exists()


def may_correct(user: User | AnonymousUser, entry: DiaryEntry) -> bool:
    """Who wrote the entry; of one written by several hands also who is in the équipe. The gate comes first."""
    return entry.author_id == user.pk or (entry.shared and in_team_of(user, entry.case_id))


def copies_of(user: User, entry: DiaryEntry) -> list[DiaryEntry]:
    """The same entry in the files of siblings, where `user` may write and correct it too, and it still says
    the same. Whoever shows them tells the gate with `saw`.
    """
    if entry.batch is None or entry.part_of_id is not None:
        return []
    rows = DiaryEntry.objects.filter(batch=entry.batch, part_of=None, case__in=changeable_cases(user))
    rows = rows.exclude(pk=entry.pk).select_related("case__person").prefetch_related("paragraphs")
    content = content_of(entry)
    return [row for row in rows.order_by("pk") if may_correct(user, row) and content_of(row) == content]


def entries_elsewhere(user: User, entry: DiaryEntry) -> list[DiaryEntry]:
    """The same entry in the files of siblings `user` sees too. Whoever shows them tells the gate with `saw`."""
    if entry.batch is None or entry.part_of_id is not None:
        return []
    rows = readable_anywhere(user).filter(batch=entry.batch, part_of=None).exclude(pk=entry.pk)
    return list(rows.select_related("case__person").order_by("pk"))


def siblings_to_write_on(user: User, case: Case) -> QuerySet[Case]:
    """The other open cases of the household on which `user` may write."""
    others = changeable_cases(user).filter(household=case.household_id, closed_on=None).exclude(pk=case.pk)
    return others.select_related("person").order_by("person__birth_date", "pk")
