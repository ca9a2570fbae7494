"""Order in, proof out: from the deadline to the delivery receipt, on real SMTP and IMAP."""

import hashlib
import io
import json
import zipfile

import pytest

from cases.enums import DeadlineState
from cases.models import Deadline
from config.rehearsal.rows import MADE
from courts.actions.deadlines import keep_deadlines
from courts.enums import MandateKind, MandateState
from reports.actions.editions import make_edition
from reports.actions.evidence import bundle_of, request_index
from reports.actions.opening import open_due_reports
from reports.actions.receipts import read_mailbox
from reports.actions.rendering import render_index, render_report
from reports.actions.sending import send_dispatch
from reports.models import Dispatch, Edition, FrozenReport
from reports.pdf_text import text_of_pdf
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


def packed(frozen: FrozenReport) -> bytes:
    """The bundle as a person gets it: the renderer makes the index."""
    render_index(index_id=request_index(frozen=frozen).pk)
    data = bundle_of(FrozenReport.objects.get(pk=frozen.pk))
    assert data is not None
    return data


def test_evidence_bundle_proves_what_was_sent(frozen, sandbox):
    deliver(frozen, sandbox)
    frozen.refresh_from_db()
    made = make_edition(
        frozen=frozen, party="Avv. Rossi", reason="Richiesta", children=[], blocks=[], parts=["household"],
        words=[], by=frozen.report.approved_by,
    )  # fmt: skip
    Edition.objects.filter(pk=made.pk).update(**MADE, rendered_at=frozen.frozen_at)
    data = packed(frozen)
    assert data == packed(frozen)
    archive = zipfile.ZipFile(io.BytesIO(data))
    names = set(archive.namelist())
    own = {"relazione.pdf", "relazione.json", "cronologia.json", "LEGGIMI.txt", "SHA256SUMS", "indice.pdf"}
    assert own | {"invio-1/inviato.eml", f"copie/copia-{made.pk}.pdf"} <= names
    assert {name.rpartition("-")[2] for name in names if "ricevute" in name} >= {
        "accettazione.eml",
        "consegna.eml",
    }
    assert hashlib.sha256(archive.read("relazione.pdf")).hexdigest() == frozen.pdf_sha256
    said = " ".join(text_of_pdf(archive.read("indice.pdf")).split())
    sums = {}
    for line in archive.read("SHA256SUMS").decode().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest
        sums[name] = digest
    assert all(f"{name} {digest}" in said for name, digest in sums.items() if name != "indice.pdf"), said
    dispatch = frozen.dispatches.get()
    for words in (dispatch.recipient, dispatch.subject, dispatch.message_id, "Ricevuta di avvenuta consegna"):
        assert words in said
    timeline = json.loads(archive.read("cronologia.json"))
    assert timeline["invii"][0]["stato"] == "Consegnata"


def test_more_evidence_asks_for_a_new_index(frozen, sandbox):
    """The bundle never says less than there is."""
    assert render_report(frozen_id=frozen.pk)
    frozen.refresh_from_db()
    assert packed(frozen)
    dispatch = frozen.dispatches.get()
    Dispatch.objects.filter(pk=dispatch.pk).update(state="rifiutata")
    assert bundle_of(FrozenReport.objects.get(pk=frozen.pk)) is None


def test_the_court_received_the_very_pdf(frozen, sandbox):
    deliver(frozen, sandbox)
    frozen.refresh_from_db()
    dispatch = frozen.dispatches.get()
    letters = sandbox.letters(dispatch.recipient)
    pdfs = [pdf.content for letter in letters for pdf in letter.pdfs]
    assert hashlib.sha256(pdfs[-1]).hexdigest() == frozen.pdf_sha256
