"""The text of a PDF, page by page. Run as a process of its own: a hostile file exhausts this one, not the site.

It reads the file from standard input and prints a JSON list with one text per page.
"""

import json
import resource
import sys
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

MEMORY_BYTES = 1024**3
CPU_SECONDS = 15
MAX_PAGES = 60
MAX_LETTERS = 20_000  # of one page: more than any typed page holds


def pages_of(content: bytes) -> list[str]:
    """The text of the first pages; empty texts where a page is only a picture."""
    try:
        reader = PdfReader(BytesIO(content))
        return [page.extract_text()[:MAX_LETTERS] for page in reader.pages[:MAX_PAGES]]
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    sys.stdout.write(json.dumps(pages_of(sys.stdin.buffer.read())))
