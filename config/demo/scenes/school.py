"""Observations where the child spends the day."""

from config.demo.scenes.scene import Scene

SCENES = (
    Scene(
        kind="osservazione_scuola",
        place="{s}",
        present="{c}, insegnanti",
        ages=(3, 5),
        hours="2",
        facts=(
            "Osservazione durante il gioco libero. {c} costruisce una torre con due compagni, "
            "aspetta il turno e ride "
            "quando cade. Al momento del saluto cerca l'insegnante con lo sguardo.",
        ),
        thought=("Le competenze sociali sono adeguate all'età; il distacco resta il momento più delicato.",),
    ),
    Scene(
        kind="osservazione_scuola",
        place="{s}",
        present="{c}, insegnante di classe",
        ages=(6, 10),
        hours="2",
        facts=(
            "Osservazione in classe. {c} siede in seconda fila, alza la mano due volte e risponde "
            "correttamente. "
            "Nell'intervallo resta vicino alla porta.",
        ),
        said=(
            ("L'insegnante", "«Da quando la mattina qualcuno porta lo zaino e l'ascolta è un'altra cosa.»"),
        ),
        thought=(
            "La partecipazione è buona; va sostenuto l'inserimento nel gruppo durante i momenti liberi.",
        ),
    ),
    Scene(
        kind="osservazione_scuola",
        place="{s}",
        present="{c}, coordinatore di classe",
        ages=(11, 18),
        hours="1",
        facts=(
            "Incontro con il coordinatore di classe: 18 assenze nel quadrimestre, tre note per "
            "ritardo, profitto "
            "sufficiente tranne che in inglese.",
        ),
        said=(("Il coordinatore di classe", "«Con un compito preciso, arriva sempre fino in fondo.»"),),
        thought=("La frequenza è il nodo su cui lavorare prima del profitto.",),
    ),
    Scene(
        kind="osservazione_scuola",
        place="{s}",
        present="{c}",
        ages=(6, 14),
        hours="1",
        facts=(
            "{c} consegna il tema «Il mio pomeriggio», che descrive la nonna, il cortile e il cane del vicino.",
        ),
        thought=("Nel racconto c'è una rete di affetti quotidiani che il servizio non conosceva.",),
    ),
)
