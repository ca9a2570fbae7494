"""Whoever measures a stream of a report finds its Length right, whatever byte its data end in."""

import io
import zlib

import page
import pikepdf
import pytest

from reports import pdf
from reports.pdf_conformance import DOUBTFUL_END, with_clear_ends
from tests.reports import samples
from tests.reports.pdf_text import PdfText


@pytest.fixture(scope="module")
def unlucky() -> bytes:
    """A report whose first page happens to end in a carriage return when it is compressed."""
    with pikepdf.open(io.BytesIO(pdf.render(samples.minimal()))) as document:
        contents = document.pages[0].Contents
        drawn = contents.read_bytes()
        while not zlib.compress(drawn).endswith(b"\r"):
            drawn += b" "  # changes the checksum the data end in, not what is drawn
        contents.write(zlib.compress(drawn), filter=pikepdf.Name.FlateDecode)
        out = io.BytesIO()
        document.save(out, fix_metadata_version=False)
    return out.getvalue()


def test_a_carriage_return_never_ends_a_stream(unlucky: bytes) -> None:
    assert DOUBTFUL_END in unlucky

    clear = with_clear_ends(unlucky)

    assert DOUBTFUL_END not in clear
    for profile in ("2a", "ua1"):
        report = page.validate_pdf_bytes(clear, profile=profile)
        assert report.is_compliant, report


def test_nothing_else_changes(unlucky: bytes) -> None:
    clear = with_clear_ends(unlucky)

    assert PdfText(clear).text == PdfText(unlucky).text
    assert with_clear_ends(clear) == clear


def test_equal_documents_stay_equal_bytes(unlucky: bytes) -> None:
    assert with_clear_ends(unlucky) == with_clear_ends(unlucky)
