from django.apps import AppConfig
from django.urls import reverse


class CourtsConfig(AppConfig):
    name = "courts"
    verbose_name = "Autorità giudiziaria"

    def ready(self) -> None:
        from cases import (
            agenda_hooks,
            chronology_hooks,
            records_hooks,
            search_hooks,
            summary_hooks,
            today_hooks,
        )
        from cases.closing import blockers
        from cases.deadline_links import links
        from cases.document_uses import uses
        from courts import agenda, chronology, emergency_panels
        from courts.closing import open_mandates
        from courts.records_term import answer_by
        from courts.search import find_orders

        agenda_hooks.sources.append(agenda.hearings)
        chronology_hooks.kinds.update(chronology.KINDS)
        blockers.append(open_mandates)
        blockers.append(emergency_panels.blockers)
        uses.append(emergency_panels.proved_by)
        today_hooks.panels.append(emergency_panels.of_user)
        summary_hooks.panels.append(emergency_panels.of_case)
        records_hooks.terms.append(answer_by)
        search_hooks.finders.append(find_orders)
        links["emergency"] = lambda pk: reverse("courts:emergency_detail", args=[pk])
        for prefix in ("mandate", "named", "foster", "juvenile", "told"):
            links[prefix] = lambda pk: reverse("courts:mandate_detail", args=[pk])
        links["hearing"] = lambda pk: reverse("courts:hearing_detail", args=[pk])
        links["urged"] = lambda pk: reverse("courts:order_detail", args=[pk])
        links["age"] = lambda pk: reverse("courts:case_ages", args=[pk])
