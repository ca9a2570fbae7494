from django.db import migrations

# Starting values of an editable table (handbook courts §2.5): each office may have others.
REGISTERS = [
    ("R.G.", "Ruolo generale"),
    ("R.G. V.G.", "Ruolo generale di volontaria giurisdizione"),
    ("R.G. Tutele", "Registro delle tutele"),
    ("R.G. Adottabilità", "Procedimenti di adottabilità"),
    ("R.G. Amm.", "Procedimenti amministrativi"),
    ("R.G.N.R.", "Registro generale delle notizie di reato"),
    ("R.G. GIP", "Ruolo generale del giudice per le indagini preliminari"),
    ("R.G. GUP", "Ruolo generale del giudice dell'udienza preliminare"),
    ("R.G. Dib.", "Ruolo generale del dibattimento"),
    ("Affari civili", "Affari civili della Procura minorile"),
]


def add_registers(apps, schema_editor):
    register = apps.get_model("courts", "Register")
    for code, label in REGISTERS:
        register.objects.get_or_create(code=code, defaults={"label": label})


class Migration(migrations.Migration):
    dependencies = [("courts", "0001_tables")]
    operations = [migrations.RunPython(add_registers, migrations.RunPython.noop)]
