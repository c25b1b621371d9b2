"""What happened to one message, step by step. The steps are run by admit and route themselves. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from protocols.engine.fql import Predicate, compile_fql
from protocols.engine.transform import Filters, Transformer, compile_filters
from protocols.errors import FqlError
from protocols.pipeline.admit import AdmitStep, AdmittingSource, Passage, admit
from protocols.pipeline.build import routing_destination
from protocols.pipeline.entry import Entry, Outcome, Routed
from protocols.pipeline.route import RouteStep, route
from protocols.pipeline.workspace.destinations import Destination

Message = Mapping[str, Any]

_AT_SOURCE: Final = "source transformations"
_AT_DESTINATION: Final = "transformations"
_FILTERS: Final = "filters"


class _Left(Protocol):
    """What a transformation or a filter answers."""

    @property
    def message(self) -> Message | None:
        """What is left of a message."""


class Did(StrEnum):
    """What a transformation or a filter did to a message.

    `UNASKED` found its `if` not to hold, `NOTHING` found it to hold and nothing to change.
    """

    UNASKED = "unasked"
    NOTHING = "nothing"
    CHANGED = "changed"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Part:
    """One transformation or filter: its place in its list, and what it did. `fault` says why it failed."""

    index: int
    did: Did
    before: Message
    after: Message | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Traced:
    """One step that ran: the message as it went in, and as it came out, or None and the code."""

    step: str
    before: Message
    after: Message | None
    discard: str | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Admitted:
    """The steps before the journal, and what the journal would be given."""

    steps: tuple[Traced, ...]
    entry: Entry
    derived: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """The steps of one destination, and what it would be sent."""

    steps: tuple[Traced, ...]
    routed: Routed


def trace_admit(message: Message, source: AdmittingSource, *, received_at: str) -> Admitted:
    """Admit a stamped message, and tell how."""
    seen: list[tuple[AdmitStep, Passage, Passage]] = []
    entry, *derived = admit(
        message, source, received_at=received_at, watch=lambda *step: seen.append(step)
    )
    steps = tuple(_admitted(*step, source.transformer) for step in seen)
    return Admitted(steps, entry, tuple(derived))


def _admitted(
    step: AdmitStep, before: Passage, after: Passage, transformer: Transformer | None
) -> Traced:
    left = after.message if after.outcome is Outcome.ADMITTED else None
    changing = transformer if step.name == _AT_SOURCE else None
    parts = tuple(_transformations(before.message, changing))
    return Traced(step.name, before.message, left, after.discard, parts)


def trace_route(message: Message, name: str, options: Destination) -> Sent:
    """Route an admitted message to the destination `name`, and tell how."""
    destination = routing_destination(name, options)
    seen: list[tuple[RouteStep, Message, Routed]] = []
    routed = route(message, destination, lambda *step: seen.append(step))
    steps = (_routed(*step, options.filters, destination.transformer) for step in seen)
    return Sent(tuple(steps), routed)


def _routed(
    step: RouteStep,
    before: Message,
    routed: Routed,
    filters: Filters,
    transformer: Transformer | None,
) -> Traced:
    changing = transformer if step.name == _AT_DESTINATION else None
    asked = filters if step.name == _FILTERS else ()
    parts = (*_filters(before, asked), *_transformations(before, changing))
    return Traced(step.name, before, routed.message, routed.discard, parts)


def _transformations(message: Message, transformer: Transformer | None) -> Iterator[Part]:
    """Each transformation on its own, on what those before it made; none after one that stops."""
    for index, step in enumerate(transformer.steps if transformer else ()):
        part = _part(index, message, step.applies, Transformer((step,)).apply)
        yield part
        if part.after is None:
            return
        message = part.after


def _filters(message: Message, items: Filters) -> Iterator[Part]:
    """Each filter on its own, on the message as it came: their conditions are asked of nothing else."""
    for index, item in enumerate(items):
        yield _part(
            index, message, compile_fql(item.condition or "all"), compile_filters([item]).apply
        )


def _part(
    index: int, message: Message, holds: Predicate | None, act: Callable[[Message], _Left]
) -> Part:
    try:
        unasked = holds is not None and not holds(message)
        left = act(message).message
    except FqlError as fault:
        return Part(index, Did.FAILED, message, None, str(fault))
    if left is None:
        return Part(index, Did.STOPPED, message, None)
    if left is message:
        return Part(index, Did.UNASKED if unasked else Did.NOTHING, message, message)
    return Part(index, Did.CHANGED, message, left)
