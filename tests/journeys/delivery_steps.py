"""From the frozen text to the proof of its delivery."""

import hashlib
import io
import zipfile
from pathlib import Path

import page as validation
from playwright.sync_api import Locator, expect
from playwright.sync_api import TimeoutError as NotYet

from reports.tasks import read_receipts
from tests.journeys.case_steps import GIULIA, MARCO, STATEMENT
from tests.journeys.desk import Desk, until
from tests.journeys.order_steps import Paper
from tests.journeys.report_steps import ADDED_FACT, PROPOSALS, SECOND_EVALUATION
from tests.reports.pdf_text import PdfText

STAGES = ["In coda", "Inviata", "Accettata dal gestore", "Consegnata"]
CLOCK_MS = 4_000  # the page asks every three seconds


def delivery(desk: Desk) -> Locator:
    return desk.page.get_by_role("region", name="Consegna")


def see_it_leave(desk: Desk) -> None:
    """The page shows by itself that the PDF is made and the message handed over."""
    expect(delivery(desk).get_by_role("listitem").filter(has_text="In coda")).to_be_visible()
    expect(delivery(desk).get_by_role("listitem").filter(has_text="Inviata")).to_be_visible(timeout=30_000)
    desk.picture("22-inviata")


def see_it_arrive(desk: Desk) -> None:
    """The clock rings for the receipts; the page shows by itself what they prove."""
    badge = delivery(desk).locator("h3 .state-badge")

    def delivered() -> bool:
        try:
            badge.filter(has_text="Consegnata").wait_for(timeout=CLOCK_MS)
        except NotYet:
            return False
        return True

    until(delivered, read_receipts.delay)
    expect(delivery(desk).get_by_role("listitem")).to_contain_text(STAGES)
    desk.picture("23-consegnata")


def download_the_pdf(desk: Desk, paper: Paper, folder: Path) -> bytes:
    """It is what archives and screen readers need, and says what was written."""
    data = desk.saved_file("Scarica il PDF", folder).read_bytes()
    for profile in ("2a", "ua1"):
        report = validation.validate_pdf_bytes(data, profile=profile)
        assert report.is_compliant, report
    read = PdfText(data)
    for words in (MARCO, GIULIA, ADDED_FACT, STATEMENT, SECOND_EVALUATION, PROPOSALS, paper.number):
        assert words in read.text.replace("\n", " "), words
    # The cover has the letterhead; every further page names the proceeding at its head.
    assert all(paper.number in running for running in read.artifacts[1:])
    return data


def download_the_proof(desk: Desk, pdf: bytes, folder: Path) -> None:
    """Every file is what the list of hashes says; the PDF is the one that was sent."""
    desk.follow("Prove della consegna")
    desk.press("Prepara il fascicolo di prova")
    expect(desk.page.get_by_role("link", name="Scarica il fascicolo di prova")).to_be_visible(timeout=60_000)
    archive = zipfile.ZipFile(
        io.BytesIO(desk.saved_file("Scarica il fascicolo di prova", folder).read_bytes())
    )
    assert archive.read("relazione.pdf") == pdf
    sums = dict(line.split("  ", 1)[::-1] for line in archive.read("SHA256SUMS").decode().splitlines())
    assert sums.keys() == {*archive.namelist()} - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest
    receipts = [name for name in sums if "/ricevute/" in name]
    assert {name.rpartition("-")[2] for name in receipts} == {"accettazione.eml", "consegna.eml"}
