"""Rounds: every candidate once a round, in a new order each time."""

import gc
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from statistics import median
from time import perf_counter
from typing import Any, Final

TIMES: Final = "\N{MULTIPLICATION SIGN}"
"""The unit of a ratio."""

Job = Callable[[Any], object]
"""Does its work on one event."""


@dataclass(frozen=True, slots=True)
class Series:
    """One figure per round, in the order of the rounds."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one: what a table shows."""
        return median(self.values)

    @property
    def low(self) -> float:
        """The least."""
        return min(self.values)

    @property
    def high(self) -> float:
        """The greatest."""
        return max(self.values)

    def over(self, other: "Series") -> "Series":
        """The ratio of each round: two figures of one round met the same machine."""
        return Series(tuple(a / b for a, b in zip(self.values, other.values, strict=True) if b))


def in_rounds(candidates: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, Series]:
    """Run each candidate once unmeasured, then once a round; what it answers is its figure."""
    rng = Random(rounds)
    found: dict[str, list[float]] = {name: [] for name in candidates}
    for name in candidates:
        candidates[name]()
    for number in range(rounds):
        order = list(candidates)
        rng.shuffle(order)
        for name in order:
            found[name].append(candidates[name]())
        say(f"  round {number + 1} of {rounds}")
    return {name: Series(tuple(values)) for name, values in found.items()}


def per_second(job: Job, items: Sequence[Any]) -> float:
    """How many of `items` the job does in a second."""
    gc.collect()
    gc.freeze()
    start = perf_counter()
    for item in items:
        job(item)
    taken = perf_counter() - start
    gc.unfreeze()
    return len(items) / taken


def say(*words: object) -> None:
    """Progress, for whoever waits."""
    print(*words, file=sys.stderr, flush=True)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; the first column is text, the others are figures."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    lines = [head, rule, *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + "\n"


def spread(series: Series, digits: int = 0) -> str:
    """The median, and in brackets the least and the greatest."""
    low, middle, high = (f"{v:,.{digits}f}" for v in (series.low, series.median, series.high))
    return f"{middle} ({low}\N{EN DASH}{high})"


def times(series: Series | None) -> str:
    """A ratio for a table."""
    return "" if series is None else f"{series.median:.2f}{TIMES}"
