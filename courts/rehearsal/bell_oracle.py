"""What the bell had to tell, said from the notes of a rehearsal alone, moment by moment.

Like the oracle of the days it shares no rule with the product.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from courts.rehearsal.script import Due, Script

HourStep = tuple[int, str]  # hours before, audience
Rung = tuple[int, int, int]  # deadline, person, hours before


@dataclass(frozen=True)
class Rang:
    """One row the product wrote."""

    deadline: int
    person: int
    step: int
    due_at: datetime
    told_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class BellFaults:
    """All of them must be zero."""

    missed: int
    doubled: int
    misplaced: int
    undelivered: int


class BellOracle:
    """Judges the hours of a rehearsal; `audience` says who had to be told of a deadline on a day."""

    def __init__(
        self, script: Script, ladder: Iterable[HourStep], audience: Callable[[Due, str, datetime], set[int]]
    ) -> None:
        self.script = script
        self.ladder = sorted(ladder)  # the lowest step first: the latest to be reached
        self.audience = audience

    def judge(self, rang: Sequence[Rang]) -> BellFaults:
        """Compare every ring with what was written."""
        first: dict[Rung, datetime] = {}
        for row in rang:
            key = (row.deadline, row.person, row.step)
            first[key] = min(row.told_at, first.get(key, row.told_at))
        wanted: defaultdict[tuple[int, datetime], set[tuple[int, int]]] = defaultdict(set)
        missed: set[Rung] = set()
        for due in self.script.dues.values():
            for moment, step, people in self._rings(due):
                wanted[due.pk, moment] = {(person, step) for person in people}
                missed |= {
                    (due.pk, person, step)
                    for person in people
                    if first.get((due.pk, person, step)) is None or first[due.pk, person, step] > moment
                }
        times = Counter((row.deadline, row.person, row.step, row.due_at) for row in rang)
        counts = [*times.values(), *self.script.urgent_mails.values()]
        return BellFaults(
            missed=len(missed),
            doubled=sum(count - 1 for count in counts),
            misplaced=sum((row.person, row.step) not in wanted[row.deadline, row.told_at] for row in rang),
            undelivered=sum(self._lost(row) for row in rang),
        )

    def _rings(self, due: Due) -> Iterator[tuple[datetime, int, set[int]]]:
        """The rings while the term was open and on the ladder, with whom each had to have told by then."""
        if due.due_at is None or not self.ladder:
            return
        reach = timedelta(hours=self.ladder[-1][0])
        for moment in self.script.bells:
            day = timezone.localdate(moment)
            closed = due.closed_at is not None and due.closed_at < moment
            if day < due.born or closed or due.due_at - moment > reach:
                continue
            step, audience = next(
                pair for pair in self.ladder if timedelta(hours=pair[0]) >= due.due_at - moment
            )
            yield moment, step, self.audience(due, audience, moment)

    def _lost(self, row: Rang) -> bool:
        """Not sent though the term was still open, and the reader there, at two later rings."""
        if row.sent_at is not None:
            return False
        due = self.script.dues[row.deadline]
        person = self.script.people.get(row.person)
        chances = [
            moment
            for moment in self.script.bells
            if moment > row.told_at
            and (due.closed_at is None or moment < due.closed_at)
            and (person is None or person.left_on is None or timezone.localdate(moment) < person.left_on)
            and moment not in self.script.closed_post
        ]
        return len(chances) > 1
