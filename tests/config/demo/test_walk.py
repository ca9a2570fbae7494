"""The walk itself, on a real worker, broker, SMTP and IMAP, without the sixty families around it."""

import zipfile
from pathlib import Path

import pytest

from config.demo.offices import found_offices
from config.demo.people import hire
from config.demo.sandbox import refresh_mailboxes
from config.demo.walk.story import STEPS, Step, walk
from config.demo.walk.thread import StepFailedError, Thread
from tests.config.demo.conftest import at
from tests.factories.courts import RegisterFactory
from tests.pec import Sandbox
from tests.worker import Worker


@pytest.fixture
def thread(transactional_db: None, sandbox: Sandbox, tmp_path: Path) -> Thread:
    people = hire()
    found_offices()
    RegisterFactory()
    with at(sandbox):
        refresh_mailboxes()
    return Thread(tmp_path, people=people)


@pytest.mark.processes
def test_the_whole_story(thread: Thread, worker: Worker, sandbox: Sandbox) -> None:
    said: list[str] = []
    with at(sandbox):
        assert walk(thread, said.append), "\n".join(said)
    assert [line[0] for line in said[: len(STEPS)]] == ["✓"] * len(STEPS)
    assert any("l'autore non può approvare" in line for line in said)
    assert (thread.out / "relazione.pdf").read_bytes().startswith(b"%PDF-")
    assert "relazione.pdf" in zipfile.ZipFile(thread.out / "prove.zip").namelist()
    with at(sandbox):
        again = Thread(thread.out, people=thread.people)
        assert walk(again, said.append), "\n".join(said)


def fails(thread: Thread) -> str:
    raise StepFailedError("il fascicolo non c'è")


def breaks(thread: Thread) -> str:
    raise LookupError("broken")


def test_a_failed_step_ends_the_walk_and_is_named(thread: Thread) -> None:
    said: list[str] = []
    steps = (Step("Primo", lambda _: "fatto"), Step("Secondo", fails), Step("Terzo", fails))
    assert not walk(thread, said.append, steps)
    assert [line[0] for line in said] == ["✓", "✗", "I"]
    assert said[-1] == "Il filo si è spezzato al passo «Secondo»."


def test_a_fault_nobody_foresaw_still_says_where(thread: Thread) -> None:
    said: list[str] = []
    with pytest.raises(LookupError):
        walk(thread, said.append, (Step("Rotto", breaks),))
    assert said[0].startswith("✗")
    assert "Rotto" in said[0]
