"""Clocks that are wrong, nights without an hour or with one too many, and the day on which everybody reports."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Deadline
from config.pec_sandbox.envelopes import Mail, Notice, new_identifier, notice
from config.rehearsal.rows import Outbox
from courts.actions.deadlines import keep_deadlines
from reports.actions.receipts import keep
from reports.actions.sending import pending_ids, recover_stuck, send_dispatch
from reports.actions.watching import watch
from reports.models import Dispatch, FrozenReport, Report
from reports.pec.mailbox import Fetched
from reports.pec.signature import TrustList
from tests.factories.reports import TODAY, provider
from tests.reports.actions.delivering import taken, told

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WARNING = "preavviso-errore-consegna"
# The provider's moment, how far our clock is from it, and the moment in the proof, in Rome.
CLOCKS = [
    (datetime(2026, 11, 24, 9, 0, tzinfo=UTC), timedelta(0), "24/11/2026 10:00"),
    (datetime(2026, 11, 24, 9, 0, tzinfo=UTC), -DAY, "24/11/2026 10:00"),
    (datetime(2026, 11, 24, 9, 0, tzinfo=UTC), DAY, "24/11/2026 10:00"),
    (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), timedelta(0), "28/03/2027 01:59"),  # 02:00 becomes 03:00
    (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), timedelta(0), "25/10/2026 02:30"),  # 03:00 becomes 02:00
]


def receipt(dispatch: Dispatch, tipo: str, at: datetime) -> bytes:
    """What the provider writes about the dispatch, by its own clock."""
    mail = Mail(
        sender=dispatch.box.address,
        recipients=((dispatch.recipient, "certificato"),),
        subject=dispatch.subject,
        message_id=dispatch.message_id,
        receipt_kind="sintetica",
        identificativo=new_identifier(),
        raw=b"",
        at=at,
    )
    consegna = "" if tipo == "accettazione" else dispatch.recipient
    return notice(mail, Notice(tipo, tipo.upper(), at, consegna=consegna), provider()[0])


def trusted() -> TrustList:
    return TrustList.from_pem(provider()[1].encode())


@pytest.mark.parametrize(("moment", "off", "words"), CLOCKS)
def test_the_same_result_by_any_clock(world, mailbox, queued, moment, off, words):
    """Row 26: sent, warned twice before its acceptance is read, delivered at last: always the same."""
    with time_machine.travel(moment + off, tick=False):
        dispatch = queued()
        keep_deadlines(mandate_id=dispatch.frozen.report.mandate_id, today=TODAY)
        assert send_dispatch(dispatch_id=dispatch.pk) == "inviata"
    came = [
        (WARNING, moment + 12 * HOUR, "inviata", {"late"}),
        (WARNING, moment + 24 * HOUR, "non_consegnata", {"not_delivered"}),
        ("accettazione", moment, "non_consegnata", {"not_delivered"}),
        ("avvenuta-consegna", moment + 25 * HOUR, "consegnata", set()),
    ]
    from_provider = trusted()
    for uid, (tipo, at, state, alarms) in enumerate(came, start=1):
        with time_machine.travel(at + off, tick=False):
            keep(dispatch.box, Fetched(uid, receipt(dispatch, tipo, at), 7), from_provider)
        dispatch.refresh_from_db()
        assert (dispatch.state, told(dispatch)) == (state, alarms), tipo
    assert (dispatch.accepted_at, dispatch.delivered_at) == (moment, moment + 25 * HOUR)
    assert f"{timezone.localtime(dispatch.accepted_at):%d/%m/%Y %H:%M}" == words
    deadline = Deadline.objects.get(origin=dispatch.frozen.report.mandate.origin(1))
    assert deadline.closed_at == dispatch.delivered_at


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_one_warning_alone_is_never_the_last(queued, order):
    """Row 26: whichever is read first, and though the report waited two days in the queue."""
    dispatch = queued()
    Dispatch.objects.filter(pk=dispatch.pk).update(state="in_invio", queued_at=timezone.now() - 2 * DAY)
    at = timezone.now().replace(microsecond=0)
    raws = [receipt(dispatch, "accettazione", at), receipt(dispatch, WARNING, at + 12 * HOUR)]
    for uid in order:
        keep(dispatch.box, Fetched(uid + 1, raws[uid], 7), trusted())
    dispatch.refresh_from_db()
    assert (dispatch.state, told(dispatch)) == ("accettata", {"late"})


def test_a_clock_set_back_keeps_nobody_waiting(sandbox, queued):
    """Row 26: a lease and a pause taken while the clock was a day ahead are over when it is right again."""
    stuck, paused = queued(), queued()
    ahead = timezone.now() + DAY
    Dispatch.objects.filter(pk=stuck.pk).update(state="in_invio", attempts=1, lease_until=ahead)
    Dispatch.objects.filter(pk=paused.pk).update(attempts=1, next_try_at=ahead)
    assert recover_stuck() == 1
    assert sorted(pending_ids()) == [stuck.pk, paused.pk]
    assert send_dispatch(dispatch_id=stuck.pk) == "inviata"
    assert taken(sandbox, stuck) == 1


def test_a_day_of_five_hundred(sandbox, mailbox):
    """Row 28: nobody's turn is forgotten, no sweep grows with the queue, and half an hour is ample."""
    outbox = Outbox.at(
        smtp_port=sandbox.smtp_port, imap_port=sandbox.imap_port, trust=sandbox.trust_path.read_text()
    )
    first = outbox.fill(["tribunale"])[0]
    alone = statements_of(watch), statements_of(send_next)
    crowd(first, 499)
    assert (statements_of(watch), statements_of(send_next)) <= alone
    waiting = pending_ids(limit=500)
    begun = timezone.now()
    for pk in waiting[:10]:
        assert send_dispatch(dispatch_id=pk) == "inviata"
    assert (timezone.now() - begun) * 50 < 30 * timedelta(minutes=1)
    assert pending_ids(limit=500) == waiting[10:]
    assert (len(pending_ids()), len(pending_ids(limit=500))) == (200, 488)
    assert not told(first)


def send_next() -> None:
    send_dispatch(dispatch_id=pending_ids(limit=1)[0])


def statements_of(act) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def crowd(dispatch: Dispatch, number: int) -> None:
    """So many more like this one, of the same day."""
    report, frozen = dispatch.frozen.report, dispatch.frozen
    reports = [copied(report, cycle=report.cycle + n) for n in range(1, number + 1)]
    Report.objects.bulk_create(reports)
    FrozenReport.objects.bulk_create([copied(frozen, report=each) for each in reports])
    made = FrozenReport.objects.filter(report__in=reports)
    Dispatch.objects.bulk_create(
        [
            copied(
                dispatch,
                frozen=each,
                message_id=f"<tanti.{each.pk}@pec.cooperativa.example>",
                state="in_coda",
            )
            for each in made
        ]
    )


def copied(row, **changes):
    """An unsaved copy of a row with some of its fields changed."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    del values["id"]
    for name in changes:
        values.pop(f"{name}_id", None)
    return type(row)(**(values | changes))
