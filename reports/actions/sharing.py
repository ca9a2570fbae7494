"""Who writes which section, and what is said about the paragraphs."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.models import TeamMember
from reports.actions.writing import locked, writable
from reports.enums import ReportState
from reports.models import Comment, OutlineSection, Report, SectionAuthor
from reports.permissions import leads_report


def may_entrust(user: User, report: Report) -> bool:
    """The author of the report gives its sections out; so does whoever leads the unit."""
    return report.is_writable and (user.pk == report.author_id or leads_report(user, report))


@transaction.atomic
def entrust(*, report: Report, section: OutlineSection, to: User | None, by: User) -> SectionAuthor | None:
    """Give a section to somebody of the équipe of every child; None takes it back.

    From then on only that person and the author of the report change it. ValidationError for anybody who is
    not in the équipe today, PermissionDenied for who may not give sections out.
    """
    report = writable(report)
    if not may_entrust(by, report):
        raise PermissionDenied
    if section.outline_id != report.outline_id:
        raise ValidationError("Questa sezione non è della relazione.")
    SectionAuthor.objects.filter(report=report, section=section).delete()
    if to is None:
        return None
    for case in report.covered.all():
        if not TeamMember.objects.in_force(timezone.localdate()).filter(case=case, user=to).exists():
            raise ValidationError(f"{to} non è nell'équipe di tutti i minori della relazione.")
    row = SectionAuthor(report=report, section=section, user=to, assigned_by=by)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def settle_comment(*, comment: Comment, done: bool, by: User) -> Comment:
    """Mark a comment as settled, or open it again. ValidationError once the report is approved."""
    if locked(comment.report).state == ReportState.APPROVATA:
        raise ValidationError("La relazione è approvata: i commenti restano come sono.")
    current = Comment.objects.select_for_update().get(pk=comment.pk)
    current.resolved_at = timezone.now() if done else None
    current.resolved_by = by if done else None
    current.full_clean()
    current.save(update_fields=["resolved_at", "resolved_by"])
    return current
