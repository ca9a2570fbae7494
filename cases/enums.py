from django.db import models


class CaseStatus(models.TextChoices):
    """Life of a case (handbook services §1)."""

    SEGNALATA = "segnalata", "Segnalata"
    IN_VALUTAZIONE = "in_valutazione", "In valutazione"
    PRESA_IN_CARICO = "presa_in_carico", "Presa in carico"
    PROGETTO_ATTIVO = "progetto_attivo", "Progetto attivo"
    SOSPESO = "sospeso", "Sospeso"
    CHIUSO = "chiuso", "Chiuso"
    RIAPERTO = "riaperto", "Riaperto"
    NON_ACCOLTA = "non_accolta", "Non accolta"
    INVIATA_ALTROVE = "inviata_altrove", "Inviata ad altro servizio"

    @property
    def tone(self) -> str:
        """The look of its badge."""
        return {
            "segnalata": "draft",
            "in_valutazione": "waiting",
            "presa_in_carico": "active",
            "progetto_attivo": "active",
            "riaperto": "active",
        }.get(self.value, "stopped")


# A closed case leaves the caseload but not the archive.
CLOSED_STATUSES = frozenset({CaseStatus.CHIUSO, CaseStatus.NON_ACCOLTA, CaseStatus.INVIATA_ALTROVE})


class CodeKind(models.TextChoices):
    """The lists of coded answers (INPS flow, handbook services §1); their rows are data."""

    SOURCE = "fonte", "Fonte della segnalazione"
    CHILD = "valutazione_minore", "Valutazione del minore"
    FAMILY = "valutazione_famiglia", "Valutazione della famiglia"
    CLOSURE = "motivo_chiusura", "Motivo di chiusura"
    SITUATION = "situazione_chiusura", "Situazione alla chiusura"


class TransferState(models.TextChoices):
    """What came of handing a case to another unit."""

    PROPOSED = "proposto", "In attesa"
    ACCEPTED = "accettato", "Accettato"
    REFUSED = "rifiutato", "Rifiutato"
    WITHDRAWN = "ritirato", "Ritirato"

    @property
    def tone(self) -> str:
        """The look of its badge."""
        return {"proposto": "waiting", "accettato": "done"}.get(self.value, "stopped")


class Sex(models.TextChoices):
    FEMALE = "F", "Femmina"
    MALE = "M", "Maschio"
    UNKNOWN = "N", "Non indicato"


class IdentifierKind(models.TextChoices):
    """Official numbers of a person (handbook services §10)."""

    CODICE_FISCALE = "cf", "Codice fiscale"
    PROVISIONAL = "cf_provvisorio", "Codice fiscale provvisorio"
    STP = "stp", "STP"
    ENI = "eni", "ENI"
    TEMPORARY = "temporaneo", "Codice temporaneo"
    PASSPORT = "passaporto", "Passaporto"
    IDENTITY_CARD = "carta_identita", "Carta d'identità"
    RESIDENCE_PERMIT = "permesso", "Permesso di soggiorno"
    OTHER = "altro", "Altro documento"


class Kinship(models.TextChoices):
    """A member's place around the children, as they would tell it."""

    CHILD = "figlio", "Figlio/a"
    MOTHER = "madre", "Madre"
    FATHER = "padre", "Padre"
    SIBLING = "fratello", "Fratello/sorella maggiorenne"
    GRANDPARENT = "nonno", "Nonno/a"
    PARTNER = "compagno", "Compagno/a di un genitore"
    FOSTER_CARER = "affidatario", "Affidatario/a"
    UNCLE = "zio", "Zio/a"
    COUSIN = "cugino", "Cugino/a"
    RELATIVE = "parente", "Altro parente"
    FRIEND = "amico", "Amico/a di famiglia"
    NEIGHBOUR = "vicino", "Vicino/a di casa"
    VOLUNTEER = "volontario", "Volontario/a"
    TEACHER = "insegnante", "Insegnante, educatore, allenatore"
    OTHER = "altro", "Altro"

    @property
    def informal(self) -> bool:
        """Whether it is no kin but somebody of the network around the family."""
        return self.value in {"amico", "vicino", "volontario", "insegnante"}

    def said_of(self, sex: str) -> str:
        """The label as it is said of one person: «Figlia» or «Figlio»; both where the sex is not known."""
        if sex == Sex.FEMALE:
            return self.label.replace("Fratello/sorella", "Sorella").replace("o/a", "a")
        if sex == Sex.MALE:
            return self.label.replace("/sorella", "").replace("/a", "")
        return self.label


class BondKind(models.TextChoices):
    """What one person is to another."""

    PARENT = "genitore", "genitore di"
    ADOPTIVE_PARENT = "adottante", "genitore adottivo di"
    FOSTER_CARER = "affidatario", "affidatario/a di"
    SPOUSE = "coniuge", "coniuge di"
    PARTNER = "convivente", "compagno/a di"
    SIBLING = "fratello", "fratello o sorella di"
    GRANDPARENT = "nonno", "nonno/a di"
    UNCLE = "zio", "zio/a di"
    KIN = "parente", "parente di"
    SUPPORT = "sostegno", "persona di riferimento per"

    @property
    def mutual(self) -> bool:
        """Whether it says the same read from the other side."""
        return self.value in {"coniuge", "convivente", "fratello", "parente"}

    @property
    def generations(self) -> int:
        """How many generations the first person stands above the second."""
        return {"genitore": 1, "adottante": 1, "affidatario": 1, "zio": 1, "nonno": 2}.get(self.value, 0)


class BondTone(models.TextChoices):
    """How people get on, as the ecomap draws it."""

    STRONG = "forte", "Forte"
    WEAK = "debole", "Debole"
    CONFLICT = "conflitto", "In conflitto"
    BROKEN = "interrotto", "Interrotto"


class ProtectionKind(models.TextChoices):
    """Who protects a person by decree (handbook services §1, courts §7)."""

    GUARDIANSHIP = "tutela", "Tutela"
    PROVISIONAL_GUARDIANSHIP = "tutela_provvisoria", "Tutela provvisoria"
    CO_GUARDIANSHIP = "protutela", "Protutela"
    CURATORSHIP = "curatela", "Curatela"
    SPECIAL_CURATOR = "curatore_speciale", "Curatore speciale"
    SUPPORT_ADMINISTRATION = "sostegno", "Amministrazione di sostegno"
    FOSTERING = "affido_familiare", "Affidamento familiare"
    SOCIAL_SERVICE = "affido_servizio", "Affidamento al servizio sociale"
    ONE_PARENT = "affido_genitore", "Affidamento a un genitore"
    SHARED = "affido_condiviso", "Affidamento condiviso"


class AddressKind(models.TextChoices):
    RESIDENCE = "residenza", "Residenza"
    DOMICILE = "domicilio", "Domicilio"
    ABODE = "dimora", "Dimora"
    PLACEMENT = "collocazione", "Collocazione"
    HOMELESS = "senza_dimora", "Senza fissa dimora"
    POSTAL = "corrispondenza", "Indirizzo per la corrispondenza"


class ContactKind(models.TextChoices):
    MOBILE = "cellulare", "Cellulare"
    PHONE = "telefono", "Telefono fisso"
    EMAIL = "email", "E-mail"
    PEC = "pec", "PEC"
    OTHER = "altro", "Altro recapito"


class ResponsibilityStatus(models.TextChoices):
    """Parental responsibility of one parent (handbook courts §2.6)."""

    FULL = "piena", "Piena"
    LIMITED = "limitazione_333", "Limitata (art. 333 c.c.)"
    SUSPENDED = "sospensione", "Sospesa"
    REMOVED = "decadenza_330", "Decaduta (art. 330 c.c.)"


class TeamRole(models.TextChoices):
    ASSISTENTE_SOCIALE = "assistente_sociale", "Assistente sociale"
    PSICOLOGO = "psicologo", "Psicologo"
    EDUCATORE = "educatore", "Educatore"
    PEDAGOGISTA = "pedagogista", "Pedagogista"
    COORDINATORE = "coordinatore", "Coordinatore"
    ALTRO = "altro", "Altro"


class EntryKind(models.TextChoices):
    """What happened, in the diary (handbook services §1)."""

    COLLOQUIO = "colloquio", "Colloquio"
    VISITA_DOMICILIARE = "visita_domiciliare", "Visita domiciliare"
    TELEFONATA = "telefonata", "Telefonata"
    VIDEOCHIAMATA = "videochiamata", "Videochiamata"
    CORRISPONDENZA = "corrispondenza", "E-mail o lettera"
    RIUNIONE_RETE = "riunione_rete", "Riunione di rete"
    RIUNIONE_EQUIPE = "riunione_equipe", "Riunione d'équipe"
    UDIENZA = "udienza", "Udienza"
    OSSERVAZIONE_SCUOLA = "osservazione_scuola", "Osservazione a scuola"
    OSSERVAZIONE_ALTROVE = "osservazione_altrove", "Osservazione altrove"
    ACCOMPAGNAMENTO = "accompagnamento", "Accompagnamento"
    EVENTO_CRITICO = "evento_critico", "Evento critico"
    NOTA = "nota", "Nota"


# What can be put in the agenda: the rest happens, or belongs to the court's own pages.
PLANNED_KINDS = frozenset(
    {
        EntryKind.COLLOQUIO,
        EntryKind.VISITA_DOMICILIARE,
        EntryKind.TELEFONATA,
        EntryKind.VIDEOCHIAMATA,
        EntryKind.RIUNIONE_RETE,
        EntryKind.RIUNIONE_EQUIPE,
        EntryKind.OSSERVAZIONE_SCUOLA,
        EntryKind.OSSERVAZIONE_ALTROVE,
        EntryKind.ACCOMPAGNAMENTO,
    }
)


# Somebody of the family was met or heard.
CONTACT_KINDS = frozenset(
    {
        EntryKind.COLLOQUIO,
        EntryKind.VISITA_DOMICILIARE,
        EntryKind.TELEFONATA,
        EntryKind.VIDEOCHIAMATA,
        EntryKind.OSSERVAZIONE_SCUOLA,
        EntryKind.OSSERVAZIONE_ALTROVE,
        EntryKind.ACCOMPAGNAMENTO,
    }
)


class ParagraphKind(models.TextChoices):
    """Kept apart from the first note on (art. 473-bis.27 c.2 c.p.c.)."""

    FATTO = "fatto", "Fatto"
    DICHIARAZIONE = "dichiarazione", "Dichiarazione"
    VALUTAZIONE = "valutazione", "Valutazione"


class DeadlineState(models.TextChoices):
    OPEN = "aperta", "Aperta"
    FULFILLED = "adempiuta", "Adempiuta"
    CANCELLED = "annullata", "Annullata"


class DocumentFolder(models.TextChoices):
    """Where a document lies (handbook services §1)."""

    COURT = "tribunale", "Tribunale"
    INCOMING = "entrata", "In entrata"
    OUTGOING = "uscita", "In uscita"
    DIARY = "diario", "Diario"
    GRANTS = "contributi", "Contributi"
    HEALTH = "sanitari", "Sanitari"
    SCHOOL = "scuola", "Scuola"
    AGREEMENTS = "accordi", "Calendari e accordi"
    SUPPORT = "psicologico", "Sostegno psicologico"
    OTHER = "altro", "Altro"


class DocumentDirection(models.TextChoices):
    """Which way a document went."""

    RECEIVED = "ricevuto", "Ricevuto"
    SENT = "inviato", "Inviato"
    INTERNAL = "interno", "Interno"


class ReminderAudience(models.TextChoices):
    """Who is told at a rung of the ladder."""

    OWNER = "owner", "Chi ne risponde"
    LEADS = "leads", "Chi ne risponde e il coordinatore"
    ALL = "all", "Anche il responsabile del servizio"


class BarrierKind(models.TextChoices):
    """Why somebody never sees a case."""

    RELATIVE = "parente", "Parente o affine della famiglia"
    CONFLICT = "conflitto", "Conflitto d'interessi"
    ACQUAINTANCE = "conoscenza", "Rapporto personale con la famiglia"


class GlassVerdict(models.TextChoices):
    """What the review of an emergency access says of it."""

    JUSTIFIED = "giustificato", "Giustificato"
    UNJUSTIFIED = "non_giustificato", "Non giustificato"


class SightOutcome(models.TextChoices):
    """What came of a colleague's request to see a case."""

    GRANTED = "concessa", "Concessa"
    REFUSED = "rifiutata", "Non concessa"


class RequesterKind(models.TextChoices):
    """In which quality somebody asks for the record (handbook courts §6)."""

    PARENT = "genitore", "Genitore"
    GUARDIAN = "tutore", "Tutore o curatore"
    SUBJECT = "interessato", "Persona interessata"
    LAWYER = "avvocato", "Avvocato"
    OTHER = "altro", "Altro avente diritto"


class RecordsDecision(models.TextChoices):
    """The answer to a request for the record (art. 25 L. 241/1990)."""

    GRANTED = "accolta", "Accolta"
    PARTLY = "parziale", "Accolta in parte"
    REFUSED = "rifiutata", "Rifiutata"
    DEFERRED = "differita", "Differita"

    @property
    def tone(self) -> str:
        """The look of its badge."""
        return {"accolta": "done", "parziale": "done", "rifiutata": "stopped"}.get(self.value, "waiting")


class BundleState(models.TextChoices):
    """A bundle of copies, or a long list, on its way to being a file."""

    WAITING = "in_preparazione", "In preparazione"
    READY = "pronto", "Pronto"
    FAILED = "non_riuscito", "Non riuscito"


class ExportFormat(models.TextChoices):
    """A file a spreadsheet opens."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel"
