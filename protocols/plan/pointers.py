"""JSON pointers, RFC 6901."""

from collections.abc import Iterable


def pointer(steps: Iterable[str | int]) -> str:
    """`("properties", "a/b", 0)` → `/properties/a~1b/0`."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def steps_of(written: str) -> tuple[str, ...]:
    """`/properties/a~1b/0` → `("properties", "a/b", "0")`: what it leads into says what is an index."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in written.split("/")[1:])
