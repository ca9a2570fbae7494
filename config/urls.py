from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from config import help as help_pages

urlpatterns: list[URLPattern | URLResolver] = [
    # Before allauth's own: the address is the account's name, only an administrator changes it.
    path(
        "accesso/email/",
        require_safe(TemplateView.as_view(template_name="account/email.html")),
        name="account_email",
    ),
    path("accesso/", include("allauth.urls")),
    path("amministrazione/", admin.site.urls),
    path("aiuto/", help_pages.help_index, name="help"),
    path("aiuto/<slug:topic>/", help_pages.help_topic, name="help_topic"),
    path("", include("accounts.urls")),
    path("", include("cases.urls")),
    path("", include("courts.urls")),
    path("", include("services.urls")),
    path("", include("peipa.urls")),
    path("", include("reports.urls")),
]

handler500 = "config.errors.server_error"

if settings.PEC_SANDBOX:
    urlpatterns.append(path("prova-pec/", include("config.sandbox_page.urls")))
