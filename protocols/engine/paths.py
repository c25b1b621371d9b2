r"""The one path grammar: dotted names, `\.` for a literal dot, `[]` for every element, `[0]` for one."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, Final

Step = str | int | None
"""A key, an index, or None for every element of an array."""


class _Missing(Enum):
    MISSING = "missing"


MISSING: Final = _Missing.MISSING
"""What stands at a path that leads nowhere; no value of a message is ever this."""

_BARE: Final = re.compile(r"([\\.\[\]])")
_TOKEN: Final = re.compile(r"\[([0-9]{0,6})\]|((?:\\.|[^\\.\[\]])+)|(\.)", re.DOTALL)


def format_path(steps: Iterable[Step]) -> str:
    """`("properties", "products", 0, "sku")` → `properties.products[0].sku`."""
    parts: list[str] = []
    for step in steps:
        if isinstance(step, str):
            parts.append(("." if parts else "") + _escaped(step))
        else:
            parts.append("[]" if step is None else f"[{step}]")
    return "".join(parts)


def _escaped(step: str) -> str:
    return step if step.isidentifier() else _BARE.sub(r"\\\1", step)


def parse_path(text: str) -> tuple[Step, ...]:
    """The steps of a written path.

    Raises:
        ValueError: the text is not a path; the message says where it stops being one.
    """
    steps: list[Step] = []
    place, after_dot = 0, True
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or not _follows(match, after_dot=after_dot, first=not steps):
            msg = f"not a path: {text!r} at character {place + 1}"
            raise ValueError(msg)
        index, name, _dot = match.groups()
        if name is not None:
            steps.append(re.sub(r"\\(.)", r"\1", name, flags=re.DOTALL))
        elif index is not None:
            steps.append(int(index) if index else None)
        after_dot = name is None and index is None
        place = match.end()
    if after_dot:
        msg = f"not a path: {text!r} ends where a name should stand"
        raise ValueError(msg)
    return tuple(steps)


def _follows(match: re.Match[str], *, after_dot: bool, first: bool) -> bool:
    index, name, dot = match.groups()
    if dot is not None:
        return not after_dot
    if name is not None:
        return after_dot
    return index is not None and (first or not after_dot)


def pointer(steps: Iterable[str | int]) -> str:
    """RFC 6901: `("properties", "a/b", 0)` → `/properties/a~1b/0`."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def values_at(document: object, steps: Sequence[Step]) -> list[Any]:
    """Every value that stands at the path, in order; `[]` makes it many, a missing key none."""
    found = [document]
    for step in steps:
        found = [child for node in found for child in _children(node, step)]
    return found


def value_at(document: object, steps: Sequence[Step], default: object = MISSING) -> Any:
    """The value at a path without `[]`, or `default` where nothing stands."""
    value = document
    for step in steps:
        found = _children(value, step)
        if not found:
            return default
        value = found[0]
    return value


def _children(node: object, step: Step) -> Sequence[Any]:
    if isinstance(step, str):
        return (node[step],) if isinstance(node, Mapping) and step in node else ()
    if not isinstance(node, list):
        return ()
    return node if step is None else node[step : step + 1]


def update(document: Any, steps: Sequence[Step], change: Callable[[Any], Any]) -> Any:
    """The document with every value at the path replaced by what `change` makes of it.

    `change` is given `MISSING` where the last key is absent, and answers `MISSING` to leave a key
    out. Objects that a new value needs are made; arrays and their elements never are, and nothing
    is put where another kind of value stands in the way. The argument is not touched: only what
    lies along a changed path is copied, and an unchanged document is returned itself.
    """
    if not steps:
        return change(document)
    step, rest = steps[0], steps[1:]
    if isinstance(step, str):
        return _update_key(document, step, rest, change)
    return _update_elements(document, step, rest, change)


def _update_key(
    node: Any, key: str, rest: Sequence[Step], change: Callable[[Any], Any]
) -> Mapping[str, Any] | Any:
    if node is not MISSING and not isinstance(node, Mapping):
        return node
    held: Mapping[str, Any] = {} if node is MISSING else node
    old = held.get(key, MISSING)
    new = update(old, rest, change)
    if new is old:
        return node
    if new is MISSING:
        return {name: value for name, value in held.items() if name != key}
    return {**held, key: new}


def _update_elements(
    node: Any, index: int | None, rest: Sequence[Step], change: Callable[[Any], Any]
) -> list[Any] | Any:
    if not isinstance(node, list):
        return node
    chosen = range(len(node)) if index is None else range(index, min(index + 1, len(node)))
    fresh = {place: update(node[place], rest, change) for place in chosen}
    if all(new is node[place] or new is MISSING for place, new in fresh.items()):
        return node
    return [
        old if (new := fresh.get(place, MISSING)) is MISSING else new
        for place, old in enumerate(node)
    ]


def overlap(one: Sequence[Step], other: Sequence[Step]) -> bool:
    """Whether the two paths may name the same value, or one a value inside the other's."""
    return all(
        a == b or (_is_index(a) and _is_index(b) and None in (a, b))
        for a, b in zip(one, other, strict=False)
    )


def _is_index(step: Step) -> bool:
    return not isinstance(step, str)
