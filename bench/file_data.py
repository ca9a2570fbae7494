"""The file that is measured: units, people and cases that never were, written by the database itself.

Everything is made by INSERT … SELECT, past the triggers, whose work (visibility, words, keys of the search) is
written along. Nobody in it is real: names are invented, tax codes there are none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import factory
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from accounts.enums import Role
from accounts.models import Unit, User
from cases.models import DiaryParagraph
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UnitFactory, UserFactory

UNITS, WORKERS_EACH, LED = 60, 7, 5
WORDS, TEXTS, LENGTH = 4000, 20_000, 60
SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "la",
    "me",
    "ni",
    "po",
    "ru",
    "sta",
    "tre",
    "vi",
    "zo",
    "car",
    "men",
]
# Ranks in the vocabulary, from the commonest word on: each stands for words as often said.
COMMON, MIDDLING, RARE = 5, 400, 2500


@dataclass(frozen=True)
class Cast:
    """Who looks at the file: `lead` coordinates five units, `worker` is in the équipes of one."""

    lead: User
    worker: User
    newcomer: User
    units: list[Unit]


def people(units: int = UNITS) -> Cast:
    """So many units with their workers; the cases come after. The newcomer has one case."""
    controller, cooperative = OrganisationFactory(), OrganisationFactory()
    made = UnitFactory.create_batch(units, organisation=cooperative, controller=controller)
    password = make_password("filo-della-matassa")  # once: it is slow on purpose
    new = partial(UserFactory, password=factory.Transformer.Force(password))
    lead = new()
    for unit in made[:LED]:
        MembershipFactory(user=lead, unit=unit, role=Role.COORDINATORE)
    for unit in made:
        for worker in (new() for _ in range(WORKERS_EACH)):
            MembershipFactory(user=worker, unit=unit, role=Role.OPERATORE)
    newcomer = new()
    MembershipFactory(user=newcomer, unit=made[0], role=Role.OPERATORE)
    return Cast(lead, _worker(made[0], newcomer), newcomer, made)


def _worker(unit: Unit, newcomer: User) -> User:
    rows = User.objects.filter(memberships__unit=unit, memberships__role=Role.OPERATORE)
    return rows.exclude(pk=newcomer.pk).order_by("pk").first() or newcomer


@transaction.atomic
def fill(cast: Cast, *, cases: int, entries_each: int, texts: int = TEXTS) -> None:
    """So many cases, spread over the units, each with a responsible, a deadline and its diary of so many texts
    over and over. On an empty file."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        _cases(cast, cases)
        _vocabulary(texts)
        with _without_indexes():
            _diary(cases * entries_each, cases)
        _renumber()
        cursor.execute("SET LOCAL session_replication_role = origin")


def long_case(cast: Cast, *, events: int) -> int:
    """Give the worker's first case a diary of so many entries; its id."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SELECT min(case_id) FROM cases_teammember WHERE user_id = %s", [cast.worker.pk])
        case: int = cursor.fetchone()[0]
        _entries(f"SELECT {case} AS case_id, g AS n FROM generate_series(1::bigint, {events}) g")
        _renumber()
        cursor.execute("SET LOCAL session_replication_role = origin")
    return case


# --- The parts ------------------------------------------------------------------------------------------
def _cases(cast: Cast, count: int) -> None:
    units = "ARRAY[" + ",".join(str(unit.pk) for unit in cast.units) + "]::bigint[]"
    controller = cast.units[0].controller_id
    rows = f"generate_series(1::bigint, {count}) g"
    _insert(
        "cases_person",
        {
            "id": "g",
            "controller_id": str(controller),
            "first_name": "'Minore' || g % 997",
            "last_name": "'Inventato' || g % 4999",
            "sex": "'N'",
            "birth_date": "DATE '2008-01-01' + (g * 7919 % 6000)::int",
        },
        rows,
    )
    _insert("cases_household", {"id": "g", "controller_id": str(controller), "name": "'Nucleo ' || g"}, rows)
    _insert(
        "cases_householdmember",
        {
            "id": "g",
            "household_id": "g",
            "person_id": "g",
            "kinship": "'figlio'",
            "valid_from": "DATE '2020-01-01'",
        },
        rows,
    )
    _insert(
        "cases_case",
        {
            "id": "g",
            "reference": "'B/' || g",
            "person_id": "g",
            "household_id": "g",
            "unit_id": f"({units})[1 + g % {len(cast.units)}]",
            "status": "CASE WHEN g / 60 % 5 = 0 THEN 'chiuso' ELSE 'presa_in_carico' END",
            "opened_on": "DATE '2025-01-01' + (g % 300)::int",
            "closed_on": "CASE WHEN g / 60 % 5 = 0 THEN DATE '2026-06-01' END",
            "next_deadline": "CASE WHEN g / 60 % 5 <> 0 THEN DATE '2026-01-01' + (g * 7919 % 900)::int END",
        },
        rows,
    )
    _insert(
        "cases_deadline",
        {
            "id": "id",
            "case_id": "id",
            "title": "'Relazione di aggiornamento'",
            "due_on": "next_deadline",
            "explanation": "'Sei mesi dalla notifica.'",
            "state": "'aperta'",
            "origin": "'bench:' || id",
        },
        "cases_case WHERE next_deadline IS NOT NULL",
    )
    _team(cast)
    _access()


def _team(cast: Cast) -> None:
    """A responsible for each case, one of the workers of its unit; the newcomer has one case and no more."""
    _insert(
        "cases_teammember",
        {
            "id": "c.id",
            "case_id": "c.id",
            "user_id": "w.workers[1 + c.id / 60 % cardinality(w.workers)]",
            "role": "'assistente_sociale'",
            "responsible": "true",
            "valid_from": "c.opened_on",
        },
        "cases_case c JOIN (SELECT unit_id, array_agg(user_id ORDER BY user_id) AS workers"
        f" FROM accounts_membership WHERE role = 'operatore' AND user_id <> {cast.newcomer.pk}"
        " GROUP BY unit_id) w USING (unit_id)",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_teammember SET user_id = %s WHERE case_id ="
            " (SELECT min(id) FROM cases_case WHERE unit_id = %s AND closed_on IS NULL)",
            [cast.newcomer.pk, cast.units[0].pk],
        )


def _access() -> None:
    """The access table as its triggers keep it."""
    own = "'u:' || t.user_id || ':' || n.controller_id"
    for principal, start in ((own, "t.valid_from"), ("'lead:' || c.unit_id", "DATE '0001-01-01'")):
        _insert(
            "cases_caseaccess",
            {
                "principal": principal,
                "case_id": "c.id",
                "can_change": "true",
                "is_open": "c.closed_on IS NULL",
                "next_deadline": "COALESCE(c.next_deadline, '9999-12-31')",
                "valid_from": start,
            },
            "cases_case c JOIN cases_teammember t ON t.case_id = c.id"
            " JOIN accounts_unit n ON n.id = c.unit_id",
        )


def word(rank: int) -> str:
    """The word of this rank: said the less often the higher it is."""
    left, digits = rank, []
    for _ in range(4):
        left, digit = divmod(left, len(SYLLABLES))
        digits.append(SYLLABLES[digit])
    return "".join(digits)


def _vocabulary(texts: int) -> None:
    """Texts of sixty words, the common ones over and over, each with its stems."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_text, bench_word")
        cursor.execute("CREATE TEMP TABLE bench_word (rank int PRIMARY KEY, word text)")
        with cursor.copy("COPY bench_word FROM STDIN") as copy:
            for rank in range(WORDS):
                copy.write_row((rank, word(rank)))
        # The same texts in every run: no random numbers but these.
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(
            "CREATE TEMP TABLE bench_text AS"
            " SELECT n, text, to_tsvector('bandolo', ' ' || text) AS words FROM ("
            "  SELECT n, string_agg(w.word, ' ') AS text FROM ("
            f"   SELECT n, floor({WORDS} * random() ^ 3)::int AS rank"
            f"   FROM generate_series(0, {texts - 1}) n, generate_series(1, {LENGTH})"
            "  ) picked JOIN bench_word w USING (rank) GROUP BY n"
            " ) made"
        )
        cursor.execute("ALTER TABLE bench_text ADD PRIMARY KEY (n)")
        cursor.execute("ANALYZE bench_text")


def _diary(count: int, cases: int) -> None:
    _entries(f"SELECT 1 + g % {cases} AS case_id, g AS n FROM generate_series(1::bigint, {count}) g")


def _entries(rows: str) -> None:
    """An entry of one paragraph for each row (case, number)."""
    last = "(SELECT COALESCE(max(id), 0) FROM cases_diaryentry)"
    moment = "TIMESTAMPTZ '2026-11-01 08:00+01' - (r.n * 104729 % 30000000) * interval '1 second'"
    _insert(
        "cases_diaryentry",
        {
            "id": f"{last} + r.n",
            "case_id": "r.case_id",
            "kind": "(ARRAY['colloquio', 'telefonata', 'visita_domiciliare', 'nota'])[1 + r.n % 4]",
            "occurred_at": moment,
            "author_id": "t.user_id",
            "reserved": "r.n % 50 = 0",
            "version": "1",
        },
        f"({rows}) r JOIN cases_teammember t USING (case_id)",
    )
    known = "(SELECT COALESCE(max(id), 0) FROM cases_diaryparagraph)"
    _insert(
        "cases_diaryparagraph",
        {
            "id": "e.id",
            "entry_id": "e.id",
            "kind": "'fatto'",
            "text": "t.text",
            "words": "t.words",
            "case_key": "e.case_id",
            "unit_key": "c.unit_id",
            "moment": "e.occurred_at",
        },
        "cases_diaryentry e JOIN cases_case c ON c.id = e.case_id"
        f" JOIN bench_text t ON t.n = e.id * 7919 % (SELECT count(*) FROM bench_text) WHERE e.id > {known}",
    )


# --- Writing --------------------------------------------------------------------------------------------
DEFAULTS = {"boolean": "false", "text": "''", "character varying": "''", "timestamp with time zone": "now()"}


def _insert(table: str, columns: Mapping[str, str], rows: str) -> None:
    """INSERT … SELECT of these columns; the others that may not be empty get a plain value of their type."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
            " AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'"
            " AND column_name <> ALL (%s)",
            [table, list(columns)],
        )
        others = {name: DEFAULTS.get(kind, "0") for name, kind in cursor.fetchall()}
        told = {**columns, **others}
        names, values = ", ".join(told), ", ".join(told.values())
        cursor.execute(f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE SELECT {values} FROM {rows}")


class _without_indexes:
    """The indexes of the search are made after the rows: three times as quick."""

    def __enter__(self) -> None:
        with connection.schema_editor() as editor:
            for index in DiaryParagraph._meta.indexes:
                editor.remove_index(DiaryParagraph, index)

    def __exit__(self, *error: object) -> None:
        if error[0] is None:
            with connection.schema_editor() as editor:
                for index in DiaryParagraph._meta.indexes:
                    editor.add_index(DiaryParagraph, index)


def _renumber() -> None:
    """The next row of each table gets a number nobody has."""
    tables = ("person", "household", "householdmember", "case", "deadline", "teammember", "diaryentry")
    with connection.cursor() as cursor:
        for table in (*tables, "diaryparagraph"):
            name = f"cases_{table}"
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"
            )


def gather_statistics() -> None:
    """Tell the planner, and clean the visibility map, as a database in use has done long ago."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
