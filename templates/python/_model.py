"""What calls are made of: whom they are about, what travels with them, what may be wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final, Literal, NamedTuple, TypeAlias, TypedDict

from ._plan import PLAN_ID, PLAN_VERSION

_logged: Final[set[tuple[str, ...]]] = set()
_MOST_LOGGED: Final = 1000


class Unset(Enum):
    """The type of `UNSET`."""

    UNSET = "UNSET"


UNSET: Final = Unset.UNSET
"""The key is left out. None is not the same: it sends null."""


@dataclass(frozen=True)
class User:
    """Somebody you know, by the id in your own database."""

    user_id: str


@dataclass(frozen=True)
class Anonymous:
    """Somebody you do not know yet, by an id that you made up for them."""

    anonymous_id: str


@dataclass(frozen=True)
class Both:
    """Somebody you know, and the id they had before you knew them."""

    user_id: str
    anonymous_id: str


Identity: TypeAlias = User | Anonymous | Both


class Meta(TypedDict, total=False):
    """What may travel with any call. `context` is added to the one given to `configure`."""

    timestamp: datetime
    context: Mapping[str, object]
    integrations: Mapping[str, object]
    message_id: str


class Violation(NamedTuple):
    """One thing that the plan forbids. `path` is dotted; `message` never holds a value."""

    path: str
    keyword: str
    message: str


class SchemaViolation(Exception):
    """A call breaks the plan. Raised only under `validate="raise"` and in tests."""

    def __init__(self, call: str, violations: Sequence[Violation]) -> None:
        self.call = call
        self.violations = tuple(violations)
        lines = [f"{call} breaks the tracking plan {PLAN_ID} {PLAN_VERSION}:"]
        lines += [f"  {one.path}: {one.message}" for one in violations]
        super().__init__("\n".join(lines))


OnViolation: TypeAlias = Callable[[str, Mapping[str, object], Sequence[Violation]], None]
Validate: TypeAlias = Literal["off", "warn", "raise"]


def log_once(text: str, *values: str, exc_info: bool = False) -> None:
    """Log a warning, but the same one only once in the life of the program."""
    if (text, *values) not in _logged and len(_logged) < _MOST_LOGGED:
        _logged.add((text, *values))

        import logging  # which takes longer to load than all of this, and is seldom needed

        logging.getLogger(__package__).warning(text, *values, exc_info=exc_info)
