import resource

import pytest
from celery import current_app
from django.test import override_settings

from reports import worker


@pytest.fixture
def _address_space():
    before = resource.getrlimit(resource.RLIMIT_AS)
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


def test_limits_have_defaults_and_can_be_set():
    assert worker.render_limits() == worker.RenderLimits(address_space=1024**3, seconds=30)
    with override_settings(PDF_ADDRESS_SPACE=5, PDF_SECONDS=6):
        assert worker.render_limits() == worker.RenderLimits(address_space=5, seconds=6)


@pytest.mark.usefixtures("_address_space")
def test_address_space_is_bounded_and_never_raised():
    with override_settings(PDF_ADDRESS_SPACE=64 * 1024**3):
        worker.limit_address_space()
    with override_settings(PDF_ADDRESS_SPACE=128 * 1024**3):
        worker.limit_address_space()

    assert resource.getrlimit(resource.RLIMIT_AS)[0] == 64 * 1024**3


@pytest.mark.parametrize(("queues", "answer"), [("pdf", True), ("pdf,mail", False), ("default", False)])
def test_only_workers_of_the_pdf_queue_alone_are_prepared(queues, answer):
    current_app.amqp.queues.select(queues.split(","))
    try:
        assert worker.renders_only() is answer
    finally:
        current_app.amqp.queues.select(None)
        current_app.amqp.queues._consume_from = None
