from django.apps import AppConfig


class PeipaConfig(AppConfig):
    name = "peipa"
    verbose_name = "Progetti"

    def ready(self) -> None:
        from django.urls import reverse

        from cases import chronology_hooks
        from cases.closing import blockers
        from cases.deadline_links import links
        from peipa import chronology
        from peipa.closing import active_plans

        blockers.append(active_plans)
        chronology_hooks.kinds["progetti"] = chronology.KIND
        links["plan"] = lambda pk: reverse("peipa:plan_detail", args=[pk])
