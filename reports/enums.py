from django.db import models


class ReportKind(models.TextChoices):
    """Kinds of report to a court (handbook courts §4); each issue adds the outlines it needs."""

    INDAGINE_SOCIALE = "indagine_sociale", "Indagine sociale"
    INDAGINE_PSICOSOCIALE = "indagine_psicosociale", "Indagine psicosociale"
    AGGIORNAMENTO = "aggiornamento", "Relazione di aggiornamento"


class ReportState(models.TextChoices):
    BOZZA = "bozza", "Bozza"
    IN_APPROVAZIONE = "in_approvazione", "In approvazione"
    RESTITUITA = "restituita", "Restituita"
    APPROVATA = "approvata", "Approvata"
    ANNULLATA = "annullata", "Annullata"

    @property
    def tone(self) -> str:
        """Variant of the state badge in the pages."""
        return REPORT_TONES[self.value]


REPORT_TONES = {
    "bozza": "draft",
    "in_approvazione": "waiting",
    "restituita": "returned",
    "approvata": "done",
    "annullata": "stopped",
}


# States in which the author may still write.
WRITABLE_STATES = frozenset({ReportState.BOZZA, ReportState.RESTITUITA})
# States in which the report still asks somebody to do something before it can leave.
PENDING_STATES = frozenset({ReportState.BOZZA, ReportState.IN_APPROVAZIONE, ReportState.RESTITUITA})


class Section(models.TextChoices):
    """The three parts kept apart (art. 473-bis.27 c.2 c.p.c.)."""

    FACTS = "facts", "Fatti accertati"
    STATEMENTS = "statements", "Dichiarazioni"
    EVALUATIONS = "evaluations", "Valutazioni"


class MailboxState(models.TextChoices):
    ATTIVA = "attiva", "Attiva"
    SOSPESA = "sospesa", "Sospesa"


class Encryption(models.TextChoices):
    TLS = "ssl", "TLS"
    STARTTLS = "starttls", "STARTTLS"
    NONE = "none", "Nessuna (solo prove in locale)"


class AlarmKind(models.TextChoices):
    """What stands between a report and its proof of delivery."""

    PDF_FAILED = "pdf_failed", "Il PDF non è stato prodotto"
    NO_CHANNEL = "no_channel", "Manca il recapito PEC del destinatario o la casella dell'ente"
    REFUSED = "refused", "Il gestore ha rifiutato il messaggio"
    UNCERTAIN = "uncertain", "Non si sa se il messaggio sia partito"
    NOT_ACCEPTED = "not_accepted", "Nessuna ricevuta di accettazione"
    NOT_DELIVERED = "not_delivered", "Mancata consegna"
    LATE = "late", "Consegna in ritardo"
    UNREACHABLE = "unreachable", "Il gestore PEC non risponde"
    MAILBOX_SUSPENDED = "mailbox_suspended", "La casella PEC rifiuta le credenziali"
    MISCONFIGURED = "misconfigured", "La casella PEC non è configurata bene"
    QUARANTINE = "quarantine", "Ricevuta non attendibile"
