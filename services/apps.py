from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "services"
    verbose_name = "Servizi"

    def ready(self) -> None:
        from cases import chronology_hooks, listing_hooks
        from cases.closing import blockers
        from courts.coverage import sources
        from services.catalogue import chronology, listing
        from services.catalogue.closing import open_enrolments
        from services.catalogue.coverage import enrolments_of

        blockers.append(open_enrolments)
        sources.append(enrolments_of)
        chronology_hooks.kinds["servizi"] = chronology.KIND
        listing_hooks.filters["servizio"] = listing.BY_SERVICE
        listing_hooks.columns["servizi"] = listing.SERVICES
