"""The page where a report is written; each paragraph is saved by itself (`views.blocks`)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from cases.permissions import may_change
from reports.actions import sources, writing
from reports.actions.copies import last_copy
from reports.actions.sharing import may_entrust
from reports.actions.weight import too_heavy
from reports.completeness import gaps
from reports.forms import BlockForm, BlockTextForm, CommentForm, ProposalsForm
from reports.gathering import gather
from reports.models import Report
from reports.permissions import (
    covered_ids,
    get_report,
    get_report_to_write,
    may_approve,
    may_sign_second,
    second_profession,
    team_of,
)
from reports.reckoned import why_due
from reports.views import answers
from reports.views.delivery import delivery_of
from reports.workbench import SectionOnPage, sections_on_page


@require_GET
def report_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report(request.user, pk)
    return TemplateResponse(request, answers.PAGE, page_of(request, report))


@require_GET
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the record holds for this report: household, services, plans, sources."""
    report = get_report(request.user, pk)
    context = {"report": report, "data": gather(report, at=timezone.now())}
    partial = "_record" if request.headers.get("HX-Request") else "report_record"
    return TemplateResponse(request, f"reports/{partial}.html", context)


def page_of(request: SignedInRequest, report: Report, **extra: Any) -> dict[str, Any]:
    """What the report page shows; `extra` carries a form that did not pass or a conflict."""
    may_comment = may_change(request.user, covered_ids(report))
    writing_now = may_comment and report.is_writable
    sections = sections_on_page(report, request.user, writing_now)
    _give_forms(sections, extra.get("failed"))
    proposals = ProposalsForm(initial={"text": report.proposals, "version": report.proposals_version})
    copy = last_copy(report) if report.is_pending else None
    context = {
        "report": report,
        "may_write": writing_now,
        "may_comment": may_comment,
        "may_correct": may_comment and not report.is_pending,
        "team": team_of(report) if writing_now and may_entrust(request.user, report) else [],
        "may_approve": may_approve(request.user, report),
        "is_author": request.user.pk in (report.author_id, report.submitted_by_id),
        "sections": sections,
        "proposals": proposals,
        "comments": [note for note in report.comments.all() if note.block_id is None],
        "comment_form": CommentForm(),
        "gaps": gaps(report) if writing_now else [],
        "second_profession": second_profession(report),
        "may_sign_second": may_sign_second(request.user, report),
        "working_copy": copy,
        "why_due": why_due(report),
        "heavy": too_heavy(report, copy),
        "corrections": [] if writing_now else list(report.corrections.order_by("pk")),
        **({} if report.is_pending else delivery_of(report, request.user)),
    }
    return context | extra


def _give_forms(sections: list[SectionOnPage], failed: BlockForm | BlockTextForm | None) -> None:
    items = (item for page in sections for group in page.groups for item in group.items)
    for item in items:
        if failed is not None and failed.block.pk == item.block.pk:
            item.form = failed
        elif item.may_write:
            item.form = BlockTextForm(block=item.block)


@require_POST
def proposals_save(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report_to_write(request.user, pk)
    form = ProposalsForm(request.POST)
    if not form.is_valid():
        return answers.not_valid(request, form, lambda: page_of(request, report, proposals=form))
    values = form.cleaned_data
    try:
        stored = writing.save_proposals(
            report=report, by=request.user, text=values["text"], expected_version=values["version"]
        )
    except writing.ProposalsConflict as conflict:
        return _other_proposals(request, report, conflict.current)
    except ValidationError as error:
        return answers.refused(request, report, error)
    return answers.saved(request, report, stored.proposals_version, "sezione-proposte")


def _other_proposals(request: SignedInRequest, report: Report, current: Report) -> HttpResponse:
    """Both texts of the proposals, nothing overwritten."""
    who = str(current.proposals_by or "un'altra persona")
    if answers.wants_json(request):
        answer = {"version": current.proposals_version, "text": current.proposals, "by": who}
        return JsonResponse(answer, status=409)
    values = request.POST.copy()
    values["version"] = str(current.proposals_version)
    conflict = {"text": current.proposals, "by": who}
    context = page_of(request, report, proposals=ProposalsForm(values), conflict=conflict)
    return TemplateResponse(request, answers.PAGE, context, status=409)


@require_POST
def from_record(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report_to_write(request.user, pk)
    try:
        count = sources.add_from_record(report=report, by=request.user)
    except ValidationError as error:
        return answers.refused(request, report, error)
    text = "Nel fascicolo non c'è nulla di nuovo per questo periodo."
    if count:
        text = "Aggiunto un brano dal fascicolo." if count == 1 else f"Aggiunti {count} brani dal fascicolo."
    messages.info(request, text)
    return redirect(report)


@require_POST
def take_over(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report_to_write(request.user, pk)
    try:
        writing.take_over(report=report, by=request.user)
    except ValidationError as error:
        return answers.refused(request, report, error)
    messages.success(request, "La relazione ora è assegnata a te.")
    return redirect(report)


@require_POST
def comment(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report_to_write(request.user, pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return answers.not_valid(request, form, lambda: page_of(request, report, comment_form=form))
    try:
        writing.comment(report=report, by=request.user, text=form.cleaned_data["text"])
    except ValidationError as error:
        return answers.refused(request, report, error)
    return answers.back(report, "commenti")
