"""Talks with parents and children, in the service's rooms."""

from config.demo.scenes.scene import Scene

SERVICE = "Sede del servizio"
CONFLICT = frozenset({"conflitto"})
VIOLENCE = frozenset({"violenza"})
FRAIL = frozenset({"fragilita", "affido"})

SCENES = (
    Scene(
        kind="colloquio",
        place=SERVICE,
        present="{m}",
        together=True,
        facts=(
            "Primo colloquio con {m}, che si presenta puntuale e sola. Vengono spiegati il ruolo del servizio, "
            "chi leggerà la relazione e il diritto di prenderne visione nel fascicolo.",
        ),
        said=(
            (
                "La madre",
                "«Ho paura che decidano tutto senza di me, ma da sola non ce la faccio più. "
                "Se mi dite che cosa devo fare, io lo faccio.»",
            ),
        ),
        thought=(
            "La signora mostra una preoccupazione autentica e una disponibilità che va sostenuta con passi "
            "piccoli e verificabili.",
        ),
    ),
    Scene(
        kind="colloquio",
        place=SERVICE,
        present="{p}",
        needs_father=True,
        together=True,
        facts=("Colloquio con {p}. Riporta orari e luogo di lavoro e consegna copia del contratto.",),
        said=(
            (
                "Il padre",
                "«Lavoro su turni, torno alle nove di sera. Quando arrivo in casa dormono già: "
                "resta la domenica.»",
            ),
        ),
        thought=(
            "Il padre riconosce la propria distanza ma tende ad attribuirla solo all'organizzazione del lavoro.",
        ),
        hours="1.5",
    ),
    Scene(
        kind="colloquio",
        place=SERVICE,
        present="{m}, {p}",
        needs_father=True,
        together=True,
        themes=CONFLICT,
        facts=(
            "Colloquio congiunto con i genitori sul calendario delle visite. Dopo venti minuti la "
            "discussione si "
            "sposta sulle spese straordinarie e il colloquio viene interrotto dagli operatori.",
        ),
        said=(
            ("La madre", "«Il rientro è sempre in ritardo e poi dice che sono io a impedire le visite.»"),
            ("Il padre", "«Ogni volta che chiedo un giorno in più mi risponde l'avvocato.»"),
        ),
        thought=(
            "La conflittualità resta alta e i figli ne sono il tramite: i prossimi colloqui saranno separati.",
        ),
        hours="1.5",
    ),
    Scene(
        kind="colloquio",
        place="Stanza dei colloqui con i bambini",
        present="{c}",
        ages=(5, 11),
        facts=(
            "Colloquio con {c}, in presenza dell'educatrice. Disegna la casa con due porte e "
            "descrive chi entra "
            "dall'una e chi dall'altra.",
        ),
        said=(
            ("{c}", "«Qui sto io con la mamma, e questa è la porta del papà, però la chiave non ce l'ha.»"),
        ),
        thought=(
            "{c} si orienta bene tra le figure di riferimento e cerca il permesso di nominarle entrambe.",
        ),
    ),
    Scene(
        kind="colloquio",
        place="Stanza dei colloqui con i bambini",
        present="{c}",
        ages=(6, 12),
        facts=(
            "Colloquio con {c}. Parla volentieri della squadra e dei compagni; quando si nomina la sera a casa "
            "cambia argomento e torna al gioco.",
        ),
        said=(
            (
                "{c}",
                "«La sera faccio i compiti da me, perché la mamma è stanca e io non la voglio svegliare.»",
            ),
        ),
        thought=("Emergono segnali di un'autonomia precoce, che va letta insieme alla scuola.",),
    ),
    Scene(
        kind="colloquio",
        place=SERVICE,
        present="{c}",
        ages=(13, 18),
        facts=(
            "Colloquio con {c}, che arriva in autobus. Accetta di fissare tre appuntamenti e ne "
            "sceglie gli orari.",
        ),
        said=(
            ("{c}", "«A casa ognuno sta nella sua stanza. Mi va bene così, almeno non si grida.»"),
            ("{c}", "«Se devo parlare con un giudice voglio sapere prima che cosa mi chiede.»"),
        ),
        thought=(
            "{c} ha capacità di discernimento e chiede di essere parte delle decisioni che "
            "riguardano la sua vita.",
        ),
    ),
    Scene(
        kind="colloquio",
        place=SERVICE,
        present="{m}",
        themes=VIOLENCE,
        together=True,
        facts=(
            "Colloquio con {m} in orario concordato con il centro antiviolenza. Consegna copia "
            "della denuncia e "
            "del certificato del pronto soccorso.",
        ),
        said=(
            (
                "La madre",
                "«L'ultima volta erano tutti in cucina. Hanno visto e sentito ogni cosa.»",
            ),
        ),
        thought=(
            "I figli hanno assistito a più episodi: si valuta necessario un percorso di sostegno dedicato, "
            "evitando ogni compresenza dei genitori.",
        ),
        hours="1.5",
    ),
    Scene(
        kind="colloquio",
        place=SERVICE,
        present="{m}",
        themes=FRAIL,
        together=True,
        facts=(
            "Colloquio con {m}, che porta il piano terapeutico firmato dal SerD e l'esito degli "
            "ultimi controlli.",
        ),
        said=(("La madre", "«Sono quattro mesi che non salto un appuntamento. Voglio che lo scriviate.»"),),
        thought=(
            "La continuità della cura è un elemento di protezione; resta da osservare la tenuta "
            "nei fine settimana.",
        ),
    ),
    Scene(
        kind="colloquio",
        place=SERVICE,
        present="{m}",
        missed=True,
        together=True,
        hours="0.5",
        facts=("{m} non si presenta e non avvisa. Contattata nel pomeriggio, chiede un nuovo appuntamento.",),
    ),
    Scene(
        kind="colloquio",
        place=SERVICE,
        present="{m}",
        together=True,
        facts=(
            "Restituzione a {m} di quanto emerso nel periodo. Le aree condivise sono la "
            "regolarità scolastica e "
            "l'organizzazione dei pomeriggi.",
        ),
        said=(("La madre", "«Non sono d'accordo su tutto, ma almeno adesso so che cosa scrivete.»"),),
        thought=("La restituzione è stata possibile senza irrigidimenti: l'alleanza si sta consolidando.",),
    ),
    Scene(
        kind="videochiamata",
        present="{p}",
        needs_father=True,
        together=True,
        hours="0.5",
        facts=("Videochiamata con {p}, in trasferta per lavoro, per definire le visite del mese.",),
        said=(("Il padre", "«Preferisco un pomeriggio sicuro che due che poi saltano.»"),),
    ),
    Scene(
        kind="colloquio",
        place=SERVICE,
        present="Nonna materna",
        together=True,
        facts=(
            "Colloquio con la nonna materna, che abita nello stesso quartiere e dà il suo aiuto "
            "due pomeriggi alla "
            "settimana.",
        ),
        said=(
            ("La nonna materna", "«Io ci sono, ma ho settant'anni. Non posso fare la mamma un'altra volta.»"),
        ),
        thought=(
            "La nonna è una risorsa stabile, a patto di non caricarla oltre quanto dichiara sostenibile.",
        ),
    ),
)
