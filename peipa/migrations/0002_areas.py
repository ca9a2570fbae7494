"""The seven areas of the P.E.I.PA. and, each under one of them, the seven competences it works for."""

from django.db import migrations

AREAS = [
    (
        "Autonomia personale e sociale",
        [
            "Muoversi autonomamente sul territorio del proprio contesto di vita",
            "Organizzare il proprio tempo",
            "Avere cura di sé",
        ],
    ),
    ("Ambiente stabile e rassicurante", ["Riconoscere e rispettare le regole familiari e sociali"]),
    ("Socializzazione", ["Intessere relazioni sociali"]),
    ("Livelli espressivi, cognitivi e culturali", []),
    ("Reinserimento nella famiglia di origine", ["Mantenere o acquisire il proprio ruolo nella famiglia"]),
    ("Inclusione sociale", ["Acquisire i prerequisiti per un inserimento o reinserimento lavorativo"]),
    ("Superamento delle fragilità", []),
]


def load(apps, schema_editor):
    PlanArea = apps.get_model("peipa", "PlanArea")
    for position, (name, competences) in enumerate(AREAS, start=1):
        PlanArea.objects.get_or_create(
            kind="peipa", name=name, defaults={"competences": competences, "position": position * 10}
        )


class Migration(migrations.Migration):

    dependencies = [
        ("peipa", "0001_tables"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
