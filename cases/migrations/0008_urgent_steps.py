"""The ladder of terms with an exact time: 12, 6, 3, 1 hours, the moment itself, then while it is overdue."""

from django.db import migrations

STEPS = [(12, "owner"), (6, "leads"), (3, "leads"), (1, "all"), (0, "all"), (-6, "all"), (-24, "all")]


def load(apps, schema_editor):
    step = apps.get_model("cases", "UrgentStep")
    for hours, audience in STEPS:
        step.objects.get_or_create(hours_before=hours, defaults={"audience": audience})


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_agenda")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
