"""``manage.py term``: what it prints, and how it refuses."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from courts.management.commands.term import Command

pytestmark = pytest.mark.django_db


def run(start: str, **options: Any) -> list[str]:
    out = StringIO()
    call_command(Command(), start, stdout=out, **options)
    return out.getvalue().splitlines()


def test_due_date_then_explanation() -> None:
    assert run("2026-07-10", days="60") == [
        "2026-09-08",
        "60 giorni dal 10/07/2026, primo giorno escluso: l'8/09/2026 è martedì.",
    ]


@pytest.mark.parametrize(
    ("start", "options", "expected"),
    [
        ("10/07/2026", {"days": 60}, "2026-09-08"),
        ("2026-07-10", {"days": "60", "august": True}, "2026-10-09"),
        ("2026-08-31", {"months": "6"}, "2027-03-01"),
        ("2026-04-15", {"days": "10", "backward": True}, "2026-04-03"),
        ("2026-10-10", {"months": "24", "duration": True}, "2028-10-10"),
        ("2026-07-10", {"days": "15", "target": True}, "2026-07-24"),
        ("2026-07-10", {"weeks": "2"}, "2026-07-24"),
        ("2008-12-25", {"years": "18", "duration": True}, "2026-12-25"),
        ("2026-07-10T18:30", {"hours": "24"}, "2026-07-11T18:30:00+02:00"),
        ("2026-10-25T02:30+01:00", {"hours": "1"}, "2026-10-25T03:30:00+01:00"),
    ],
)
def test_first_line_is_the_due_date(start: str, options: dict[str, Any], expected: str) -> None:
    assert run(start, **options)[0] == expected


def test_suspension_comes_with_its_note() -> None:
    assert run("2026-07-10", days="60", august=True)[2].startswith("Nota: La sospensione feriale")


def test_hours_from_a_day_alone_count_from_its_midnight() -> None:
    first, _, note = run("2026-07-10", hours="24")
    assert first == "2026-07-11T00:00:00+02:00"
    assert "l'ora non è indicata" in note


@pytest.mark.parametrize(
    ("start", "options", "message"),
    [
        ("2026-02-31", {"days": "60"}, "«2026-02-31» non è una data valida"),
        ("31/02/2026", {"days": "60"}, "«31/02/2026» non è una data valida"),
        ("1/2", {"days": "60"}, "non è una data valida"),
        ("2026-07-10", {"days": "0"}, "almeno 1"),
        ("2026-07-10", {"days": "-5"}, "almeno 1"),
        ("2026-07-10", {"days": "sessanta"}, "«sessanta» non è un numero intero"),
        ("2026-07-10", {}, "una sola durata"),
        ("2026-07-10", {"days": "60", "months": "6"}, "una sola durata"),
        ("2026-07-10", {"days": "60", "duration": True, "target": True}, "insieme durata"),
        ("2026-07-10", {"months": "24", "duration": True, "august": True}, "Una durata non è"),
        ("2026-02-31T10:00", {"hours": "24"}, "non è una data con l'ora"),
        ("2026-03-29T02:30", {"hours": "24"}, "non esiste"),
        ("1789-07-14", {"days": "60"}, "tra il 1900 e il 2100"),
    ],
)
def test_nonsense_is_refused_in_italian(start: str, options: dict[str, Any], message: str) -> None:
    with pytest.raises(CommandError, match=message) as refusal:
        run(start, **options)
    assert refusal.value.returncode == 2
