"""The whole demo, filled once for a module and taken back at its end."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings

from config.demo.filling import Filled, fill
from tests.pec import Sandbox


def at(sandbox: Sandbox) -> override_settings:
    """Settings that point at a running sandbox, as the launcher gives them."""
    return override_settings(
        PEC_SANDBOX_STATE=sandbox.state,
        PEC_SANDBOX_SMTP_PORT=sandbox.smtp_port,
        PEC_SANDBOX_IMAP_PORT=sandbox.imap_port,
    )


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker, sandbox: Sandbox) -> Iterator[Filled]:
    with django_db_blocker.unblock(), at(sandbox), transaction.atomic():
        yield fill()
        transaction.set_rollback(True)
