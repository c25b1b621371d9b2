"""What differs between a message and what became of it."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from protocols.engine.paths import MISSING, Step, format_path


class Difference(NamedTuple):
    """One place where two messages differ; `MISSING` stands for no value."""

    path: str
    before: Any
    after: Any


def differences(before: Any, after: Any) -> tuple[Difference, ...]:
    """The outermost places that were added or taken out, and the innermost that changed, in order."""
    return tuple(_differences(before, after, ()))


def _differences(before: Any, after: Any, at: tuple[Step, ...]) -> Iterator[Difference]:
    if before is after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in {**before, **after}:
            old, new = before.get(key, MISSING), after.get(key, MISSING)
            yield from _differences(old, new, (*at, key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _differences(old, new, (*at, index))
    elif type(before) is not type(after) or before != after:
        yield Difference(format_path(at), before, after)
