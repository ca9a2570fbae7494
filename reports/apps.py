from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Relazioni"

    def ready(self) -> None:
        """Fill the hooks that the lower apps publish (design §2)."""
        from cases import closing, summary_hooks, today_hooks
        from reports import panels

        today_hooks.panels += [panels.alarms, panels.to_approve, panels.to_write]
        summary_hooks.panels.append(panels.of_case)
        closing.blockers.append(panels.blockers)
