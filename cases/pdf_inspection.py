"""What an uploaded PDF holds. Run as a process of its own: a hostile file exhausts this one, not the site.

It reads the file from standard input and prints one word: `ok`, or why the file is refused.
"""

import resource
import sys
from io import BytesIO

import pikepdf

MEMORY_BYTES = 1024**3
CPU_SECONDS = 15
# An object stream is structure, not pictures: the fattest honest ones are far below this.
DECODED_STREAM_BYTES = 64 * 1024**2
SCRIPT_KEYS = ("/JS", "/JavaScript")
SCRIPT_ACTIONS = ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm")
FILE_KEYS = ("/EmbeddedFiles", "/EF")


def inspect(content: bytes) -> str:
    """The verdict on one file: ok, broken, encrypted, script, attachments, empty."""
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            return "encrypted" if pdf.is_encrypted else _look_inside(pdf)
    except pikepdf.PasswordError:
        return "encrypted"
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        return "broken"


def _look_inside(pdf: pikepdf.Pdf) -> str:
    if not len(pdf.pages):
        return "empty"
    verdicts = {_object(thing) for thing in pdf.objects}
    # An object stream that would not unpack hides what it holds.
    if any("error decoding stream data" in warning for warning in pdf.get_warnings()):
        return "broken"
    return next((found for found in ("script", "attachments") if found in verdicts), "ok")


def _object(thing: pikepdf.Object) -> str:
    """What one object of the file carries, the dictionaries nested in it included."""
    pending, verdict = [thing], "ok"
    while pending:
        current = pending.pop()
        if isinstance(current, pikepdf.Array):
            pending.extend(item for item in current if not _indirect(item))
        if not isinstance(current, pikepdf.Dictionary | pikepdf.Stream):
            continue
        if any(key in current for key in SCRIPT_KEYS) or str(current.get("/S")) in SCRIPT_ACTIONS:
            return "script"
        if any(key in current for key in FILE_KEYS):
            verdict = "attachments"
        pending.extend(value for _, value in current.items() if not _indirect(value))
    return verdict


def _indirect(value: object) -> bool:
    """Whether `value` is an object of its own, which the walk over the file meets anyway."""
    return bool(getattr(value, "is_indirect", False))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    pikepdf.settings.set_qpdf_limits(flate_max_memory=DECODED_STREAM_BYTES)
    sys.stdout.write(inspect(sys.stdin.buffer.read()))
