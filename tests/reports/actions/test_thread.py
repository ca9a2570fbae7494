"""Order in, proof out: from the deadline to the delivery receipt, on real SMTP and IMAP."""

import hashlib
import io
import json
import zipfile

import pytest

from cases.enums import DeadlineState
from cases.models import Deadline
from courts.actions.deadlines import keep_deadlines
from courts.enums import MandateKind, MandateState
from reports.actions.opening import open_due_reports
from reports.actions.receipts import read_mailbox
from reports.actions.rendering import render_report
from reports.actions.sending import send_dispatch
from reports.evidence import bundle
from reports.models import FrozenReport
from reports.pec.states import DispatchState
from tests.factories.reports import TODAY, approved, mandate_for, sandbox_mailbox


def deliver(frozen: FrozenReport, sandbox) -> str:
    """Render, send and read until the outcome is final."""
    assert render_report(frozen_id=frozen.pk)
    dispatch = frozen.dispatches.get()
    assert send_dispatch(dispatch_id=dispatch.pk) is DispatchState.INVIATA

    def settled() -> str | None:
        read_mailbox(mailbox_id=dispatch.mailbox_id)
        dispatch.refresh_from_db()
        return None if dispatch.state in ("inviata", "accettata") else dispatch.state

    return sandbox.wait_for(settled)


@pytest.fixture
def frozen(world, sandbox, new_mailbox, settings):
    mandate = mandate_for(
        [world.case, world.sibling],
        kind=MandateKind.INDAGINE_PSICOSOCIALE,
        first_term_amount=180,
        every_months=None,
    )
    sandbox_mailbox(sandbox, new_mailbox(), organisation=world.cooperative)
    keep_deadlines(mandate_id=mandate.pk, today=TODAY)
    (report,) = open_due_reports(today=TODAY)
    return approved(report, author=world.owner, approver=world.coordinator)


def test_delivery_alone_fulfils_the_deadlines(world, frozen, sandbox):
    mandate = frozen.report.mandate
    rows = Deadline.objects.filter(origin=mandate.origin(1))
    assert {row.state for row in rows} == {DeadlineState.OPEN}
    assert deliver(frozen, sandbox) == DispatchState.CONSEGNATA
    dispatch = frozen.dispatches.get()
    assert [row.case_id for row in rows.filter(state=DeadlineState.FULFILLED)] == [
        world.case.pk,
        world.sibling.pk,
    ]
    assert all("avvenuta consegna" in row.proof for row in rows.all())
    mandate.refresh_from_db()
    assert mandate.state == MandateState.OTTEMPERATO
    steps = list(dispatch.steps.values_list("state", flat=True))
    assert steps[0] == "in_coda"
    assert set(steps) == {"in_coda", "inviata", "accettata", "consegnata"}
    assert dispatch.accepted_at is not None
    assert not frozen.report.alarms.exists()


def test_evidence_bundle_proves_what_was_sent(frozen, sandbox):
    deliver(frozen, sandbox)
    frozen.refresh_from_db()
    archive = zipfile.ZipFile(io.BytesIO(bundle(frozen)))
    names = set(archive.namelist())
    assert {"relazione.pdf", "relazione.json", "cronologia.json", "LEGGIMI.txt", "SHA256SUMS"} <= names
    assert "invio-1/inviato.eml" in names
    assert {name.rpartition("-")[2] for name in names if "ricevute" in name} >= {
        "accettazione.eml",
        "consegna.eml",
    }
    assert hashlib.sha256(archive.read("relazione.pdf")).hexdigest() == frozen.pdf_sha256
    for line in archive.read("SHA256SUMS").decode().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest
    timeline = json.loads(archive.read("cronologia.json"))
    assert timeline["invii"][0]["stato"] == "Consegnata"


def test_the_court_received_the_very_pdf(frozen, sandbox):
    deliver(frozen, sandbox)
    frozen.refresh_from_db()
    dispatch = frozen.dispatches.get()
    letters = sandbox.letters(dispatch.recipient)
    pdfs = [pdf.content for letter in letters for pdf in letter.pdfs]
    assert hashlib.sha256(pdfs[-1]).hexdigest() == frozen.pdf_sha256
