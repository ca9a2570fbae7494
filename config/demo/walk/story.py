"""The order of the steps, and the line each of them leaves on the screen."""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.core.exceptions import ValidationError

from config.demo.walk import intake, proof, writing
from config.demo.walk.thread import StepFailedError, Thread


class Step(NamedTuple):
    """A step: its name for the reader and what it does, which returns what came of it."""

    title: str
    act: Callable[[Thread], str]


STEPS = (
    Step("Due fratelli in un nucleo, con équipe", intake.open_two_siblings),
    Step("Diario: fatti, dichiarazioni, valutazioni", intake.write_the_diary),
    Step("Provvedimento con PDF e due incarichi", intake.register_the_order),
    Step("Scadenze", intake.see_the_deadlines),
    Step("Relazione aperta dal lavoro programmato", writing.scheduled_job_opens_it),
    Step("Scritta e inviata all'approvazione", writing.write_and_submit),
    Step("Restituita con un commento", writing.give_it_back),
    Step("Inviata di nuovo", writing.answer_and_submit_again),
    Step("Approvazione da parte dell'autore", writing.author_is_refused),
    Step("Approvazione della coordinatrice", writing.coordinator_approves),
    Step("PDF", proof.worker_makes_the_pdf),
    Step("Conformità", proof.pdf_meets_both_profiles),
    Step("PEC inviata", proof.provider_takes_it),
    Step("PEC accettata", proof.provider_accepts_it),
    Step("PEC consegnata", proof.court_receives_it),
    Step("Scadenza adempiuta", proof.delivery_fulfils_the_deadline),
    Step("Fascicolo di prova", proof.evidence_is_complete),
)


def walk(thread: Thread, say: Callable[[str], object], steps: Sequence[Step] = STEPS) -> bool:
    """Walk the whole story; one line per step. False when a step failed: the walk ends there."""
    begun = time.monotonic()
    for step in steps:
        if not _take(step, thread, say):
            say(f"Il filo si è spezzato al passo «{step.title}».")
            return False
    say(f"Tutto il filo in {time.monotonic() - begun:.1f} s.")
    return True


def _take(step: Step, thread: Thread, say: Callable[[str], object]) -> bool:
    """One step. A fault nobody foresaw goes up with its traceback, after the line that says where."""
    begun = time.monotonic()
    mark, told = "✗", "errore imprevisto"
    try:
        told = step.act(thread)
        mark = "✓"
    except StepFailedError as error:
        told = str(error)
    except ValidationError as error:
        told = " ".join(error.messages)
    finally:
        say(f"{mark} {time.monotonic() - begun:5.1f} s  {step.title}: {told}")
    return mark == "✓"
