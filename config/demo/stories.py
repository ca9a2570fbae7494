"""The stories of the demo's families: why they came, what was ordered, which services work with them."""

from dataclasses import dataclass

from courts.enums import MandateKind as M
from courts.enums import OrderKind, ProceedingKind


@dataclass(frozen=True)
class Task:
    """One mandate of a story. `months` alone is a periodic duty; without, there is a first term in days.

    `lasts`: the months after which it ends, for the kinds that the law limits.
    """

    kind: str
    text: str
    months: int | None = None
    lasts: int | None = None


@dataclass(frozen=True)
class Story:
    """A kind of situation. `theme` chooses the scenes of the diary; without tasks no court is involved."""

    theme: str
    reason: str
    source: str  # the code of who told the service
    services: tuple[str, ...]
    proceeding: str = ""
    order: str = OrderKind.DECRETO_PROVVISORIO
    office: str = "tm_milano"
    tasks: tuple[Task, ...] = ()
    plan: bool = False
    secret_place: bool = False
    parents_apart: bool = False
    ages: tuple[int, int] = (1, 16)


ENQUIRY = Task(
    M.INDAGINE_PSICOSOCIALE,
    "Incarica il servizio di svolgere un'indagine psicosociale sul nucleo, con particolare "
    "riguardo alle condizioni dei "
    "minori, alle capacità genitoriali e alla rete familiare, riferendo con relazione scritta nel "
    "termine assegnato.",
)
SOCIAL = Task(
    M.INDAGINE_SOCIALE,
    "Incarica il servizio di riferire sulle condizioni di vita dei minori presso ciascun genitore "
    "e sull'andamento della "
    "frequentazione.",
)
UPDATE = Task(
    M.AGGIORNAMENTO,
    "Il servizio aggiorni il Tribunale ogni sei mesi sull'andamento degli interventi e sulle "
    "condizioni dei minori.",
    months=6,
)
MEETINGS = Task(
    M.INCONTRI_PROTETTI,
    "Dispone incontri protetti tra il padre e i figli presso lo Spazio Neutro, con cadenza "
    "quindicinale, riferendo ogni "
    "quattro mesi.",
    months=4,
)
HOME = Task(
    M.ADM,
    "Dispone l'attivazione dell'assistenza domiciliare minori a sostegno delle funzioni "
    "genitoriali, riferendo ogni sei mesi.",
    months=6,
)
ENTRUSTED = Task(
    M.AFFIDAMENTO_SERVIZIO,
    "Affida i minori al servizio sociale ai sensi dell'art. 5-bis della legge 184/1983, con i "
    "compiti indicati in "
    "motivazione, riferendo ogni sei mesi.",
    months=6,
    lasts=24,
)
PLACED = Task(
    M.COLLOCAMENTO_COMUNITA,
    "Dispone il collocamento in idonea comunità educativa, con visite regolate dal servizio, "
    "riferendo ogni sei mesi.",
    months=6,
    lasts=24,
)
PARENTING = Task(
    M.VALUTAZIONE_GENITORIALE,
    "Incarica il servizio di valutare le capacità genitoriali con metodi riconosciuti, "
    "indicandoli nella relazione.",
)
PROBATION = Task(
    M.PROGETTO_MAP,
    "Il servizio collabora con l'USSM al progetto di messa alla prova e riferisce ogni tre mesi "
    "sul suo andamento.",
    months=3,
)
PK = ProceedingKind

STORIES: dict[str, Story] = {
    "conflitto": Story(
        theme="conflitto",
        reason="Separazione molto conflittuale; i figli sono esposti alle discussioni dei genitori.",
        source="10",  # tribunale ordinario
        services=("tutela", "spazio_neutro"),
        proceeding=PK.SEPARAZIONE,
        order=OrderKind.ORDINANZA,
        office="to_lodi",
        tasks=(SOCIAL, MEETINGS),
        parents_apart=True,
        ages=(3, 14),
    ),
    "trascuratezza": Story(
        theme="trascuratezza",
        reason="Segnalazione della scuola per assenze ripetute e cura di base discontinua.",
        source="13",  # scuola
        services=("tutela", "adm"),
        proceeding=PK.LIMITAZIONE_333,
        tasks=(ENQUIRY, HOME),
        plan=True,
        ages=(2, 13),
    ),
    "violenza": Story(
        theme="violenza",
        reason="Violenza assistita: allontanamento della madre con i figli in luogo protetto.",
        source="5",  # forze ordine
        services=("tutela", "spazio_neutro"),
        proceeding=PK.DECADENZA_330,
        order=OrderKind.DECRETO_INDIFFERIBILE,
        tasks=(ENQUIRY, UPDATE),
        secret_place=True,
        parents_apart=True,
        ages=(1, 13),
    ),
    "fragilita": Story(
        theme="fragilita",
        reason="Fragilità della madre in cura presso i servizi specialistici; rete familiare ridotta.",
        source="3",  # sanita
        services=("tutela", "adm"),
        proceeding=PK.LIMITAZIONE_333,
        tasks=(PARENTING, UPDATE),
        plan=True,
        ages=(0, 15),
    ),
    "affido": Story(
        theme="affido",
        reason="Affidamento al servizio sociale disposto dal Tribunale dopo l'indagine.",
        source="11",  # autorita minorile
        services=("tutela", "adm"),
        proceeding=PK.AFFIDAMENTO_SERVIZIO,
        order=OrderKind.DECRETO_DEFINITIVO,
        tasks=(ENTRUSTED,),
        plan=True,
        ages=(3, 16),
    ),
    "comunita": Story(
        theme="comunita",
        reason="Collocamento in micro comunità con progetto di rientro graduale in famiglia.",
        source="11",  # autorita minorile
        services=("tutela", "micro_comunita"),
        proceeding=PK.LIMITAZIONE_333,
        tasks=(PLACED, UPDATE),
        plan=True,
        secret_place=True,
        ages=(9, 17),
    ),
    "penale": Story(
        theme="penale",
        reason="Progetto di messa alla prova con l'USSM; la famiglia collabora.",
        source="1",  # giustizia minorile
        services=("tutela",),
        proceeding=PK.MAP_ART28,
        order=OrderKind.ORDINANZA,
        tasks=(PROBATION,),
        ages=(15, 17),
    ),
    "procura": Story(
        theme="trascuratezza",
        reason="Richiesta di informazioni della Procura minorile dopo una segnalazione.",
        source="11",  # autorita minorile
        services=(),
        proceeding=PK.INDAGINE_PROCURA,
        order=OrderKind.RICHIESTA_INDAGINE_PM,
        office="pmm_milano",
        tasks=(ENQUIRY,),
        ages=(1, 15),
    ),
    "economica": Story(
        theme="economica",
        reason="Richiesta spontanea di aiuto per il pagamento dell'affitto e la ricerca di lavoro.",
        source="6",  # beneficiario
        services=("segretariato", "comunita_energetiche"),
        ages=(0, 15),
    ),
    "spontanea": Story(
        theme="economica",
        reason="La famiglia chiede un sostegno educativo e occasioni di incontro con altri genitori.",
        source="8",  # familiari
        services=("segretariato", "casa_per_fare_insieme"),
        plan=True,
        ages=(1, 12),
    ),
}
