"""The fault table of the delivery (safety §6), row by row: who injects it, and that nothing is lost or doubled.

Rows that kill something are played here, each strike at another step of the work; `rehearse_faults` plays them
twenty times each. The other rows name the tests that inject them.
"""

import asyncio
import inspect
import os
import re
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pytest
from celery import current_app
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import override_settings

from config.rehearsal import forks
from config.rehearsal.faults import FAULTS, play
from config.rehearsal.rows import Outbox
from config.rehearsal.stage import Stage, impatient
from tests.factories.reports import outlines_of_the_product
from tests.worker import ringing_at

TRIES, SEED = 3, 1
ACTIONS, PROCESSES = "tests.reports.actions.", "tests.reports.processes."
SENDING, RECEIPTS, OUTBOX = f"{ACTIONS}test_sending:", f"{ACTIONS}test_receipts:", f"{ACTIONS}test_outbox:"
# Row → what happens, and the tests that make it happen beside the plays below.
TABLE: dict[int, tuple[str, list[str]]] = {
    1: ("crash before the commit of the approval", [f"{OUTBOX}test_an_approval_that_is_undone_leaves_nothing"]),
    2: ("crash after the commit", [f"{PROCESSES}test_broker:test_a_flushed_broker_costs_time_only"]),
    3: (
        "broker down, flushed, full",
        [
            "tests.config.test_faults:test_broker_gone_or_full_the_approval_stands_and_the_page_answers",
            f"{PROCESSES}test_broker:test_a_flushed_broker_costs_time_only",
        ],
    ),
    4: ("kill before DATA", [f"{SENDING}test_a_worker_lost_before_the_body_costs_nothing"]),
    5: (
        "kill from DATA on",
        [
            f"{SENDING}test_a_worker_lost_in_the_body_leaves_a_doubt",
            f"{SENDING}test_a_second_try_that_works_ends_the_doubt",
            f"{SENDING}test_a_copy_in_sent_means_that_it_left",
        ],
    ),
    6: (
        "provider unreachable",
        [
            f"{SENDING}test_faults_of_the_whole_server",
            f"{SENDING}test_every_try_waits_longer",
            f"{SENDING}test_four_hours_before_the_deadline_one_failure_is_enough",
            f"{PROCESSES}test_races:test_a_provider_that_comes_back",
        ],
    ),
    7: ("greylisting", [f"{SENDING}test_greylisting_passes_at_the_second_try"]),
    8: ("MAIL or RCPT refused", [f"{SENDING}test_faults_of_one_message", f"{RECEIPTS}test_what_the_provider_says"]),
    9: ("login refused", [f"{SENDING}test_refused_credentials_suspend_the_mailbox_once"]),
    10: ("DATA refused", [f"{SENDING}test_faults_of_one_message"]),
    11: ("cut in the body or after the dot", [f"{SENDING}test_faults_of_one_message"]),
    12: ("cut at QUIT", [f"{SENDING}test_faults_of_one_message"]),
    13: (
        "two recipients",
        [f"{ACTIONS}test_proofs:test_two_addressees_two_messages_and_the_deadline_waits_for_the_principal_one"],
    ),
    14: ("PDF step fails or is killed", [f"{SENDING}test_without_its_pdf_nothing_leaves"]),
    15: (
        "database restarts, disk full",
        [
            f"{PROCESSES}test_races:test_the_database_restarts_while_the_provider_answers",
            "tests.config.test_faults:test_database_gone_answers_503_in_italian",
            "tests.config.test_faults:test_a_full_disk_is_one_clear_answer_and_the_repeat_is_the_same_dispatch",
        ],
    ),
    16: ("double click, two approvers", [f"{OUTBOX}test_approving_twice_queues_once"]),
    17: ("two workers, one row", [f"{PROCESSES}test_races:test_two_workers_one_row_one_send"]),
    18: ("deploy", []),
    19: ("no acceptance", [f"{RECEIPTS}test_nothing_for_half_an_hour_is_told"]),
    20: ("notices of 12 and 24 hours", [f"{RECEIPTS}test_what_the_provider_says"]),
    21: ("delivery after the notice", [f"{RECEIPTS}test_what_the_provider_says"]),
    22: ("failed delivery", [f"{OUTBOX}test_sending_again_is_a_new_message_linked_to_the_first"]),
    23: ("receipts twice, out of order, too early", [f"{PROCESSES}test_races:test_receipts_quicker_than_the_answer"]),
    24: ("IMAP down", [f"{RECEIPTS}test_imap_down_is_told_after_a_quarter_of_an_hour_and_caught_up"]),
    25: ("hostile receipts", [f"{RECEIPTS}test_a_receipt_that_breaks_its_own_handling_does_not_stop_the_next"]),
    26: ("clock a day off, nights of the hour change", [f"{ACTIONS}test_clocks:test_the_same_result_by_any_clock"]),
    27: ("message too big", [f"{ACTIONS}test_bulk:test_what_is_too_heavy_is_refused_before_the_approval"]),
    28: ("hundreds on one day", [f"{ACTIONS}test_clocks:test_a_day_of_five_hundred"]),
}  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row} {TABLE[row][0]}")
def test_every_row_is_injected_by_somebody(row):
    """Each named test exists and says in its own words, or in its table, that it is about this row."""
    _, named = TABLE[row]
    assert named or row in {fault.row for fault in FAULTS}
    for place in named:
        module, _, name = place.partition(":")
        assert _speaks_of(getattr(import_module(module), name), row), place


def _speaks_of(test, row: int) -> bool:
    said = " ".join(re.findall(r"[Rr]ows? ([\d ,and-]+)", inspect.getdoc(test) or ""))
    ranges = re.findall(r"(\d+)(?:-(\d+))?", said)
    return any(int(first) <= row <= int(last or first) for first, last in ranges)


def test_the_table_is_whole():
    assert list(TABLE) == list(range(1, 29))
    assert [fault.row for fault in FAULTS] == [1, 2, 4, 5, 14, 15, 17, 18]


@pytest.fixture
def stage(transactional_db, sandbox):
    """One world for all the plays: whoever is killed must find it committed."""
    # Those of the process tests, which never run beside this one in one test process.
    number = 2 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 3
    broker = f"{settings.CELERY_BROKER_URL.partition('?')[0]}?virtual_host={number}"
    with impatient(), ringing_at(broker):
        outlines_of_the_product()
        trust = sandbox.trust_path.read_text()
        outbox = Outbox.at(smtp_port=sandbox.smtp_port, imap_port=sandbox.imap_port, trust=trust)
        yield Stage.at(outbox, sandbox.state / "mail.sqlite3")
        with current_app.connection_for_write() as link:
            link.default_channel.client.flushdb()


@pytest.mark.processes
def test_struck_at_any_step_nothing_is_lost_or_doubled(stage):
    """All plays on one world: setting it up costs as much as playing."""
    for fault in FAULTS:
        found = play(fault, stage, seed=SEED, tries=TRIES)
        assert found.passed, (fault.words, found)
        assert found.delivered == found.dispatches > 0, (fault.words, found)
        assert found.kills == (0 if fault.row == 17 else TRIES), (fault.words, found)


def test_never_on_a_real_installation():
    with override_settings(EMBEDDED=False), pytest.raises(CommandError, match="Solo nell'ambiente di prova"):
        call_command("rehearse_faults")


@pytest.mark.django_db(transaction=True)
def test_a_child_never_uses_its_parents_connection():
    """Nor one its parent opened before it ran an event loop: a journey in the browser leaves one running, which
    is why all of this happens in a thread where none runs yet."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_fork_before_in_and_after_a_loop).result()


def _fork_before_in_and_after_a_loop() -> None:
    before = _backend()

    async def inside() -> int:
        mine = _backend()
        ended = forks.done(lambda: _backend() not in (before, mine))
        connections.close_all()
        return ended

    assert asyncio.run(inside()) == 0
    assert forks.done(lambda: _backend() != before) == 0
    assert _backend() == before
    connections.close_all()


def _backend() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)
