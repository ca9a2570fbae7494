"""Pieces on what the courts asked and what was done for it: orders, mandates, services, plans."""

from collections.abc import Iterable
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg

from cases.models import Case
from courts.models import Mandate, Order
from peipa.models import Plan
from peipa.period import plans_between
from reports.drafting.pieces import Piece
from reports.enums import BlockKind, Feed, Verification
from services.catalogue.models import Enrolment
from services.catalogue.period import enrolments_between

REGISTER: dict[str, str] = {"verified": Verification.REGISTRO}
MAX_TASK = 600


def from_orders(cases: list[Case], until: date) -> list[Piece]:
    """The orders received about these children, oldest first. One query."""
    ids = [case.pk for case in cases]
    rows = (
        Order.objects.filter(cases__in=ids, received_on__lte=until)
        .select_related("proceeding__office")
        .annotate(about=ArrayAgg("cases", order_by="cases"))
        .order_by("received_on", "pk")
    )
    return [_order(row, row.about, ids) for row in rows]


def _order(row: Order, about: list[int], ids: list[int]) -> Piece:
    return Piece(
        ref=f"order:{row.pk}",
        feed=Feed.PROVVEDIMENTI,
        kind=BlockKind.FATTO,
        text=f"{row.get_kind_display()} del {row.decided_on:%d/%m/%Y}, {row.proceeding.office.name}, "
        f"ricevuto il {row.received_on:%d/%m/%Y}.",
        source="Registro dei provvedimenti",
        group="provvedimenti",
        case_id=about[0] if len(about) == 1 and len(ids) > 1 else None,
        on=row.decided_on,
        details=REGISTER,
    )


def from_mandates(
    mandates: Iterable[Mandate],
    enrolments: list[Enrolment],
    own: int | None,
    work: str,
    start: date,
    end: date,
) -> list[Piece]:
    """What was done for each mandate; one for which nothing is on record gives no piece: somebody has to say.

    `work` is what the diary counts; it speaks for the mandate the report answers (`own`). No query.
    """
    pieces = []
    for mandate in mandates:
        of_mandate = [_service(row) for row in enrolments if row.mandate_id == mandate.pk]
        done = list(dict.fromkeys(of_mandate))  # siblings have the same service: told once
        if mandate.pk == own and work:
            done.append(work)
        if done:
            pieces.append(_mandate(mandate, done, start, end))
    return pieces


def _mandate(mandate: Mandate, done: list[str], start: date, end: date) -> Piece:
    task = " ".join(mandate.task_text.split())
    asked = f"{task[:MAX_TASK]}…" if len(task) > MAX_TASK else task
    return Piece(
        ref=f"mandate:{mandate.pk}",
        feed=Feed.INCARICHI,
        kind=BlockKind.FATTO,
        text=f"{mandate.get_kind_display()}. Era chiesto: «{asked}»\n"
        f"Dal {start:%d/%m/%Y} al {end:%d/%m/%Y}: {'; '.join(done)}.",
        source="Registro degli incarichi e del lavoro svolto",
        group="incarichi",
        on=end,
        mandate_id=mandate.pk,
        details=REGISTER,
    )


def from_services(rows: list[Enrolment], cases: list[Case]) -> list[Piece]:
    """The enrolments of the period. No query."""
    return [
        Piece(
            ref=f"enrolment:{row.pk}",
            feed=Feed.SERVIZI,
            kind=BlockKind.FATTO,
            text=f"Servizio {_service(row)}.",
            source="Registro dei servizi",
            group="servizi",
            case_id=row.case_id if len(cases) > 1 else None,
            on=row.started_on,
            mandate_id=row.mandate_id,
            details=REGISTER,
        )
        for row in rows
    ]


def _service(row: Enrolment) -> str:
    since = f", dal {row.started_on:%d/%m/%Y}" if row.started_on else ""
    until = f" al {row.ended_on:%d/%m/%Y}" if row.ended_on else ""
    return f"{row.kind.name}: {row.get_state_display().lower()}{since}{until}"


def services_between(cases: list[Case], start: date, end: date) -> list[Enrolment]:
    """The enrolments of the children in the period. One query."""
    return list(enrolments_between([case.pk for case in cases], start, end))


def from_plans(cases: list[Case], start: date, end: date) -> list[Piece]:
    """One piece for each plan with objectives. Three queries."""
    rows = plans_between([case.pk for case in cases], start, end)
    return [_plan(plan, cases) for plan in rows if plan.objectives.all()]


def _plan(plan: Plan, cases: list[Case]) -> Piece:
    lines = [
        f"{row.area.name}: {row.title} – {row.get_result_display().lower()}." for row in plan.objectives.all()
    ]
    return Piece(
        ref=f"plan:{plan.pk}",
        feed=Feed.PROGETTI,
        kind=BlockKind.FATTO,
        text=f"{plan.title} ({plan.get_state_display().lower()}).\n" + "\n".join(lines),
        source=plan.get_kind_display(),
        group="progetti",
        case_id=plan.case_id if len(cases) > 1 else None,
        on=plan.starts_on,
        details=REGISTER,
    )
