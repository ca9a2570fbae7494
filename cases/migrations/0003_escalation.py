"""The ladder of reminders the product starts with: 10, 5, 2, 1, 0 days, then every week overdue."""

from django.db import migrations

STEPS = [(10, "owner"), (5, "owner"), (2, "leads"), (1, "leads"), (0, "leads"), (-1, "all"), (-7, "all"), (-14, "all")]


def load(apps, schema_editor):
    step = apps.get_model("cases", "EscalationStep")
    for days, audience in STEPS:
        step.objects.get_or_create(days_before=days, defaults={"audience": audience})


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_triggers")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
