"""The PDF, its way by certified mail, and the proof that closes the deadline."""

import hashlib
import importlib
import importlib.util
import io
import zipfile

from django.conf import settings
from django.utils import timezone

from cases.enums import DeadlineState
from cases.models import Deadline
from config.demo.offices import COURT_MAILBOX
from config.demo.walk.thread import Thread, made, require, wait_for
from config.pec_sandbox import client
from courts.enums import MandateState
from courts.models import Mandate
from reports.actions.evidence import bundle_of, request_index
from reports.models import Dispatch, FrozenReport
from reports.pec.states import ALARM_STATES, DispatchState
from reports.tasks import read_receipts, render_index

VALIDATOR = "page"  # the module of page-validation, a tool of developers
PROFILES = {"2a": "PDF/A-2a", "ua1": "PDF/UA-1"}


def worker_makes_the_pdf(thread: Thread) -> str:
    """The rendering worker makes the PDF of the frozen text, once, with its hash."""
    found = wait_for(
        lambda: FrozenReport.objects.filter(pk=made(thread.frozen).pk, pdf__isnull=False).first(),
        "il PDF non è stato prodotto",
    )
    thread.frozen = found
    pdf = bytes(found.pdf or b"")
    require(hashlib.sha256(pdf).hexdigest() == found.pdf_sha256, "l'impronta del PDF non corrisponde")
    path = thread.out / "relazione.pdf"
    path.write_bytes(pdf)
    return f"{path.name}, {len(pdf) // 1024} kB, impronta {found.pdf_sha256[:12]}…"


def pdf_meets_both_profiles(thread: Thread) -> str:
    """PDF/A-2a and PDF/UA-1, when the validator is installed."""
    if importlib.util.find_spec(VALIDATOR) is None:
        return "saltata: il validatore (page-validation) si installa con gli strumenti di sviluppo"
    validator = importlib.import_module(VALIDATOR)
    pdf = bytes(made(thread.frozen).pdf or b"")
    for profile, name in PROFILES.items():
        require(
            validator.validate_pdf_bytes(pdf, profile=profile).is_compliant, f"il PDF non rispetta {name}"
        )
    return " e ".join(PROFILES.values())


def provider_takes_it(thread: Thread) -> str:
    """SMTP: the provider has taken the message with the Message-ID fixed at the approval."""
    sent = wait_for(lambda: _when(thread, "sent_at"), "il messaggio non è partito")
    return f"Message-ID {sent.message_id}"


def provider_accepts_it(thread: Thread) -> str:
    """IMAP: the signed acceptance receipt."""
    accepted = wait_for(
        lambda: _when(thread, "accepted_at"), "manca la ricevuta di accettazione", nudge=read_receipts.delay
    )
    return f"ricevuta di accettazione delle {timezone.localtime(accepted.accepted_at):%H:%M:%S}"


def court_receives_it(thread: Thread) -> str:
    """IMAP: the signed delivery receipt; and in the court's mailbox lies the very PDF."""
    delivered = wait_for(
        lambda: _when(thread, "delivered_at"),
        "manca la ricevuta di avvenuta consegna",
        nudge=read_receipts.delay,
    )
    require(delivered.state == DispatchState.CONSEGNATA, "lo stato dell'invio non è «consegnata»")
    letters = client.letters(COURT_MAILBOX, imap_port=settings.PEC_SANDBOX_IMAP_PORT)
    hashes = {hashlib.sha256(pdf.content).hexdigest() for letter in letters for pdf in letter.pdfs}
    require(made(thread.frozen).pdf_sha256 in hashes, "nella casella del Tribunale non c'è lo stesso PDF")
    return f"consegnata a {delivered.recipient}: stesso PDF, byte per byte"


def delivery_fulfils_the_deadline(thread: Thread) -> str:
    """Closed on both cases with the receipt as proof, at the time the receipt certifies."""
    origin = made(thread.enquiry).origin(made(thread.report).cycle or 0)
    rows = list(Deadline.objects.filter(origin=origin))
    require(len(rows) == len(thread.cases), "manca la scadenza di uno dei fratelli")
    for row in rows:
        require(row.state == DeadlineState.FULFILLED, "la scadenza non risulta adempiuta")
        require(row.closed_at == thread.dispatch.delivered_at, "la scadenza non porta l'ora della ricevuta")
    enquiry = Mandate.objects.get(pk=made(thread.enquiry).pk)
    require(enquiry.state == MandateState.OTTEMPERATO, "l'incarico non risulta ottemperato")
    return rows[0].proof


def evidence_is_complete(thread: Thread) -> str:
    """The bundle holds PDF, message, raw receipts and timeline, and its own hashes agree."""
    frozen = made(thread.frozen)
    render_index.delay(request_index(frozen=frozen).pk)
    data = wait_for(lambda: bundle_of(frozen), "l'indice delle prove non è stato prodotto")
    path = thread.out / "prove.zip"
    path.write_bytes(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sums = [line.split("  ") for line in archive.read("SHA256SUMS").decode().splitlines()]
        wrong = [name for digest, name in sums if hashlib.sha256(archive.read(name)).hexdigest() != digest]
        receipts = [name for name in archive.namelist() if "/ricevute/" in name]
    require(not wrong, f"nel fascicolo di prova non torna l'impronta di {', '.join(wrong)}")
    require(len(receipts) >= 2, "nel fascicolo di prova mancano le ricevute")
    return f"{path.name}: {len(sums)} file, {len(receipts)} ricevute firmate"


def _when(thread: Thread, field: str) -> Dispatch | None:
    """The dispatch once it has this moment; a state that needs a person ends the walk at once."""
    dispatch = thread.dispatch
    require(
        DispatchState(dispatch.state) not in ALARM_STATES,
        f"l'invio è fermo: {dispatch.state} {dispatch.error}",
    )
    return dispatch if getattr(dispatch, field) else None
