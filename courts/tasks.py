from celery import shared_task

from courts.actions import ages, deadlines, own_duties, pending


@shared_task
def keep_deadlines() -> None:
    """Everything owed because time passes: the reports, the duties of a kind of mandate, the ages."""
    deadlines.keep_deadlines()
    own_duties.keep_own_duties()
    ages.keep_age_deadlines()


@shared_task
def clean_pending_uploads() -> None:
    pending.clean_uploads()
