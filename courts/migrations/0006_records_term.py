"""The term to answer a request for the record. Contested for reports of a judge's mandate: see its page."""

from django.db import migrations


def load(apps, schema_editor):
    apps.get_model("courts", "LegalNumber").objects.get_or_create(
        slug="accesso-atti",
        valid_from=None,
        defaults={
            "label": "Accesso agli atti: risposta",
            "amount": 30,
            "unit": "days",
            "rolling": "legal",
            "source": "L. 241/1990 art. 25 c.4",
            "uncertain": True,
        },
    )


class Migration(migrations.Migration):
    dependencies = [("courts", "0005_term_rules_and_words")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
