"""Report snapshots for the tests: invented families, one per size."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from reports.snapshot import (
    Block,
    BlockKind,
    Child,
    HouseholdMember,
    Letterhead,
    Mandate,
    Objective,
    Office,
    Order,
    Plan,
    Proceeding,
    ReportSnapshot,
    Section,
    Service,
    Signature,
    Source,
)

FACT = (
    "Alla visita domiciliare del mattino l'abitazione è risultata in ordine e riscaldata. I due bambini "
    "dormono nella stessa camera, ciascuno nel proprio letto; sul tavolo c'erano i quaderni di scuola. La "
    "madre ha mostrato il libretto sanitario aggiornato e il calendario degli appuntamenti con il pediatra."
)
STATEMENT = (
    "«Da quando viene l'educatrice i compiti li facciamo insieme, e la sera non si grida più. Io so che devo "
    "ancora imparare a dire di no senza arrabbiarmi, però adesso quando sono stanca telefono a mia sorella.»"
)
EVALUATION = (
    "L'équipe rileva una maggiore continuità nelle cure quotidiane e una rete familiare che si attiva prima "
    "dell'emergenza. Resta fragile la comunicazione tra i genitori, che passa ancora attraverso i figli.\n\n"
    "La valutazione si fonda sulle tre visite domiciliari, sui colloqui individuali e sulle osservazioni "
    "registrate durante gli incontri in Spazio Neutro."
)


def minimal(**changes: Any) -> ReportSnapshot:
    """The least a report can be."""
    values: dict[str, Any] = {
        "report_id": 12,
        "version": 1,
        "frozen_at": datetime(2026, 11, 22, 10, 30, tzinfo=UTC),
        "letterhead": Letterhead(entity="Comune di Vallechiara"),
        "office": Office(name="Tribunale per i minorenni di Milano"),
        "kind": "Relazione di aggiornamento",
        "subject": "Aggiornamento sulla situazione del nucleo",
        "place": "Vallechiara",
        "issued_on": date(2026, 11, 20),
        "approved_by": "Caterina Bellomonte",
        "approved_on": date(2026, 11, 21),
    }
    return ReportSnapshot(**(values | changes))


def typical(**changes: Any) -> ReportSnapshot:
    """Two children, two mandates, three sections with fourteen blocks."""
    values: dict[str, Any] = {
        "letterhead": Letterhead(
            entity="Comune di Vallechiara",
            unit="Servizio Tutela Minori – Ambito Valle del Lambretto",
            address_lines=("Piazza della Fontana 3", "20099 Vallechiara (MI)"),
            contacts=("tel. 02 0000 0000", "tutela@pec.vallechiara.example"),
            controller="Comune di Vallechiara",
        ),
        "office": Office(
            name="Tribunale per i minorenni di Milano",
            section="Sezione Civile – Volontaria giurisdizione",
            city="Milano",
            judge="Alla c.a. del Giudice delegato dott.ssa Ludovica Serramonti",
        ),
        "kind": "Relazione di indagine psicosociale e aggiornamento",
        "subject": "minori Fiordaliso Nina e Tommaso: esito dell'indagine e aggiornamento semestrale",
        "protocol": "2026/0004512",
        "proceedings": (
            Proceeding(label="1234/2026 R.G. V.G.", office="Tribunale per i minorenni di Milano"),
            Proceeding(label="567/2026 Affari civili", office="Procura presso il Tribunale per i minorenni"),
        ),
        "orders": (
            Order(kind="Decreto provvisorio", decided_on=date(2026, 5, 12), received_on=date(2026, 5, 15)),
        ),
        "mandates": MANDATES,
        "children": (
            Child(
                name="Fiordaliso Nina",
                birth_date=date(2015, 3, 9),
                birth_place="Vallechiara",
                case_reference="C-2026-0031",
            ),
            Child(
                name="Fiordaliso Tommaso",
                birth_date=date(2018, 9, 27),
                birth_place="Vallechiara",
                case_reference="C-2026-0032",
            ),
        ),
        "household": HOUSEHOLD,
        "services": (
            Service(kind="Tutela Minori", state="attivo", starts_on=date(2026, 5, 18)),
            Service(kind="Assistenza domiciliare minori (ADM)", state="attivo", starts_on=date(2026, 6, 8)),
            Service(
                kind="Spazio Neutro",
                state="concluso",
                starts_on=date(2026, 6, 15),
                ends_on=date(2026, 10, 30),
            ),
        ),
        "plans": PLANS,
        "diary_summary": (
            "Nel periodo sono stati svolti 9 colloqui, 3 visite domiciliari e 14 incontri in Spazio Neutro; "
            "2 appuntamenti sono stati mancati senza preavviso dal padre. Sono stati sentiti la scuola e il "
            "pediatra di libera scelta."
        ),
        "sources": sources(12),
        "sections": sections(14),
        "proposals": (
            "Si rimettono alla valutazione dell'Autorità giudiziaria le seguenti possibilità.\n\n"
            "1. Conferma dell'affidamento al Servizio per altri dodici mesi.\n"
            "2. Prosecuzione dell'ADM, con riduzione a quattro ore settimanali dopo la verifica di marzo.\n"
            "3. Incontri liberi tra il padre e i figli, dopo un percorso di mediazione."
        ),
        "signatures": (
            Signature(
                name="Marta Colleverde",
                profession="Assistente sociale",
                register_number="A-0000",
                role="Assistente sociale referente",
                on=date(2026, 11, 20),
            ),
            Signature(
                name="Ettore Pianalto",
                profession="Psicologo",
                register_number="03/00000",
                role="Psicologo dell'équipe",
                on=date(2026, 11, 20),
            ),
        ),
    }
    return minimal(**(values | changes))


def long(**changes: Any) -> ReportSnapshot:
    """About twenty pages."""
    return typical(**({"sections": sections(96), "sources": sources(120)} | changes))


MANDATES = (
    Mandate(
        kind="Indagine psicosociale",
        task=(
            "Svolga il Servizio un'indagine psicosociale sul nucleo, con particolare riguardo alle "
            "condizioni di vita dei minori, alle risorse parentali e alla qualità delle relazioni familiari."
        ),
        period_from=date(2026, 5, 15),
        period_to=date(2026, 11, 15),
        due_on=date(2026, 11, 11),
        explanation="180 giorni dalla ricezione del 15/05/2026.",
    ),
    Mandate(
        kind="Aggiornamento",
        task="Riferisca ogni sei mesi sull'andamento degli interventi.",
        period_from=date(2026, 5, 15),
        period_to=date(2026, 11, 15),
        due_on=date(2026, 11, 16),
        explanation="6 mesi dalla ricezione; il 15/11/2026 è domenica: scade il giorno seguente.",
    ),
)
HOUSEHOLD = (
    HouseholdMember(
        name="Fiordaliso Rachele",
        kinship="madre",
        birth_date=date(1988, 1, 30),
        cohabiting=True,
        note="occupata",
    ),
    HouseholdMember(
        name="Quercetti Bruno",
        kinship="padre",
        birth_date=date(1985, 7, 2),
        cohabiting=False,
        note="abita presso i propri genitori",
    ),
    HouseholdMember(name="Fiordaliso Nina", kinship="figlia", birth_date=date(2015, 3, 9), cohabiting=True),
    HouseholdMember(
        name="Fiordaliso Tommaso", kinship="figlio", birth_date=date(2018, 9, 27), cohabiting=True
    ),
)
PLANS = (
    Plan(
        title="P.E.I.PA. del nucleo",
        state="attivo",
        review_on=date(2027, 3, 15),
        objectives=(
            Objective(
                area="Cura e salute",
                title="Calendario delle visite pediatriche rispettato",
                result="raggiunto",
            ),
            Objective(
                area="Scuola", title="Frequenza regolare di entrambi", result="in parte: 11 assenze di Nina"
            ),
            Objective(area="Relazioni familiari", title="Passaggi tra i genitori senza conflitto"),
        ),
    ),
)


def sources(count: int) -> tuple[Source, ...]:
    """Dated activities, one a week."""
    kinds = (
        "Colloquio con la madre",
        "Visita domiciliare",
        "Colloquio con la scuola",
        "Incontro in Spazio Neutro",
    )
    places = ("sede del Servizio", "abitazione", "Istituto comprensivo", "")
    start = date(2026, 5, 20)
    return tuple(
        Source(on=start + timedelta(weeks=index), kind=kinds[index % 4], place=places[index % 4])
        for index in range(count)
    )


def sections(count: int) -> tuple[Section, ...]:
    """The three legal sections with `count` blocks in all."""
    shared, rest = divmod(count, 3)
    return (
        Section(
            key="fatti", title="Fatti accertati", blocks=tuple(_fact(index) for index in range(shared + rest))
        ),
        Section(
            key="dichiarazioni", title="Dichiarazioni", blocks=tuple(_statement(i) for i in range(shared))
        ),
        Section(key="valutazioni", title="Valutazioni", blocks=tuple(_evaluation(i) for i in range(shared))),
    )


def _fact(index: int) -> Block:
    return Block(
        kind=BlockKind.FACT,
        text=f"Osservazione {index + 1}. {FACT}",
        on=date(2026, 6, 3) + timedelta(days=index),
        source=f"diario, visita domiciliare n. {index + 1}",
        children=("Fiordaliso Nina", "Fiordaliso Tommaso") if index % 2 else (),
    )


def _statement(index: int) -> Block:
    return Block(
        kind=BlockKind.STATEMENT,
        text=f"Colloquio {index + 1}. {STATEMENT}",
        speaker="Fiordaliso Rachele (madre)",
        on=date(2026, 7, 1) + timedelta(days=index),
        source="verbale del colloquio presso la sede del Servizio",
    )


def _evaluation(index: int) -> Block:
    return Block(
        kind=BlockKind.EVALUATION,
        text=f"Punto {index + 1}. {EVALUATION}",
        speaker="Ettore Pianalto, psicologo" if index % 2 else "équipe",
        children=("Fiordaliso Nina",) if index % 2 else (),
    )
