"""What calls are made of: whom they are about, what travels with them, what may be wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from inspect import currentframe
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias, TypedDict

from ._plan import PLAN_ID, PLAN_VERSION

if TYPE_CHECKING:
    from types import FrameType

_logged: Final[set[tuple[object, ...]]] = set()
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


def log_once(text: str, *values: str) -> None:
    """Log a warning, but the same one only once in the life of the program."""
    if _is_new(text, *values):
        _warn(text, *values)


def log_here(text: str, *values: str, fault: Exception | None = None) -> None:
    """Log a warning, but the same one only once for each line that calls this package.

    Of a fault only its type makes it another warning: its text may be another each time.
    """
    frame, _ = _caller()
    place = (frame.f_code.co_filename, frame.f_lineno) if frame else ("?", 0)
    if _is_new(text, *values, type(fault), *place):
        reason = () if fault is None else (f"{type(fault).__name__}: {fault}",)
        shown = None if fault is None or _is_ours(fault) else fault
        _warn(f"{text} (%s:%d)", *values, *reason, *place, fault=shown)


def _is_new(*key: object) -> bool:
    if key in _logged or len(_logged) >= _MOST_LOGGED:
        return False
    _logged.add(key)
    return True


def _warn(text: str, *values: object, fault: Exception | None = None) -> None:
    import logging  # which takes longer to load than all of this, and is seldom needed

    _, depth = _caller()
    logging.getLogger(__package__).warning(text, *values, exc_info=fault, stacklevel=depth)


def _is_ours(fault: Exception) -> bool:
    """Whether it was raised in this package, and its text is all there is to know."""
    trace = fault.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_globals.get("__package__") == __package__


def _caller() -> tuple[FrameType | None, int]:
    """The frame that called this package, and how far it is from the function that asks."""
    here = currentframe()
    frame, depth = here and here.f_back, 1
    while frame and frame.f_globals.get("__package__") == __package__:
        frame, depth = frame.f_back, depth + 1
    return frame, depth
