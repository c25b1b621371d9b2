"""What is told of one message: plain values, the same for a terminal and for a program."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """A value that was `added`, `removed` or `changed`, and what it was before and after."""

    what: str
    path: str
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class Part:
    """One transformation or filter: what it did, and the line that asks for it."""

    name: str
    did: str
    place: str
    changes: tuple[Change, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """A control that was asked. `place` is empty when nobody wrote it; then it is the default.

    `acts` is false when the rule is a draft: then only the common rule's control acts. The one that
    `blocks` has had the last word.
    """

    about: str
    control: str
    value: str
    place: str
    acts: bool = True
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A violation or something unplanned, with its remedy and the part of the plan it breaks.

    `control` is the one that decides about it; nothing decides about an unknown version.
    """

    id: str
    control: str | None
    kind: str
    field: str
    description: str
    remedy: str
    place: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Omission:
    """A value that was taken out, and why."""

    field: str
    reason: str
    value: Any


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the engine said: the rule and why it was that one, what it found, which controls decided.

    `unlisted` counts what was found beyond the first 50. `annotated` are the keys it wrote to
    `context.protocols`, `forged` those a client had sent there.
    """

    plan: str
    rule: str
    why: str
    place: str
    owner: str
    status: str
    verdict: str
    found: tuple[Found, ...]
    unlisted: int
    omitted: tuple[Omission, ...]
    annotated: tuple[str, ...]
    forged: tuple[str, ...]
    controls: tuple[Control, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the order of operations, and what it did to the message."""

    number: str
    step: str
    outcome: str
    note: str = ""
    changes: tuple[Change, ...] = ()
    parts: tuple[Part, ...] = ()
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A message that follows from this one: its event, the source it goes to, and who reads that."""

    label: str
    source: str
    destinations: tuple[str, ...]
    message: Any


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one destination gets: the message, or None and the code."""

    destination: str
    type: str
    place: str
    discard: str | None
    steps: tuple[Step, ...]
    changes: tuple[Change, ...]
    message: Any


@dataclass(frozen=True, slots=True)
class Explained:
    """One message from its arrival to every destination. `findings` is whether anything was wrong."""

    place: str
    label: str
    source: str
    outcome: str
    code: str | None
    findings: bool
    steps: tuple[Step, ...]
    forwarded: tuple[Forwarded, ...] = ()
    unforwarded: Mapping[str, int] = field(default_factory=dict)
    destinations: tuple[Delivery, ...] = ()
    message: Any = None
