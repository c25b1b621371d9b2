"""What delivery is given for each destination, and the effects it works with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from protocols.delivery.destinations.interface import Clock, Destination
from protocols.journal.interface import Row
from protocols.pipeline.entry import Routed

MAX_AGE: Final = 3 * 3_600.0

Route = Callable[[Row], Routed]
"""Decides what the destination gets of a row. Pure."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One destination: whose messages it gets, in what form, and for how long it is tried.

    `max_age` is the number of seconds a batch is tried, from its first attempt on: a message that
    waited behind others, or while the server was down, is always tried.
    """

    name: str
    sources: tuple[str, ...]
    route: Route
    destination: Destination
    max_age: float = MAX_AGE


@dataclass(frozen=True, slots=True)
class Effects:
    """`clock` gives seconds that never jump, `sleep` waits for some, `random` is from 0 to 1."""

    clock: Clock
    sleep: Callable[[float], Awaitable[None]]
    random: Callable[[], float]
