"""When a person must not be written to."""

from datetime import datetime, time

from django.utils import timezone


def is_quiet(quiet_from: time, quiet_to: time, moment: datetime) -> bool:
    """Whether the clocks of Rome show, at `moment`, a time from `quiet_from` (included) to `quiet_to`.

    The hours may pass midnight; two equal times mean no quiet hours. What counts is what the clock on the
    wall shows, so that the nights in which it changes need no rule of their own.
    """
    wall = timezone.localtime(moment).time()
    if quiet_from <= quiet_to:
        return quiet_from <= wall < quiet_to
    return wall >= quiet_from or wall < quiet_to
