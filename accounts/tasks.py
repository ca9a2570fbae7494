from celery import shared_task

from accounts import actions


@shared_task
def prepare_access_log() -> None:
    actions.prepare_access_log()
