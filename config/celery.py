"""The Celery application. Tasks are doorbells: see `docs/decisions/0001-house.md`."""

import os
from functools import cached_property

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class Application(Celery):
    """Celery with a beat that stops when told."""

    @cached_property
    def Beat(self) -> type:
        """The class behind `celery beat`."""
        return self.subclass_with_self("config.beat:Beat")


app = Application("bandolo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
