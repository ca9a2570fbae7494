"""The page where a report is written: blocks, proposals, comments, each saved by itself."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from reports.actions import writing
from reports.completeness import missing
from reports.enums import Section
from reports.forms import BlockForm, CommentForm, ProposalsForm
from reports.gathering import gather
from reports.models import Block, Report
from reports.permissions import get_report, get_report_to_write, may_approve, may_write
from reports.views.delivery import delivery_of

FIELD_NAMES = {"text": "testo", "on": "data", "source": "fonte", "speaker": "chi dichiara"}


@require_GET
def report_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report(request.user, pk)
    return TemplateResponse(request, "reports/report_detail.html", page_of(request, report))


@require_GET
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the record holds for this report: household, services, plans, sources."""
    report = get_report(request.user, pk)
    context = {"report": report, "data": gather(report, at=timezone.now())}
    partial = "_record" if request.headers.get("HX-Request") else "report_record"
    return TemplateResponse(request, f"reports/{partial}.html", context)


def page_of(request: SignedInRequest, report: Report, **extra: Any) -> dict[str, Any]:
    """What the report page shows; `extra` carries a form that did not pass or a conflict."""
    writing_now = may_write(request.user, report)
    context = {
        "report": report,
        "may_write": writing_now,
        "may_approve": may_approve(request.user, report),
        "is_author": request.user.pk in (report.author_id, report.submitted_by_id),
        "sections": _sections(report, writing_now, extra.get("failed")),
        "proposals": extra.get("proposals") or ProposalsForm(initial={"text": report.proposals}),
        "comments": report.comments.select_related("author"),
        "comment_form": extra.get("comment_form") or CommentForm(),
        "missing": missing(report) if writing_now else [],
        **delivery_of(report),
    }
    return context | extra


def _sections(report: Report, writing_now: bool, failed: BlockForm | None) -> list[dict[str, Any]]:
    blocks = list(report.blocks.all())
    return [
        {
            "key": section.value,
            "label": section.label,
            "rows": [
                {"block": block, "form": _form(block, failed) if writing_now else None}
                for block in blocks
                if block.section == section
            ],
        }
        for section in Section
    ]


def _form(block: Block, failed: BlockForm | None) -> BlockForm:
    if failed is not None and failed.instance.pk == block.pk:
        return failed
    return BlockForm(instance=block, prefix=f"b{block.pk}")


def _block(request: SignedInRequest, pk: int, block_pk: int) -> Block:
    """A block reached through its report; the same 404 for a block of another report."""
    report = get_report_to_write(request.user, pk)
    block = report.blocks.filter(pk=block_pk).first()
    if block is None:
        raise Http404
    block.report = report
    return block


def _wants_json(request: SignedInRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _saved_at() -> str:
    return f"{timezone.localtime():%H:%M}"


@require_POST
def block_save(request: SignedInRequest, pk: int, block_pk: int) -> HttpResponse:
    block = _block(request, pk, block_pk)
    form = BlockForm(request.POST, instance=block, prefix=f"b{block.pk}")
    if not form.is_valid():
        return _invalid(request, block.report, form)
    try:
        saved = writing.save_block(block=Block.objects.get(pk=block.pk), by=request.user, **form.values())
    except writing.Conflict as conflict:
        return _conflict(request, block.report, form, conflict.current)
    except ValidationError as error:
        return _refused(request, block.report, error)
    if _wants_json(request):
        return JsonResponse({"version": saved.version, "saved_at": _saved_at()})
    return redirect(f"{block.report.get_absolute_url()}#blocco-{block.pk}")


def _invalid(request: SignedInRequest, report: Report, form: BlockForm) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": _in_words(form)}, status=422)
    return TemplateResponse(
        request, "reports/report_detail.html", page_of(request, report, failed=form), status=422
    )


def _in_words(form: BlockForm) -> str:
    """The form's errors as one sentence for the line under the field."""
    return " ".join(
        f"{FIELD_NAMES.get(name, name)}: {error}" for name, errors in form.errors.items() for error in errors
    )


def _conflict(request: SignedInRequest, report: Report, form: BlockForm, current: Block) -> HttpResponse:
    """Both texts, nothing overwritten: the writer decides."""
    if _wants_json(request):
        who = str(current.edited_by or "un'altra persona")
        return JsonResponse({"version": current.version, "text": current.text, "by": who}, status=409)
    values = request.POST.copy()
    values[f"b{current.pk}-version"] = str(current.version)
    form = BlockForm(values, instance=form.instance, prefix=form.prefix)
    context = page_of(request, report, failed=form, conflict=current)
    return TemplateResponse(request, "reports/report_detail.html", context, status=409)


def _refused(request: SignedInRequest, report: Report, error: ValidationError) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": " ".join(error.messages)}, status=422)
    for message in error.messages:
        messages.error(request, message)
    return redirect(report)


@require_POST
def block_add(request: SignedInRequest, pk: int, section: str) -> HttpResponse:
    report = get_report_to_write(request.user, pk)
    if section not in Section.values:
        raise Http404
    try:
        block = writing.add_block(report=report, section=Section(section), by=request.user)
    except ValidationError as error:
        return _refused(request, report, error)
    return redirect(f"{report.get_absolute_url()}#blocco-{block.pk}")


@require_POST
def block_remove(request: SignedInRequest, pk: int, block_pk: int) -> HttpResponse:
    block = _block(request, pk, block_pk)
    version = request.POST.get("version", "")
    try:
        expected = int(version) if version.isdigit() else 0
        writing.remove_block(block=block, expected_version=expected, by=request.user)
    except writing.Conflict:
        messages.error(
            request, "Il blocco è stato modificato da un'altra persona: rileggilo prima di toglierlo."
        )
    except ValidationError as error:
        return _refused(request, block.report, error)
    return redirect(block.report)


@require_POST
def block_move(request: SignedInRequest, pk: int, block_pk: int, where: str) -> HttpResponse:
    block = _block(request, pk, block_pk)
    try:
        writing.move_block(block=block, up=where == "su", by=request.user)
    except ValidationError as error:
        return _refused(request, block.report, error)
    return redirect(f"{block.report.get_absolute_url()}#blocco-{block.pk}")


@require_POST
def proposals_save(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report_to_write(request.user, pk)
    form = ProposalsForm(request.POST)
    if not form.is_valid():
        if _wants_json(request):
            return JsonResponse({"error": " ".join(str(one) for one in form.errors["text"])}, status=422)
        context = page_of(request, report, proposals=form)
        return TemplateResponse(request, "reports/report_detail.html", context, status=422)
    try:
        writing.save_proposals(report=report, by=request.user, text=form.cleaned_data["text"])
    except ValidationError as error:
        return _refused(request, report, error)
    return JsonResponse({"saved_at": _saved_at()}) if _wants_json(request) else redirect(report)


@require_POST
def from_record(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report_to_write(request.user, pk)
    try:
        count = writing.add_from_record(report=report, by=request.user)
    except ValidationError as error:
        return _refused(request, report, error)
    text = "Nel diario non c'è nulla di nuovo per questo periodo."
    if count:
        text = "Aggiunto un blocco dal diario." if count == 1 else f"Aggiunti {count} blocchi dal diario."
    messages.info(request, text)
    return redirect(report)


@require_POST
def take_over(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report_to_write(request.user, pk)
    try:
        writing.take_over(report=report, by=request.user)
    except ValidationError as error:
        return _refused(request, report, error)
    messages.success(request, "La relazione ora è assegnata a te.")
    return redirect(report)


@require_POST
def comment(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report_to_write(request.user, pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        context = page_of(request, report, comment_form=form)
        return TemplateResponse(request, "reports/report_detail.html", context, status=422)
    try:
        writing.comment(report=report, by=request.user, text=form.cleaned_data["text"])
    except ValidationError as error:
        return _refused(request, report, error)
    return redirect(f"{report.get_absolute_url()}#commenti")
