"""The outlines the product starts with.

Structure and contents: handbook of the project, courts §4 (art. 473-bis.27 c.p.c.). What is practice of the services
and not written in a law carries no «norma». Every outline may be versioned and changed in the admin.
"""

from datetime import date

from django.db import migrations

F, D, V = "fatto", "dichiarazione", "valutazione"
ART = "art. 473-bis.27 c.p.c."
# The day the rules on reports came into force (d.lgs. 149/2022).
SINCE = date(2023, 2, 28)


def section(key, heading, guidance, kinds=(), feeds=(), **marks):
    return {"key": key, "heading": heading, "guidance": guidance, "kinds": list(kinds), "feeds": list(feeds)} | marks


QUADRO = section(
    "quadro",
    "Composizione del nucleo e situazione giuridica",
    "Chi vive con il minore, chi esercita la responsabilità genitoriale, curatore, tutore, avvocati, collocamento "
    "alla data della relazione. Un luogo riservato non si scrive: «presso collocazione nota al servizio».",
    [F],
    ["nucleo"],
)
STORIA = section(
    "storia",
    "Motivo dell'intervento e breve storia",
    "Come il servizio ha conosciuto la famiglia, i provvedimenti precedenti, che cosa è già stato fatto.",
    [F, D],
    ["provvedimenti"],
)
METODO = section(
    "metodo",
    "Fonti e metodo di lavoro",
    "Colloqui, visite, osservazioni, contatti con scuola e sanità, documenti letti, con le date. Indicare anche gli "
    "appuntamenti mancati e di chi.",
    [F],
    ["ore", "mancati"],
)
MINORE = section(
    "minore",
    "Il minore",
    "Salute, scuola, relazioni, vita quotidiana, che cosa dice con le sue parole. Solo fatti e dichiarazioni: la "
    "lettura professionale va nella valutazione.",
    [F, D],
    ["visite", "colloqui", "eventi"],
    required=True,
    per_child=True,
    legal_basis=ART,
)
ADULTI = section(
    "adulti",
    "I genitori e le altre figure adulte",
    "Casa, lavoro, salute, collaborazione con il servizio, risorse e rischi, per ciascuna persona.",
    [F, D],
)
RETE = section(
    "rete",
    "Scuola, sanità e rete",
    "Che cosa hanno comunicato scuola, pediatra, specialisti, comunità o affidatari, e quando.",
    [F, D],
    ["rete"],
)
INTERVENTI = section(
    "interventi",
    "Interventi svolti rispetto agli incarichi",
    "Un brano per ciascun incarico del provvedimento: che cosa era chiesto, che cosa è stato fatto, che cosa no e "
    "perché.",
    [F],
    ["incarichi", "servizi"],
    required=True,
    covers_mandates=True,
    legal_basis=ART,
)
DICHIARAZIONI = section(
    "dichiarazioni",
    "Dichiarazioni delle parti e di terzi",
    "Chi, in quale veste, quando, dove e davanti a chi. Tra virgolette le parole dette; altrimenti è una sintesi.",
    [D],
    ["dichiarazioni"],
    required=True,
    legal_basis=ART,
)
VALUTAZIONE = section(
    "valutazione",
    "Valutazione professionale",
    "La lettura di chi scrive, con i fatti su cui poggia. Se riguarda la personalità serve il metodo o il protocollo "
    "scientifico.",
    [V],
    ["valutazioni"],
    required=True,
    legal_basis=ART,
)
PSICOLOGICA = section(
    "parte_psicologica",
    "Valutazione psicologica",
    "A cura dello psicologo: strumenti, date, risultati essenziali. Protocolli e punteggi grezzi restano allo psicologo.",
    [V],
    countersigned=True,
    required=True,
    legal_basis=ART,
)
PROGETTO = section(
    "progetto",
    "Progetto: obiettivi, azioni, tempi",
    "Che cosa si vuole raggiungere, chi fa che cosa ed entro quando, con quali indicatori.",
    [F, V],
    ["progetti"],
)
PROPOSTE = section(
    "proposte",
    "Proposte",
    "Possibilità che il servizio sottopone al giudice, mai disposizioni.",
    content="proposte",
    required=True,
)
RESTITUZIONE = section(
    "restituzione",
    "Restituzione alla famiglia",
    "Che cosa è stato detto alla famiglia di questa relazione, quando, e che cosa ha risposto.",
    [F, D],
)
INCONTRI = section(
    "incontri",
    "Incontri svolti",
    "Per ciascun incontro: arrivo, interazione, parole, congedo, interventi dell'operatore. Gli incontri annullati con "
    "il motivo e da chi.",
    [F, D],
    ["visite", "eventi"],
    required=True,
    per_child=True,
    legal_basis=ART,
)
PRESCRIZIONI = section(
    "impegni",
    "Impegni del ragazzo e loro svolgimento",
    "Punto per punto gli impegni del progetto: rispettati, in parte, non rispettati, con i fatti.",
    [F, D],
    ["visite", "colloqui", "eventi"],
    required=True,
    per_child=True,
)
RIPARAZIONE = section(
    "riparazione",
    "Riparazione e conciliazione con la persona offesa",
    "Attività riparative svolte o proposte. Nessun dato della persona offesa oltre il necessario.",
    [F, D],
)


def but(base, **changes):
    return base | changes


def only(*, heading, guidance, base=VALUTAZIONE, **changes):
    return base | {"heading": heading, "guidance": guidance} | changes


FREE = {"required": False}
JUVENILE = [
    QUADRO,
    PRESCRIZIONI,
    section(
        "ambiente",
        "Famiglia e ambiente di vita",
        "Coinvolgimento della famiglia, scuola o lavoro, tempo libero, gruppo dei pari.",
        [F, D],
        ["rete"],
    ),
    section(
        "operatori",
        "Interventi degli operatori della giustizia e del territorio",
        "Chi ha fatto che cosa: USSM, servizio locale, educatori, volontariato.",
        [F],
        ["incarichi", "servizi", "ore", "mancati"],
        required=True,
        covers_mandates=True,
    ),
    RIPARAZIONE,
    but(DICHIARAZIONI, required=False),
    VALUTAZIONE,
]
PSYCHO = [
    QUADRO,
    section(
        "quesito",
        "Quesito e inquadramento",
        "Che cosa ha chiesto l'autorità giudiziaria, punto per punto.",
        [F],
        ["provvedimenti"],
        required=True,
    ),
    section(
        "strumenti",
        "Metodo, strumenti e date",
        "Colloqui clinici, osservazioni, test e protocolli con la data di ciascuno. I punteggi restano allo psicologo.",
        [F],
        ["ore", "mancati"],
        required=True,
        legal_basis=ART,
    ),
]

# kind: (guidance, second signature, sections)
OUTLINES = {
    "segnalazione_pmm": (
        "La segnalazione non è una denuncia: se c'è un reato procedibile d'ufficio, la denuncia va a parte, per iscritto "
        "e senza ritardo, alla Procura presso il Tribunale ordinario. La Procura minorile di Milano chiede il Codice "
        "Oggetto nella prima pagina e nell'oggetto del messaggio.",
        "",
        [
            QUADRO,
            only(
                base=MINORE,
                heading="Fatti di pregiudizio",
                guidance="Che cosa è accaduto o è stato osservato, quando, da chi. Per ciascun minore.",
            ),
            section(
                "tentativi",
                "Che cosa è stato tentato",
                "Interventi proposti o attuati prima di segnalare e con quale esito.",
                [F],
                ["servizi", "ore", "mancati"],
                required=True,
            ),
            section("collaborazione", "Collaborazione della famiglia", "Fatti e parole, non giudizi.", [F, D]),
            but(DICHIARAZIONI, required=False),
            only(heading="Valutazione del rischio e dell'urgenza", guidance="Perché ora, e che cosa può accadere."),
            section(
                "reato",
                "Eventuale ipotesi di reato",
                "Se è stata presentata denuncia, quando e a chi. Segnare «trattenuto» ciò che non va ancora rivelato.",
                [F],
            ),
            section(
                "informazione",
                "Informazione ai genitori",
                "Se e quando sono stati informati della segnalazione; altrimenti perché no.",
                [F],
                required=True,
            ),
            but(PROPOSTE, heading="Richiesta alla Procura"),
        ],
    ),
    "relazione_403": (
        "Breve: accompagna il provvedimento entro 24 ore dal collocamento in sicurezza. Contano le ore, i fatti e le "
        "alternative escluse.",
        "",
        [
            section(
                "cronologia",
                "Cronologia dell'intervento",
                "Con l'ora: chiamata, arrivo, collocamento, avviso orale al pubblico ministero e chi l'ha ricevuto.",
                [F],
                ["eventi"],
                required=True,
                legal_basis="art. 403 c.c.",
            ),
            only(
                base=MINORE,
                heading="Condizioni del minore e pericolo",
                guidance="Lo stato di abbandono o il grave pregiudizio e pericolo, nei fatti. Per ciascun minore.",
                feeds=["visite", "colloqui"],
                legal_basis="art. 403 c.c.",
            ),
            section(
                "alternative",
                "Alternative considerate ed escluse",
                "Parenti, sostegno al domicilio, altre soluzioni: perché non bastavano.",
                [F, V],
                required=True,
            ),
            but(DICHIARAZIONI, required=False),
            only(heading="Valutazione dell'urgenza", guidance="Perché non si poteva attendere il giudice."),
            but(PROPOSTE, required=False),
        ],
    ),
    "indagine_sociale": (
        "Risponde una per una alle domande del giudice. Distinguere sempre ciò che è stato accertato, ciò che è stato "
        "detto e ciò che si valuta.",
        "",
        [
            but(QUADRO, required=True),
            STORIA,
            but(METODO, required=True),
            MINORE,
            but(ADULTI, required=False),
            RETE,
            INTERVENTI,
            DICHIARAZIONI,
            VALUTAZIONE,
            PROGETTO,
            PROPOSTE,
            RESTITUZIONE,
        ],
    ),
    "indagine_psicosociale": (
        "Risponde una per una alle domande del giudice. La parte psicologica è scritta e firmata dallo psicologo.",
        "psicologo",
        [
            but(QUADRO, required=False),
            STORIA,
            METODO,
            MINORE,
            ADULTI,
            RETE,
            INTERVENTI,
            DICHIARAZIONI,
            VALUTAZIONE,
            but(PSICOLOGICA, required=False),
            PROGETTO,
            PROPOSTE,
            RESTITUZIONE,
        ],
    ),
    "aggiornamento": (
        "Che cosa è cambiato dall'ultima relazione e a che punto è ciascun incarico. Non ripetere la storia già nota al "
        "giudice.",
        "",
        [QUADRO, METODO, MINORE, ADULTI, RETE, INTERVENTI, DICHIARAZIONI, VALUTAZIONE, PROGETTO, PROPOSTE, RESTITUZIONE],
    ),
    "urgente": (
        "Un solo avvenimento e che cosa si chiede. Il resto può attendere la relazione periodica.",
        "",
        [
            section(
                "evento",
                "L'avvenimento",
                "Che cosa è accaduto, quando, chi era presente, chi ha avvisato il servizio.",
                [F, D],
                ["eventi"],
                required=True,
                legal_basis=ART,
                per_child=True,
            ),
            section("subito", "Che cosa è stato fatto subito", "Con data e ora.", [F], required=True),
            but(DICHIARAZIONI, required=False),
            VALUTAZIONE,
            but(PROPOSTE, heading="Che cosa si chiede"),
        ],
    ),
    "valutazione_genitoriale": (
        "Protocolli e date nella relazione; i punteggi li conserva lo psicologo.",
        "psicologo",
        [
            *PSYCHO,
            but(ADULTI, required=True, feeds=["colloqui", "visite", "eventi"]),
            but(MINORE, feeds=[], required=False),
            but(INTERVENTI, feeds=["incarichi"]),
            but(DICHIARAZIONI, required=False),
            only(
                heading="Valutazione delle capacità genitoriali",
                guidance="Funzioni genitoriali, risorse, recuperabilità e tempi, con i fatti su cui poggia.",
                countersigned=True,
            ),
            PROGETTO,
            but(PROPOSTE, required=False),
            RESTITUZIONE,
        ],
    ),
    "psicodiagnostica_genitori": (
        "Solo ciò che serve a rispondere al quesito. Protocolli, date e limiti della valutazione.",
        "psicologo",
        [
            *PSYCHO,
            but(ADULTI, required=True, feeds=["colloqui", "visite", "eventi"]),
            but(INTERVENTI, feeds=["incarichi"]),
            but(DICHIARAZIONI, required=False),
            but(PSICOLOGICA, feeds=["valutazioni"]),
            but(PROPOSTE, required=False),
            RESTITUZIONE,
        ],
    ),
    "psicodiagnostica_minore": (
        "Solo ciò che serve a rispondere al quesito. Le parole del minore tra virgolette, con chi era presente.",
        "psicologo",
        [
            *PSYCHO,
            MINORE,
            but(INTERVENTI, feeds=["incarichi"]),
            but(DICHIARAZIONI, required=False),
            but(PSICOLOGICA, feeds=["valutazioni"]),
            but(PROPOSTE, required=False),
            RESTITUZIONE,
        ],
    ),
    "spazio_neutro": (
        "Che cosa ha disposto il giudice sugli incontri, che cosa è avvenuto, come sta andando. Le parole si riportano "
        "come sono state dette.",
        "",
        [
            QUADRO,
            section(
                "disposizione",
                "Provvedimento e finalità degli incontri",
                "Chi incontra chi, con quale frequenza e con quali limiti.",
                [F],
                ["provvedimenti"],
                required=True,
            ),
            section(
                "quadro_incontri",
                "Incontri previsti, svolti e annullati",
                "Quanti, quando, chi era presente, chi ha annullato e perché.",
                [F],
                ["ore", "mancati"],
                required=True,
            ),
            INCONTRI,
            but(INTERVENTI, heading="Risposta agli incarichi"),
            but(DICHIARAZIONI, required=False),
            only(heading="Andamento", guidance="Come sono cambiati gli incontri nel periodo, con i fatti."),
            but(PROPOSTE, guidance="Continuare, ampliare, liberalizzare o sospendere: mai disposizioni."),
            RESTITUZIONE,
        ],
    ),
    "adm": (
        "Ore autorizzate e svolte, obiettivi del progetto, che cosa è cambiato a casa.",
        "",
        [
            QUADRO,
            section(
                "ore",
                "Interventi e ore",
                "Ore autorizzate, svolte e residue; accessi mancati e perché.",
                [F],
                ["ore", "mancati"],
                required=True,
            ),
            MINORE,
            ADULTI,
            INTERVENTI,
            PROGETTO,
            but(DICHIARAZIONI, required=False),
            VALUTAZIONE,
            but(PROPOSTE, required=False),
            RESTITUZIONE,
        ],
    ),
    "comunita_semestrale": (
        "Accompagna l'elenco semestrale dei minori collocati. La forma la fissa ogni Procura.",
        "",
        [
            section(
                "residenza",
                "Residenza dei genitori e collocamento",
                "Località di residenza dei genitori; da quando il minore è in comunità e con quale provvedimento.",
                [F],
                ["nucleo", "provvedimenti"],
                required=True,
                legal_basis="art. 9 L. 184/1983",
            ),
            section(
                "rapporti",
                "Rapporti con la famiglia",
                "Visite, rientri, telefonate: quanti e come.",
                [F, D],
                ["visite", "colloqui", "mancati"],
                required=True,
                per_child=True,
                legal_basis="art. 9 L. 184/1983",
            ),
            section(
                "condizioni",
                "Condizioni psicofisiche",
                "Salute, scuola, vita in comunità.",
                [F, D],
                ["eventi", "rete"],
                required=True,
                per_child=True,
                legal_basis="art. 9 L. 184/1983",
            ),
            but(INTERVENTI, required=False),
            but(DICHIARAZIONI, required=False),
            but(VALUTAZIONE, required=False),
            PROGETTO,
            but(PROPOSTE, required=False),
        ],
    ),
    "pei": (
        "A che punto è il progetto: obiettivi, azioni, risultati, e la voce del minore e della famiglia.",
        "",
        [
            QUADRO,
            but(PROGETTO, kinds=[F], required=True),
            MINORE,
            but(INTERVENTI, required=False),
            but(DICHIARAZIONI, heading="Voce del minore e della famiglia"),
            VALUTAZIONE,
            but(PROPOSTE, required=False),
            RESTITUZIONE,
        ],
    ),
    "map_avvio": (
        "Il progetto è dell'USSM con i servizi locali. Quattro parti: coinvolgimento, impegni, operatori, riparazione "
        "(art. 28 D.P.R. 448/1988).",
        "",
        [*JUVENILE, PROGETTO, but(PROPOSTE, required=False)],
    ),
    "map_intermedia": (
        "Andamento della prova. Se ci sono trasgressioni ripetute e gravi, dirlo con i fatti.",
        "",
        [*JUVENILE, but(PROPOSTE, required=False)],
    ),
    "map_finale": (
        "Serve all'udienza di valutazione della prova (art. 29 D.P.R. 448/1988).",
        "",
        [*JUVENILE, but(PROPOSTE, required=False)],
    ),
    "art25_finale": (
        "Il tribunale decide se chiudere, proseguire o cambiare il progetto (art. 25 R.D.L. 1404/1934).",
        "",
        [*JUVENILE, PROGETTO, PROPOSTE],
    ),
    "prosieguo_richiesta": (
        "Va presentata prima dei 18 anni. Il consenso e il progetto del ragazzo contano quanto la storia.",
        "",
        [
            QUADRO,
            STORIA,
            MINORE,
            but(INTERVENTI, required=False),
            only(
                base=DICHIARAZIONI,
                heading="Volontà del ragazzo",
                guidance="Le sue parole sulla prosecuzione, con data e chi era presente.",
            ),
            VALUTAZIONE,
            but(PROGETTO, required=True),
            but(PROPOSTE, heading="Richiesta"),
        ],
    ),
    "proposta_proroga_affido": (
        "Prima della scadenza il servizio dice alla Procura se chiedere la proroga: serve il grave pregiudizio del "
        "rientro (art. 4 L. 184/1983).",
        "",
        [
            QUADRO,
            STORIA,
            MINORE,
            but(ADULTI, heading="La famiglia d'origine", required=True),
            but(INTERVENTI, required=True),
            DICHIARAZIONI,
            only(
                heading="Valutazione del rientro",
                guidance="Perché il rientro, ora, recherebbe grave pregiudizio; durata prevedibile.",
                legal_basis="art. 4 L. 184/1983",
            ),
            PROGETTO,
            PROPOSTE,
        ],
    ),
    "proposta_modifica": (
        "Che cosa è cambiato e quale modifica del provvedimento si sottopone al giudice.",
        "",
        [QUADRO, MINORE, INTERVENTI, but(DICHIARAZIONI, required=False), VALUTAZIONE, PROPOSTE, RESTITUZIONE],
    ),
    "proposta_chiusura": (
        "Gli obiettivi raggiunti, quelli no, che cosa resta e chi se ne occupa.",
        "",
        [
            QUADRO,
            MINORE,
            INTERVENTI,
            but(PROGETTO, required=True),
            but(DICHIARAZIONI, required=False),
            VALUTAZIONE,
            PROPOSTE,
            RESTITUZIONE,
        ],
    ),
    "conclusiva": (
        "Chiude il lavoro del servizio: storia in breve, interventi, esiti, situazione alla chiusura.",
        "",
        [
            QUADRO,
            but(STORIA, required=True),
            METODO,
            MINORE,
            ADULTI,
            INTERVENTI,
            PROGETTO,
            DICHIARAZIONI,
            VALUTAZIONE,
            but(PROPOSTE, required=False),
            RESTITUZIONE,
        ],
    ),
    "nomina_responsabile": (
        "Entro 15 giorni dalla notifica: al giudice, ai genitori, al curatore e al collocatario (art. 5-bis L. 184/1983).",
        "",
        [
            section(
                "nomina",
                "Nomina",
                "Nome, professione, recapiti d'ufficio del responsabile dell'affidamento e da quando.",
                [F],
                required=True,
                legal_basis="art. 5-bis L. 184/1983",
            ),
            section("comunicazioni", "A chi è stata comunicata", "Persone, data e modo.", [F]),
        ],
    ),
    "risposta_ctu": (
        "Risponde alle domande del consulente. Solo ciò che è agli atti del servizio.",
        "",
        [
            section(
                "domande",
                "Domande del consulente",
                "Una per una, con la data della richiesta.",
                [F],
                ["provvedimenti"],
                required=True,
            ),
            but(METODO, required=False),
            but(MINORE, heading="Elementi a conoscenza del servizio"),
            but(DICHIARAZIONI, required=False),
            but(VALUTAZIONE, required=False),
        ],
    ),
    "cambio_residenza": (
        "Comunica il trasferimento e il servizio ora competente. Un indirizzo riservato non si scrive.",
        "",
        [
            section(
                "trasferimento",
                "Trasferimento",
                "Da quale a quale Comune, da quando, risultante da che cosa.",
                [F],
                ["nucleo"],
                required=True,
            ),
            section("competenza", "Servizio competente e passaggio", "Chi prende in carico e che cosa è consegnato.", [F]),
            but(PROPOSTE, required=False),
        ],
    ),
}

# Where the paragraphs written before outlines existed stand: the section the diary of that kind goes to.
PLACE = """
UPDATE {table} b SET section_id = COALESCE(
    (SELECT s.id FROM reports_outlinesection s JOIN reports_report r ON r.outline_id = s.outline_id
      WHERE r.id = b.report_id AND b.kind = ANY(s.kinds) AND s.feeds && CASE b.kind
        WHEN 'fatto' THEN ARRAY['visite'] WHEN 'dichiarazione' THEN ARRAY['dichiarazioni']
        ELSE ARRAY['valutazioni'] END::varchar[]
      ORDER BY s.position LIMIT 1),
    (SELECT s.id FROM reports_outlinesection s JOIN reports_report r ON r.outline_id = s.outline_id
      WHERE r.id = b.report_id AND b.kind = ANY(s.kinds) ORDER BY s.position LIMIT 1))
WHERE section_id IS NULL;
"""


def load(apps, schema_editor):
    outline_model = apps.get_model("reports", "Outline")
    section_model = apps.get_model("reports", "OutlineSection")
    titles = dict(outline_model._meta.get_field("kind").choices)
    for kind, (guidance, second, sections) in OUTLINES.items():
        outline = outline_model.objects.create(
            kind=kind,
            number=1,
            title=titles[kind],
            guidance=guidance,
            second_signature=second,
            valid_from=SINCE,
        )
        section_model.objects.bulk_create(
            section_model(outline=outline, position=number * 10, **values)
            for number, values in enumerate(sections, start=1)
        )


class Migration(migrations.Migration):
    # Databases made before the migrations were laid anew need nothing.
    replaces = [
        ("reports", "0004_outlines"),
    ]
    dependencies = [("reports", "0002_immutable")]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
