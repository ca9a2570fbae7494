"""The ladders of reminders the product starts with: by days, and by hours for terms with an exact time."""

from django.db import migrations

# 10, 5, 2, 1, 0 days, then every week overdue.
DAYS = [(10, "owner"), (5, "owner"), (2, "leads"), (1, "leads"), (0, "leads"), (-1, "all"), (-7, "all"), (-14, "all")]
# 12, 6, 3, 1 hours, the moment itself, then while it is overdue.
HOURS = [(12, "owner"), (6, "leads"), (3, "leads"), (1, "all"), (0, "all"), (-6, "all"), (-24, "all")]


def load(apps, schema_editor):
    step = apps.get_model("cases", "EscalationStep")
    step.objects.bulk_create(step(days_before=days, audience=audience) for days, audience in DAYS)
    urgent = apps.get_model("cases", "UrgentStep")
    urgent.objects.bulk_create(urgent(hours_before=hours, audience=audience) for hours, audience in HOURS)


class Migration(migrations.Migration):
    # Databases made before the migrations were laid anew need nothing.
    replaces = [
        ("cases", "0003_escalation"),
        ("cases", "0008_urgent_steps"),
    ]
    dependencies = [("cases", "0002_triggers")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
