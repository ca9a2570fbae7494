import http.server
import subprocess
import sys
import threading
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings

from reports import pdf, worker
from reports.snapshot import Block, Mandate, Section
from tests.reports import samples
from tests.reports.pdf_text import PdfText


class _Recorder(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        self.send_response(404)
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def listener():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Recorder)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def payloads(base: str, secret: Path) -> list[str]:
    return [
        f'<img src="{base}/img.png">',
        f'<link rel="stylesheet" href="{base}/style.css">',
        f"<style>@import url({base}/import.css); body {{ background: url({base}/bg.png) }}</style>",
        f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{base}/svg.png"/></svg>',
        f'<object data="{base}/object"></object><embed src="{base}/embed"><iframe src="{base}/frame"></iframe>',
        f'<link rel="attachment" href="{secret.as_uri()}"><a rel="attachment" href="{secret.as_uri()}">x</a>',
        f'<meta http-equiv="refresh" content="0;url={base}/refresh"><base href="{base}/">',
        "<script>fetch('/')</script>{% debug %}{{ report.letterhead }}",
        '"><b onclick="x">&lt;i&gt;</b> \' " & ]]> --> </p></td></table></body>',
        '<table><tr><td colspan="100000">x</td></tr></table>',
        "<div>" * 400,
    ]


def attacked(texts: list[str]):
    """A report with every payload in every field that takes text."""
    first = texts[0]
    blocks = [
        Block(kind="dichiarazione", text=text, speaker=text, source=text, children=[text])
        for text in texts[:-1]
    ]
    blocks.append(Block(kind="valutazione", text=texts[-1]))
    return samples.typical(
        subject=first,
        protocol='" data-mark="x',
        place=texts[8],
        letterhead=samples.Letterhead(entity=texts[8], unit=first, contacts=texts[:-1], controller=first),
        proceedings=[samples.Proceeding(label='"><script>1</script>')],
        mandates=[Mandate(kind=first, task=texts[2])],
        diary_summary="\n\n".join(texts),
        sections=[Section(key="a", title=first, blocks=blocks)],
    )


def test_markup_in_texts_is_printed_and_fetches_nothing(listener, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY")
    texts = payloads(f"http://127.0.0.1:{listener.server_port}", secret)

    data = pdf.render(attacked(texts))

    text = PdfText(data)
    printed = text.text.replace(" ", "").replace("\n", "")
    for payload in texts:
        assert payload.replace(" ", "") in printed
    assert listener.asked == []
    assert "CANARY" not in printed
    assert "/Names" not in text.pdf.Root
    assert not any("/Annots" in sheet for sheet in text.pdf.pages)
    images = [o for o in text.pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
    assert images == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/x",
        "https://example.org/x",
        "file:///etc/passwd",
        "data:text/plain,x",
        "bandolo:font/../../../etc/passwd",
        "bandolo:font/regular?x",
        "bandolo:logo",
        "bandolo:chart",
        "BANDOLO:font/regular",
        "ftp://127.0.0.1/x",
        "/etc/passwd",
    ],
)
def test_fetcher_refuses_everything_but_our_files(url):
    with pytest.raises(ValueError, match="allow-list"):
        pdf._allow_list_fetcher()(url)


def test_fetcher_serves_our_fonts():
    response = pdf._allow_list_fetcher()("bandolo:font/regular")

    assert response.read(4) == b"\x00\x01\x00\x00"


def test_unprintable_text_does_not_swell_the_report():
    words = [chr(0x20000 + number) for number in range(5_000)]

    text = PdfText(pdf.render(samples.minimal(diary_summary=" ".join(words))))

    assert "[?] [?] [?]" in text.text
    assert len(text.artifacts) < 10


WORKER = """
import django, sys
django.setup()
from django.conf import settings
from reports import pdf, worker
from tests.reports import samples
settings.PDF_ADDRESS_SPACE = 340 * 1024**2
worker.limit_address_space()
pdf.warm_up()
pdf.render(samples.typical())
try:
    pdf.render(samples.typical(sections=samples.sections(900)))
    sys.stdout.write("rendered")
except pdf.ReportTooHeavy:
    sys.stdout.write("refused")
"""


def test_document_beyond_the_memory_limit_is_refused():
    """Or takes its process with it, where a library in C is the first to find no memory: never a piece of a PDF."""
    done = subprocess.run([sys.executable, "-c", WORKER], capture_output=True, text=True, timeout=120)

    assert done.stdout == "refused" or (done.returncode < 0 and not done.stdout), (done.stdout, done.stderr)


def test_a_worker_is_replaced_well_above_a_report_and_well_below_the_limit():
    """That Celery then replaces it is Celery's; that a worker outlives a bomb is in `processes/test_broker.py`."""
    assert 3 * 170_000 < settings.CELERY_WORKER_MAX_MEMORY_PER_CHILD < worker.ADDRESS_SPACE / 1024 * 0.6
