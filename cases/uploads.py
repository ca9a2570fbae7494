"""Files that people bring in: what they are by content, and whether they may stay (handbook safety §9).

`checked_pdf` and `checked_document` read the whole file (20 MB at most), never trust its name or the type
the browser gives, and answer with bytes that are safe to keep, or raise `UploadRefusedError` in Italian.
"""

import hashlib
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from io import BytesIO
from types import ModuleType

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from cases import pdf_inspection, pdf_text

PDF = "application/pdf"
TEXT = "text/plain"
# Content type → how Pillow writes it again, and the suffix of its file name.
IMAGES = {"image/jpeg": ("JPEG", ".jpg"), "image/png": ("PNG", ".png"), "image/webp": ("WEBP", ".webp")}
OPEN_DOCUMENTS = {
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
}
OFFICE_PARTS = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SUFFIXES = {
    PDF: ".pdf",
    TEXT: ".txt",
    **{kind: suffix for kind, (_, suffix) in IMAGES.items()},
    **OPEN_DOCUMENTS,
    OFFICE_PARTS["word/document.xml"]: ".docx",
    OFFICE_PARTS["xl/workbook.xml"]: ".xlsx",
}
ACCEPTED = "PDF, JPEG, PNG, WebP, Word (docx), Excel (xlsx), OpenDocument (odt, ods) o testo semplice"

MAX_PIXELS = 40_000_000
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_RATIO = 100
MAX_MEMBERS = 2_000
PDF_SECONDS = 20
ZIP_START = b"PK\x03\x04"
NESTED_SUFFIXES = (".zip", ".7z", ".rar", ".gz", ".docx", ".xlsx", ".odt", ".ods", ".jar")
# The test virus every scanner knows, written in two halves so that this file is not one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"


class UploadRefusedError(ValidationError):
    """The file may not stay; the message is for the person who chose it."""


@dataclass(frozen=True)
class CheckedFile:
    """A file that passed: its bytes as they will be kept, and what they are."""

    content: bytes
    content_type: str
    size: int
    sha256: str
    # What the file came in, when it was taken out of a signed envelope.
    envelope: bytes = b""

    @property
    def original(self) -> bytes:
        """The bytes as the person sent them."""
        return self.envelope or self.content

    @property
    def suffix(self) -> str:
        """The file name ending that fits the content, with its dot."""
        return SUFFIXES[self.content_type]

    def as_file(self, name: str) -> "ContentFile[bytes]":
        """The content, ready for a FileField; `name` is one of ours, never the person's."""
        return ContentFile(self.content, name=name)


def checked_pdf(upload: "UploadedFile[bytes]") -> CheckedFile:
    """The upload as a PDF that opens, without password, scripts or attached files.

    Raises UploadRefusedError.
    """
    content = content_of(upload)
    _pdf(content)
    return _checked(content, PDF)


def checked_document(upload: "UploadedFile[bytes]") -> CheckedFile:
    """The upload as one of the kinds a case may keep; pictures lose position and camera data.

    Raises UploadRefusedError.
    """
    content = content_of(upload)
    kind = content_type(content)
    if kind == PDF:
        _pdf(content)
    elif kind in IMAGES:
        content = _image_again(content, kind)
    elif kind != TEXT:
        _archive(content)
    return _checked(content, kind)


def content_type(content: bytes) -> str:
    """What the bytes are, among the accepted kinds. Raises UploadRefusedError for anything else."""
    if content.startswith(ZIP_START):
        return _office_type(content)
    try:
        kind = puremagic.from_string(content, mime=True)
    except (puremagic.PureError, ValueError):
        return _text_type(content)
    if kind == PDF or kind in IMAGES:
        return kind
    raise _unaccepted()


def _unaccepted() -> UploadRefusedError:
    return UploadRefusedError(
        f"Il contenuto del file non è di un tipo accettato. Sono accettati: {ACCEPTED}.", code="type"
    )


def _checked(content: bytes, kind: str) -> CheckedFile:
    return CheckedFile(content, kind, len(content), hashlib.sha256(content).hexdigest())


def content_of(upload: "UploadedFile[bytes]") -> bytes:
    """Every byte of the upload, not too many and not none. Raises UploadRefusedError."""
    limit = settings.FILE_UPLOAD_MAX_BYTES
    if (upload.size or 0) > limit:
        raise UploadRefusedError(
            f"Il file è troppo grande: al massimo {limit // 1024**2} MB.", code="too_large"
        )
    upload.seek(0)
    content: bytes = upload.read(limit + 1)
    if not content:
        raise UploadRefusedError("Il file è vuoto.", code="empty")
    if EICAR in content:
        raise _infected()
    return content


def _infected() -> UploadRefusedError:
    return UploadRefusedError(
        "Il file contiene la firma di un programma dannoso e non è stato conservato.", code="malware"
    )


def _text_type(content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise _unaccepted() from None
    # Markup would be harmless as a download, but it is not what anybody means by plain text.
    if "\0" in text or text.lstrip("\ufeff \t\r\n").startswith("<"):
        raise _unaccepted()
    return TEXT


# --- PDF ------------------------------------------------------------------------------------------------
PDF_REFUSALS = {
    "broken": "Il file non è un PDF leggibile: aprilo, salvalo di nuovo in PDF e riprova.",
    "encrypted": "Il PDF è protetto da password o da limitazioni: caricane una copia senza protezione.",
    "script": "Il PDF contiene comandi automatici (JavaScript o simili): stampalo in PDF e carica la stampa.",
    "attachments": "Il PDF porta con sé altri file: salvali a parte e carica il PDF senza allegati.",
    "empty": "Il PDF non ha pagine.",
}


def _pdf(content: bytes) -> None:
    # A file that is a PDF and something else at once starts or ends with the something else.
    whole = content.startswith(b"%PDF-") and b"%%EOF" in content.rstrip(b"\0\r\n\t ")[-1024:]
    if not whole or zipfile.is_zipfile(BytesIO(content)):
        raise UploadRefusedError(PDF_REFUSALS["broken"], code="broken")
    verdict = _inspected(content)
    if verdict != "ok":
        code = verdict if verdict in PDF_REFUSALS else "broken"
        raise UploadRefusedError(PDF_REFUSALS[code], code=code)


def text_of(content: bytes) -> list[str]:
    """The text of a checked PDF, page by page; an empty list when it has none or cannot be read."""
    answer = _run_apart(pdf_text, content)
    try:
        pages = json.loads(answer or "[]")
    except ValueError:
        return []
    return [plain_text(page) for page in pages] if any(page.strip() for page in pages) else []


def plain_text(text: str) -> str:
    """Without the characters no column and no page can hold."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def _inspected(content: bytes) -> str:
    """The verdict of the inspecting process; empty if it died of the file."""
    return _run_apart(pdf_inspection, content)


def _run_apart(module: ModuleType, content: bytes) -> str:
    """What one of our modules, run as a process of its own, prints about a file; empty if it died of it."""
    command = [sys.executable, "-I", str(module.__file__)]
    try:
        done = subprocess.run(  # noqa: S603 - our own file, the content goes through standard input
            command, input=content, capture_output=True, timeout=PDF_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


# --- Pictures -------------------------------------------------------------------------------------------
def _image_again(content: bytes, kind: str) -> bytes:
    """The picture written anew, upright: nothing of the old file but its pixels."""
    # The PDF renderer lets half pictures pass for the whole process; here they are refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(BytesIO(content), formats=[IMAGES[kind][0]]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise UploadRefusedError(
                    "L'immagine ha troppi punti: al massimo 40 milioni (circa 7.700 × 5.200).", code="pixels"
                )
            return _written(ImageOps.exif_transpose(image), IMAGES[kind][0])
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise UploadRefusedError("L'immagine non è leggibile.", code="broken") from None


def _written(image: Image.Image, file_format: str) -> bytes:
    mode = "RGB" if file_format == "JPEG" or image.mode not in {"RGBA", "LA", "P", "L"} else "RGBA"
    clean = image.convert(mode)
    clean.info.clear()
    out = BytesIO()
    clean.save(out, file_format, **({"quality": 90} if file_format != "PNG" else {}))
    return out.getvalue()


# --- Documents that are zip archives --------------------------------------------------------------------
def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OverflowError):
        raise UploadRefusedError("Il file non è leggibile.", code="broken") from None


def _office_type(content: bytes) -> str:
    with _opened(content) as archive:
        names = set(archive.namelist())
        for part, kind in OFFICE_PARTS.items():
            if part in names and "[Content_Types].xml" in names:
                return kind
        if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
            kind = _member(archive, archive.getinfo("mimetype")).decode("ascii", "replace").strip()
            if kind in OPEN_DOCUMENTS:
                return kind
    raise _unaccepted()


def _archive(content: bytes) -> None:
    """Refuse bombs, archives in archives, passwords, macros and the test virus inside."""
    with _opened(content) as archive:
        members = archive.infolist()
        _sizes(members)
        for member in members:
            _named(member)
            inside = _member(archive, member)
            if EICAR in inside:
                raise _infected()
            if inside.startswith(ZIP_START):
                raise UploadRefusedError("Il file contiene altri archivi.", code="nested")


def _sizes(members: list[zipfile.ZipInfo]) -> None:
    declared = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MAX_MEMBERS or declared > MAX_UNPACKED_BYTES or declared > MAX_RATIO * max(packed, 1):
        raise UploadRefusedError(
            "Il file, una volta aperto, sarebbe enorme: potrebbe essere dannoso.", code="bomb"
        )


def _named(member: zipfile.ZipInfo) -> None:
    name = member.filename.lower()
    if member.flag_bits & 0x1:
        raise UploadRefusedError(PDF_REFUSALS["encrypted"].replace("PDF", "file"), code="encrypted")
    if name.endswith("vbaproject.bin") or name.startswith("basic/"):
        raise UploadRefusedError("Il file contiene macro: salvalo senza macro e riprova.", code="script")
    if name.endswith(NESTED_SUFFIXES):
        raise UploadRefusedError("Il file contiene altri archivi.", code="nested")


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """One member, never more bytes than it declares (the library stops there)."""
    try:
        with archive.open(member) as stream:
            return stream.read(member.file_size)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
        raise UploadRefusedError("Il file non è leggibile.", code="broken") from None
