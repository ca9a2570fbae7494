"""The Celery application. Tasks are doorbells: see `docs/decisions/0001-house.md`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("bandolo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
