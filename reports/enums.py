from django.db import models


class ReportKind(models.TextChoices):
    """Kinds of report to a court (handbook courts §4). Each has its outline, in data."""

    SEGNALAZIONE_PMM = "segnalazione_pmm", "Segnalazione alla Procura minorile"
    RELAZIONE_403 = "relazione_403", "Relazione sull'intervento ex art. 403 c.c."
    INDAGINE_SOCIALE = "indagine_sociale", "Indagine sociale"
    INDAGINE_PSICOSOCIALE = "indagine_psicosociale", "Indagine psicosociale"
    AGGIORNAMENTO = "aggiornamento", "Relazione di aggiornamento"
    URGENTE = "urgente", "Relazione urgente"
    VALUTAZIONE_GENITORIALE = "valutazione_genitoriale", "Valutazione delle capacità genitoriali"
    PSICODIAGNOSTICA_GENITORI = "psicodiagnostica_genitori", "Relazione psicodiagnostica sui genitori"
    PSICODIAGNOSTICA_MINORE = "psicodiagnostica_minore", "Relazione psicodiagnostica sul minore"
    SPAZIO_NEUTRO = "spazio_neutro", "Relazione sugli incontri in Spazio Neutro"
    ADM = "adm", "Relazione sull'assistenza domiciliare minori"
    COMUNITA_SEMESTRALE = "comunita_semestrale", "Relazione semestrale sul minore in comunità"
    PEI = "pei", "Relazione sul progetto educativo individualizzato"
    MAP_AVVIO = "map_avvio", "Messa alla prova: relazione di avvio"
    MAP_INTERMEDIA = "map_intermedia", "Messa alla prova: relazione intermedia"
    MAP_FINALE = "map_finale", "Messa alla prova: relazione finale"
    ART25_FINALE = "art25_finale", "Progetto ex art. 25: relazione finale"
    PROSIEGUO_RICHIESTA = "prosieguo_richiesta", "Richiesta di prosieguo amministrativo"
    PROPOSTA_PROROGA_AFFIDO = "proposta_proroga_affido", "Proposta di proroga dell'affidamento"
    PROPOSTA_MODIFICA = "proposta_modifica", "Proposta di modifica del provvedimento"
    PROPOSTA_CHIUSURA = "proposta_chiusura", "Proposta di chiusura"
    CONCLUSIVA = "conclusiva", "Relazione conclusiva"
    NOMINA_RESPONSABILE = "nomina_responsabile", "Nomina del responsabile dell'affidamento"
    RISPOSTA_CTU = "risposta_ctu", "Risposta al consulente tecnico d'ufficio"
    CAMBIO_RESIDENZA = "cambio_residenza", "Comunicazione di cambio di residenza"


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
class DueWindow(models.TextChoices):
    """How near the day of a report is that has not been delivered."""

    LATE = "scadute", "Oltre il termine"
    WEEK = "settimana", "Entro una settimana"
    MONTH = "mese", "Entro un mese"
    LATER = "oltre", "Più avanti"


PENDING_STATES = frozenset({ReportState.BOZZA, ReportState.IN_APPROVAZIONE, ReportState.RESTITUITA})


class CorrectionKind(models.TextChoices):
    """What a report that follows an approved one does to it."""

    INTEGRAZIONE = "integrazione", "Integrazione"
    RETTIFICA = "rettifica", "Rettifica"


class Signing(models.TextChoices):
    """How the PDF of an ente is signed before it leaves (DGSIA 7 August 2024, art. 15)."""

    NONE = "nessuna", "Nessuna firma digitale"
    SEAL = "sigillo", "Sigillo dell'ente, apposto dal sistema"
    UPLOAD = "caricata", "Firma apposta altrove: si carica il file firmato"


class SignedForm(models.TextChoices):
    """The two forms of signature that courts take."""

    PADES = "pades", "PAdES"
    CADES = "cades", "CAdES"


class BlockKind(models.TextChoices):
    """What a paragraph is: the three are kept apart (art. 473-bis.27 c.2 c.p.c.)."""

    FATTO = "fatto", "Fatto"
    DICHIARAZIONE = "dichiarazione", "Dichiarazione"
    VALUTAZIONE = "valutazione", "Valutazione"


class SectionContent(models.TextChoices):
    """What a section of an outline is made of."""

    BRANI = "brani", "Brani"
    PROPOSTE = "proposte", "Proposte all'autorità giudiziaria"


class Feed(models.TextChoices):
    """What the first draft takes from the record of the period into a section."""

    NUCLEO = "nucleo", "Nucleo alla data"
    PROVVEDIMENTI = "provvedimenti", "Provvedimenti ricevuti"
    INCARICHI = "incarichi", "Incarichi e che cosa è stato fatto"
    SERVIZI = "servizi", "Servizi attivi nel periodo"
    PROGETTI = "progetti", "Obiettivi dei progetti"
    COLLOQUI = "colloqui", "Fatti da colloqui e contatti"
    VISITE = "visite", "Fatti da visite e osservazioni"
    RETE = "rete", "Fatti da riunioni e udienze"
    EVENTI = "eventi", "Eventi critici e altre note"
    DICHIARAZIONI = "dichiarazioni", "Dichiarazioni raccolte"
    VALUTAZIONI = "valutazioni", "Valutazioni già scritte nel diario"
    MANCATI = "mancati", "Appuntamenti mancati"
    ORE = "ore", "Contatti e ore del periodo"


class Verification(models.TextChoices):
    """How the service knows that a fact is so."""

    OSSERVATO = "osservato", "Osservato direttamente"
    DOCUMENTO = "documento", "Risulta da un documento"
    SERVIZIO = "servizio", "Comunicato da un servizio o da un ente"
    CONCORDE = "concorde", "Riferito da più persone in modo concorde"
    REGISTRO = "registro", "Risulta dal fascicolo del servizio"
    NON_VERIFICATO = "non_verificato", "Non ancora verificato"


class Wording(models.TextChoices):
    """How near a statement is to the words that were said."""

    TESTUALE = "testuale", "Parole testuali"
    SINTESI = "sintesi", "Sintesi di chi l'ha raccolta"


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
    SEAL_FAILED = "seal_failed", "Il sigillo dell'ente non è stato apposto"
    HASH_MISMATCH = "hash_mismatch", "Un'impronta non corrisponde più"
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
    CONTENT_DIFFERS = "content_differs", "La ricevuta contiene un documento diverso da quello inviato"
    PROOF_MISSING = "proof_missing", "Manca la prova del deposito o della consegna"
    UNSORTED_MAIL = "unsorted_mail", "Posta in arrivo non smistata"
    NO_SORTER = "no_sorter", "Nessuna unità smista la posta in arrivo di questa casella"


class MailState(models.TextChoices):
    """Where a message received from outside stands. Nothing is ever deleted."""

    NUOVA = "nuova", "Da smistare"
    IN_REGISTRAZIONE = "in_registrazione", "Provvedimento da registrare"
    ASSEGNATA = "assegnata", "Nel fascicolo"
    ARCHIVIATA = "archiviata", "Archiviata"

    @property
    def tone(self) -> str:
        """Variant of the state badge in the pages."""
        return MAIL_TONES[self.value]


MAIL_TONES = {
    "nuova": "waiting",
    "in_registrazione": "active",
    "assegnata": "done",
    "archiviata": "stopped",
}
# Messages that still ask somebody to do something.
UNSORTED_STATES = frozenset({MailState.NUOVA, MailState.IN_REGISTRAZIONE})


class BatchState(models.TextChoices):
    """What became of one report of a joint approval."""

    IN_ATTESA = "in_attesa", "In attesa"
    APPROVATA = "approvata", "Approvata"
    NON_APPROVATA = "non_approvata", "Non approvata"
