from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "services"
    verbose_name = "Servizi"

    def ready(self) -> None:
        from cases.closing import blockers
        from courts.coverage import sources
        from services.catalogue.closing import open_enrolments
        from services.catalogue.coverage import enrolments_of

        blockers.append(open_enrolments)
        sources.append(enrolments_of)
