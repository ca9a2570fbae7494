from django.db import models


class OfficeKind(models.TextChoices):
    """Authorities the service answers to (handbook courts §1)."""

    TM = "tm", "Tribunale per i minorenni"
    PMM = "pmm", "Procura presso il Tribunale per i minorenni"
    TO = "to", "Tribunale ordinario"
    GT = "gt", "Giudice tutelare"
    CA = "ca", "Corte d'appello, sezione minorenni"
    PMO = "pmo", "Procura presso il Tribunale ordinario"


class Channel(models.TextChoices):
    """How an office wants its reports (handbook courts §5)."""

    PEC = "pec", "PEC"
    PCT = "pct", "Deposito telematico (PCT)"
    PORTALE = "portale", "Portale"
    A_MANO = "a_mano", "A mano"
    VIA_USSM = "via_ussm", "Tramite USSM"


class ProceedingArea(models.TextChoices):
    CIVILE = "civile", "Civile"
    AMMINISTRATIVO = "amministrativo", "Amministrativo"
    PENALE = "penale", "Penale"


class ProceedingKind(models.TextChoices):
    """Kinds of proceeding (handbook courts §2.1)."""

    DECADENZA_330 = "330_decadenza", "Decadenza (art. 330 c.c.)"
    REINTEGRA_332 = "332_reintegra", "Reintegrazione (art. 332 c.c.)"
    LIMITAZIONE_333 = "333_limitazione", "Condotta pregiudizievole (art. 333 c.c.)"
    CONVALIDA_403 = "403_convalida", "Convalida ex art. 403 c.c."
    ADOTTABILITA = "adottabilita", "Adottabilità"
    AFFIDAMENTO_GIUDIZIALE = "affidamento_giudiziale", "Affidamento familiare giudiziale"
    AFFIDAMENTO_CONSENSUALE = "affidamento_consensuale", "Affidamento familiare consensuale"
    AFFIDAMENTO_SERVIZIO = "affidamento_servizio", "Affidamento al servizio sociale (art. 5-bis L. 184/1983)"
    BENI_334_335 = "334_335_beni", "Amministrazione dei beni del minore (artt. 334 e 335 c.c.)"
    PREADOTTIVO = "preadottivo", "Affidamento preadottivo"
    ADOZIONE_NAZIONALE = "adozione_naz", "Adozione nazionale"
    ADOZIONE_INTERNAZIONALE = "adozione_internaz", "Adozione internazionale"
    ADOZIONE_ART44 = "adozione_art44", "Adozione in casi particolari (art. 44 L. 184/1983)"
    ASCENDENTI_317BIS = "ascendenti_317bis", "Rapporti con gli ascendenti (art. 317-bis c.c.)"
    AUTORIZZAZIONE_ART31 = "autorizz_art31_TUI", "Autorizzazione del familiare (art. 31 T.U. immigrazione)"
    MSNA_TUTELA = "msna_tutela", "Tutela del minore straniero non accompagnato"
    SEPARAZIONE = "separazione", "Separazione"
    DIVORZIO = "divorzio", "Divorzio"
    FIGLI_337BIS = "figli_non_matr_337bis", "Figli di genitori non coniugati"
    ORDINE_PROTEZIONE = "ordine_protezione", "Ordine di protezione"
    ATTUAZIONE_473BIS38 = "attuazione_473bis38", "Attuazione dei provvedimenti (art. 473-bis.38 c.p.c.)"
    TUTELA = "tutela", "Tutela"
    VIGILANZA_337 = "vigilanza_337", "Vigilanza (art. 337 c.c.)"
    INDAGINE_PROCURA = "indagine_procura", "Indagine della Procura"
    ART25 = "art25_rieducativa", "Art. 25 R.D.L. 1404/1934"
    PROSIEGUO = "prosieguo", "Prosieguo amministrativo"
    INDAGINI = "indagini", "Indagini preliminari"
    GIP_GUP = "gip_gup", "Fase davanti al GIP o al GUP"
    DIBATTIMENTO = "dibattimento", "Dibattimento"
    MAP_ART28 = "map_art28", "Messa alla prova (art. 28 D.P.R. 448/1988)"
    PERCORSO_27BIS = "percorso_27bis", "Percorso di rieducazione (art. 27-bis D.P.R. 448/1988)"
    CAUTELARE = "cautelare", "Misura cautelare (artt. 20-23 D.P.R. 448/1988)"
    ESECUZIONE = "esecuzione", "Esecuzione penale (d.lgs. 121/2018)"
    ALTRO = "altro", "Altro"


class OrderKind(models.TextChoices):
    """Kinds of order (handbook courts §2.6)."""

    DECRETO_PROVVISORIO = "decreto_provvisorio", "Decreto provvisorio"
    DECRETO_INDIFFERIBILE = "decreto_indifferibile", "Decreto indifferibile (art. 473-bis.15 c.p.c.)"
    ORDINANZA = "ordinanza", "Ordinanza"
    DECRETO_DEFINITIVO = "decreto_definitivo", "Decreto definitivo"
    SENTENZA = "sentenza", "Sentenza"
    CONVALIDA_403 = "decreto_convalida_403", "Decreto di convalida ex art. 403 c.c."
    ESECUTIVITA_GT = "decreto_esecutivita_gt", "Decreto di esecutività del giudice tutelare"
    NOMINA_CURATORE = "nomina_curatore_speciale", "Nomina del curatore speciale"
    NOMINA_TUTORE = "nomina_tutore", "Nomina del tutore"
    NOMINA_CTU = "nomina_ctu", "Nomina del consulente tecnico d'ufficio"
    FISSAZIONE_UDIENZA = "fissazione_udienza", "Fissazione di udienza"
    VERBALE = "verbale_con_provvedimento", "Verbale con provvedimento"
    RICHIESTA_INDAGINE_PM = "richiesta_indagine_pm", "Richiesta di indagine del PM"
    SOLLECITO = "sollecito", "Sollecito"
    PROROGA = "proroga", "Proroga"
    REVOCA_MODIFICA = "revoca_modifica", "Revoca o modifica"
    TRASMISSIONE = "trasmissione_competenza", "Trasmissione per competenza"
    ARCHIVIAZIONE = "archiviazione", "Archiviazione"
    ORDINANZA_MAP = "ordinanza_map", "Ordinanza di messa alla prova"
    ALTRO = "altro", "Altro"


class MandateKind(models.TextChoices):
    """What an order asks the service to do (handbook courts §2.7)."""

    INDAGINE_SOCIALE = "indagine_sociale", "Indagine sociale"
    INDAGINE_PSICOSOCIALE = "indagine_psicosociale", "Indagine psicosociale"
    VALUTAZIONE_GENITORIALE = "valutazione_genitoriale", "Valutazione delle capacità genitoriali"
    VALUTAZIONE_MINORE = "valutazione_minore", "Valutazione del minore"
    PSICODIAGNOSI = "psicodiagnosi", "Psicodiagnosi"
    VIGILANZA_SUPPORTO = "vigilanza_supporto", "Vigilanza e supporto"
    AFFIDAMENTO_SERVIZIO = (
        "affidamento_servizio_5bis",
        "Affidamento al servizio sociale (art. 5-bis L. 184/1983)",
    )
    AFFIDAMENTO_FAMILIARE = "affidamento_familiare", "Affidamento familiare"
    COLLOCAMENTO_GENITORE = "collocamento_genitore", "Collocamento presso un genitore"
    COLLOCAMENTO_PARENTI = "collocamento_parenti", "Collocamento presso parenti"
    COLLOCAMENTO_AFFIDATARI = "collocamento_affidatari", "Collocamento presso affidatari"
    COLLOCAMENTO_COMUNITA = "collocamento_comunita_educativa", "Collocamento in comunità"
    COLLOCAMENTO_MADRE = "collocamento_madre_bambino", "Collocamento in comunità madre e bambino"
    COLLOCAMENTO_PADRE = "collocamento_padre_bambino", "Collocamento in comunità padre e bambino"
    COLLOCAMENTO_TERAPEUTICA = "collocamento_terapeutica", "Collocamento in comunità terapeutica"
    COLLOCAMENTO_PRONTO = "collocamento_pronto_intervento", "Collocamento in pronto intervento"
    ALLONTANAMENTO = "allontanamento", "Allontanamento"
    INCONTRI_PROTETTI = "incontri_protetti", "Incontri protetti (Spazio Neutro)"
    REGOLAMENTAZIONE_INCONTRI = "regolamentazione_incontri", "Regolamentazione degli incontri"
    SOSPENSIONE_RAPPORTI = "sospensione_rapporti", "Sospensione dei rapporti"
    ADM = "adm", "Assistenza domiciliare minori"
    CENTRO_DIURNO = "centro_diurno", "Centro diurno"
    SOSTEGNO_GENITORIALITA = "sostegno_genitorialita", "Sostegno alla genitorialità"
    SOSTEGNO_PSICOLOGICO = "sostegno_psicologico", "Sostegno psicologico"
    PRESA_IN_CARICO_SPECIALISTICA = "presa_in_carico_specialistica", "Presa in carico specialistica"
    MEDIAZIONE = "mediazione", "Mediazione"
    PROGETTO_MAP = "progetto_map", "Progetto di messa alla prova"
    PROGETTO_ART25 = "progetto_art25", "Progetto educativo (art. 25 R.D.L. 1404/1934)"
    PROSIEGUO = "prosieguo", "Prosieguo amministrativo"
    RICERCA_AFFIDATARI = "ricerca_affidatari", "Ricerca di affidatari"
    RIENTRO_GRADUALE = "rientro_graduale", "Rientro graduale in famiglia"
    ASCOLTO_SUPPORTO = "ascolto_supporto", "Ascolto e supporto"
    AGGIORNAMENTO = "aggiornamento", "Aggiornamento periodico"
    ALTRO = "altro", "Altro"


# Outside the parents' home, with strangers or in a community: 24 months at most (L. 184/1983 art. 4).
PLACEMENT_KINDS = frozenset(
    {
        MandateKind.AFFIDAMENTO_FAMILIARE,
        MandateKind.COLLOCAMENTO_AFFIDATARI,
        MandateKind.COLLOCAMENTO_COMUNITA,
        MandateKind.COLLOCAMENTO_MADRE,
        MandateKind.COLLOCAMENTO_PADRE,
        MandateKind.COLLOCAMENTO_TERAPEUTICA,
        MandateKind.COLLOCAMENTO_PRONTO,
    }
)
JUVENILE_KINDS = frozenset({MandateKind.PROGETTO_MAP, MandateKind.PROGETTO_ART25})


class MandateState(models.TextChoices):
    ATTIVO = "attivo", "Attivo"
    OTTEMPERATO = "ottemperato", "Ottemperato"
    SOSPESO = "sospeso", "Sospeso"
    REVOCATO = "revocato", "Revocato"
    SUPERATO = "superato", "Superato"
    NON_ESEGUIBILE = "non_eseguibile", "Non eseguibile"

    @property
    def tone(self) -> str:
        """How its badge looks."""
        tones = {"attivo": "active", "ottemperato": "done", "sospeso": "stopped"}
        return tones.get(self.value, "neutral")


# A mandate in one of these still asks something of the service, now or later.
OPEN_MANDATE_STATES = frozenset({MandateState.ATTIVO, MandateState.SOSPESO})


class TermUnit(models.TextChoices):
    DAYS = "days", "giorni"
    MONTHS = "months", "mesi"


class MinorRole(models.TextChoices):
    """The child's part in a criminal proceeding."""

    AUTORE = "autore", "Autore"
    VITTIMA = "vittima", "Persona offesa"


class ProceedingRoleKind(models.TextChoices):
    """Who takes part in a proceeding (handbook courts §7)."""

    GIUDICE_DELEGATO = "giudice_delegato", "Giudice delegato o relatore"
    GIUDICE_ONORARIO = "giudice_onorario", "Giudice onorario"
    PM = "pm", "Pubblico ministero"
    CURATORE_SPECIALE = "curatore_speciale", "Curatore speciale del minore"
    CURATORE_333 = "curatore_333", "Curatore ex art. 333 c.2 c.c."
    TUTORE = "tutore", "Tutore"
    PROTUTORE = "protutore", "Protutore"
    AVVOCATO = "avvocato", "Avvocato"
    DIFENSORE_UFFICIO = "difensore_ufficio", "Difensore d'ufficio"
    CTU = "ctu", "Consulente tecnico d'ufficio"
    CTP = "ctp", "Consulente tecnico di parte"
    USSM = "ussm", "USSM"
    COORDINATORE_GENITORIALE = "coordinatore_genitoriale", "Coordinatore genitoriale"


class HearingState(models.TextChoices):
    FISSATA = "fissata", "Fissata"
    TENUTA = "tenuta", "Tenuta"
    RINVIATA = "rinviata", "Rinviata"
    ANNULLATA = "annullata", "Annullata"

    @property
    def tone(self) -> str:
        """How its badge looks."""
        return {"fissata": "active", "tenuta": "done"}.get(self.value, "neutral")


class ExtensionState(models.TextChoices):
    RICHIESTA = "richiesta", "Richiesta"
    CONCESSA = "concessa", "Concessa"
    NEGATA = "negata", "Negata"


class Act(models.TextChoices):
    """Acts an entrustment shares out (handbook courts §2.7)."""

    SCUOLA = "scuola", "Scuola"
    SALUTE = "salute", "Salute"
    DOCUMENTI = "documenti", "Documenti d'identità"
    VIAGGI = "viaggi", "Viaggi"
    RELIGIONE = "religione", "Religione"
    CONTATTI = "contatti", "Contatti con i familiari"
    FOTOGRAFIE = "fotografie", "Fotografie e pubblicazioni"
    SPORT = "sport", "Sport e tempo libero"
    DENARO = "denaro", "Denaro e contributi"


class ActHolder(models.TextChoices):
    SERVIZIO = "servizio", "Servizio sociale"
    COLLOCATARIO = "collocatario", "Collocatario"
    GENITORI = "genitori", "Genitori"
    CURATORE = "curatore", "Curatore ex art. 333 c.2 c.c."


class EmergencyState(models.TextChoices):
    IN_CORSO = "in_corso", "In corso"
    CONVALIDATO = "convalidato", "Convalidato"
    REVOCATO = "revocato", "Revocato"
    DECADUTO = "decaduto", "Decaduto"


class EmergencyStepKind(models.TextChoices):
    """The chain of art. 403 c.c., in order (handbook courts §2.2)."""

    TRASMISSIONE = "trasmissione", "Trasmissione del provvedimento e della relazione al PM"
    RICHIESTA_PM = "richiesta_pm", "Richiesta di convalida o revoca del PM"
    CONVALIDA = "convalida", "Decreto di convalida del Tribunale"
    NOTIFICA = "notifica", "Notifica a genitori e curatore"
    UDIENZA = "udienza", "Udienza"
    DECISIONE = "decisione", "Conferma, modifica o revoca"
    RECLAMO = "reclamo", "Reclamo"
    DECISIONE_CA = "decisione_ca", "Decisione della Corte d'appello"


class NumberUnit(models.TextChoices):
    HOURS = "hours", "ore"
    DAYS = "days", "giorni"
    MONTHS = "months", "mesi"


class NumberRolling(models.TextChoices):
    LEGAL = "legal", "passa al primo giorno non festivo (art. 155 c.p.c.)"
    NEVER = "never", "non si sposta"
    EARLIER = "earlier", "si anticipa"


class TermRuleKind(models.TextChoices):
    """What a row of the rules on counting terms says."""

    HOLIDAY = "festivita", "Festività a giorno fisso"
    EASTER = "pasqua", "Festività legata alla Pasqua"
    SATURDAY = "sabato", "Il sabato vale come festivo"
    SUSPENSION = "sospensione", "Sospensione feriale dei termini"


class LivesWith(models.TextChoices):
    """With whom an entrusted child lives (art. 5-bis c.1 lett. a L. 184/1983): the relation, never an address."""

    MADRE = "madre", "La madre"
    PADRE = "padre", "Il padre"
    GENITORI = "genitori", "Entrambi i genitori"
    PARENTI = "parenti", "Parenti"
    AFFIDATARI = "affidatari", "Affidatari"
    COMUNITA = "comunita", "Comunità"
    NON_DETTO = "non_detto", "Il provvedimento non lo dice"
