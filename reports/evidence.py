"""The evidence bundle of one report: what was approved, what was sent, what came back."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils import timezone

from cases.uploads import SUFFIXES
from courts.lines import heard_by
from reports.enums import SignedForm
from reports.leaving import file_that_leaves
from reports.models import Dispatch, FrozenReport, Receipt
from reports.pec.kinds import KIND_LABELS, Kind
from reports.pec.states import LABELS, DispatchState

INDEX = "indice.pdf"
README = """Fascicolo di prova della relazione n. {report}

indice.pdf           l'elenco dei file: che cosa prova ciascuno, con la sua impronta
relazione.pdf        il documento approvato
firmata/             il file firmato, quello che è partito (dove l'ente firma)
relazione.json       i dati da cui il PDF è stato prodotto
copie/               le copie con omissis
invio-N/inviato.eml  il messaggio consegnato al gestore PEC, byte per byte
invio-N/ricevute/    le ricevute firmate dal gestore, come sono arrivate
invio-N/prove/       le prove dei depositi e delle consegne a mano
cronologia.json      date e stati di ogni invio
SHA256SUMS           impronte di tutti i file (verifica: sha256sum -c SHA256SUMS)

Le date della cronologia sono nel fuso orario di Roma.
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of the bundle, named by ids only, and what it proves."""

    name: str
    content: bytes
    proves: str
    at: datetime | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Way:
    """How the report went to one office, as the index prints it. Moments in Rome, "" where there is none."""

    office: str
    channel: str
    address: str
    subject: str
    message_id: str
    state: str
    sent: str
    accepted: str
    delivered: str


def dispatches_of(frozen: FrozenReport) -> list[Dispatch]:
    """Every dispatch of a report with all that hangs on it. Few queries, whatever their number."""
    rows = frozen.dispatches.select_related("recipient_office", "mailbox")
    return list(rows.prefetch_related("receipts", "steps", "proofs"))


def pieces(frozen: FrozenReport, dispatches: Iterable[Dispatch]) -> list[Piece]:
    """The files of the bundle, by name; index and hashes are made from them. Raises ValueError for a file that
    leaves and is no longer what its hash says."""
    found = [
        Piece("LEGGIMI.txt", README.format(report=frozen.report_id).encode(), "Come leggere il fascicolo"),
        Piece(
            "relazione.json",
            frozen.snapshot.encode(),
            "Testo e dati della relazione al momento dell'approvazione",
            frozen.frozen_at,
        ),
        Piece("cronologia.json", _timeline(frozen, dispatches), "Passaggi di ogni invio, con data e ora"),
        *_documents(frozen),
    ]
    for number, dispatch in enumerate(dispatches, start=1):
        found += _of_dispatch(number, dispatch)
    return sorted(found, key=lambda piece: piece.name)


def bundle(frozen: FrozenReport, index: bytes) -> bytes:
    """A zip with every piece, the index and the hashes. The same proof has the same bytes."""
    files = {piece.name: piece.content for piece in pieces(frozen, dispatches_of(frozen))} | {INDEX: index}
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            # The day of approval, not of the download.
            entry = zipfile.ZipInfo(name, date_time=timezone.localtime(frozen.frozen_at).timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return stream.getvalue()


def contents(frozen: FrozenReport) -> str:
    """What the index says, as JSON: the same evidence gives the same letters."""
    report, dispatches = frozen.report, dispatches_of(frozen)
    proceeding = heard_by(report.mandate.order.proceeding, report.recipient) if report.mandate else None
    rows = {
        "report": report.pk,
        "kind": report.get_kind_display(),
        "ente": report.case.unit.organisation.name,
        "proceeding": proceeding.label if proceeding else "",
        "approved": _local(frozen.frozen_at),
        "ways": [asdict(_way(dispatch)) for dispatch in dispatches],
        "files": [
            {"name": piece.name, "proves": piece.proves, "sha256": piece.sha256, "at": _local(piece.at)}
            for piece in pieces(frozen, dispatches)
        ],
    }
    return json.dumps(rows, ensure_ascii=False, sort_keys=True)


def _documents(frozen: FrozenReport) -> Iterator[Piece]:
    if frozen.pdf is not None:
        yield Piece("relazione.pdf", bytes(frozen.pdf), "Il documento approvato", frozen.rendered_at)
    signed = getattr(frozen, "signed", None)
    if signed is not None:
        leaving = file_that_leaves(frozen)
        form = SignedForm(signed.form).label
        yield Piece(
            f"firmata/{leaving.name}", leaving.content, f"Il file partito, firmato ({form})", signed.added_at
        )
    for edition in frozen.editions.all():
        if edition.pdf is not None:
            name = f"copie/copia-{edition.pk}.pdf"
            yield Piece(name, bytes(edition.pdf), "Copia con omissis per una parte", edition.made_at)


def _of_dispatch(number: int, dispatch: Dispatch) -> Iterator[Piece]:
    folder = f"invio-{number}"
    if dispatch.message is not None:
        words = "Il messaggio consegnato al gestore PEC, con il file allegato"
        yield Piece(f"{folder}/inviato.eml", bytes(dispatch.message), words, dispatch.sent_at)
    for proof in dispatch.proofs.all():
        name = f"{folder}/prove/{proof.pk}{SUFFIXES.get(proof.content_type, '.bin')}"
        yield Piece(
            name, bytes(proof.content), f"{dispatch.get_channel_display()}: prova di consegna", proof.done_at
        )
    for receipt in dispatch.receipts.all():
        name = f"{folder}/ricevute/{receipt.pk}-{receipt.kind}.eml"
        yield Piece(name, bytes(receipt.raw), _said_by(receipt), receipt.certified_at)


def _said_by(receipt: Receipt) -> str:
    return f"{KIND_LABELS[Kind(receipt.kind)]}, con la firma del gestore"


def _way(dispatch: Dispatch) -> Way:
    return Way(
        office=dispatch.recipient_office.name,
        channel=dispatch.get_channel_display(),
        address=dispatch.recipient,
        subject=dispatch.subject,
        message_id=dispatch.message_id,
        state=LABELS[DispatchState(dispatch.state)],
        sent=_local(dispatch.sent_at),
        accepted=_local(dispatch.accepted_at),
        delivered=_local(dispatch.delivered_at),
    )


def _timeline(frozen: FrozenReport, dispatches: Iterable[Dispatch]) -> bytes:
    rows = {
        "relazione": frozen.report_id,
        "approvata": _local(frozen.frozen_at),
        "impronta_contenuto": frozen.snapshot_sha256,
        "impronta_pdf": frozen.pdf_sha256,
        "invii": [
            {
                "message_id": dispatch.message_id,
                "destinatario": dispatch.recipient,
                "stato": LABELS[DispatchState(dispatch.state)],
                "passi": [
                    {"quando": _local(step.at), "stato": LABELS[DispatchState(step.state)], "nota": step.note}
                    for step in dispatch.steps.all()
                ],
            }
            for dispatch in dispatches
        ],
    }
    return json.dumps(rows, ensure_ascii=False, indent=2).encode()


def _local(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""
