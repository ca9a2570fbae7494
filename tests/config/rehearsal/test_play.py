"""A small rehearsal: real workers killed while they send, nothing lost, nothing twice."""

import os

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings

from config.rehearsal.play import rehearse

DISPATCHES, KILLS = 20, 3


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_twenty_dispatches_and_three_kills(tmp_path):
    # One broker database per xdist worker: those of the process tests, which never run beside this one there.
    number = 5 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 3
    address = settings.CELERY_BROKER_URL.split("?")[0]
    figures = rehearse(
        dispatches=DISPATCHES,
        kills=KILLS,
        seed=1,
        folder=tmp_path,
        broker_url=f"{address}?virtual_host={number}",
    )
    assert figures.passed, figures
    assert (figures.dispatches, figures.kills) == (DISPATCHES, KILLS)
    assert figures.delivered + figures.parked == DISPATCHES
    assert figures.doubled == 0
    assert figures.delivered > DISPATCHES / 2


@pytest.mark.parametrize("wrong", [{"dispatches": 0}, {"kills": -1}])
def test_amounts_that_make_no_sense_are_told(wrong):
    with pytest.raises(CommandError, match="almeno un invio"):
        call_command("rehearse_delivery", **wrong)


def test_never_on_a_real_installation():
    with override_settings(EMBEDDED=False), pytest.raises(CommandError, match="Solo nell'ambiente di prova"):
        call_command("rehearse_delivery")
