"""Meetings with other services and inside the équipe."""

from config.demo.scenes.scene import Scene

SCENES = (
    Scene(
        kind="riunione_equipe",
        place="Sede del servizio",
        present="Équipe",
        together=True,
        facts=(
            "L'équipe rilegge l'incarico del Tribunale e assegna i compiti: colloqui con i "
            "genitori all'assistente "
            "sociale, osservazioni all'educatrice, valutazione alla psicologa.",
        ),
    ),
    Scene(
        kind="riunione_equipe",
        place="Sede del servizio",
        present="Équipe",
        together=True,
        facts=(
            "Verifica di metà periodo: quattro colloqui svolti su cinque, due visite domiciliari, "
            "un incontro a scuola.",
        ),
        thought=(
            "Il quadro è in lieve miglioramento. L'équipe concorda di mantenere gli interventi "
            "attivi e di rivederli tra "
            "due mesi.",
        ),
        hours="1.5",
    ),
    Scene(
        kind="riunione_equipe",
        place="Sede del servizio",
        present="Équipe",
        together=True,
        reserved=True,
        facts=("Confronto interno sulle ipotesi di lavoro in vista della prossima relazione.",),
        thought=(
            "Due letture diverse nel gruppo: si decide di acquisire altri elementi prima di scriverne.",
        ),
    ),
    Scene(
        kind="riunione_rete",
        place="Scuola primaria",
        present="Dirigente, insegnanti, educatrice",
        ages=(6, 11),
        hours="1.5",
        facts=(
            "Riunione con la scuola. {c} è in pari con il programma di matematica; fatica nella "
            "lettura ad alta voce. "
            "Si concorda un tempo dedicato due volte alla settimana.",
        ),
        said=(("L'insegnante di italiano", "«Chiede aiuto solo se nessuno sente.»"),),
        thought=("La scuola è attenta e può diventare il luogo in cui {c} sperimenta fiducia.",),
    ),
    Scene(
        kind="riunione_rete",
        place="UONPIA",
        present="Neuropsichiatra, psicologa",
        ages=(4, 17),
        hours="1",
        facts=(
            "Incontro con la UONPIA: valutazione conclusa, nessuna diagnosi; consigliato sostegno psicologico.",
        ),
        thought=("Il disagio di {c} appare legato al clima familiare più che a un disturbo.",),
    ),
    Scene(
        kind="riunione_rete",
        place="Videoconferenza",
        present="SerD, CPS, servizio sociale",
        together=True,
        hours="1",
        themes=frozenset({"fragilita", "affido"}),
        facts=(
            "Riunione con SerD e CPS. {m} frequenta con regolarità; la terapia è stata ridotta. "
            "Si concorda uno scambio "
            "mensile di aggiornamenti.",
        ),
        said=(("La referente del SerD", "«È la prima volta che porta lei gli argomenti al colloquio.»"),),
        thought=(
            "La collaborazione tra i servizi consente un controllo attento senza moltiplicare gli appuntamenti.",
        ),
    ),
    Scene(
        kind="riunione_rete",
        place="Comunità",
        present="Educatore di riferimento, coordinatrice della comunità",
        themes=frozenset({"comunita"}),
        hours="2",
        facts=(
            "Verifica in comunità. {c} rispetta gli orari, cura la propria stanza e ha due amici "
            "stabili nel gruppo. "
            "Le telefonate alla madre sono due alla settimana.",
        ),
        said=(("{c}", "«Mi va bene stare qui, ma voglio sapere fino a quando.»"),),
        thought=("L'inserimento è riuscito; va costruita una prospettiva con tempi dichiarati.",),
    ),
    Scene(
        kind="riunione_rete",
        place="USSM",
        present="Assistente sociale dell'USSM, {c}",
        themes=frozenset({"penale"}),
        ages=(13, 18),
        hours="1.5",
        facts=(
            "Verifica del progetto di messa alla prova: presenze regolari nel volontariato, una "
            "sola assenza giustificata. "
            "Lo studio procede con l'aiuto del tutor.",
        ),
        said=(("{c}", "«All'inizio ci andavo perché dovevo. Adesso mi chiamano per nome.»"),),
        thought=("{c} riconosce il danno causato e comincia a parlarne in prima persona.",),
    ),
    Scene(
        kind="riunione_rete",
        place="Sede Caritas",
        present="Centro di ascolto, volontari",
        together=True,
        themes=frozenset({"economica"}),
        facts=(
            "Microéquipe con il centro di ascolto: definita la proposta di patto, con sostegno "
            "alle spese di affitto per tre "
            "mesi e tirocinio.",
        ),
        thought=("Il patto mette insieme aiuto e restituzione e la signora lo riconosce come proprio.",),
    ),
)
