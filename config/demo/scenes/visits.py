"""Visits at home and outings together."""

from config.demo.scenes.scene import Scene

HOME = "Abitazione"

SCENES = (
    Scene(
        kind="visita_domiciliare",
        place=HOME,
        present="{m}, figli",
        together=True,
        hours="1.5",
        facts=(
            "Visita concordata. Alloggio di tre locali, ordinato e riscaldato; i figli hanno letti propri e un "
            "angolo per i compiti ricavato in cucina.",
            "Durante la visita {c} mostra i quaderni e prepara la merenda con la madre.",
        ),
        thought=("Le condizioni abitative sono adeguate e il clima osservato è disteso.",),
    ),
    Scene(
        kind="visita_domiciliare",
        place=HOME,
        present="{m}, figli",
        together=True,
        hours="1.5",
        themes=frozenset({"trascuratezza", "fragilita"}),
        facts=(
            "Visita non annunciata alle 17.30. In casa non c'è corrente elettrica; in frigorifero "
            "vi sono latte e "
            "pochi alimenti. I vestiti di {c} sono umidi.",
        ),
        said=(("La madre", "«Me l'hanno staccata martedì. Lunedì mi pagano e la faccio riattaccare.»"),),
        thought=(
            "La trascuratezza osservata è materiale e legata al reddito, ma ricade ogni giorno "
            "sulla cura di base: "
            "si attiva il sostegno economico urgente.",
        ),
    ),
    Scene(
        kind="visita_domiciliare",
        place=HOME,
        present="{p}",
        needs_father=True,
        together=True,
        hours="1",
        themes=frozenset({"conflitto"}),
        facts=(
            "Visita all'alloggio preso in affitto da {p}: due locali, una camera con letto a "
            "castello per i figli, "
            "giochi e libri in ordine.",
        ),
        said=(("Il padre", "«Ho tenuto la camera grande per loro. Io dormo di là.»"),),
        thought=("L'alloggio è idoneo ai pernottamenti previsti dal calendario.",),
    ),
    Scene(
        kind="visita_domiciliare",
        place=HOME,
        missed=True,
        together=True,
        hours="0.5",
        facts=(
            "Alla visita concordata non risponde nessuno. Viene lasciato un avviso con i recapiti del servizio.",
        ),
    ),
    Scene(
        kind="visita_domiciliare",
        place=HOME,
        present="{m}, {c}",
        ages=(0, 5),
        hours="1",
        facts=(
            "Osservazione del momento del pasto. {c} siede nel seggiolone, cerca lo sguardo della "
            "madre e si calma "
            "quando lei le parla con voce bassa.",
        ),
        thought=(
            "La sintonizzazione è presente e discontinua: migliora quando la signora non viene "
            "distratta dal telefono.",
        ),
    ),
    Scene(
        kind="osservazione_altrove",
        place="Oratorio del quartiere",
        present="{c}, educatrice",
        ages=(6, 14),
        hours="2",
        facts=(
            "{c} partecipa al torneo del sabato. Accetta la sostituzione senza protestare e "
            "incita i compagni dalla "
            "panchina.",
        ),
        thought=("Il gruppo dei pari è un contesto in cui {c} trova regole chiare e le rispetta.",),
    ),
    Scene(
        kind="osservazione_altrove",
        place="Spazio Neutro, stanza del gioco",
        present="{c}, {p}",
        needs_father=True,
        ages=(0, 12),
        themes=frozenset({"conflitto", "violenza"}),
        hours="1.5",
        facts=(
            "Incontro protetto. {c} entra tenendo per mano l'operatrice; dopo dieci minuti "
            "propone al padre il gioco "
            "delle costruzioni. Il congedo avviene senza pianto.",
        ),
        said=(("{c}", "«La prossima volta portiamo anche i dinosauri?»"),),
        thought=("La relazione tiene se l'incontro ha un inizio e una fine prevedibili.",),
    ),
    Scene(
        kind="osservazione_altrove",
        place="Spazio Neutro, stanza del gioco",
        present="{c}",
        needs_father=True,
        ages=(3, 14),
        missed=True,
        themes=frozenset({"conflitto", "violenza"}),
        hours="0.5",
        facts=(
            "{p} comunica di non poter venire un'ora prima dell'incontro. {c}, già nella sede, "
            "torna a casa con l'operatrice e la nonna.",
        ),
        said=(("{c}", "«Tanto lo sapevo.»"),),
    ),
    Scene(
        kind="accompagnamento",
        place="Consultorio familiare",
        present="{m}, {c}",
        hours="2",
        ages=(0, 10),
        facts=(
            "Accompagnamento alla visita di controllo. Il bilancio di salute è regolare; viene recuperata una "
            "vaccinazione in ritardo.",
        ),
    ),
    Scene(
        kind="accompagnamento",
        place="Biblioteca comunale",
        present="{c}, educatrice",
        ages=(7, 15),
        hours="2",
        facts=(
            "Prima uscita con l'educatrice: iscrizione alla biblioteca e scelta di due libri. {c} "
            "chiede di tornarci "
            "il giovedì.",
        ),
        said=(("{c}", "«Qui c'è silenzio, si fanno prima i compiti.»"),),
        thought=("Lo spazio esterno favorisce la concentrazione: conviene tenerlo come appuntamento fisso.",),
    ),
    Scene(
        kind="accompagnamento",
        place="Centro per l'impiego",
        present="{m}",
        together=True,
        hours="2",
        themes=frozenset({"economica", "fragilita"}),
        facts=(
            "Accompagnamento di {m} al centro per l'impiego: patto di servizio firmato, "
            "disponibilità al corso per "
            "addetta alla mensa.",
        ),
        said=(("La madre", "«Se gli orari sono quelli della scuola, ce la faccio.»"),),
        thought=("La motivazione al lavoro è concreta e compatibile con i tempi della famiglia.",),
    ),
)
