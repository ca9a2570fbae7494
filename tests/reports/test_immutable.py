"""Whatever anybody tries, an approved version stays what it was: pages, actions, administration, raw SQL."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.pq import TransactionStatus

from reports import actions
from reports.actions import writing
from reports.enums import BlockKind
from reports.models import Block, Comment, FrozenReport, Report, SignedCopy
from tests.factories.everything import FullWorld
from tests.matrix.expectations import LINES
from tests.reports.actions.test_verification import sha256

VERSION = [
    "reports_report",
    "reports_block",
    "reports_report_covered",
    "reports_frozenreport",
    "reports_signedcopy",
]
# A lease and a count of tries say how the PDF came about; the report is on its way whatever they say.
BOOKKEEPING = {"render_attempts", "render_lease", "render_error"}
REFUSED = (ValidationError, PermissionDenied, DatabaseError, writing.Conflict, KeyError, StopIteration)


@pytest.fixture
def approved(full_world: FullWorld) -> FrozenReport:
    frozen = full_world.things.frozen
    signed = bytes(frozen.pdf) + b"firma"
    SignedCopy.objects.create(
        frozen=frozen, form="pades", content=signed, sha256=sha256(signed), added_at=frozen.frozen_at
    )
    with connection.cursor() as cursor:  # as the product runs; the test run may empty tables between tests
        cursor.execute("SET bandolo.maintenance = 'off'")
    yield frozen
    with connection.cursor() as cursor:
        cursor.execute("SET bandolo.maintenance = 'on'")


def version_of(frozen: FrozenReport) -> list[object]:
    """The rows of the approved version, as the database holds them."""
    own = {"reports_report": "id", "reports_signedcopy": "frozen_id", "reports_frozenreport": "id"}
    rows: list[object] = []
    with connection.cursor() as cursor:
        for table in VERSION:
            key = frozen.pk if table in ("reports_frozenreport", "reports_signedcopy") else frozen.report_id
            columns = ", ".join(f'"{name}"::text' for name in columns_of(table) if name not in BOOKKEEPING)
            where = own.get(table, "report_id")
            cursor.execute(f"SELECT {columns} FROM {table} WHERE {where} = %s ORDER BY id", [key])
            rows.append((table, cursor.fetchall()))
    return rows


def columns_of(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


# --- The ways in ----------------------------------------------------------------------------------------
def raw_sql(draw: Callable, frozen: FrozenReport, full: FullWorld) -> None:
    table = draw(st.sampled_from(VERSION))
    columns = [name for name in columns_of(table) if name not in BOOKKEEPING | {"id"}]
    column, other = draw(st.sampled_from(columns)), draw(st.sampled_from(columns))
    statement = draw(
        st.sampled_from(
            [
                f'UPDATE {table} SET "{column}" = "{other}"',
                f'UPDATE {table} SET "{column}" = NULL',
                f'UPDATE {table} SET "{column}" = DEFAULT',
                f'UPDATE {table} SET "{column}" = %s',
                f"UPDATE {table} SET id = id + 1000000",
                f"DELETE FROM {table}",
                f"TRUNCATE {table} CASCADE",
                f"INSERT INTO reports_report_covered (report_id, case_id) VALUES "
                f"({frozen.report_id}, {full.sibling.pk})",
            ]
        )
    )
    value = draw(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20))
    with connection.cursor() as cursor:
        cursor.execute(statement, [value] if "%s" in statement else [])


def an_action(draw: Callable, frozen: FrozenReport, full: FullWorld) -> None:
    report, block = frozen.report, frozen.report.blocks.first()
    who = draw(st.sampled_from([full.owner, full.coordinator, full.superuser]))
    text = draw(st.text(max_size=20))
    given_values = {
        "report": report,
        "block": block,
        "frozen": frozen,
        "party": "altri",
        "children": [],
        "blocks": [(0, 0)],
        "parts": [],
        "words": [],
        "office": report.recipient,
        "principal": draw(st.booleans()),
        "on_blocks": {},
        "before": None,
        "child": None,
        "to": draw(st.sampled_from([full.owner, full.coordinator])),
        "ref": block.source_ref or "diary:1",
        "take": draw(st.booleans()),
        "facts": [],
        "by": who,
        "text": text,
        "source": text,
        "speaker": text,
        "section": block.section,
        "expected_version": block.version,
        "up": draw(st.booleans()),
        "kind": draw(st.sampled_from(["rettifica", *BlockKind])),
        "reason": text or "x",
        "due_on": date(2030, 1, 1),
        "at": frozen.frozen_at,
        "on": None,
    }
    action = draw(st.sampled_from([one for one in ACTIONS if parameters(one) <= given_values.keys()]))
    action(**{name: given_values[name] for name in parameters(action)})


def every_action() -> list[Callable]:
    """Whatever in the actions of reports takes a report, a paragraph or an approved version."""
    modules = [
        importlib.import_module(one.name)
        for one in pkgutil.iter_modules(actions.__path__, f"{actions.__name__}.")
    ]
    found = [
        function
        for module in modules
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not function.__name__.startswith("_")
    ]
    return [function for function in found if {"report", "block", "frozen"} & parameters(function)]


def parameters(function: Callable) -> set[str]:
    found = inspect.signature(function).parameters.values()
    return {p.name for p in found if p.kind is p.KEYWORD_ONLY and not p.name.startswith("_")}


ACTIONS = every_action()


def a_page(draw: Callable, frozen: FrozenReport, full: FullWorld) -> None:
    lines = [
        line
        for line in LINES
        if line.name.startswith("reports:")
        and line.ids.get("pk", "").endswith("report")
        and line.ids.keys() <= {"pk", "block_pk"}
    ]
    line = draw(st.sampled_from(lines))
    block = frozen.report.blocks.first()
    ids = {"pk": frozen.report_id, "block_pk": block.pk}
    url = reverse(line.name, kwargs=line.words | {name: ids[name] for name in line.ids if name in ids})
    text = draw(st.text(max_size=20))
    values = {
        f"b{block.pk}-version": block.version,
        f"b{block.pk}-text": text,
        "text": text,
        "version": block.version,
    }
    client = full.clients[draw(st.sampled_from(["owner", "coordinator", "superuser"]))]
    client.raise_request_exception = False
    client.post(url, values)


def the_models(draw: Callable, frozen: FrozenReport, full: FullWorld) -> None:
    report, block = Report.objects.get(pk=frozen.report_id), frozen.report.blocks.first()
    ways = [
        lambda: Report.objects.filter(pk=report.pk).update(proposals="altro"),
        lambda: Report.objects.filter(pk=report.pk).update(state="bozza", approved_by=None, approved_at=None),
        lambda: Report.objects.filter(pk=report.pk).update(second_signed_by=full.owner),
        lambda: report.covered.clear(),
        lambda: report.delete(),
        lambda: block.delete(),
        lambda: Block.objects.filter(report=report).update(text="altro"),
        lambda: Block.objects.bulk_create([Block(report=report, section=block.section, text="altro")]),
        lambda: FrozenReport.objects.filter(pk=frozen.pk).update(snapshot="{}"),
        lambda: FrozenReport.objects.filter(pk=frozen.pk).update(pdf=None, pdf_sha256="", rendered_at=None),
        lambda: FrozenReport.objects.filter(pk=frozen.pk).update(signing="caricata"),
        lambda: FrozenReport.objects.get(pk=frozen.pk).delete(),
        lambda: SignedCopy.objects.all().delete(),
        lambda: SignedCopy.objects.update(content=b"altro"),
    ]
    draw(st.sampled_from(ways))()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_no_path_changes_an_approved_version(data, approved, full_world, sign_in):
    if not hasattr(full_world, "clients"):
        people = ("owner", "coordinator", "superuser")
        full_world.clients = {who: sign_in(getattr(full_world, who)) for who in people}
    example = transaction.savepoint()
    try:
        tried(data, approved, full_world)
    finally:
        transaction.set_rollback(False)
        transaction.savepoint_rollback(example)


def tried(data: st.DataObject, approved: FrozenReport, full_world: FullWorld) -> None:
    before = version_of(approved)
    for way in data.draw(
        st.lists(st.sampled_from([raw_sql, an_action, a_page, the_models]), min_size=1, max_size=4)
    ):
        attempt(way, data.draw, approved, full_world)
        assert version_of(approved) == before


def attempt(way: Callable, draw: Callable, approved: FrozenReport, full: FullWorld) -> None:
    """Try, and stay able to look: a page that fails may leave the transaction broken, as a server would drop it."""
    mark = transaction.savepoint()
    with suppress(*REFUSED), transaction.atomic():
        way(draw, approved, full)
    transaction.set_rollback(False)
    if connection.connection.info.transaction_status is TransactionStatus.INERROR:
        transaction.savepoint_rollback(mark)


def test_the_administration_knows_no_report():
    registered = {model for model in admin.site._registry if model._meta.app_label == "reports"}
    assert not registered & {Report, Block, Comment, FrozenReport, SignedCopy}
