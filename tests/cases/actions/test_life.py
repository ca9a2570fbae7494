from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases import closing
from cases.actions.assessments import register_assessment
from cases.actions.life import correct_case, move_case, moves_of
from cases.enums import CLOSED_STATUSES, CaseStatus, CodeKind
from cases.forms.life import CaseCorrectionForm
from cases.models import Case, Code, StatusChange

MOVES = {
    "segnalata": {"assess", "take_charge", "decline", "send_elsewhere"},
    "in_valutazione": {"take_charge", "decline", "send_elsewhere"},
    "presa_in_carico": {"activate", "close"},
    "riaperto": {"assess", "take_charge", "activate", "close"},
    "progetto_attivo": {"suspend", "close"},
    "sospeso": {"activate", "close"},
    "chiuso": {"reopen"},
    "non_accolta": set(),
    "inviata_altrove": set(),
}
ALL = ["assess", "take_charge", "activate", "suspend", "close", "reopen", "decline", "send_elsewhere"]
DAY = date(2026, 3, 2)


def put(case, status):
    """Set a state as if it had been reached."""
    closed = DAY if status in CLOSED_STATUSES else None
    Case.unscoped.filter(pk=case.pk).update(status=status, closed_on=closed)
    return Case.unscoped.get(pk=case.pk)


def code(kind, number):
    """A row of the national flow, as the migrations wrote it."""
    return Code.objects.get(kind=kind, code=str(number))


def move(world, name, **changes):
    given = {"on": DAY, "reason": "Deciso in équipe.", "by": world.owner, "destination": "Consultorio"}
    if name == "close":
        given |= {"closure": code("motivo_chiusura", 4), "situation": code("situazione_chiusura", 1)}
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
    assert [each.label for each in moves_of(Case.unscoped.get(pk=world.case.pk))] == ["Riapri"]
    again = move(world, "reopen")
    assert (again.status, again.closed_on) == ("riaperto", None)
    said = StatusChange.objects.get(target="chiuso")
    assert (said.closure.inps, said.situation.inps, said.destination) == ("4", "1", "Consultorio")


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
        ("presa_in_carico", "close", False),
        ("chiuso", "reopen", True),
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


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closure": None}, "closure"),
        ({"situation": None}, "situation"),
        ({"closure": ("situazione_chiusura", 1)}, "closure"),
        ({"closure": ("motivo_chiusura", 9), "reason": " "}, "reason"),
    ],
)
def test_move_case_closing_says_why_in_the_words_of_the_flow(world, changes, field):
    put(world.case, "presa_in_carico")
    changes = {name: code(*value) if isinstance(value, tuple) else value for name, value in changes.items()}
    with pytest.raises(ValidationError) as refusal:
        move(world, "close", **changes)
    assert list(refusal.value.message_dict) == [field]


def test_move_case_sending_on_says_to_whom(world):
    with pytest.raises(ValidationError, match="quale servizio"):
        move(world, "send_elsewhere", destination=" ")


@pytest.mark.parametrize(
    ("child", "family", "note", "field"),
    [
        ([1], [], "", "family"),
        ([1, 2], [1], "", "child"),
        ([], [2], "", "child"),
        ([2, 13], [2, 6], "", None),
    ],
)
def test_register_assessment(world, child, family, note, field):
    given = {
        "child": [code("valutazione_minore", number) for number in child],
        "family": [code("valutazione_famiglia", number) for number in family],
    }
    given |= {"case": world.case, "assessed_on": DAY, "note": note, "by": world.owner}
    if field is None:
        findings = register_assessment(**given).findings.values_list("inps", flat=True)
        assert sorted(findings) == sorted(["2", "13", "2", "6"])
        given["assessed_on"], field = date(2024, 12, 31), "assessed_on"  # before the case
    with pytest.raises(ValidationError) as refusal:
        register_assessment(**given)
    assert list(refusal.value.message_dict) == [field]


def test_coded_answers_are_those_of_the_flow(db):
    counts = {kind: Code.objects.filter(kind=kind).exclude(inps="").count() for kind in CodeKind.values}
    assert counts == {
        "fonte": 14,
        "valutazione_minore": 13,
        "valutazione_famiglia": 13,
        "motivo_chiusura": 9,
        "situazione_chiusura": 8,
    }


def test_an_ended_answer_is_no_choice_any_more(world):
    row = code("fonte", 13)
    row.valid_to = DAY
    row.save()
    form = CaseCorrectionForm(now=None)
    assert row not in form.fields["source_code"].queryset
    assert row in CaseCorrectionForm(now=row).fields["source_code"].queryset


def test_move_case_reopening_beside_another_open_case_is_refused(world):
    put(world.case, "chiuso")
    Case.unscoped.filter(pk=world.sibling.pk).update(person=world.case.person)
    with pytest.raises(ValidationError, match="già un caso aperto"):
        move(world, "reopen")


def test_correct_case(world):
    given = {"source_code": code("fonte", 13), "source": "La maestra", "reason": "Assenze", "opened_on": DAY}
    correct_case(case=world.case, by=world.owner, **given)
    world.case.refresh_from_db()
    assert {name: getattr(world.case, name) for name in given} == given
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError, match="futuro"):
        correct_case(case=world.case, by=world.owner, **given | {"opened_on": tomorrow})


@pytest.mark.parametrize("who", ["reader", "stranger", "administrator", "disabled"])
def test_everything_needs_the_right_to_change(world, who):
    by = getattr(world, who)
    with pytest.raises(PermissionDenied):
        move(world, "assess", by=by)
    with pytest.raises(PermissionDenied):
        correct_case(case=world.case, source_code=None, source="", reason="", opened_on=DAY, by=by)
