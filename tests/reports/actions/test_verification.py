"""Every hash computed again: nothing to say of an honest record, and every kind of tampering is found."""

import hashlib
import io
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from reports.actions.verification import verify_reports
from reports.models import Dispatch, Edition, FrozenReport, Receipt, SignedCopy
from tests.factories.everything import FullWorld
from tests.matrix.visits import Visitors, undone
from tests.reports.actions.delivering import PDF


@pytest.fixture(scope="module")
def db(module_transaction: None) -> None:
    """One world; what is tampered with is put back after each test."""


@pytest.fixture(scope="module")
def full_world(visitors: Visitors) -> FullWorld:
    return visitors.full


@pytest.fixture(autouse=True)
def _put_back(db: None) -> Iterator[None]:
    with undone():
        yield


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def frozen(full_world: FullWorld) -> FrozenReport:
    """One approved report with everything that can be made of it; its invented message says nothing."""
    frozen = full_world.things.frozen
    tamper(f"UPDATE reports_dispatch SET message = NULL WHERE frozen_id = {frozen.pk}")
    tamper(f"UPDATE reports_dispatch SET message = NULL WHERE frozen_id <> {frozen.pk}")
    signed = bytes(frozen.pdf) + b" firma"
    SignedCopy.objects.create(
        frozen=frozen, form="pades", content=signed, sha256=sha256(signed), added_at=timezone.now()
    )
    Edition.objects.create(
        frozen=frozen,
        party="difensore della madre",
        reason="Copia per la parte",
        snapshot="{}",
        snapshot_sha256=sha256(b"{}"),
        made_by=full_world.owner,
        made_at=timezone.now(),
        pdf=PDF,
        pdf_sha256=sha256(PDF),
        rendered_at=timezone.now(),
    )
    return frozen


def tamper(statement: str) -> None:
    """What somebody with all the rights on the database could do, and the product cannot."""
    table = statement.split()[1]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def stored_files() -> int:
    """What the world holds of each kind of file, besides what other modules may have left behind."""
    return (
        FrozenReport.objects.exclude(pdf=None).count()
        + SignedCopy.objects.count()
        + Edition.objects.exclude(pdf=None).count()
        + Dispatch.objects.exclude(message=None).count()
        + Receipt.objects.exclude(dispatch=None).count()
    )


def test_an_honest_record_has_nothing_to_say(frozen, capsys):
    run = verify_reports()
    assert run.mismatches == []
    assert (run.reports, run.files) == (FrozenReport.objects.count(), stored_files())
    assert run.files >= 4  # the PDF, its signed form, the edition and a receipt at least
    call_command("verify_reports")
    assert "Controllate" in capsys.readouterr().out


TAMPERED = {
    "dati della relazione": "UPDATE reports_frozenreport SET snapshot = snapshot || ' ' WHERE id = {frozen}",
    "testo della relazione": "UPDATE reports_block SET text = 'altro' WHERE report_id = {report}",
    "PDF approvato": "UPDATE reports_frozenreport SET pdf = '%PDF-altro' WHERE id = {frozen}",
    "file firmato": "UPDATE reports_signedcopy SET content = content || 'x'::bytea",
    "file firmato: non contiene": (
        "UPDATE reports_signedcopy SET content = 'x', sha256 = encode(sha256('x'), 'hex')"
    ),
    "dati della copia con omissis": "UPDATE reports_edition SET snapshot = '[]'",
    "PDF della copia con omissis": "UPDATE reports_edition SET pdf = 'x'",
    "messaggio dell'invio": "UPDATE reports_dispatch SET message = 'altro' WHERE frozen_id = {frozen}",
    "ricevuta n.": "UPDATE reports_receipt SET raw = 'altra' WHERE dispatch_id IS NOT NULL",
}


@pytest.mark.parametrize("what", TAMPERED)
def test_every_change_is_found_told_and_forgotten_once_healed(frozen, what):
    tamper(TAMPERED[what].format(frozen=frozen.pk, report=frozen.report_id))
    run = verify_reports()
    assert [row for row in run.mismatches if row["report"] == frozen.report_id and what in row["what"]]
    assert frozen.report.alarms.filter(kind="hash_mismatch", closed_at=None).exists()
    with pytest.raises(CommandError) as refusal:
        call_command("verify_reports", stdout=io.StringIO())
    assert refusal.value.returncode == 1


def test_the_page_names_what_differs_to_who_may_see_it(full_world, frozen, sign_in):
    tamper(f"UPDATE reports_frozenreport SET pdf = 'x' WHERE id = {frozen.pk}")
    verify_reports()
    lead = sign_in(full_world.coordinator).get("/relazioni/verifica/").text
    assert frozen.report.get_absolute_url() in lead
    assert "PDF approvato" in lead
    administrator = sign_in(full_world.administrator).get("/relazioni/verifica/").text
    assert "PDF approvato" in administrator
    assert frozen.report.get_absolute_url() not in administrator
