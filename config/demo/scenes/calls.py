"""Calls and letters."""

from config.demo.scenes.scene import Scene

SCENES = (
    Scene(
        kind="telefonata",
        present="{m}",
        together=True,
        hours="0.25",
        facts=(
            "Telefonata di {m}: conferma l'appuntamento e chiede di spostarlo al mattino per non "
            "perdere il turno.",
        ),
    ),
    Scene(
        kind="telefonata",
        present="Insegnante di riferimento",
        ages=(3, 18),
        hours="0.5",
        facts=("L'insegnante segnala quattro assenze non giustificate nelle ultime due settimane.",),
        said=(("L'insegnante", "«Quando viene, lavora. Il problema è arrivare al portone alle otto.»"),),
    ),
    Scene(
        kind="telefonata",
        present="Pediatra",
        ages=(0, 13),
        hours="0.25",
        facts=("La pediatra conferma che i controlli sono stati eseguiti e che la crescita è nella norma.",),
    ),
    Scene(
        kind="telefonata",
        present="Avvocato del padre",
        needs_father=True,
        together=True,
        hours="0.25",
        themes=frozenset({"conflitto"}),
        facts=(
            "L'avvocato di {p} chiede informazioni sull'andamento degli incontri. Gli viene "
            "ricordato che la relazione "
            "sarà depositata nel fascicolo, dove le parti possono prenderne visione.",
        ),
    ),
    Scene(
        kind="telefonata",
        present="Centro antiviolenza",
        together=True,
        hours="0.5",
        themes=frozenset({"violenza"}),
        facts=(
            "L'operatrice del centro antiviolenza riferisce che il percorso di {m} prosegue con "
            "regolarità e che il nucleo "
            "è in un luogo sicuro.",
        ),
        thought=("La rete di protezione è attiva; il luogo di accoglienza non va indicato in alcun atto.",),
    ),
    Scene(
        kind="telefonata",
        present="Vicina di casa",
        together=True,
        hours="0.25",
        reserved=True,
        facts=("Una vicina, che chiede di non essere nominata, riferisce di grida serali in due occasioni.",),
    ),
    Scene(
        kind="corrispondenza",
        together=True,
        hours="0.25",
        facts=("Ricevuta via PEC la comunicazione di rinvio dell'udienza. Copia in cartella «Tribunale».",),
    ),
    Scene(
        kind="corrispondenza",
        ages=(6, 18),
        hours="0.25",
        facts=(
            "La scuola trasmette la scheda di valutazione del quadrimestre: sufficiente in tutte "
            "le materie, buono il "
            "comportamento.",
        ),
    ),
    Scene(
        kind="corrispondenza",
        ages=(4, 16),
        hours="0.25",
        facts=(
            "La UONPIA invia la relazione di fine valutazione e propone un ciclo di logopedia di sei mesi.",
        ),
    ),
    Scene(
        kind="telefonata",
        present="{p}",
        needs_father=True,
        together=True,
        hours="0.25",
        facts=(
            "{p} telefona per sapere l'esito della riunione con la scuola. Gli viene proposto un colloquio.",
        ),
        said=(("Il padre", "«Le cose della scuola le vengo a sapere sempre per ultimo.»"),),
    ),
    Scene(
        kind="telefonata",
        present="{c}",
        ages=(13, 18),
        hours="0.25",
        facts=("{c} chiama di propria iniziativa per chiedere di anticipare il colloquio.",),
        said=(("{c}", "«Niente di grave, però vorrei parlarne prima di domenica.»"),),
    ),
)
