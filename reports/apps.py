from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Relazioni"

    def ready(self) -> None:
        """Fill the hooks that the lower apps publish (design §2)."""
        from cases import chronology_hooks, closing, document_uses, records_hooks, summary_hooks, today_hooks
        from cases.deadline_links import nearer
        from courts import due_changes, office_changes
        from courts.coverage import sources
        from courts.findings import further_checks
        from reports import chronology, panels, records, sheets
        from reports.actions.extension import follow_extension
        from reports.actions.readdressing import follow_office
        from reports.coverage import reports_of
        from reports.nearer import final_reports, open_reports
        from reports.uncovered import uncovered_mandates

        chronology_hooks.kinds["relazioni"] = chronology.KIND
        records_hooks.sources["relazione"] = records.SOURCE
        records_hooks.printers.append(sheets.render_sheet)
        today_hooks.panels += [panels.alarms, panels.of_user]
        summary_hooks.panels.append(panels.of_case)
        closing.blockers.append(panels.blockers)
        document_uses.uses.append(panels.citing)
        nearer["mandate"] = open_reports
        nearer["juvenile"] = final_reports
        sources.append(reports_of)
        further_checks.append(uncovered_mandates)
        due_changes.followers.append(follow_extension)
        office_changes.followers.append(follow_office)
