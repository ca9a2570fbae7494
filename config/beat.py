"""The scheduler's process, which can be asked to stop at any moment."""

import threading

from celery import platforms
from celery.apps import beat


class Beat(beat.Beat):
    """Celery's beat, whose signals only ask.

    Celery's own handler writes the schedule where the signal happened to strike: in the middle of a query of its
    own connection it waits for that query, which waits for it, and the process never ends.
    """

    def install_sync_handler(self, service: beat.beat.Service) -> None:
        """Let SIGTERM and SIGINT end the loop, which writes the schedule on its way out."""

        def ask(*signal_and_frame: object) -> None:
            # `stop` writes to the log, which a handler may have interrupted: from a thread it waits its turn.
            threading.Thread(target=service.stop, daemon=True).start()

        platforms.signals.update(SIGTERM=ask, SIGINT=ask)
