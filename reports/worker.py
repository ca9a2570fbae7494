"""The process that renders reports: warm, with a bound on memory, and doing nothing else.

Only children of a worker that consumes the `pdf` queue alone are prepared: there, a document that is too
heavy kills one child at most, and the collector may stay off.
"""

import resource
from dataclasses import dataclass
from typing import Any

from celery import current_app
from celery.signals import worker_process_init
from django.conf import settings

from reports import pdf

QUEUE = "pdf"
ADDRESS_SPACE = 1024**3
SECONDS = 30


@dataclass(frozen=True, slots=True)
class RenderLimits:
    """What one document may cost: bytes of address space for the process, seconds for the task."""

    address_space: int
    seconds: int


def render_limits() -> RenderLimits:
    """The limits in force: 1 GiB and 30 s, unless `PDF_ADDRESS_SPACE` or `PDF_SECONDS` is set."""
    return RenderLimits(
        address_space=getattr(settings, "PDF_ADDRESS_SPACE", ADDRESS_SPACE),
        seconds=getattr(settings, "PDF_SECONDS", SECONDS),
    )


def limit_address_space() -> None:
    """Lower this process's soft RLIMIT_AS to the limit; an allocation beyond it raises MemoryError."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = render_limits().address_space
    bounds = [bound for bound in (soft, hard) if bound != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([wanted, *bounds]), hard))


def renders_only() -> bool:
    """Whether the worker of this process consumes the `pdf` queue and no other."""
    return set(current_app.amqp.queues.consume_from) == {QUEUE}


@worker_process_init.connect
def prepare(**_signal: Any) -> None:
    """Make a rendering child ready; other workers are left as they are."""
    if renders_only():
        limit_address_space()
        pdf.warm_up()
