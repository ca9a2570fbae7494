"""From a frozen snapshot to the court's PDF: PDF/A-2a and PDF/UA-1, fonts inside, nothing fetched.

The only module that talks to WeasyPrint. Style sheet and fonts are parsed once per process: a fresh font
configuration per document costs half the time and leaks 0.2 MB each time.
"""

import contextlib
import gc
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.template.loader import render_to_string
from django.utils import translation

from reports import pdf_conformance, pdf_glyphs
from reports.pdf_chart import trend
from reports.pdf_page import own_page
from reports.pdf_speed import Replaced, take_shortcuts
from reports.snapshot import Block, BlockKind, Letterhead, Office, ReportSnapshot, Section

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
TEMPLATE = "reports/pdf/report.html"
STYLE_SHEET = "reports/report.css"
FONT_FOLDER = "fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-{}.ttf"
FACES = ("regular", "italic", "600", "600italic", "700", "700italic")
# Comes along with the system packages; carries Greek, Cyrillic, Arabic and symbols that a quotation may hold.
WIDE_FONT_FOLDER = Path("/usr/share/fonts/truetype/dejavu")
WIDE_FACES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
SCHEME = "bandolo:"
Pictures = dict[str, tuple[bytes, str]]  # address → content and its type
LOGO = f"{SCHEME}logo"
CHART = f"{SCHEME}chart"


class RendererMissing(ImproperlyConfigured):
    """The system libraries WeasyPrint needs are not installed."""


class ReportTooHeavy(MemoryError):
    """The document needs more memory than its process may use."""


@dataclass(frozen=True, slots=True)
class _Engine:
    """What one process shares between documents."""

    page: Any
    fonts: Any
    style: Any
    fetcher: Any
    covered: frozenset[str]
    shortcuts: list[Replaced]


def render(snapshot: ReportSnapshot, *, logo: bytes = b"", signature_field: bool = False) -> bytes:
    """The report as one PDF that is both PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1).

    Equal snapshots give equal bytes on the same installation. Nothing is fetched but the fonts and images in
    the allow-list, and `logo`, the picture whose hash the letterhead names. Raises RendererMissing when system
    libraries are missing and ReportTooHeavy when the process has not enough memory; a worker is then replaced.
    """
    return print_pages(
        lambda covered: _printable_html(snapshot, covered),
        snapshot.reference,
        pictures=lambda: {LOGO: (logo, "image/png"), CHART: (trend(snapshot.months), "image/svg+xml")},
        signature_field=signature_field,
    )


def print_pages(
    html_of: Callable[[frozenset[str]], str],
    reference: str,
    *,
    pictures: Callable[[], Pictures] = dict,
    signature_field: bool = False,
) -> bytes:
    """Any pages of our own templates, under the rules of `render`. `html_of` gets the letters the fonts carry,
    `pictures` are what the pages may show beside our own files, by address."""
    written = None
    # SystemError: where CPython runs out of memory while it makes the MemoryError.
    with contextlib.suppress(MemoryError, SystemError):
        written = _laid_out(html_of, pictures).write_pdf(
            finisher=pdf_conformance.complete,
            pdf_variant="pdf/a-2a",
            pdf_tags=True,
            # Compressed and identified once, at the end.
            uncompressed_pdf=True,
            pdf_identifier=False,
        )
    # Outside the handler: a live traceback would keep the whole document from being collected. And before the
    # packing, which has no way to say that memory ran out.
    if not gc.isenabled():  # a worker prepared by warm_up(): garbage is collected here and only here
        gc.collect()
    if written is None:
        raise ReportTooHeavy(f"Report {reference} does not fit into the memory of this process.")
    return pdf_conformance.packed(written, signature_field=signature_field)


def warm_up() -> None:
    """Prepare a worker process: load everything, then take the collector's hands off it.

    What is loaded now is frozen out of garbage collection, which is then off: `render` collects once after
    each document. Measured: the fastest, and flat memory over hundreds of documents. Only for processes
    that do nothing but render.
    """
    render(_SAMPLE)
    gc.collect()
    gc.freeze()
    gc.disable()


@cache
def _engine() -> _Engine:
    weasyprint = _weasyprint()
    shortcuts = take_shortcuts(weasyprint)
    fetcher = _allow_list_fetcher()
    fonts = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
    css = _static_file(STYLE_SHEET).read_text(encoding="utf-8")
    style = weasyprint.CSS(string=css, base_url=SCHEME, url_fetcher=fetcher, font_config=fonts)
    covered = pdf_glyphs.covered_letters(_static_file(FONT_FOLDER.format(face)) for face in FACES)
    wide = [WIDE_FONT_FOLDER / name for name in WIDE_FACES]
    if all(path.is_file() for path in wide):
        covered |= pdf_glyphs.covered_letters(wide)
    return _Engine(own_page(weasyprint.HTML), fonts, style, fetcher, covered, shortcuts)


def _weasyprint() -> ModuleType:
    try:
        return importlib.import_module("weasyprint")
    except OSError as error:  # cffi finds no libpango or libgobject
        raise RendererMissing(
            "WeasyPrint needs system libraries. On Debian: "
            f"apt-get install --no-install-recommends {PACKAGES}"
        ) from error


def _laid_out(html_of: Callable[[frozenset[str]], str], pictures: Callable[[], Pictures]) -> Any:
    """The pages, measured and divided, as WeasyPrint's document."""
    engine = _engine()
    html = html_of(engine.covered)
    engine.fetcher.pictures = pictures()
    page = engine.page(html, base_url=SCHEME, url_fetcher=engine.fetcher)
    return page.render(stylesheets=[engine.style], font_config=engine.fonts, cache={})


def _static_file(name: str) -> Path:
    found = finders.find(name)
    if not isinstance(found, str):
        raise ImproperlyConfigured(f"The static file {name} is missing.")
    return Path(found)


def _allow_list_fetcher() -> Any:
    """A fetcher that knows our own files by name and has no way to any other file or to the network."""
    urls = importlib.import_module("weasyprint.urls")
    allowed = {f"{SCHEME}font/{face}": _static_file(FONT_FOLDER.format(face)) for face in FACES}
    allowed[f"{SCHEME}bozza"] = _static_file("reports/bozza.svg")

    class AllowListFetcher(urls.URLFetcher):  # type: ignore[name-defined]
        pictures: dict[str, tuple[bytes, str]] = {}

        def fetch(self, url: str, headers: Any = None) -> Any:
            picture, kind = self.pictures.get(url, (b"", ""))
            if picture:
                return urls.URLFetcherResponse(url, picture, {"Content-Type": kind})
            if url not in allowed:
                raise ValueError("This address is not in the allow-list of reports.")
            kind = "image/svg+xml" if allowed[url].suffix == ".svg" else "font/ttf"
            return urls.URLFetcherResponse(url, allowed[url].read_bytes(), {"Content-Type": kind})

    return AllowListFetcher(fail_on_errors=False)


def _printable_html(snapshot: ReportSnapshot, covered: frozenset[str]) -> str:
    """The report's HTML with only letters that the fonts carry, and a note on those that were replaced."""
    substitutions = pdf_glyphs.Substitutions.for_text(snapshot.to_json(), covered)
    context = {
        "report": snapshot,
        "hash": snapshot.sha256,
        "created": snapshot.frozen_at.isoformat(),  # the date filter would depend on the active time zone
        "substitutions": substitutions.notes(),
    }
    with translation.override("it"):
        html = render_to_string(TEMPLATE, context)
    return substitutions.apply(html)


_SAMPLE = ReportSnapshot(
    report_id=1,
    version=1,
    frozen_at=datetime(2000, 1, 1, tzinfo=UTC),
    letterhead=Letterhead(entity="Ente"),
    office=Office(name="Ufficio"),
    kind="Relazione",
    subject="Prova",
    place="Luogo",
    issued_on=date(2000, 1, 1),
    sections=(Section(key="a", title="A", blocks=(Block(kind=BlockKind.FACT, text="Testo."),)),),
    draft=True,
)
