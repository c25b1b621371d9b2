"""A destination whose answers are written down, and workers that run against it without waiting."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from protocols.delivery import Delivery, Effects, Lane
from protocols.delivery.destinations.interface import Outgoing, Taken
from protocols.journal.interface import Journal, Row
from protocols.pipeline.entry import Routed
from tests.unit.journal.journals import FakeClock

Answer = Callable[[Sequence[Outgoing]], Taken]


@dataclass
class Recorder:
    """Takes everything, after it has given the `answers` it was told to give first."""

    answers: list[Exception | Answer] = field(default_factory=list)
    batch: int = 100
    attempts: list[list[str]] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    opened: list[str | None] = field(default_factory=list)
    closed: int = 0

    async def open(self, bookmark: str | None, /) -> None:
        self.opened.append(bookmark)

    async def deliver(self, batch: Sequence[Outgoing], /) -> Taken:
        ids = [outgoing.row.message_id for outgoing in batch]
        self.attempts.append(ids)
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        taken = Taken() if answer is None else answer(batch)
        self.taken += [out.row.message_id for out in batch if out.row.seq not in taken.refused]
        return taken

    async def close(self) -> None:
        self.closed += 1


@dataclass
class Slept:
    """Effects whose pauses take no time but are written down, and move the clock."""

    clock: FakeClock = field(default_factory=FakeClock)
    pauses: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.clock.now += seconds
        await asyncio.sleep(0)

    def effects(self, random: float = 1.0) -> Effects:
        return Effects(clock=self.clock, sleep=self.sleep, random=lambda: random)


def everything(row: Row) -> Routed:
    return Routed(orjson.loads(row.body))


def lane(
    destination: Any, name: str = "lake", *, sources: Iterable[str] = ("web",), **more: Any
) -> Lane:
    return Lane(
        **{
            "name": name,
            "sources": tuple(sources),
            "route": everything,
            "destination": destination,
            **more,
        }
    )


@asynccontextmanager
async def delivering(
    journal: Journal, *lanes: Lane, effects: Effects | None = None
) -> AsyncIterator[Delivery]:
    """Deliver in the background; told to stop, and waited for, at the end."""
    delivery = Delivery(journal, effects or Slept().effects(), lanes)
    task = asyncio.create_task(delivery.run())
    try:
        yield delivery
    finally:
        delivery.stop()
        async with asyncio.timeout(30):
            await task


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that happens in the background."""
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.002)


async def settled(journal: Journal, *names: str) -> None:
    """Wait until these destinations, or all, have nothing pending."""

    def nothing_pending() -> bool:
        counts = [it for it in journal.destinations() if not names or it.destination in names]
        return bool(counts) and not any(it.pending for it in counts)

    await until(nothing_pending)
