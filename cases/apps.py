from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Casi"

    def ready(self) -> None:
        """Our own lists on *Oggi*, through the same door as those of the apps above."""
        from django.urls import reverse

        from accounts import role_hooks
        from cases import (
            agenda,
            agenda_hooks,
            chronology_hooks,
            chronology_own,
            closing,
            closing_own,
            deadline_links,
            emergency_access,
            records_hooks,
            records_sources,
            sight_asking,
            sight_exceptions,
            today_hooks,
            transfers,
            urgent,
        )

        role_hooks.expressions |= {
            sight_exceptions.BARRED: sight_exceptions.barriers_of_member,
            sight_exceptions.OPENED: sight_exceptions.emergencies_of_member,
            transfers.INCOMING: transfers.incoming_of_member,
            urgent.FIRST_TERM: urgent.first_term_of_member,
        }

        agenda_hooks.sources += [agenda.deadlines, agenda.appointments]
        today_hooks.panels += [
            emergency_access.panel_of,
            sight_asking.panel_of,
            transfers.panel_of,
            agenda.of_today,
        ]
        closing.blockers.append(closing_own.still_open)
        records_hooks.sources.update(records_sources.OWN)
        chronology_hooks.kinds.update(chronology_own.OWN)
        deadline_links.links["records"] = lambda pk: reverse("cases:records_go", args=[pk])
