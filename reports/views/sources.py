"""The record beside the report: what may be pulled in, what has changed since, the report before this one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from cases.permissions import saw
from reports.actions import sources
from reports.actions.writing import Conflict
from reports.comparing import compare, previous_report
from reports.completeness import anchor_of_block
from reports.permissions import covered_ids, get_report, get_report_to_write, may_write
from reports.record_panel import GROUPS, offers
from reports.source_changes import source_changes
from reports.views import answers
from reports.views.blocks import find_block


def _partial(request: SignedInRequest, name: str) -> str:
    """The part alone for the page that asks for it, otherwise a page of its own."""
    return f"reports/_{name}.html" if request.headers.get("HX-Request") else f"reports/{name}.html"


@require_GET
def record_offers(request: SignedInRequest, pk: int) -> HttpResponse:
    """The record of the period, to pull from."""
    report = get_report(request.user, pk)
    group, words = request.GET.get("tipo", ""), request.GET.get("q", "")[:100]
    found = offers(report, list(report.covered.all()), group=group, words=words)
    context = {
        "report": report,
        "found": found,
        "groups": GROUPS,
        "group": group,
        "words": words,
        "may_write": may_write(request.user, report),
    }
    return TemplateResponse(request, _partial(request, "record_offers"), context)


@require_POST
def pull(request: SignedInRequest, pk: int) -> HttpResponse:
    report = get_report_to_write(request.user, pk)
    try:
        block = sources.pull(report=report, ref=request.POST.get("voce", ""), by=request.user)
    except ValidationError as error:
        return answers.refused(request, report, error)
    messages.success(request, "Brano ripreso dal fascicolo con la sua fonte.")
    return answers.back(report, anchor_of_block(block))


@require_GET
def changed_sources(request: SignedInRequest, pk: int) -> HttpResponse:
    """The paragraphs whose source says something else now, each with both texts."""
    report = get_report(request.user, pk)
    changes = source_changes(report, list(report.covered.all())) if report.is_writable else []
    context = {"report": report, "changes": changes, "may_write": may_write(request.user, report)}
    return TemplateResponse(request, _partial(request, "changed_sources"), context)


@require_POST
def settle_source(request: SignedInRequest, pk: int, block_pk: int) -> HttpResponse:
    block = find_block(get_report_to_write(request.user, pk), block_pk)
    version = request.POST.get("version", "")
    take = request.POST.get("scelta") == "nuovo"
    try:
        sources.settle_source(
            block=block,
            expected_version=int(version) if version.isdigit() else 0,
            take=take,
            by=request.user,
        )
    except Conflict:
        messages.error(request, "Il brano è stato modificato nel frattempo: rileggilo prima di scegliere.")
    except ValidationError as error:
        return answers.refused(request, block.report, error)
    else:
        messages.success(request, "Preso il testo nuovo." if take else "Resta il tuo testo.")
    return answers.back(block.report, anchor_of_block(block))


@require_GET
def comparison(request: SignedInRequest, pk: int) -> HttpResponse:
    """This report beside the previous one of the case."""
    report = get_report(request.user, pk)
    before = previous_report(report, request.user)
    if before is not None:
        saw(covered_ids(before))
    pairs = compare(before, report) if before else []
    context = {"report": report, "before": before, "pairs": pairs}
    return TemplateResponse(request, "reports/comparison.html", context)
