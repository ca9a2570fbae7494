"""The caseload stays flat when cases grow: measured in pages of the database read, which noise cannot touch."""

import json

import pytest
from django.db import connection
from django.utils import timezone

from accounts.enums import Role
from cases.permissions import MERGE, caseload, principals
from tests.conftest import member
from tests.factories.accounts import MembershipFactory, UnitFactory

# Even the small one holds more open cases of a unit than a page shows.
SMALL, LARGE = 4_000, 40_000

CASES = """
INSERT INTO cases_person (controller_id, first_name, last_name, sex {person_columns})
SELECT %(controller)s, 'Nome', 'Cognome', 'N' {person_values} FROM generate_series(1, %(count)s);
ANALYZE cases_person, cases_case;
INSERT INTO cases_case (reference, person_id, household_id, unit_id, status, opened_on, source, reason, restricted,
                        next_deadline {case_columns})
SELECT 'S/' || p.id, p.id, %(household)s, (%(units)s::bigint[])[1 + p.id %% 40], 'presa_in_carico', '2025-01-01',
       '', '', false, DATE '2026-01-01' + (p.id * 7919 %% 900)::int {case_values}
FROM cases_person p WHERE p.first_name = 'Nome'
  AND NOT EXISTS (SELECT FROM cases_case c WHERE c.person_id = p.id);
ANALYZE cases_case, cases_caseaccess;
INSERT INTO cases_caseaccess (principal, case_id, can_change, is_open, next_deadline, valid_from)
SELECT 'lead:' || c.unit_id, c.id, true, c.id %% 3 <> 0, c.next_deadline, '2025-01-01'
FROM cases_case c WHERE c.reference LIKE 'S/%%'
  AND NOT EXISTS (SELECT FROM cases_caseaccess a WHERE a.case_id = c.id);
"""


@pytest.fixture
def units(world):
    return [
        world.unit,
        *UnitFactory.create_batch(39, organisation=world.cooperative, controller=world.comune),
    ]


def fill(world, units, count: int) -> None:
    """That many cases spread over forty units, written past the triggers for speed."""
    values = {
        "controller": world.comune.pk,
        "count": count,
        "household": world.case.household_id,
        "units": [unit.pk for unit in units],
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            CASES.format(
                **_others("person", "first_name", "last_name", "sex"),
                **_others("case", "reference", "status", "source", "reason"),
            ),
            values,
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE cases_caseaccess")


def _others(model: str, *known: str) -> dict[str, str]:
    """The columns beside the known ones that need a value, and as many empty ones."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO'"
            " AND column_default IS NULL AND is_identity = 'NO' AND data_type IN ('text', 'character varying')"
            " AND column_name <> ALL (%s)",
            [f"cases_{model}", list(known)],
        )
        names = [row[0] for row in cursor.fetchall()]
    return {
        f"{model}_columns": "".join(f", {name}" for name in names),
        f"{model}_values": ", ''" * len(names),
    }


def plan_of(user) -> dict:
    """The executed plan of one page of the caseload."""
    values = {
        "principals": principals(user),
        "barred": [],
        "today": timezone.localdate(),
        "deadline": "0001-01-01",
        "case_id": 0,
        "limit": 51,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + MERGE.format(open_only="AND a.is_open"), values
        )
        found = cursor.fetchone()[0]
    return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def indexes_of(plan: dict) -> set[str]:
    found = {plan["Index Name"]} if "Index Name" in plan else set()
    return found.union(*(indexes_of(child) for child in plan.get("Plans", [])))


def test_a_page_reads_as_much_of_ten_times_the_cases(world, units):
    lead = member(Role.COORDINATORE, units[0])
    for unit in units[1:5]:
        MembershipFactory(user=lead, unit=unit, role=Role.COORDINATORE)
    fill(world, units, SMALL)
    plan_of(lead)
    small = plan_of(lead)
    fill(world, units, LARGE)
    plan_of(lead)
    large = plan_of(lead)
    assert indexes_of(large) == {"caseaccess_open"}
    assert large["Shared Hit Blocks"] + large["Shared Read Blocks"] <= 2 * (
        small["Shared Hit Blocks"] + small["Shared Read Blocks"]
    )
    assert len(caseload(lead).cases) == 50
