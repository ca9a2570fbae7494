from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Configurazione"


class AdministrationConfig(AdminConfig):
    """Django's administration with our own site, which knows lookup tables and people only."""

    default_site = "accounts.admin_site.Administration"
