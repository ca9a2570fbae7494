"""What nobody had planned."""

from config.demo.scenes.scene import Scene

SCENES = (
    Scene(
        kind="evento_critico",
        together=True,
        hours="2",
        themes=frozenset({"conflitto", "violenza"}),
        facts=(
            "Intervento dei carabinieri all'abitazione alle 22.40 per una lite. I figli erano "
            "presenti; nessuno è stato "
            "portato in pronto soccorso. Comunicazione alla Procura inviata la mattina seguente.",
        ),
        thought=("L'episodio conferma la necessità di scambi dei figli in luogo terzo.",),
    ),
    Scene(
        kind="evento_critico",
        ages=(12, 18),
        hours="3",
        themes=frozenset({"comunita", "penale", "fragilita"}),
        facts=(
            "{c} non rientra all'orario concordato. Avvisati i carabinieri alle 23.15; rientro "
            "spontaneo alle 00.50, in "
            "buone condizioni.",
        ),
        said=(("{c}", "«Avevo il telefono scarico. Non pensavo che vi preoccupaste così.»"),),
    ),
    Scene(
        kind="evento_critico",
        ages=(2, 12),
        hours="1",
        themes=frozenset({"trascuratezza"}),
        facts=(
            "La scuola trattiene {c} fino alle 18: nessuno si presenta all'uscita. Alle 18.10 arriva la zia.",
        ),
        thought=("Si concorda con la scuola una lista di tre persone autorizzate al ritiro.",),
    ),
    Scene(
        kind="nota",
        together=True,
        hours="0.25",
        facts=("Verificata in anagrafe la composizione del nucleo: nessuna variazione.",),
    ),
    Scene(
        kind="nota",
        together=True,
        hours="0.25",
        facts=("Aggiornato il calendario degli incontri; copia consegnata ai genitori.",),
    ),
    Scene(
        kind="nota",
        together=True,
        hours="0.25",
        facts=("{m} consegna la nuova attestazione ISEE e la ricevuta del canone di affitto.",),
    ),
    Scene(
        kind="nota",
        ages=(5, 17),
        hours="0.25",
        facts=("{c} ha iniziato il corso di nuoto del martedì, con la quota coperta dal fondo del Comune.",),
    ),
)
