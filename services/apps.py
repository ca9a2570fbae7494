from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "services"
    verbose_name = "Servizi"

    def ready(self) -> None:
        from cases import listing_hooks
        from cases.closing import blockers
        from courts.coverage import sources
        from services.catalogue import listing
        from services.catalogue.closing import open_enrolments
        from services.catalogue.coverage import enrolments_of

        blockers.append(open_enrolments)
        sources.append(enrolments_of)
        listing_hooks.filters["servizio"] = listing.BY_SERVICE
        listing_hooks.columns["servizi"] = listing.SERVICES
