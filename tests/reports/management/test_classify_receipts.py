"""``manage.py classify_receipts``: one line per message, whatever it is, and no database."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from config.pec_sandbox.authority import certificate_pem
from config.pec_sandbox.envelopes import notice, transport_envelope
from config.pec_sandbox.hostile import FORGERIES
from reports.management.commands.classify_receipts import Command
from tests.reports.pec.conftest import COURT, Post, note, post, signer  # noqa: F401 - the same provider


@pytest.fixture
def folder(tmp_path: Path, post: Post) -> Path:  # noqa: F811
    delivery = note("avvenuta-consegna", consegna=COURT)
    messages = {
        "1-accettazione": notice(post.mail, note("accettazione"), post.signer),
        "2-consegna": notice(post.mail, delivery, post.signer),
        "3-mancata": notice(post.mail, note("errore-consegna", errore="no-dest"), post.signer),
        "4-busta": transport_envelope(post.mail, COURT, post.signer),
        "5-falsa": FORGERIES["altra-ca"](post.mail, delivery, post.signer),
        "6-alterata": FORGERIES["alterata"](post.mail, delivery, post.signer),
        "7-comune": b"Subject: prova\r\n\r\nciao\r\n",
        "8-vuota": b"",
    }
    for name, raw in messages.items():
        (tmp_path / f"{name}.eml").write_bytes(raw)
    (tmp_path / "appunti.txt").write_text("not a message")
    (tmp_path / "ca.pem").write_bytes(certificate_pem(post.signer))
    return tmp_path


def run(folder: Path, **options: object) -> list[list[str]]:
    out = StringIO()
    call_command(Command(), str(folder), stdout=out, **options)
    return [line.split("\t") for line in out.getvalue().splitlines()]


def test_one_line_per_message(folder: Path) -> None:
    head, *lines = run(folder, trust=folder / "ca.pem")
    assert head == ["file", "firma", "tipo", "stato", "perché"]
    assert [line[:4] for line in lines] == [
        ["1-accettazione.eml", "firma valida", "Ricevuta di accettazione", "Accettata dal gestore"],
        ["2-consegna.eml", "firma valida", "Ricevuta di avvenuta consegna", "Consegnata"],
        ["3-mancata.eml", "firma valida", "Avviso di mancata consegna", "Non consegnata"],
        ["4-busta.eml", "firma valida", "Messaggio certificato ricevuto", "nessuno"],
        ["5-falsa.eml", "firmatario non riconosciuto", "Messaggio non riconosciuto", "quarantena"],
        ["6-alterata.eml", "contenuto alterato", "Messaggio non riconosciuto", "quarantena"],
        ["7-comune.eml", "non firmato", "Messaggio non riconosciuto", "quarantena"],
        ["8-vuota.eml", "non firmato", "Messaggio non riconosciuto", "quarantena"],
    ]
    assert all(len(line) == 5 and line[4] for line in lines)


def test_without_a_trust_list_nobody_is_believed(folder: Path) -> None:
    verdicts = {line[0]: line[1] for line in run(folder)[1:]}
    assert verdicts["2-consegna.eml"] == "firmatario non riconosciuto"
    assert verdicts["6-alterata.eml"] == "contenuto alterato"


@pytest.mark.parametrize("trust", ["nothing-here.pem", "appunti.txt"])
def test_an_unusable_trust_list_is_told(folder: Path, trust: str) -> None:
    with pytest.raises(CommandError, match="non si leggono"):
        run(folder, trust=folder / trust)


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="non è una cartella"):
        run(tmp_path / "nothing")
