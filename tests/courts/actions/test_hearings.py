from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases.deadline_links import url_of
from cases.models import Deadline
from cases.moments import ROME
from courts.actions.hearings import cancel_hearing, fix_hearing, hold_hearing, postpone_hearing
from courts.actions.proceedings import join_proceeding
from courts.models import LegalNumber, Proceeding
from tests.factories.courts import HearingFactory, ProceedingFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ROME)


@pytest.fixture(autouse=True)
def second_of_march():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def proceeding(world) -> Proceeding:
    return ProceedingFactory(cases=[world.case, world.sibling])


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ROME)


def rows(hearing) -> list[tuple]:
    return list(
        Deadline.objects.filter(origin=hearing.origin()).order_by("case").values_list("due_on", "state")
    )


def test_a_hearing_is_prepared_on_each_case_and_says_why(world, proceeding) -> None:
    """15 days before (practice, handbook courts §3): 21 April 2026 less 15 is Easter Monday, so Friday the 3rd."""
    hearing = fix_hearing(proceeding=proceeding, at=at(date(2026, 4, 21)), place=" Aula 3 ", by=world.owner)
    assert rows(hearing) == [(date(2026, 4, 3), "aperta")] * 2
    deadline = Deadline.objects.get(case=world.case, origin=hearing.origin())
    assert deadline.title == "Preparare l'udienza di martedì 21/04/2026"
    for words in (
        "15 giorni prima del 21/04/2026",
        "lunedì dell'Angelo",
        "prassi del servizio",
        "alle 10:00",
    ):
        assert words.lower() in deadline.explanation.lower()
    assert url_of(deadline, world.owner) == hearing.get_absolute_url()
    assert hearing.place == "Aula 3"


def test_a_hearing_too_near_is_prepared_at_once(world, proceeding) -> None:
    hearing = fix_hearing(proceeding=proceeding, at=at(date(2026, 3, 9)), by=world.owner)
    assert rows(hearing)[0] == (NOW.date(), "aperta")
    assert "già passato" in Deadline.objects.filter(origin=hearing.origin()).first().explanation


def test_the_term_is_data(world, proceeding) -> None:
    LegalNumber.objects.filter(slug="udienza-preparazione").update(amount=30)
    hearing = fix_hearing(proceeding=proceeding, at=at(date(2026, 4, 22)), by=world.owner)
    assert rows(hearing)[0][0] == date(2026, 3, 23)


def test_one_written_down_afterwards_asks_nothing(world, proceeding) -> None:
    assert rows(fix_hearing(proceeding=proceeding, at=at(date(2026, 2, 20)), by=world.owner)) == []


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (at(date(2025, 1, 19)), "è iniziato il 20/01/2025"),
        (at(date(2032, 1, 1)), "troppo lontana"),
        (at(date(2026, 5, 4)), "c'è già un'udienza"),
    ],
)
def test_a_wrong_moment_is_refused(world, proceeding, moment, words) -> None:
    HearingFactory(proceeding=proceeding, at=at(date(2026, 5, 4)))
    with pytest.raises(ValidationError, match=words) as refused:
        fix_hearing(proceeding=proceeding, at=moment, by=world.owner)
    assert list(refused.value.message_dict) == ["at"]


def test_holding_it_fulfils_the_preparation(world, proceeding) -> None:
    hearing = fix_hearing(proceeding=proceeding, at=at(date(2026, 4, 21)), by=world.owner)
    told = {"hearing": hearing, "by": world.owner, "attended_by": "A. s. Prova", "outcome": "Riserva."}
    with pytest.raises(ValidationError, match="non si è ancora tenuta"):
        hold_hearing(**told)
    with time_machine.travel(at(date(2026, 4, 21), 12), tick=False):
        with pytest.raises(ValidationError) as refused:
            hold_hearing(**told | {"attended_by": " ", "outcome": ""})
        assert set(refused.value.message_dict) == {"attended_by", "outcome"}
        assert hold_hearing(**told).state == "tenuta"
        assert {state for _, state in rows(hearing)} == {"adempiuta"}
        with pytest.raises(ValidationError, match="già «tenuta»"):
            cancel_hearing(hearing=hearing, reason="Errore", by=world.owner)


def test_putting_it_off_moves_the_deadline(world, proceeding) -> None:
    hearing = fix_hearing(proceeding=proceeding, at=at(date(2026, 4, 21)), place="Aula 3", by=world.owner)
    moved = postpone_hearing(hearing=hearing, at=at(date(2026, 6, 9)), reason="Rinvio", by=world.owner)
    hearing = type(hearing).objects.get(pk=hearing.pk)
    assert (hearing.state, hearing.moved_to, moved.place) == ("rinviata", moved, "Aula 3")
    assert {state for _, state in rows(hearing)} == {"annullata"}
    assert rows(moved) == [(date(2026, 5, 25), "aperta")] * 2


def test_cancelling_it_cancels_the_deadline(world, proceeding) -> None:
    hearing = fix_hearing(proceeding=proceeding, at=at(date(2026, 4, 21)), by=world.owner)
    with pytest.raises(ValidationError):
        cancel_hearing(hearing=hearing, reason=" ", by=world.owner)
    cancel_hearing(hearing=hearing, reason="Revocata la convocazione", by=world.owner)
    assert {state for _, state in rows(hearing)} == {"annullata"}


def test_a_child_that_joins_later_is_prepared_too(world) -> None:
    proceeding = ProceedingFactory(cases=[world.case])
    hearing = fix_hearing(proceeding=proceeding, at=at(date(2026, 4, 21)), by=world.owner)
    join_proceeding(proceeding=proceeding, cases=[world.sibling], by=world.owner)
    assert len(rows(hearing)) == 2


@pytest.mark.parametrize("who", ["reader", "stranger", "outsider", "administrator"])
def test_only_who_may_change_every_child_fixes_one(world, proceeding, who) -> None:
    with pytest.raises(PermissionDenied):
        fix_hearing(proceeding=proceeding, at=timezone.now() + timedelta(days=30), by=getattr(world, who))
