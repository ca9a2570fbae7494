"""Doorbells. The truth is in the tables: each may ring at any time, twice, or not at all for a while."""

from celery import shared_task

from cases.actions import bell, digests, emergency_letters, listing, records_copy, reminders, standstill


@shared_task
def sweep_reminders() -> None:
    reminders.remind()
    standstill.send_letters()


@shared_task
def send_digests() -> None:
    digests.send_digests()
    standstill.send_letters()


@shared_task
def tell_of_emergencies() -> None:
    emergency_letters.send_emergency_letters()


@shared_task
def ring_bell() -> None:
    standstill.note_bell_standstill()
    bell.note_urgent()
    bell.send_urgent()
    standstill.send_letters()


@shared_task(time_limit=300)
def render_records_copy(bundle_id: int) -> None:
    records_copy.make_copy(bundle_id=bundle_id)


@shared_task
def render_records_copies() -> None:
    for bundle_id in records_copy.pending_ids():
        render_records_copy.delay(bundle_id)


@shared_task
def make_list_export(export_id: int) -> None:
    listing.make_export(export_id=export_id)


@shared_task
def make_list_exports() -> None:
    for export_id in listing.waiting_exports():
        make_list_export.delay(export_id)
    listing.sweep_exports()
