"""What the engine answers."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from protocols.plan.model import PlanRef, Rule


class Verdict(StrEnum):
    """`REWRITTEN` iff a value was removed or changed; a message with violations may be `ALLOWED`."""

    ALLOWED = "allowed"
    REWRITTEN = "rewritten"
    BLOCKED = "blocked"


class Discard(StrEnum):
    """Why a message goes no further. Segment's codes, verbatim, and one of ours for engine faults."""

    UNPLANNED = "unplanned"
    SCHEMA_VIOLATION = "schema_violation"
    UNPLANNED_AND_SCHEMA_VIOLATION = "unplanned_and_schema_violation"
    COMMON_SCHEMA_VIOLATION = "common_schema_violation"
    ENGINE_ERROR = "engine_error"


class UnplannedKind(StrEnum):
    """What the plan does not name."""

    EVENT = "event"
    PROPERTY = "property"
    TRAIT = "trait"
    VERSION = "version"


class OmittedFor(StrEnum):
    """Why a value was taken out."""

    UNPLANNED = "unplanned"
    VIOLATION = "violation"
    COMMON = "common"


class Violation(NamedTuple):
    """One way in which a message breaks its rule. Holds no value of the message, ever.

    `type` and `description` are Segment's wording; `field` is a path in the project's one path
    grammar (`properties.products[0].sku`), `pointer` the same as RFC 6901, both cut after 1,024 characters; `given` is a type name or
    a length; `place` is `file:line:col` of the part of the plan that was broken.
    """

    type: str
    field: str
    pointer: str
    keyword: str
    schema_pointer: str
    expected: str
    given: str
    description: str
    remedy: str
    place: str
    owner: str
    common: bool = False


class Unplanned(NamedTuple):
    """Something the plan does not name: its `kind`, its path, and what to do about it."""

    kind: UnplannedKind
    field: str
    pointer: str
    remedy: str = ""


class Omitted(NamedTuple):
    """A value the engine took out, kept so that it can be put back."""

    reason: OmittedFor
    field: str
    pointer: str
    value: Any


class Decision(NamedTuple):
    """The engine's answer to one message.

    `message` is what goes on: the very object that came in when nothing changed. `violations` holds
    at most 50, those found before omission, and `unplanned` at most 50 keys; the counts count them all. `rule` is None when
    the plan has none for the message. `fault` says what failed, of an `engine_error`.
    """

    verdict: Verdict
    message: Mapping[str, Any]
    violations: tuple[Violation, ...] = ()
    unplanned: tuple[Unplanned, ...] = ()
    omitted: tuple[Omitted, ...] = ()
    discard: Discard | None = None
    rule: Rule | None = None
    plan: PlanRef | None = None
    violation_count: int = 0
    unplanned_count: int = 0
    fault: str = ""
