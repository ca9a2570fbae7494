"""The rehearsal of the clock, small: nothing missed, nothing left behind, and an oracle that sees faults."""

from dataclasses import asdict, replace
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from cases.models import Deadline, Reminder, SweepRun
from courts.models import Mandate
from courts.rehearsal.oracle import FAULTS, Oracle, Told, Written
from courts.rehearsal.script import Child, Due, Duty, Person, Script
from tests.cases.rungs import STEPS, stand_the_ladder

DUE = date(2027, 3, 10)
OWNER, LEAD, MANAGER, ADMIN = 1, 2, 3, 4


@pytest.mark.django_db
def test_four_months_of_fifteen_mandates_miss_nothing_and_leave_nothing():
    stand_the_ladder()
    out = StringIO()
    call_command("rehearse_clock", years=0.35, mandates=15, seed=7, stdout=out)
    assert out.getvalue().count("✓") == len(FAULTS)
    for model in (Mandate, Deadline, Reminder, SweepRun, User):
        assert not model.objects.exists()


def test_never_on_a_real_database(settings):
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="mai su una banca dati vera"):
        call_command("rehearse_clock")


# --- The oracle itself ----------------------------------------------------------------------------------
def day(before: int) -> date:
    return DUE - timedelta(days=before)


def notes() -> Script:
    """One deadline nobody fulfils; the clock stands still from the 6th to the 2nd day before it."""
    script = Script(administrator=ADMIN, live=[day(n) for n in range(12, -9, -1) if n not in range(2, 7)])
    for pk, role in ((OWNER, "operatore"), (LEAD, "coordinatore"), (MANAGER, "responsabile")):
        script.add(Person(pk, role, unit=1))
    script.children[7] = Child(7, unit=1, restricted=False, responsible=[(day(40), OWNER)])
    script.duties = [Duty(5, [7], day(30), 30, None, None)]
    script.dues[9] = Due(9, case=7, mandate=5, due_on=DUE, born=day(30))
    script.stops = 1
    return script


def right() -> Written:
    """What a product without faults would write of it. The rungs of the pause, 5 and 2, stay out."""
    rungs = {10: [OWNER], 1: [OWNER, LEAD], 0: [OWNER, LEAD], -1: [OWNER, LEAD, MANAGER]}
    rungs[-7] = [OWNER, LEAD, MANAGER]
    told = [(9, person, rung, DUE, day(rung)) for rung, people in rungs.items() for person in people]
    return Written(told=told, undelivered=[], open=frozenset([9]), standstills=1)


def faults(written: Written, script: Script | None = None) -> dict[str, int]:
    found = asdict(Oracle(script or notes(), STEPS.items()).judge(written))
    return {name: found[name] for name in FAULTS if found[name]}


def test_what_is_right_has_no_fault():
    assert faults(right()) == {}


@pytest.mark.parametrize("lost", range(11))
def test_each_missing_row_is_seen(lost: int):
    written = right()
    less = [told for number, told in enumerate(written.told) if number != lost]
    assert faults(replace(written, told=less)) == {"missed": 1}


LATE: Told = (9, OWNER, 10, DUE, day(8))
FLOOD: Told = (9, OWNER, 5, DUE, day(1))
STRANGER: Told = (9, MANAGER, 1, DUE, day(1))


@pytest.mark.parametrize(
    ("more", "less", "found"),
    [
        ([(9, OWNER, 10, DUE, day(10))], [], {"doubled": 1}),
        ([FLOOD], [], {"misplaced": 1}),
        ([STRANGER], [], {"misplaced": 1}),
        ([LATE], [(9, OWNER, 10, DUE, day(10))], {"missed": 1}),
    ],
)
def test_what_is_told_twice_late_or_to_the_wrong_person_is_seen(more, less, found):
    written = right()
    told = [*(each for each in written.told if each not in less), *more]
    assert faults(replace(written, told=told)) == found


def test_other_faults_are_seen():
    script = notes()
    script.mails["a@prova.invalid", DUE] = 2
    script.duties.append(Duty(6, [7], day(100), None, 3, None))
    script.people[OWNER].away = [(day(10), day(10))]
    written = replace(right(), undelivered=[(OWNER, day(10))], open=frozenset(), standstills=0)
    assert faults(written, script) == {
        "doubled": 1,  # two mails on one day
        "missed": 1,  # the lead, while the owner was away
        "misplaced": 1,  # the owner, while away
        "unopened": 1,
        "undelivered": 1,
        "unsaid": 1,
        "disagreeing": 1,
    }
