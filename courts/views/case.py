"""The tab *Provvedimenti* of a case."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from cases.models import Case, Deadline
from cases.permissions import get_case, may_change
from courts.actions.deadlines import parse_origin
from courts.emergency_panels import next_step
from courts.emergency_story import StepRow
from courts.models import Emergency, Mandate, Order
from courts.permissions import visible_emergencies, whole_emergencies


@dataclass(frozen=True)
class MandateRow:
    """A mandate with the deadline it waits for next, on one case."""

    mandate: Mandate
    deadline: Deadline | None


@require_safe
def case_orders(request: HttpRequest, pk: int) -> HttpResponse:
    case = get_case(request.user, pk)
    context = {
        "case": case,
        "tab": "provvedimenti",
        "may_change": may_change(request.user, [case]),
        "orders": _orders(case),
        "emergencies": _emergencies(request, case),
        "proceedings": case.proceedings.select_related("office").prefetch_related("numbers__register"),
    }
    return TemplateResponse(request, "courts/case_orders.html", context)


def _emergencies(request: HttpRequest, case: Case) -> list[tuple[Emergency, StepRow | None, str]]:
    """The removals of this child, each with the step that runs and, for who sees every child, its outcome."""
    found = visible_emergencies(request.user).filter(cases=case).prefetch_related("steps")
    whole = set(whole_emergencies(request.user).filter(cases=case).values_list("pk", flat=True))
    return [(row, next_step(row), row.closed_reason if row.pk in whole else "") for row in found]


def _orders(case: Case) -> list[tuple[Order, list[MandateRow]]]:
    """The orders of one case, newest first, each with its mandates on this very case."""
    mandates = Mandate.objects.filter(cases=case).select_related("recipient", "executor__controller")
    orders = (
        Order.objects.filter(cases=case)
        .select_related("proceeding__office")
        .prefetch_related("proceeding__numbers__register", Prefetch("mandates", mandates, to_attr="of_case"))
    )
    waiting = _next_deadlines(case)
    return [
        (order, [MandateRow(mandate, waiting.get(mandate.pk)) for mandate in order.of_case])
        for order in orders
    ]


def _next_deadlines(case: Case) -> dict[int, Deadline]:
    """The soonest open deadline of each mandate, by its id."""
    rows = case.deadlines.open().filter(origin__startswith="mandate:").order_by("-due_on")
    return {parse_origin(deadline.origin)[0]: deadline for deadline in rows}
