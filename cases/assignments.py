"""To whom a deadline was given over time, and who answers for it today, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from cases.models import Deadline
from cases.ownership import Answer, Rank, who_answers

WORDS = {
    Rank.OWNER: "a cui è assegnata",
    Rank.RESPONSIBLE: "responsabile del caso",
    Rank.COORDINATOR: "chi coordina l’unità",
    Rank.MANAGER: "responsabile del servizio",
}


@dataclass(frozen=True)
class Assignment:
    """From a moment on the deadline was this person's; None: of who is responsible for the case."""

    at: datetime
    to: User | None
    by: User | None


def assignments_of(deadline: Deadline) -> list[Assignment]:
    """Every change of hands, the latest first, read from the change history. Two queries."""
    rows = deadline.events.order_by("pgh_id").values_list(  # type: ignore[attr-defined]
        "pgh_created_at", "owner", "pgh_context__metadata__user"
    )
    changes: list[tuple[datetime, int | None, int | None]] = []
    last: int | None = None
    for at, owner, by in rows:
        if owner != last:
            changes.append((at, owner, by))
            last = owner
    people = User.objects.in_bulk({person for _, *both in changes for person in both if person})
    return [
        Assignment(at, people.get(owner or 0), people.get(by or 0)) for at, owner, by in reversed(changes)
    ]


def answering_today(deadlines: Iterable[Deadline], on: date) -> dict[int, str]:
    """Who answers for each of these deadlines on a day, in words, by id. Six queries, however many."""
    rows = Deadline.objects.filter(pk__in=[deadline.pk for deadline in deadlines])
    answers = who_answers(rows, on)
    people = User.objects.in_bulk({person for answer in answers.values() for person in answer.people})
    return {pk: _in_words(answer, people) for pk, answer in answers.items()}


def _in_words(answer: Answer, people: dict[int, User]) -> str:
    if answer.rank == Rank.NOBODY:
        return "nessuno: l’amministratore dell’ente è avvisato"
    names = ", ".join(sorted(str(people[person]) for person in answer.people))
    return f"{names}, {WORDS[answer.rank]}"
