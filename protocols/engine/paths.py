r"""The one path grammar: dotted names, `\.` for a literal dot, `[]` for every element, `[0]` for one."""

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final

Step = str | int | None
"""A key, an index, or None for every element of an array."""

Place = tuple[str | int, ...]
"""The keys and indices that lead to one value of a message, or to one part of a schema."""


class _Missing(Enum):
    MISSING = "missing"


MISSING: Final = _Missing.MISSING
"""What stands at a path that leads nowhere; no value of a message is ever this."""

_SPECIAL: Final = "\\.[]"  # the backslash first: the others are escaped with it
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
    if not step.isidentifier():
        for character in _SPECIAL:
            step = step.replace(character, f"\\{character}")
    return step


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


def overlap(one: Sequence[Step], other: Sequence[Step]) -> bool:
    """Whether the two paths may name the same value, or one a value inside the other's."""
    return all(
        a == b or (_is_index(a) and _is_index(b) and None in (a, b))
        for a, b in zip(one, other, strict=False)
    )


def _is_index(step: Step) -> bool:
    return not isinstance(step, str)
