import hashlib
import io
import logging
import re
import shutil
import subprocess
import sys

import page
import pikepdf
import pytest

from reports import pdf
from reports.pdf_names import file_name
from tests.reports import samples
from tests.reports.pdf_text import PdfText

ODD = (
    "àèìòù ÀÈÉÌÒÙ «virgolette» “curve” – — … € ° ª § ’ Đorđević Łukasz Şahin Țîțu "
    "Nguyễn Україна العربية 日本 🔪🙂 ½ ﬁ → ☐ non‑separabile stretto\u2009spazio & <b> \"'"
)
REPORTS = {
    "minimal": samples.minimal(),
    "typical": samples.typical(),
    "long": samples.long(),
    "draft": samples.typical(draft=True),
    "odd characters": samples.typical(subject=ODD, diary_summary=ODD, sections=samples.sections(3)),
}


@pytest.fixture(autouse=True)
def _warnings_are_errors(caplog):
    """WeasyPrint says by log record that a rule, a font or a description is wrong."""
    loud = logging.getLogger("weasyprint")
    before = loud.level
    loud.setLevel(logging.WARNING)
    yield
    loud.setLevel(before)
    assert [r.getMessage() for r in caplog.records if r.name.startswith("weasyprint")] == []


@pytest.fixture(scope="module")
def typical() -> PdfText:
    return PdfText(pdf.render(samples.typical()))


def assert_conforms(data: bytes) -> None:
    for profile in ("2a", "ua1"):
        report = page.validate_pdf_bytes(data, profile=profile)
        assert report.is_compliant, report


@pytest.mark.parametrize("name", REPORTS)
def test_pdf_is_pdfa_2a_and_pdfua_1(name):
    assert_conforms(pdf.render(REPORTS[name]))


@pytest.mark.parametrize("name", REPORTS)
def test_fonts_are_embedded_and_know_their_letters(name):
    with pikepdf.open(io.BytesIO(pdf.render(REPORTS[name]))) as document:
        fonts = [
            obj
            for obj in document.objects
            if isinstance(obj, pikepdf.Dictionary) and "/DescendantFonts" in obj
        ]
        assert fonts
        for font in fonts:
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
            assert "/ToUnicode" in font


def test_equal_snapshots_give_equal_bytes():
    digests = {hashlib.sha256(pdf.render(samples.typical())).hexdigest() for _ in range(2)}

    assert len(digests) == 1


def test_another_process_gives_the_same_bytes():
    code = (
        "import django, hashlib, sys; django.setup(); "
        "from reports import pdf; from tests.reports import samples; "
        "sys.stdout.write(hashlib.sha256(pdf.render(samples.typical())).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == hashlib.sha256(pdf.render(samples.typical())).hexdigest()


def test_metadata_names_the_report_and_nobody():
    with pikepdf.open(io.BytesIO(pdf.render(samples.typical()))) as document:
        assert str(document.docinfo.Title) == "Relazione 12/1"
        assert str(document.docinfo.Author) == "Comune di Vallechiara"
        assert str(document.docinfo.CreationDate) == "D:20261122103000+00'00"
        assert str(document.Root.Lang) == "it-IT"
        assert b"Fiordaliso" not in document.Root.Metadata.read_bytes()
        assert "/Filter" not in document.Root.Metadata


def test_file_name_is_the_reference():
    assert file_name(samples.typical()) == "relazione-12-v1.pdf"


def test_headings_number_the_chapters_and_are_bookmarks(typical):
    chapters = [
        "1. Incarichi ricevuti",
        "2. Minori e nucleo familiare",
        "3. Servizi e progetti",
        "4. Fonti e metodo",
        "5. Fatti accertati",
        "6. Dichiarazioni",
        "7. Valutazioni",
        "8. Proposte",
        "9. Firme",
    ]
    with typical.pdf.open_outline() as outline:
        root = outline.root

    assert typical.with_tag("H2") == chapters
    assert [item.title for item in root] == ["Relazione di indagine psicosociale e aggiornamento"]
    assert [item.title for item in root[0].children] == chapters


def test_text_is_read_in_the_order_of_the_report(typical):
    snapshot = samples.typical()
    expected = [
        snapshot.letterhead.entity,
        "Vallechiara, 20 novembre 2026",
        "Prot. 2026/0004512",
        snapshot.office.name,
        snapshot.kind,
        f"Oggetto: {snapshot.subject}",
        snapshot.mandates[0].task,
        "Quercetti Bruno",
        snapshot.plans[0].objectives[1].title,
        snapshot.diary_summary,
        *(
            paragraph
            for section in snapshot.sections
            for b in section.blocks
            for paragraph in b.text.split("\n\n")
        ),
        "1. Conferma dell'affidamento al Servizio per altri dodici mesi.",
        "Marta Colleverde",
        "Approvata il 21/11/2026 da Caterina Bellomonte.",
        snapshot.sha256,
    ]

    position = 0
    for words in expected:
        position = typical.text.index(words, position) + len(words)


def test_last_lines_of_the_text_go_over_with_the_signatures():
    # With three blocks the text fills its page, and the signatures would stand alone on the next.
    signed = samples.minimal(sections=samples.sections(3), signatures=samples.typical().signatures)
    data = pdf.render(signed)
    text = PdfText(data)
    first, last = signed.sections[-1].blocks[-1].text.split("\n\n")

    assert "Firme" in text.pages[-1]
    assert first in text.pages[-2]
    assert last in text.pages[-1]
    assert_conforms(data)


def test_each_block_says_what_it_is(typical):
    snapshot = samples.typical()
    labels = re.findall(r"^(Fatto|Dichiarazione|Valutazione)\b(?! accert)", typical.text, re.MULTILINE)
    said = {"Fatto": "fatto", "Dichiarazione": "dichiarazione", "Valutazione": "valutazione"}

    assert [said[label] for label in labels] == [
        b.kind for section in snapshot.sections for b in section.blocks
    ]
    assert "Dichiarazione di Fiordaliso Rachele (madre) · 01/07/2026" in typical.text


def test_blocks_differ_by_more_than_colour():
    style = pdf._static_file(pdf.STYLE_SHEET).read_text()
    lines = [re.search(rf"\.{kind} {{ border-left: \S+ (\w+)", style)[1] for kind in samples.BlockKind]

    assert lines == ["solid", "dashed", "double"]


def test_every_page_has_proceedings_hash_and_number():
    snapshot = samples.long()
    text = PdfText(pdf.render(snapshot))
    total = len(text.artifacts)

    assert total >= 20
    for number, running in enumerate(text.artifacts, start=1):
        lines = running.splitlines()
        assert lines[-2:] == [
            f"Relazione 12/1 · impronta {snapshot.sha256[:16]}",
            f"Pagina {number} di {total}",
        ]
        if number > 1:
            assert lines[:2] == ["Comune di Vallechiara", "1234/2026 R.G. V.G. · 567/2026 Affari civili"]
    assert "Pagina" not in text.text  # screen readers are spared the running lines


def test_header_cells_say_what_they_head(typical):
    cells = [
        obj
        for obj in typical.pdf.objects
        if isinstance(obj, pikepdf.Dictionary) and obj.get("/S") == "/TH" and "/A" in obj
    ]

    assert {str(cell.A.Scope) for cell in cells} == {"/Column", "/Row"}
    assert len(cells) >= 40


def test_draft_is_marked_on_every_page():
    text = PdfText(pdf.render(samples.typical(draft=True)))

    assert all("BOZZA · Relazione 12/1" in running for running in text.artifacts)
    assert all("/XObject" in sheet.Resources for sheet in text.pdf.pages)
    assert "Bozza: copia di lavoro, non approvata e non trasmessa." in text.text
    assert "Approvata il" not in text.text


def test_letters_without_a_glyph_are_printed_by_code_and_listed():
    text = PdfText(
        pdf.render(samples.minimal(diary_summary="«ti vedo 🔪», scrisse 日本. È così; ö, ş."))
    ).text

    assert "«ti vedo [U+1F52A]», scrisse [U+65E5 U+672C]. È così; ö, ş." in text
    assert "U+1F52A (HOCHO) con «[U+1F52A]»" in text


def test_hyphen_and_thin_blanks_are_replaced_without_a_note():
    text = PdfText(pdf.render(samples.minimal(diary_summary="non\u2010so e\u2009poi"))).text

    assert "non-so e poi" in text
    assert "Caratteri che non si possono stampare" not in text


def test_missing_libraries_are_named(monkeypatch):
    def no_library(name: str):
        raise OSError("cannot load library 'libgobject-2.0-0'")

    monkeypatch.setattr(pdf.importlib, "import_module", no_library)

    with pytest.raises(pdf.RendererMissing, match=r"libpango-1\.0-0 libpangoft2-1\.0-0 libharfbuzz-subset0"):
        pdf._weasyprint()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_other_readers_find_the_same_words():
    snapshot = samples.typical()
    done = subprocess.run(
        ["pdftotext", "-", "-"], input=pdf.render(snapshot), capture_output=True, check=True
    )
    text = " ".join(done.stdout.decode().split())

    assert snapshot.diary_summary in text
    assert "Pagina 1 di 7" in text
    assert text.index("Fatti accertati") < text.index("Dichiarazioni") < text.index("Proposte")
