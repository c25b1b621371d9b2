"""The paths that a transformation or filter may name, and what must not be touched."""

from collections.abc import Iterable
from typing import Annotated, Final

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from protocols.engine.fql import compile_expression, compile_fql
from protocols.engine.paths import Step, overlap, parse_path
from protocols.errors import FqlError

MAX_STEPS: Final = 16

_CONTAINERS: Final = ("properties", "traits", "context", "integrations")
_IDENTITY: Final = (
    "anonymousId",
    "groupId",
    "messageId",
    "originalTimestamp",
    "previousId",
    "receivedAt",
    "sentAt",
    "timestamp",
    "type",
    "userId",
    "version",
    "writeKey",
)
_UNTOUCHABLE: Final = {
    **dict.fromkeys(_IDENTITY, "says who sent which message and when, and cannot be changed"),
    "event": "is renamed with `rename_event`, and dropped with `drop`",
    "context.protocols": "is written by the engine alone",
}


def _written(text: str) -> str:
    steps = _steps(text)
    if steps[0] in _CONTAINERS and not any(isinstance(step, str) for step in steps[1:2]):
        raise ValueError(f"`{text}` is a whole part of the message; name a key inside it")
    for name, why in _UNTOUCHABLE.items():
        if overlap(parse_path(name), steps):
            raise ValueError(f"`{name}` {why}")
    return text


def _key(text: str) -> str:
    ends_in_key = isinstance(_steps(text)[-1], str)
    if not ends_in_key:
        raise ValueError(f"`{text}` names an element of an array; name a key")
    return text


def _allowed(text: str) -> str:
    if len(_steps(text)) == 1:
        raise ValueError(f"name a key inside an object: `properties.{text}`")
    return text


def _single(text: str) -> str:
    if None in _steps(text):
        raise ValueError(f"`{text}` names many values; name one")
    return text


def _steps(text: str) -> tuple[Step, ...]:
    steps = parse_path(text)
    if len(steps) > MAX_STEPS:
        raise ValueError(f"a path of more than {MAX_STEPS} steps")
    begins_with_key = isinstance(steps[0], str)
    if not begins_with_key:
        raise ValueError(f"`{text}` begins with no key")
    return steps


def _condition(text: str) -> str:
    try:
        compile_fql(text)
    except FqlError as fault:
        raise _misread(fault) from None
    return text


def _expression(text: str) -> str:
    try:
        compile_expression(text)
    except FqlError as fault:
        raise _misread(fault) from None
    return text


def _misread(fault: FqlError) -> PydanticCustomError:
    """An error whose context says where in the expression it is, as `FqlError` does."""
    context = {"message": fault.message, "remedy": fault.remedy, "offset": fault.offset}
    return PydanticCustomError("fql", "{told}", {**context, "told": str(fault)})


ReadPath = Annotated[str, AfterValidator(_single)]
"""The place of one value."""

ValuePath = Annotated[str, AfterValidator(_written)]
"""The place of values that may be replaced."""

KeyPath = Annotated[str, AfterValidator(_written), AfterValidator(_key)]
"""The place of a key that may be moved or left out."""

AllowedPath = Annotated[KeyPath, AfterValidator(_allowed)]
"""The place of a key that stays when its neighbours are left out."""

Condition = Annotated[str, AfterValidator(_condition)]
"""FQL that answers yes or no."""

Computed = Annotated[str, AfterValidator(_expression)]
"""FQL that answers a value."""


def kept_keys(paths: Iterable[str]) -> dict[tuple[Step, ...], frozenset[str]]:
    """For each object that the paths name keys of: the keys that stay, outermost object first.

    An object that holds another of them stays with it. Objects of which no key is named stay whole.
    """
    every = [parse_path(path) for path in paths]
    kept: dict[tuple[Step, ...], set[str]] = {steps[:-1]: set() for steps in every}
    for steps in every:
        for length, name in enumerate(steps):
            if isinstance(name, str) and steps[:length] in kept:
                kept[steps[:length]].add(name)
    return {parent: frozenset(kept[parent]) for parent in sorted(kept, key=len)}
