"""What the daily e-mail says: numbers, titles of deadlines and references of cases. Never a name."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from cases.models import Deadline, Digest
from cases.ownership import Charge, Staff, charges_of


@dataclass
class Line:
    """One duty, for one or more children."""

    title: str
    due_on: date
    references: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Letter:
    """The content of one digest on one day."""

    day: date
    lines: Sequence[Line] = ()
    # Deadlines the reader may not open: an administrator is told how many nobody answers for.
    unanswered: int = 0

    def __bool__(self) -> bool:
        return bool(self.lines or self.unanswered)

    @property
    def overdue(self) -> int:
        return sum(line.due_on < self.day for line in self.lines)

    @property
    def today(self) -> int:
        return sum(line.due_on == self.day for line in self.lines)

    @property
    def coming(self) -> int:
        return sum(line.due_on > self.day for line in self.lines)


def letters_of(digests: Iterable[Digest], staff: Staff, day: date) -> dict[int, Letter]:
    """What each of these digests has to say on a day, by id: of what it reminds of, what is still open.

    Four queries. A case the reader no longer sees is counted, not named.
    """
    readers = {digest.pk: digest.user_id for digest in digests}
    told: defaultdict[int, set[int]] = defaultdict(set)
    rows = Deadline.objects.open().filter(reminders__digest__in=readers)
    for deadline, digest in rows.values_list("pk", "reminders__digest").filter(reminders__digest__in=readers):
        told[digest].add(deadline)
    wanted = Deadline.objects.filter(pk__in=set().union(*told.values())).order_by("due_on", "pk")
    charges = charges_of(wanted, day)
    words = {pk: rest for pk, *rest in wanted.values_list("pk", "origin", "title", "case__reference")}
    return {
        digest: _letter([charge for charge in charges if charge.pk in told[digest]], words, staff, user, day)
        for digest, user in readers.items()
    }


def _letter(charges: list[Charge], words: dict[int, list[str]], staff: Staff, user: int, day: date) -> Letter:
    lines: dict[tuple[str, str, date], Line] = {}
    hidden = 0
    for charge in charges:
        if not staff.sees(user, charge):
            hidden += 1
            continue
        origin, title, reference = words[charge.pk]
        key = (origin, title, charge.due_on)
        lines.setdefault(key, Line(title, charge.due_on)).references.append(reference)
    administers = any(
        user in staff.administrators.get(ente, frozenset())
        for charge in charges
        for ente in (charge.organisation, charge.controller)
    )
    return Letter(day, list(lines.values()), hidden if administers else 0)
