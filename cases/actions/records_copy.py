"""The copy of a record: an archive of papers printed anew, with an index and the hash of each.

Made by a worker, in one transaction; a copy that failed three times is given up and says so.
"""

import hashlib
import io
import zipfile
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cases.enums import BundleState
from cases.models import RecordsBundle
from cases.permissions import require_change
from cases.records_hooks import Sheet, printers
from cases.records_reading import Part, parts_of, words_to_remove
from cases.redaction import GONE, redacted, without

MOST_ATTEMPTS = 3
GIVEN_UP = "La preparazione non è riuscita: riprova o avvisa chi amministra."
CHANGED = "Un atto è cambiato o non c'è più: rileggilo e chiedi una nuova copia."
NO_RIGHT = "Chi ha chiesto la copia non può più scrivere nel fascicolo."


@dataclass(frozen=True)
class Paper:
    """One file of the archive."""

    name: str
    title: str
    content: bytes
    redacted: bool

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def pending_ids() -> list[int]:
    """The copies somebody waits for."""
    return list(RecordsBundle.objects.filter(state=BundleState.WAITING).values_list("pk", flat=True))


def make_copy(*, bundle_id: int) -> bool:
    """Make one copy; False if it was not waiting, is somebody else's work or cannot be made. May run twice."""
    waiting = RecordsBundle.objects.filter(pk=bundle_id, state=BundleState.WAITING)
    # Counted before and apart: an attempt that kills its process is one, too.
    if not waiting.update(attempts=F("attempts") + 1):
        return False
    with transaction.atomic():
        rows = waiting.select_for_update(of=("self",), skip_locked=True)
        bundle = rows.select_related("request__case__unit", "asked_by").first()
        if bundle is None:
            return False
        error = GIVEN_UP if bundle.attempts > MOST_ATTEMPTS else _make(bundle)
        if error:
            bundle.state, bundle.error = BundleState.FAILED, error
            bundle.save(update_fields=["state", "error"])
    return not error


def _make(bundle: RecordsBundle) -> str:
    """Fill the row; the reason, in Italian, if that cannot be."""
    try:
        require_change(bundle.asked_by, [bundle.request.case])
        papers = _papers(bundle)
    except PermissionDenied:
        return NO_RIGHT
    except ValidationError as refusal:
        return " ".join(refusal.messages)[:200]
    now = timezone.now()
    index = _index(bundle, papers, now)
    archive = _archive([index, *papers], now)
    bundle.file.save("copia", ContentFile(archive), save=False)
    bundle.sha256 = hashlib.sha256(archive).hexdigest()
    bundle.contents = [
        {"file": paper.name, "title": paper.title, "sha256": paper.sha256, "redacted": paper.redacted}
        for paper in papers
    ]
    bundle.state, bundle.made_at = BundleState.READY, now
    bundle.save(update_fields=["file", "sha256", "contents", "state", "made_at"])
    return ""


def _papers(bundle: RecordsBundle) -> list[Paper]:
    parts = parts_of(bundle.request)
    if not parts or not all(part.ready for part in parts):
        raise ValidationError(CHANGED)
    words = words_to_remove(bundle.request)
    return [_paper(number, part, words, bundle) for number, part in enumerate(parts, start=1)]


def _paper(number: int, part: Part, words: list[str], bundle: RecordsBundle) -> Paper:
    if part.text is None:
        raise ValidationError(CHANGED)
    title = without(part.text.title, words)
    name = f"{number:03d}-{part.item.kind}"
    if part.item.as_it_is:
        return Paper(f"{name}{part.text.suffix}", title, part.text.original, False)
    paragraphs = redacted(part.text.passages, set(part.item.removed), words)
    cut = title != part.text.title or any(GONE in paragraph for paragraph in paragraphs)
    note = f"Copia del testo. {GONE} sta al posto dei dati di altre persone." if cut else "Copia del testo."
    lines = (f"Fascicolo {bundle.request.case.reference} · atto {number}", note)
    sheet = Sheet(title, bundle.asked_at, lines, tuple(paragraphs))
    return Paper(f"{name}.pdf", title, printers[0](sheet), cut)


def _index(bundle: RecordsBundle, papers: list[Paper], now: datetime) -> Paper:
    request = bundle.request
    lines = (
        f"Fascicolo {request.case.reference} · richiesta del {request.received_on:%d/%m/%Y}",
        f"Copia preparata il {timezone.localtime(now):%d/%m/%Y alle %H:%M}. Accanto a ogni atto, "
        "il nome del file e la sua impronta SHA-256.",
    )
    rows = tuple(
        f"{number}. {paper.title} · {paper.name} · {paper.sha256}"
        + (" · con omissis" if paper.redacted else "")
        for number, paper in enumerate(papers, start=1)
    )
    sheet = Sheet("Accesso agli atti: indice", bundle.asked_at, lines, rows)
    return Paper("000-indice.pdf", "Indice", printers[0](sheet), False)


def _archive(papers: list[Paper], now: datetime) -> bytes:
    moment = timezone.localtime(now).timetuple()[:6]
    out = io.BytesIO()
    sums = "".join(f"{paper.sha256}  {paper.name}\n" for paper in papers)
    files = [*((paper.name, paper.content) for paper in papers), ("impronte-sha256.txt", sums.encode())]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, moment), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
