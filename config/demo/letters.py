"""What courts and others have written to the cooperative: sent at the sandbox, read by the running workers."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from config.demo.offices import DOMAIN
from config.demo.paper import page
from config.demo.sandbox import MAILBOXES
from config.pec_sandbox import authority, client
from config.pec_sandbox.envelopes import anomaly_envelope
from config.pec_sandbox.store import INBOX, Store
from courts.models import ProceedingNumber
from reports.pec.message import Attachment, compose, new_message_id
from reports.pec.transport import send

OURS = MAILBOXES["cooperativa"][0]
MARK = "DOCUMENTO DI PROVA - persone e fatti inventati"
ORDINARY = (
    "From: segreteria@scuola.example\r\nTo: {to}\r\nSubject: Richiesta di un incontro\r\n"
    'Content-Type: text/plain; charset="utf-8"\r\n\r\n'
    "Buongiorno, chiediamo un incontro per parlare di un alunno seguito dal vostro servizio.\r\n"
)


@dataclass(frozen=True)
class Letter:
    """One certified message; `{number}` stands for a proceeding of the demo, `number` says which."""

    sender: str
    subject: str
    text: str
    name: str
    paper: tuple[str, ...]
    number: int = 0


LETTERS = (
    Letter(
        f"tribmin.milano@{DOMAIN}",
        "Proc. {number} - comunicazione di decreto",
        "Si comunica il decreto allegato, con cui il Tribunale dispone un aggiornamento sulla situazione dei minori.",
        "decreto.pdf",
        (
            MARK,
            "TRIBUNALE PER I MINORENNI DI MILANO",
            "DECRETO PROVVISORIO",
            "Nel procedimento n. {number}, letti gli atti, P.Q.M.",
            "1) Il servizio sociale depositi una relazione di aggiornamento entro il termine indicato in udienza.",
            "Si comunichi al servizio.",
        ),
    ),
    Letter(
        f"procmin.milano@{DOMAIN}",
        "Proc. {number} - richiesta di informazioni",
        "Si chiede di riferire se il minore frequenta regolarmente la scuola.",
        "richiesta.pdf",
        (
            MARK,
            "PROCURA PRESSO IL TRIBUNALE PER I MINORENNI",
            "Nel procedimento n. {number} si chiede di riferire.",
        ),
        1,
    ),
    Letter(
        "studio.castagnoni@pec.avvocati.example",
        "Richiesta di appuntamento con l'assistente sociale",
        "Quale curatore speciale chiedo un appuntamento nella prossima settimana. Allego la nomina.",
        "nomina.pdf",
        (MARK, "Nomina di curatore speciale nel procedimento n. {number}."),
        2,
    ),
)


def write_letters() -> int:
    """Send every letter to the cooperative's mailbox; how many. Raises what `reports.pec.transport.send` raises."""
    numbers = list(ProceedingNumber.objects.select_related("register").order_by("pk")[: len(LETTERS)])
    for letter in LETTERS:
        _send(letter, str(numbers[letter.number]))
    _ordinary()
    return len(LETTERS) + 1


def _send(letter: Letter, number: str) -> None:
    paper = page([words.format(number=number) for words in letter.paper])
    message = compose(
        message_id=new_message_id(letter.sender.partition("@")[2]),
        sender=letter.sender,
        recipient=OURS,
        subject=letter.subject.format(number=number),
        body=letter.text,
        attachments=[Attachment(letter.name, paper.content)],
        date=timezone.now(),
    )
    send(
        account=client.account(letter.sender, smtp_port=settings.PEC_SANDBOX_SMTP_PORT),
        message=message,
        sender=letter.sender,
        recipient=OURS,
        on_stage=lambda stage: None,
    )


def _ordinary() -> None:
    """Ordinary mail has no certified sender who could hand it in: it is laid where the provider would."""
    store = Store(settings.PEC_SANDBOX_STATE / "mail.sqlite3")
    signer = authority.load(settings.PEC_SANDBOX_STATE).signer
    raw = ORDINARY.format(to=OURS).encode()
    envelope = anomaly_envelope(raw, "segreteria@scuola.example", OURS, timezone.now(), signer)
    store.append(store.folder(OURS, INBOX), envelope)
