"""Who may read, write and approve a report. Rights on a report are the rights on all the cases it covers."""

from collections import Counter

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from accounts.enums import Profession
from accounts.models import Unit, User
from accounts.permissions import roles_of
from cases.models import TeamMember
from cases.permissions import may_change, require_change, saw, visible_cases, wholly_within_sight
from reports.enums import ReportState
from reports.mailboxes import sorting_units
from reports.models import Addressee, Block, Dispatch, DispatchProof, IncomingMail, Mailbox, Report


def visible_reports(user: User) -> QuerySet[Report]:
    """Reports of which `user` sees every covered case. Whoever shows rows tells the gate with `saw`."""
    return wholly_within_sight(Report.objects.all(), user, "covered")


def with_children(reports: QuerySet[Report], user: User) -> QuerySet[Report]:
    """The same reports, each with the children it covers and their names. One query more."""
    return reports.prefetch_related(Prefetch("covered", visible_cases(user).select_related("person")))


def covered_ids(report: Report) -> list[int]:
    """The cases a report shows something of."""
    return sorted(case.pk for case in report.covered.all())


def get_report(user: User, pk: int) -> Report:
    """The report, or the same 404 for a hidden one as for one that never was.

    What only some pages show is read there: with a join for each, the server planned longer than it answered.
    """
    rows = with_children(visible_reports(user), user).filter(pk=pk)
    report = rows.select_related("case__person", "case__unit", "mandate", "recipient", "outline").first()
    if report is None:
        raise Http404
    saw(covered_ids(report))
    return report


def get_report_to_write(user: User, pk: int) -> Report:
    """The report for writing: 404 unseen, 403 seen but not allowed. Its state is the action's business."""
    report = get_report(user, pk)
    require_change(user, covered_ids(report))
    return report


def may_write(user: User, report: Report) -> bool:
    """Whether `user` may change the text now."""
    return report.is_writable and may_change(user, covered_ids(report))


def team_of(report: Report) -> list[User]:
    """Who is in the équipe of every covered child today, beside the author: who may be given a section. One query."""
    cases = covered_ids(report)
    rows = TeamMember.objects.in_force(timezone.localdate()).filter(case__in=cases).select_related("user")
    seats = Counter(row.user for row in rows.order_by("user__last_name", "user__first_name", "pk"))
    return [user for user, count in seats.items() if count == len(cases) and _may_be_given(user, report)]


def _may_be_given(user: User, report: Report) -> bool:
    """The author writes every section anyway."""
    return user.is_active and user.pk != report.author_id


def took_part(user: User, report: Report) -> bool:
    """Whether `user` wrote or signed anything of the report: author, sender, second signer, hand in the text."""
    hands = (report.author_id, report.submitted_by_id, report.proposals_by_id, report.second_signed_by_id)
    return user.pk in hands or (Block.objects.filter(report=report, edited_by=user).exists())


def leads_report(user: User, report: Report) -> bool:
    """Whether `user` leads the unit of the report's case and sees all of it."""
    return report.case.unit_id in roles_of(user).lead_units and may_change(user, covered_ids(report))


def may_approve(user: User, report: Report) -> bool:
    """A lead of the unit who wrote nothing of it (four eyes)."""
    return leads_report(user, report) and not took_part(user, report)


def may_waive(user: User, report: Report) -> bool:
    """A second person: works on all the cases of the report and took no part in it."""
    return may_change(user, covered_ids(report)) and not took_part(user, report)


def second_profession(report: Report) -> Profession | None:
    """The profession that signs beside the author, where the outline asks for it.

    An author of that very profession has an assistente sociale sign beside: the parts of both are in it.
    """
    wanted = report.outline.second_signature if report.outline else ""
    if not wanted:
        return None
    if report.author is not None and report.author.profession == wanted:
        return Profession.ASSISTENTE_SOCIALE
    return Profession(wanted)


def may_sign_second(user: User, report: Report) -> bool:
    """Who has the profession asked for, works on the cases and is not the author."""
    return (
        report.state == ReportState.IN_APPROVAZIONE
        and report.second_signed_by_id is None
        and second_profession(report) == user.profession
        and user.pk != report.author_id
        and may_change(user, covered_ids(report))
    )


def require_lead(user: User, report: Report) -> None:
    """Refuse (403) whoever sees the report but does not lead its unit."""
    if not leads_report(user, report):
        raise PermissionDenied


def get_dispatch(user: User, pk: int) -> Dispatch:
    """A dispatch reached through its report."""
    dispatch = (
        Dispatch.objects.select_related("frozen__report", "mailbox", "recipient_office").filter(pk=pk).first()
    )
    if dispatch is None:
        raise Http404
    dispatch.frozen.report = get_report(user, dispatch.frozen.report_id)
    return dispatch


def get_proof(user: User, pk: int) -> DispatchProof:
    """A proof of delivery reached through its report."""
    proof = DispatchProof.objects.filter(pk=pk).first()
    if proof is None:
        raise Http404
    proof.dispatch = get_dispatch(user, proof.dispatch_id)
    return proof


def get_addressee(user: User, pk: int) -> Addressee:
    """Another recipient reached through its report."""
    addressee = Addressee.objects.filter(pk=pk).first()
    if addressee is None:
        raise Http404
    addressee.report = get_report(user, addressee.report_id)
    return addressee


# --- Mail from outside ----------------------------------------------------------------------------------
def sorted_mailboxes(user: User) -> list[Mailbox]:
    """The mailboxes whose mail `user` sorts: leads and clerks of the units that `sorting_units` names."""
    roles = roles_of(user)
    mine = set(roles.lead_units)
    if user.profession == Profession.AMMINISTRATIVO:
        mine |= roles.operator_units
    if not mine:
        return []
    units = Unit.objects.filter(pk__in=mine)
    near = Q(sorting_unit__in=mine)
    near |= Q(organisation__in=units.values("organisation")) | Q(organisation__in=units.values("controller"))
    boxes = list(Mailbox.objects.filter(near))
    sorters = sorting_units(boxes)
    return [box for box in boxes if mine & {unit.pk for unit in sorters[box.pk]}]


def visible_mail(user: User) -> QuerySet[IncomingMail]:
    """Messages not yet in a case, of the mailboxes `user` sorts; then those of the cases `user` sees.

    Once in a case, a message is the case's: who sorted it sees it no more, unless the case is in sight. An
    answer to a report of ours shows, from the start, only to who sees that report.
    """
    boxes = sorted_mailboxes(user)
    seen = Q(case__in=visible_cases(user).values("pk"))
    loose = Q(case=None, mailbox__in=boxes)
    answered = Q(answers=None) | Q(answers__frozen__report__in=visible_reports(user).values("pk"))
    return IncomingMail.objects.filter(seen | loose & answered)


def get_mail(user: User, pk: int) -> IncomingMail:
    """The message, or the same 404 for a hidden one as for one that never was."""
    mail = (
        visible_mail(user)
        .select_related("mailbox", "office", "case__person", "case__unit", "handled_by", "receipt")
        .filter(pk=pk)
        .first()
    )
    if mail is None:
        raise Http404
    if mail.case_id:
        saw([mail.case_id])
    return mail
