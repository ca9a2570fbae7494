from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Casi"

    def ready(self) -> None:
        """Our own lists on *Oggi*, through the same door as those of the apps above."""
        from django.urls import reverse

        from cases import (
            agenda,
            agenda_hooks,
            deadline_links,
            emergency_access,
            records_hooks,
            records_sources,
            sight_asking,
            today_hooks,
        )

        agenda_hooks.sources += [agenda.deadlines, agenda.appointments]
        today_hooks.panels += [emergency_access.panel_of, sight_asking.panel_of, agenda.of_today]
        records_hooks.sources.update(records_sources.OWN)
        deadline_links.links["records"] = lambda pk: reverse("cases:records_go", args=[pk])
