"""What one report costs: against Typst, against a PDF without tags and conformance, and in memory over time."""

import gc
import multiprocessing
import re
from collections import Counter
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from bench.sample import PAGES, five_pages, variant, variants
from bench.table import Line, UnequalError, interleaved, ratio
from bench.typst_report import TypstPeer
from reports import pdf, pdf_conformance, worker
from reports.pdf_chart import trend
from reports.snapshot import ReportSnapshot
from reports.snapshot_fields import texts

WARM_AT, KB = 100, 1024
EQUAL = 0.01  # of the letters may differ: the running lines of one page more or less


def compare(rounds: int) -> list[Line]:
    """CPU of the product's report against Typst and against a plain PDF, interleaved in this process."""
    snapshot = five_pages()
    fonts = [pdf._static_file(pdf.FONT_FOLDER.format(face)) for face in pdf.FACES]
    peer = TypstPeer(fonts)
    _gate(snapshot, pdf.render(snapshot), peer.render(snapshot))
    pdf.warm_up()  # as a rendering child of the worker: its objects frozen, the collector off
    numbers = variants()
    # Words of their own for each: nobody finds a line that was just measured for somebody else.
    turns = [[variant(snapshot, next(numbers)) for _ in range(3)] for _ in range(rounds)]
    full, plain, floor = interleaved(
        turns,
        lambda words: pdf.render(words[0]),
        lambda words: _plain(words[1]),
        lambda words: peer.render(words[2]),
    )
    gc.enable()
    against_typst, spread = ratio(full, floor)
    conformance, other = ratio(full, plain)
    return [
        Line("CPU di una relazione / Typst, stesso testo", against_typst, 6.5, note=spread),
        Line("CPU conforme (2a, UA-1) / PDF semplice", conformance, 1.15, note=other),
    ]


def _plain(snapshot: ReportSnapshot) -> bytes:
    """The same pages without tags, PDF/A and PDF/UA."""
    pages = pdf._laid_out(
        lambda covered: pdf._printable_html(snapshot, covered),
        lambda: {pdf.CHART: (trend(snapshot.months), "image/svg+xml")},
    )
    plain = pdf_conformance.packed(pages.write_pdf(uncompressed_pdf=True))
    del pages
    gc.collect()
    return plain


def _gate(snapshot: ReportSnapshot, ours: bytes, theirs: bytes) -> None:
    """Both documents hold every text of the report and the same words, on about the pages of a real one."""
    words = []
    for name, content in (("relazione", ours), ("Typst", theirs)):
        pages = [_letters(page.extract_text()) for page in PdfReader(BytesIO(content)).pages]
        found = "".join(_without_running_lines(page, snapshot) for page in pages)
        missing = [
            text for text in texts(snapshot) if not all(_letters(part) in found for part in text.split("\n"))
        ]
        missing = [text for text in missing if text not in {section.key for section in snapshot.sections}]
        if missing:
            raise UnequalError(f"{name}: manca «{missing[0][:80]}»")
        if abs(len(pages) - PAGES) > 1:
            raise UnequalError(f"{name}: {len(pages)} pagine invece di {PAGES}")
        words.append(Counter(found))
    more, fewer = words[0] - words[1], words[1] - words[0]
    if more.total() + fewer.total() > EQUAL * words[0].total():
        raise UnequalError(f"lettere in più {dict(more)}, in meno {dict(fewer)}")


def _letters(text: str) -> str:
    """Small letters and digits alone: how a line is broken does not count."""
    return re.sub(r"[^\w]|_", "", text).casefold()


def _without_running_lines(page: str, snapshot: ReportSnapshot) -> str:
    """The letters of a page without its head and foot, wherever a reader of the PDF meets them."""
    labels = "".join(proceeding.label for proceeding in snapshot.proceedings)
    head = _letters(snapshot.letterhead.entity + labels)
    mark = _letters(f"Relazione {snapshot.reference} impronta {snapshot.sha256[:16]} Pagina")
    return re.sub(rf"{mark}\d+di\d", "", page).replace(head, "", 1)


def memory(documents: int) -> list[Line]:
    """Growth of a rendering process from its hundredth document (or a fifth of them) to its last."""
    early = min(WARM_AT, max(1, documents // 5))
    context = multiprocessing.get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    child = context.Process(target=_render_many, args=(documents, early, send))
    child.start()
    first, last = receive.recv()
    child.join()
    note = f"{first // KB} → {last // KB} MB dal documento {early} al {documents}"
    return [Line("memoria del processo alla fine / all'inizio", last / first, 1.05, note=note)]


def _render_many(documents: int, early: int, send: object) -> None:
    import django  # noqa: PLC0415 - a fresh process: settings come first

    django.setup()
    worker.limit_address_space()
    pdf.warm_up()
    snapshot, first = five_pages(), 0
    for number in range(1, documents + 1):
        pdf.render(snapshot)
        if number == early:
            first = _resident()
    send.send((first, _resident()))  # type: ignore[attr-defined]


def _resident() -> int:
    """Resident memory of this process in kilobytes."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1])  # type: ignore[index]
