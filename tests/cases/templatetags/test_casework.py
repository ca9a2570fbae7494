from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.models import Deadline, Person
from cases.templatetags.casework import (
    age_words,
    case_header,
    deadline_badge,
    deadline_state_badge,
    distance_of,
    status_badge,
)


@pytest.mark.parametrize(
    ("days", "kind", "words"),
    [
        (-2, "overdue", "Scaduta da 2 giorni"),
        (-1, "overdue", "Scaduta ieri"),
        (0, "today", "Oggi"),
        (1, "soon", "Domani"),
        (5, "soon", "Tra 5 giorni"),
        (6, "near", "Tra 6 giorni"),
        (30, "near", "Tra 30 giorni"),
        (31, "later", "Tra 31 giorni"),
    ],
)
def test_distance_of(days, kind, words):
    assert distance_of(timezone.localdate() + timedelta(days=days)) == (kind, words)


def test_badges():
    assert deadline_badge(None) == ""
    assert status_badge("sospeso") == '<span class="state-badge state-badge--stopped">Sospeso</span>'
    done = Deadline(state="adempiuta", due_on=date(2020, 1, 1))
    assert (
        deadline_state_badge(done)
        == '<span class="deadline-badge deadline-badge--fulfilled">Adempiuta</span>'
    )
    assert "Scaduta da" in deadline_state_badge(Deadline(state="aperta", due_on=date(2020, 1, 1)))


@pytest.mark.parametrize(
    ("days", "words"), [(None, ""), (0, "0 mesi"), (40, "1 mese"), (370, "12 mesi"), (3 * 366, "3 anni")]
)
def test_age_words(days, words):
    born = None if days is None else timezone.localdate() - timedelta(days=days)
    assert age_words(Person(birth_date=born)) == words


def test_case_header(world):
    assert case_header(world.case).responsible == str(world.owner)
    world.case.team.update(responsible=False)
    assert case_header(world.case).responsible == ""
