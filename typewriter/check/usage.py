"""Where each call of a plan is made: what a scan found out, beside its findings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from protocols.findings import Position
from typewriter.check.known import Known, KnownFunction


class How(StrEnum):
    """A function is called, or passed on as a value; or its event is sent by name, past the client."""

    CALLED = "called"
    REFERENCED = "referenced"
    RAW = "raw"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One use; `test` when the file is a test."""

    at: Position
    how: How
    test: bool = False


@dataclass(frozen=True, slots=True)
class EventUsage:
    """One function of a client, what it stands for, and where it is used, in order."""

    client: str
    function: str
    kind: str
    name: str | None
    version: int | None
    places: tuple[Place, ...]

    @property
    def is_used(self) -> bool:
        """Whether anything but a test uses it."""
        return any(not place.test for place in self.places)


@dataclass(frozen=True, slots=True)
class Usage:
    """Every function of every client, sorted by client and name, used or not."""

    events: tuple[EventUsage, ...]


Uses = Mapping[tuple[str, str], Iterable[Place]]
"""Client and function → places."""


def usage_of(clients: Iterable[Known], uses: Uses) -> Usage:
    """All that `clients` offer, each with its places."""
    return Usage(
        tuple(
            _event(client, client.functions[name], uses.get((client.name, name), ()))
            for client in sorted(clients, key=lambda one: one.name)
            for name in sorted(client.functions)
        )
    )


def _event(client: Known, function: KnownFunction, places: Iterable[Place]) -> EventUsage:
    return EventUsage(
        client=client.name,
        function=function.name,
        kind=str(function.kind),
        name=function.event,
        version=function.version,
        places=tuple(sorted(set(places))),
    )
