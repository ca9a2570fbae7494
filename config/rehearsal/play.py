"""The rehearsal itself, on whatever database is the current one: it must be thrown away afterwards."""

import random
import time
from pathlib import Path

from celery import Task
from kombu import Connection
from redis import Redis

from config.rehearsal.cast import Provider, Workers
from config.rehearsal.figures import Figures, count, unsettled
from config.rehearsal.rows import drawn
from reports import tasks

TICK = 0.1
BEAT = 0.5
# Seconds: what a dispatch and a kill may take at most before we call the rest lost.
PATIENCE, PER_DISPATCH, PER_KILL = 60, 0.5, 5
SWEEPS: tuple[Task, ...] = (tasks.send_pending, tasks.read_receipts, tasks.watch_dispatches)


def rehearse(*, dispatches: int, kills: int, seed: int, folder: Path, broker_url: str) -> Figures:
    """Send everything while workers are killed; what became of it. Deterministic in its choices, not in time."""
    chance = random.Random(seed)  # noqa: S311 - a choice, not a secret
    provider = Provider.start(folder / "pec")
    workers = Workers(broker_url, folder)
    beat = Beat(broker_url)
    try:
        provider.outbox().fill(drawn(dispatches, chance))
        workers.start()
        done = _play(workers, beat, chance, dispatches, kills)
        return count(provider.folder / "mail.sqlite3", done)
    finally:
        workers.stop()
        beat.stop()
        provider.stop()


def _play(workers: Workers, beat: "Beat", chance: random.Random, dispatches: int, kills: int) -> int:
    """Kill at random points of the progress until all is settled; how often."""
    points = sorted(chance.randrange(1, dispatches + 1) for _ in range(kills))
    deadline = time.monotonic() + PATIENCE + dispatches * PER_DISPATCH + kills * PER_KILL
    done = 0
    while (left := unsettled()) and time.monotonic() < deadline:
        beat.tick()
        if done < kills and dispatches - left >= points[done] - 1:
            workers.kill_one(chance)
            done += 1
        time.sleep(TICK)
    return done


class Beat:
    """Rings for the sweeps, in a database of the broker that nobody else uses."""

    def __init__(self, url: str) -> None:
        address, _, number = url.removeprefix("redis+socket://").partition("?virtual_host=")
        self._redis = Redis(unix_socket_path=address, db=int(number))
        self._redis.flushdb()
        self._link = Connection(url)
        self._next = 0.0

    def tick(self) -> None:
        """Ring unless the last round is still waiting."""
        if time.monotonic() < self._next or self._redis.llen("mail") or self._redis.llen("default"):
            return
        self._next = time.monotonic() + BEAT
        for task in SWEEPS:
            task.apply_async(connection=self._link)

    def stop(self) -> None:
        self._link.release()
        self._redis.flushdb()
