"""From mandates to the product's one table of deadlines: swept by state, so that no outage loses one."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cases.actions.deadlines import open_deadline
from cases.enums import DeadlineState
from cases.models import Deadline
from courts.enums import MandateState
from courts.models import Mandate
from courts.periods import Cycle, cycle, cycles
from courts.reckoning import rules_in_force
from courts.terms import RuleSet

BATCH = 500


def keep_deadlines(*, mandate_id: int | None = None, today: date | None = None) -> int:
    """Open the missing deadlines of one active mandate, or of all: whatever falls due within
    DEADLINE_HORIZON_DAYS of `today`, what was missed before included, and always the next one.

    Safe to run twice and after any pause. Returns how many rows were made (one per cycle and child).
    """
    day = today or timezone.localdate()
    rows = Mandate.objects.filter(state=MandateState.ATTIVO)
    if mandate_id is not None:
        rows = rows.filter(pk=mandate_id)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    batches = (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
    return sum(_keep_batch(batch, day) for batch in batches)


def wanted_cycles(
    mandate: Mandate,
    day: date,
    delivered: Collection[str] = frozenset(),
    rules: Sequence[RuleSet] | None = None,
) -> Iterator[Cycle]:
    """The cycles whose deadlines must exist on `day`; one `delivered` (by origin) is not the next one owed."""
    horizon = day + timedelta(days=settings.DEADLINE_HORIZON_DAYS)
    next_found = False
    for found in cycles(mandate, rules):
        if found.due.due_on > horizon and next_found:
            return
        yield found
        next_found = next_found or (found.due.due_on >= day and mandate.origin(found.n) not in delivered)


def mandate_cycles_due(today: date, lead_days: int) -> list[tuple[Mandate, Cycle]]:
    """The cycles still open on some child that fall due within `lead_days` of `today`, or fell due before.

    Soonest first, each with the day it has after its extensions. The mandates come with order, proceeding,
    recipient, executor and cases loaded.
    """
    rows = Deadline.objects.open().due_by(today + timedelta(days=lead_days))
    origins = rows.filter(origin__startswith="mandate:").order_by("due_on", "origin")
    found = {parse_origin(origin): due_on for origin, due_on in origins.values_list("origin", "due_on")}
    mandates = (
        Mandate.objects.select_related("order__proceeding__office", "recipient", "executor")
        .prefetch_related("cases")
        .in_bulk({mandate_id for mandate_id, _ in found})
    )
    rules = rules_in_force()
    return [
        (mandates[mandate_id], _due_on(cycle(mandates[mandate_id], n, rules), due_on))
        for (mandate_id, n), due_on in found.items()
        if mandate_id in mandates
    ]


def _due_on(found: Cycle, day: date) -> Cycle:
    return found if found.due.due_on == day else replace(found, due=replace(found.due, due_on=day))


def parse_origin(origin: str) -> tuple[int, int]:
    """Mandate and cycle of a deadline made here: the opposite of `Mandate.origin`."""
    _, mandate_id, n = origin.split(":")
    return int(mandate_id), int(n)


def explanation(found: Cycle) -> str:
    """How the date came about, with the note on August when it was suspended."""
    return f"{found.due.explanation} {found.due.note}".strip()


def _keep_batch(ids: list[int], day: date) -> int:
    mandates = list(Mandate.objects.prefetch_related("cases").filter(pk__in=ids))
    delivered = _delivered_early(mandates, day)
    rules = rules_in_force()
    wanted = {mandate.pk: list(wanted_cycles(mandate, day, delivered, rules)) for mandate in mandates}
    origins = [mandate.origin(found.n) for mandate in mandates for found in wanted[mandate.pk]]
    known = set(Deadline.objects.filter(origin__in=origins).values_list("case_id", "origin"))
    made = 0
    for mandate in mandates:
        missing = [found for found in wanted[mandate.pk] if _lacks(mandate, found, known)]
        made += _open(mandate.pk, missing) if missing else 0
    return made


def _delivered_early(mandates: list[Mandate], day: date) -> set[str]:
    """Origins still to come that are done already: without the one after, nothing would be owed."""
    ids = [case.pk for mandate in mandates for case in mandate.cases.all()]
    rows = Deadline.objects.filter(case__in=ids, due_on__gte=day, origin__startswith="mandate:")
    return set(rows.filter(state=DeadlineState.FULFILLED).values_list("origin", flat=True))


def _lacks(mandate: Mandate, found: Cycle, known: set[tuple[int, str]]) -> bool:
    return any((case.pk, mandate.origin(found.n)) not in known for case in mandate.cases.all())


@transaction.atomic
def _open(mandate_id: int, missing: Iterable[Cycle]) -> int:
    # The lock makes a second sweep wait, and shows whether the mandate was stopped meanwhile.
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate_id)
    if mandate.state != MandateState.ATTIVO:
        return 0
    rows = Deadline.objects.filter(origin__startswith=f"mandate:{mandate_id}:")
    children = list(mandate.cases.all())
    known = set(rows.values_list("case_id", "origin"))
    made = 0
    for found in missing:
        for case in children:
            made += (case.pk, mandate.origin(found.n)) not in known
            open_deadline(
                case=case,
                title=found.title,
                due_on=found.due.due_on,
                origin=mandate.origin(found.n),
                explanation=explanation(found),
                by=None,
            )
    return made
