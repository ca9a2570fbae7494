"""The second step at sign-in: what a code from a telephone may be off by."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, validate_totp_code

SECRET = "JBSWY3DPEHPK3PXP"
NOON = datetime(2026, 11, 22, 12, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "passes"), [(-60, False), (-30, True), (0, True), (15, True), (30, True), (60, False)]
)
def test_a_code_may_be_one_step_early_or_late(seconds: int, passes: bool) -> None:
    code = format_hotp_value(hotp_value(SECRET, int(NOON.timestamp()) // 30))
    with time_machine.travel(NOON + timedelta(seconds=seconds), tick=False):
        assert validate_totp_code(SECRET, code) is passes
