from celery import shared_task

from courts.actions import deadlines, pending


@shared_task
def keep_deadlines() -> None:
    deadlines.keep_deadlines()


@shared_task
def clean_pending_uploads() -> None:
    pending.clean_uploads()
