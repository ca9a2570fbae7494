from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases import closing
from cases.actions.life import correct_case, move_case, moves_of
from cases.enums import CLOSED_STATUSES, CaseStatus
from cases.models import Case, StatusChange

MOVES = {
    "segnalata": {"assess", "take_charge", "decline", "send_elsewhere"},
    "in_valutazione": {"take_charge", "decline", "send_elsewhere"},
    "presa_in_carico": {"activate", "close"},
    "progetto_attivo": {"suspend", "close"},
    "sospeso": {"activate", "close"},
    "chiuso": {"take_charge"},
    "non_accolta": set(),
    "inviata_altrove": set(),
}
ALL = ["assess", "take_charge", "activate", "suspend", "close", "decline", "send_elsewhere"]
DAY = date(2026, 3, 2)


def put(case, status):
    """Set a state as if it had been reached."""
    closed = DAY if status in CLOSED_STATUSES else None
    Case.unscoped.filter(pk=case.pk).update(status=status, closed_on=closed)
    return Case.unscoped.get(pk=case.pk)


def move(world, name, **changes):
    given = {"on": DAY, "reason": "Deciso in équipe.", "by": world.owner}
    return move_case(**{"case": world.case, "move": name, **given, **changes})


@pytest.mark.parametrize("status", CaseStatus.values)
@pytest.mark.parametrize("name", ALL)
def test_every_pair_of_state_and_move(world, status, name):
    put(world.case, status)
    if name in MOVES[status]:
        moved = move(world, name)
        assert moved.status != status
        change = StatusChange.objects.get(case=world.case)
        assert (change.source, change.target) == (status, moved.status)
        assert (change.changed_on, change.changed_by) == (DAY, world.owner)
    else:
        with pytest.raises(ValidationError, match="non è più possibile"):
            move(world, name)
        assert not StatusChange.objects.exists()


@pytest.mark.parametrize("status", CaseStatus.values)
def test_moves_of_are_the_declared_ones(world, status):
    assert {each.name for each in moves_of(put(world.case, status))} == MOVES[status]


def test_move_case_closing_and_reopening_set_the_closing_day(world):
    put(world.case, "presa_in_carico")
    assert move(world, "close").closed_on == DAY
    assert moves_of(Case.unscoped.get(pk=world.case.pk))[0].label == "Riapri"
    assert move(world, "take_charge").closed_on is None


def test_move_case_unknown_name_is_refused(world):
    with pytest.raises(ValidationError, match="non è più possibile"):
        move(world, "delete")


@pytest.mark.parametrize(
    ("on", "message"),
    [(timezone.localdate() + timedelta(days=1), "futuro"), (date(2025, 1, 14), "15/01/2025")],
)
def test_move_case_day_out_of_bounds(world, on, message):
    with pytest.raises(ValidationError, match=message):
        move(world, "assess", on=on)


def test_move_case_never_before_the_last_move(world):
    move(world, "take_charge")
    with pytest.raises(ValidationError, match="02/03/2026"):
        move(world, "activate", on=DAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("status", "name", "needed"),
    [
        ("segnalata", "assess", False),
        ("segnalata", "decline", True),
        ("progetto_attivo", "suspend", True),
        ("presa_in_carico", "close", True),
    ],
)
def test_move_case_reason_when_something_stops(world, status, name, needed):
    put(world.case, status)
    if needed:
        with pytest.raises(ValidationError, match="motivo"):
            move(world, name, reason="  ")
    else:
        assert move(world, name, reason="").status != status


def test_move_case_closing_asks_the_other_rooms(world, monkeypatch):
    put(world.case, "presa_in_carico")
    monkeypatch.setattr(closing, "blockers", [lambda case: ["C'è un incarico attivo."]])
    with pytest.raises(ValidationError, match="incarico attivo"):
        move(world, "close")
    assert move(world, "activate").status == "progetto_attivo"


def test_move_case_reopening_beside_another_open_case_is_refused(world):
    put(world.case, "chiuso")
    Case.unscoped.filter(pk=world.sibling.pk).update(person=world.case.person)
    with pytest.raises(ValidationError, match="già un caso aperto"):
        move(world, "take_charge")


def test_correct_case(world):
    correct_case(case=world.case, source="Scuola", reason="Assenze", opened_on=DAY, by=world.owner)
    world.case.refresh_from_db()
    assert (world.case.source, world.case.reason, world.case.opened_on) == ("Scuola", "Assenze", DAY)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError, match="futuro"):
        correct_case(case=world.case, source="", reason="", opened_on=tomorrow, by=world.owner)


@pytest.mark.parametrize("who", ["reader", "stranger", "administrator", "disabled"])
def test_everything_needs_the_right_to_change(world, who):
    by = getattr(world, who)
    with pytest.raises(PermissionDenied):
        move(world, "assess", by=by)
    with pytest.raises(PermissionDenied):
        correct_case(case=world.case, source="", reason="", opened_on=DAY, by=by)
