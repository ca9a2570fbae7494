from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "services"
    verbose_name = "Servizi"

    def ready(self) -> None:
        from cases.closing import blockers
        from services.catalogue.closing import open_enrolments

        blockers.append(open_enrolments)
