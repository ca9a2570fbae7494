"""Installs the triggers of a room's models in one operation: one for each trigger would take minutes."""

from django.db.migrations import RunPython


def install_triggers(room: str) -> RunPython:
    """The operation that puts the triggers of every model of `room`, as they stand then, into the database."""

    def install(apps, schema_editor):
        for model in apps.get_app_config(room).get_models():
            for trigger in getattr(model._meta, "triggers", []):
                schema_editor.execute(trigger.install_sql, params=None)

    return RunPython(install, RunPython.noop)
