from django.apps import AppConfig
from django.urls import reverse


class CourtsConfig(AppConfig):
    name = "courts"
    verbose_name = "Autorità giudiziaria"

    def ready(self) -> None:
        from cases.closing import blockers
        from cases.deadline_links import links
        from courts.closing import open_mandates

        blockers.append(open_mandates)
        links["mandate"] = lambda pk: reverse("courts:mandate_detail", args=[pk])
