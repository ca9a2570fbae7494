"""Diary entries and documents as parts of the copy of a record."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from accounts.models import User
from cases.diary_reading import readable_entries
from cases.enums import DocumentFolder, EntryKind, ParagraphKind
from cases.models import Case, DiaryAttachment, DiaryEntry, Document
from cases.records_hooks import Candidate, RecordText, Source
from cases.redaction import passages_of
from cases.uploads import PDF, SUFFIXES, TEXT, text_of

RESERVED = "Nota riservata: valuta se può uscire."
COURT = "Atto dell'autorità giudiziaria: di regola si chiede alla cancelleria, non al servizio."


def entries(user: User, case: Case) -> Iterator[Candidate]:
    """The diary, newest first."""
    for row in readable_entries(user, case):
        day = timezone.localdate(row.occurred_at)
        warning = RESERVED if row.reserved else ""
        yield Candidate(row.pk, f"{EntryKind(row.kind).label} del {day:%d/%m/%Y}", day, warning)


def entry_text(case: Case, pk: int) -> RecordText | None:
    """An entry: where and with whom first, then each paragraph under its kind."""
    row = DiaryEntry.objects.filter(case=case, pk=pk).prefetch_related("paragraphs").first()
    if row is None:
        return None
    passages = [f"Luogo: {row.place}"] if row.place else []
    passages += [f"Con: {row.participants}"] if row.participants else []
    for paragraph in row.paragraphs.all():
        kind = ParagraphKind(paragraph.kind).label
        head = f"{kind} di {paragraph.speaker}:" if paragraph.speaker else f"{kind}:"
        passages += [head, *passages_of(paragraph.text)]
    day = timezone.localdate(row.occurred_at)
    warning = RESERVED if row.reserved else ""
    return RecordText(
        f"{EntryKind(row.kind).label} del {day:%d/%m/%Y}", day, tuple(passages), warning=warning
    )


def documents(user: User, case: Case) -> Iterator[Candidate]:
    """The documents, newest first. The case has passed the gate."""
    for row in Document.objects.filter(case=case).order_by("-uploaded_at", "-pk"):
        title = f"{row.title} ({DocumentFolder(row.folder).label})"
        yield Candidate(row.pk, title, timezone.localdate(row.uploaded_at), _warning(row))


def document_text(case: Case, pk: int) -> RecordText | None:
    """A document: its text if it has one, and the file itself, which may be given only as it is."""
    row = Document.objects.filter(case=case, pk=pk).first()
    if row is None:
        return None
    return _file_text(row, row.title, timezone.localdate(row.uploaded_at), _warning(row))


def attachments(user: User, case: Case) -> Iterator[Candidate]:
    """The files of the notes this person reads, the newest note first."""
    for entry in readable_entries(user, case):
        for row in entry.attachments.all():
            if row.withdrawn_at is None:
                yield Candidate(row.pk, *_about(entry))


def attachment_text(case: Case, pk: int) -> RecordText | None:
    """The file of a note, as a document."""
    row = DiaryAttachment.objects.filter(entry__case=case, pk=pk).select_related("entry").first()
    return _file_text(row, *_about(row.entry)) if row else None


def _about(entry: DiaryEntry) -> tuple[str, date, str]:
    day = timezone.localdate(entry.occurred_at)
    title = f"Allegato alla nota del {day:%d/%m/%Y} ({EntryKind(entry.kind).label})"
    return title, day, RESERVED if entry.reserved else ""


def _file_text(row: Document | DiaryAttachment, title: str, day: date, warning: str) -> RecordText:
    """A kept file: its text if it has one, and its bytes, which may be given only as they are."""
    with row.file.open("rb") as stored:
        content = stored.read()
    passages: list[str] = []
    if row.content_type == PDF:
        passages = [passage for page in text_of(content) for passage in passages_of(page)]
    elif row.content_type == TEXT:
        passages = passages_of(content.decode("utf-8", "replace"))
    suffix = SUFFIXES.get(row.content_type, ".bin")
    return RecordText(title, day, tuple(passages), original=content, suffix=suffix, warning=warning)


def _warning(row: Document) -> str:
    return COURT if row.folder == DocumentFolder.COURT else ""


OWN = {
    "nota": Source("Diario", entries, entry_text),
    "documento": Source("Documenti", documents, document_text),
    "allegato": Source("Allegati delle note", attachments, attachment_text),
}
