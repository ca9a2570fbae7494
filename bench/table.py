"""A table of ratios: what was measured, against what, and whether it is good enough."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from time import process_time
from typing import TypeVar

Given = TypeVar("Given")


class UnequalError(Exception):
    """Two ways that must give the same do not: nothing was measured."""


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement. `at_least` says which side of `must` is the good one."""

    what: str
    value: float
    must: float
    at_least: bool = False
    note: str = ""

    @property
    def good(self) -> bool:
        return self.value >= self.must if self.at_least else self.value <= self.must


def interleaved(
    rounds: Iterable[Given], *works: Callable[[Given], object], clock: Callable[[], float] = process_time
) -> list[list[float]]:
    """CPU seconds (or those of another `clock`) of each work in each round, A B A B …, so that a busy machine
    weighs on all alike."""
    times: list[list[float]] = [[] for _ in works]
    for given in rounds:
        for work, spent in zip(works, times, strict=True):
            start = clock()
            work(given)
            spent.append(clock() - start)
    return times


def ratio(above: Sequence[float], below: Sequence[float]) -> tuple[float, str]:
    """The median of the ratios round by round, and their middle half."""
    ratios = sorted(a / b for a, b in zip(above, below, strict=True))
    quarter = len(ratios) // 4
    return median(ratios), f"{ratios[quarter]:.2f}–{ratios[-1 - quarter]:.2f} in {len(ratios)} giri"


def printed(lines: Sequence[Line]) -> int:
    """Print the table; 1 when a must is missed, otherwise 0."""
    width = max(len(line.what) for line in lines)
    for line in lines:
        sign = "≥" if line.at_least else "≤"
        verdict = "ok" if line.good else "NO"
        print(f"{line.what:<{width}}  {line.value:8.3f}  {sign} {line.must:<6g} {verdict}  {line.note}")  # noqa: T201
    return int(not all(line.good for line in lines))
