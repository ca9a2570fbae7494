"""Whether a report will fit into a certified message, told before anybody approves it (safety §6.27)."""

from django.conf import settings

from courts.enums import Channel
from reports.models import Report, WorkingCopy

# Headers, the covering letter and the boundaries of the message, in bytes.
AROUND = 8 * 1024
# A signature, and the seal's appearance, make the file that leaves larger than the working copy.
SIGNATURE = 256 * 1024


def message_bytes(pdf_bytes: int) -> int:
    """The size of the message that carries a PDF of this size: base64 writes 57 bytes as a line of 78."""
    return AROUND + -(-(pdf_bytes + SIGNATURE) // 57) * 78


def too_heavy(report: Report, copy: WorkingCopy | None) -> list[str]:
    """Why the report cannot be sent by certified mail, in words; nothing when it fits or goes another way.

    One message per recipient: the limit of size by recipients (DM 2/11/2005) is that of a single message. Its
    last working copy is the measure; without one there is nothing to measure, and no approval either.
    """
    limit: int = settings.PEC_MAX_MESSAGE_BYTES
    weight = message_bytes(copy.pdf_bytes) if copy is not None and copy.pdf_bytes is not None else 0
    if weight <= limit or not _goes_by_mail(report):
        return []
    return [
        f"Il messaggio peserebbe {_megabytes(weight)} MB e il gestore PEC ne accetta al massimo "
        f"{_megabytes(limit)}: alleggerire la relazione prima di approvarla, o scegliere un altro canale."
    ]


def _goes_by_mail(report: Report) -> bool:
    others = report.addressees.select_related("office")
    return any(
        office.channel == Channel.PEC for office in (report.recipient, *(row.office for row in others))
    )


def _megabytes(size: int) -> str:
    return f"{size / 1024**2:.1f}".replace(".", ",")
