"""Lists of reports: all I may see, and those of one case."""

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.requests import SignedInRequest
from cases.permissions import get_case, may_change, saw
from reports import queue
from reports.enums import DueWindow
from reports.forms.listing import ReportFilter
from reports.models import Dispatch, Report
from reports.permissions import visible_reports, with_children
from reports.reckoned import explained

PAGE = 50


def with_rows(reports: QuerySet[Report], user: User) -> QuerySet[Report]:
    """Everything a row shows, in a constant number of queries; the stored bytes stay in the database."""
    dispatches = Dispatch.objects.defer("message").order_by("-queued_at")
    return (
        with_children(explained(reports), user)
        .select_related("author", "case__person", "recipient", "frozen")
        .defer("frozen__pdf", "frozen__snapshot")
        .prefetch_related(Prefetch("frozen__dispatches", queryset=dispatches))
        .annotate(open_alarms=Count("alarms", filter=Q(alarms__closed_at=None), distinct=True))
    )


def show(reports: Sequence[Report]) -> Sequence[Report]:
    """Tell the gate which cases these rows name."""
    saw(case.pk for report in reports for case in report.covered.all())
    return reports


@require_GET
def report_list(request: SignedInRequest) -> HttpResponse:
    """The queue by term, with how many there are of everything and whose they are."""
    reports = queue.with_window(visible_reports(request.user), timezone.localdate())
    counts = queue.counts(reports)
    form = ReportFilter(request.GET, counts=counts)
    rows = with_rows(queue.narrowed(reports, form.chosen()), request.user).order_by("due_on", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    page.object_list = show(list(page.object_list))
    query = request.GET.copy()
    query.pop("pagina", None)
    context = {"form": form, "page": page, "query": query.urlencode(), "due": _tiles(counts, form)}
    return TemplateResponse(request, "reports/report_list.html", context)


def _tiles(counts: queue.Counts, form: ReportFilter) -> list[dict[str, object]]:
    """The terms as numbers to press; the one that is chosen leads back to all."""
    chosen = form.chosen().get("due")
    return [
        {"value": value, "label": label.lower(), "number": counts.due[value], "chosen": value == chosen}
        for value, label in DueWindow.choices
    ]


@require_GET
def case_reports(request: SignedInRequest, pk: int) -> HttpResponse:
    case = get_case(request.user, pk)
    rows = with_rows(visible_reports(request.user).filter(covered=case), request.user).order_by(
        "-due_on", "-pk"
    )
    context = {
        "case": case,
        "tab": "relazioni",
        "reports": show(list(rows[:100])),
        "may_change": may_change(request.user, [case]),
    }
    return TemplateResponse(request, "reports/case_reports.html", context)
