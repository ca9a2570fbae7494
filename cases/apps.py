from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Casi"

    def ready(self) -> None:
        """Our own lists on *Oggi*, through the same door as those of the apps above."""
        from cases import agenda, agenda_hooks, emergency_access, sight_asking, today_hooks

        agenda_hooks.sources += [agenda.deadlines, agenda.appointments]
        today_hooks.panels += [emergency_access.panel_of, sight_asking.panel_of, agenda.of_today]
