"""The sandbox's SMTP side: takes mail from its own mailboxes, with a fault for every step of the dialogue."""

import asyncio
import contextlib
import email
import ssl
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.policy import compat32
from email.utils import getaddresses
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from config.pec_sandbox import faults
from config.pec_sandbox.accounts import Directory
from config.pec_sandbox.envelopes import Mail, new_identifier
from config.pec_sandbox.outcomes import Provider, tag_of
from config.pec_sandbox.store import Store, Submission

MAX_BYTES = 30 * 1024 * 1024
_RCPT = {
    "rcpt550": "550 5.1.1 Destinatario inesistente",
    "rcpt450sempre": "450 4.2.0 Riprovare tra poco",
}
_DOT = {"punto451": "451 4.3.0 Errore temporaneo", "punto552": "552 5.2.2 Spazio esaurito"}
_DATA = {"data451": "451 4.3.0 Errore temporaneo", "data554": "554 5.7.1 Messaggio non ammesso"}


class Handler:
    """What the server does with each command; one instance for all connections."""

    def __init__(
        self, *, state: Path, directory: Directory, store: Store, provider: Provider, hold: float
    ) -> None:
        self.state = state
        self._directory = directory
        self._store = store
        self._provider = provider
        self._hold = hold

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        """Check credentials; the mailbox that signed in is the only sender it may use."""
        fault = faults.read(self.state).get("auth")
        if fault == "454":
            return AuthResult(success=False, handled=False, message="454 4.7.0 Verifica non disponibile")
        if fault == "535" or not isinstance(data, LoginPassword):
            return AuthResult(success=False, handled=False)
        login, password = data.login.decode("utf-8", "replace"), data.password.decode("utf-8", "replace")
        if not self._directory.may_log_in(login, password):
            return AuthResult(success=False, handled=False)
        return AuthResult(success=True, auth_data=login.strip().lower())

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Only one's own address may be the sender (RFC 6109: From = reverse path)."""
        fault = faults.read(self.state).get("mail")
        if fault:
            return f"{fault} Rifiutato"
        if address.lower() != session.auth_data:
            return "553 5.7.1 Mittente diverso dalla casella autenticata"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take every `.example` recipient, unless its tag says otherwise."""
        tag, recipient = tag_of(address), address.lower()
        if tag in _RCPT:
            return _RCPT[tag]
        if tag == "rcpt450" and self._store.first_try(str(envelope.mail_from), recipient):
            return _RCPT["rcpt450sempre"]
        if not (self._directory.is_certified(recipient) or self._directory.is_ordinary(recipient)):
            return "550 5.1.2 La sandbox accetta solo indirizzi .example"
        envelope.rcpt_tos.append(recipient)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Store the message with all that follows from it, then answer, or not."""
        tags = {tag_of(address) for address in envelope.rcpt_tos}
        for tag in tags & _DOT.keys():
            return _DOT[tag]
        if "perso-punto" not in tags:
            self._take(envelope)
        if tags & {"perso-punto", "taglio-punto"}:
            cut(server)
        if "sospeso" in tags:
            await self._held()
        return "421 4.3.2 Servizio in chiusura" if "punto421" in tags else "250 2.0.0 OK"

    async def _held(self) -> None:
        """Until the time is up, or the answer is let go."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._hold):
                while faults.read(self.state).get("answer") != "now":
                    await asyncio.sleep(0.05)

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Say goodbye, unless the last message asked for a cut here."""
        if getattr(session, "cut_at_quit", False):
            cut(server)
        return "221 2.0.0 Arrivederci"

    def _take(self, envelope: Envelope) -> None:
        raw = bytes(envelope.original_content or b"")
        mail = self._mail(raw, str(envelope.mail_from).lower(), envelope.rcpt_tos)
        submissions = [
            Submission(mail.message_id, mail.sender, address, mail.identificativo)
            for address, _kind in mail.recipients
        ]
        self._store.accept(submissions, self._provider.follow_up(mail))

    def _mail(self, raw: bytes, sender: str, recipients: list[str]) -> Mail:
        headers = email.message_from_bytes(raw, policy=compat32)
        visible = {pair[1].lower() for pair in getaddresses(headers.get_all("To", []))}
        kinds = tuple(
            (address, "certificato" if self._directory.is_certified(address) else "esterno")
            for address in recipients
        )
        kind = str(headers.get("X-TipoRicevuta", "completa")).strip().lower()
        if kind not in ("completa", "breve", "sintetica"):
            kind = "completa"
        return Mail(
            sender=sender,
            recipients=kinds,
            subject=_subject(headers.get("Subject", "")),
            message_id=str(headers.get("Message-ID", "")).strip(),
            # Whoever is in Cc only gets a `sintetica` receipt (RFC 6109 §3.3.1).
            receipt_kind=kind if visible & set(recipients) else "sintetica",
            identificativo=new_identifier(),
            raw=raw,
            at=datetime.now(UTC),
        )


class Server(SMTP):
    """aiosmtpd with faults that its hooks do not reach: the greeting and the body."""

    def __init__(self, handler: Handler, tls: ssl.SSLContext) -> None:
        super().__init__(
            handler,
            hostname="sandbox.example",
            ident="Sandbox PEC",
            data_size_limit=MAX_BYTES,
            tls_context=tls,
            auth_required=True,
            auth_require_tls=False,
            authenticator=handler.authenticate,
        )
        self._state = handler.state

    async def _handle_client(self) -> None:
        fault = faults.read(self._state).get("banner")
        if fault == "hang":
            await asyncio.sleep(3600)
        elif fault == "cut":
            cut(self)
        elif fault:
            await self.push(f"{fault} Servizio non disponibile")
            cut(self, politely=True)
        else:
            await super()._handle_client()

    async def smtp_DATA(self, arg: str) -> None:
        """Refuse DATA or cut the body where the recipient's tag asks for it."""
        recipients = self.envelope.rcpt_tos if self.envelope else []
        tags = {tag_of(address) for address in recipients}
        for tag in tags & _DATA.keys():
            await self.push(_DATA[tag])
            return
        if "taglio-corpo" in tags:
            await self.push("354 Inviare il messaggio")
            await self._reader.read(64)
            cut(self)
            return
        if "taglio-quit" in tags and self.session is not None:
            self.session.cut_at_quit = True  # type: ignore[attr-defined]
        await super().smtp_DATA(arg)


def cut(server: SMTP, *, politely: bool = False) -> None:
    """Drop the connection: with a reset, or after what was written has gone out."""
    if politely and server.transport is not None:
        server.transport.close()
    elif isinstance(server.transport, asyncio.Transport):
        server.transport.abort()


def _subject(value: object) -> str:
    text = str(make_header(decode_header(str(value))))
    return "".join(character for character in text if character.isprintable())
