"""The evidence bundle of one report: what was approved, what was sent, what came back."""

import hashlib
import io
import json
import zipfile
from datetime import datetime

from django.utils import timezone

from cases.uploads import SUFFIXES
from reports.models import Dispatch, FrozenReport
from reports.pec.states import LABELS, DispatchState

README = """Fascicolo di prova della relazione n. {report}

relazione.pdf        il documento approvato e inviato
relazione.json       i dati da cui il PDF è stato prodotto
invio-N/inviato.eml  il messaggio consegnato al gestore PEC, byte per byte
invio-N/ricevute/    le ricevute firmate dal gestore, come sono arrivate
cronologia.json      date e stati di ogni invio
SHA256SUMS           impronte di tutti i file (verifica: sha256sum -c SHA256SUMS)

Le date della cronologia sono nel fuso orario di Roma.
"""


def bundle(frozen: FrozenReport) -> bytes:
    """A zip with the PDF, its data, the message as it left, every raw receipt, the timeline and the hashes.

    File names hold ids only.
    """
    dispatches = list(frozen.dispatches.prefetch_related("receipts", "steps"))
    files: dict[str, bytes] = {
        "LEGGIMI.txt": README.format(report=frozen.report_id).encode(),
        "relazione.json": frozen.snapshot.encode(),
        "cronologia.json": _timeline(frozen, dispatches),
    }
    if frozen.pdf is not None:
        files["relazione.pdf"] = bytes(frozen.pdf)
    for number, dispatch in enumerate(dispatches, start=1):
        files.update(_of_dispatch(number, dispatch))
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            # The day of approval, not of the download: the same proof has the same bytes.
            entry = zipfile.ZipInfo(name, date_time=timezone.localtime(frozen.frozen_at).timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return stream.getvalue()


def _of_dispatch(number: int, dispatch: Dispatch) -> dict[str, bytes]:
    folder = f"invio-{number}"
    files = {}
    if dispatch.message is not None:
        files[f"{folder}/inviato.eml"] = bytes(dispatch.message)
    for proof in dispatch.proofs.all():
        files[f"{folder}/prove/{proof.pk}{SUFFIXES.get(proof.content_type, '.bin')}"] = bytes(proof.content)
    for receipt in dispatch.receipts.all():
        files[f"{folder}/ricevute/{receipt.pk}-{receipt.kind}.eml"] = bytes(receipt.raw)
    return files


def _timeline(frozen: FrozenReport, dispatches: list[Dispatch]) -> bytes:
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


def _local(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
