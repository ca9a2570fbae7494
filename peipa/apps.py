from django.apps import AppConfig


class PeipaConfig(AppConfig):
    name = "peipa"
    verbose_name = "Progetti"
