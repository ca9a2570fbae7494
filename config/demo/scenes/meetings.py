"""Hearings, and the hours of the home educator."""

from config.demo.scenes.scene import Scene

COURT = frozenset({"conflitto", "trascuratezza", "violenza", "fragilita", "affido", "comunita"})

SCENES = (
    Scene(
        kind="udienza",
        place="Tribunale",
        present="Genitori, difensori, curatore speciale",
        together=True,
        hours="3",
        themes=COURT,
        facts=(
            "Udienza davanti al giudice delegato. Sentiti i genitori; il giudice chiede al "
            "servizio un aggiornamento sulla "
            "frequenza scolastica e sugli incontri.",
        ),
    ),
    Scene(
        kind="udienza",
        place="Tribunale",
        present="{c}, giudice onorario",
        ages=(12, 18),
        hours="2",
        themes=COURT,
        facts=(
            "Ascolto di {c} da parte del giudice onorario, con videoregistrazione. {c} conosceva prima i temi.",
        ),
        thought=("All'uscita {c} mostra sollievo e chiede quando potrà sapere la decisione.",),
    ),
    Scene(
        kind="accompagnamento",
        place="Abitazione",
        present="{c}, educatrice domiciliare",
        ages=(5, 16),
        hours="2",
        themes=frozenset({"trascuratezza", "fragilita", "affido", "conflitto"}),
        facts=(
            "Intervento educativo domiciliare: preparazione dello zaino per il giorno dopo, "
            "compiti di storia, merenda "
            "insieme alla madre.",
        ),
        thought=("La routine del pomeriggio comincia a reggere anche nei giorni senza educatrice.",),
    ),
    Scene(
        kind="accompagnamento",
        place="Abitazione",
        present="{c}, educatrice domiciliare",
        ages=(5, 16),
        missed=True,
        hours="0.5",
        themes=frozenset({"trascuratezza", "fragilita"}),
        facts=("L'educatrice trova la porta chiusa; {m} risponde al telefono dopo un'ora e si scusa.",),
    ),
)
