r"""Glob patterns: `*` any characters, `?` one, `[abc]` and `[a-z]` one of those, `\x` the character x.

A pattern with `?` or `[…]` is a machine that reads the text once and keeps the set of its live states in the bits of one
integer, so that no pattern can make it go back: the time is that of the text's length.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

MAX_PATTERN: Final = 256
"""The longest pattern, in characters."""

_PART: Final = re.compile(
    r"(?P<stars>\*+)|(?P<any>\?)|\[(?P<set>(?:\\.|[^\\\]])*)\]|\\(?P<escaped>.)|(?P<plain>[^\\\[])",
    re.DOTALL,
)
_RANGE: Final = re.compile(r"(\\.|[^\\])(?:-(\\.|[^\\]))?", re.DOTALL)


@dataclass(slots=True)
class _Machine:
    """State i is alive when the first i parts are read; `loops` are the states where a `*` stands."""

    size: int = 0
    loops: int = 0
    anything: int = 0
    exactly: dict[str, int] = field(default_factory=dict)
    between: list[tuple[str, str, int]] = field(default_factory=list)

    def accepting(self, character: str) -> int:
        states = self.anything | self.exactly.get(character, 0)
        for low, high, state in self.between:
            if low <= character <= high:
                states |= state
        return states

    def matches(self, text: str) -> bool:
        alive = 1
        for character in text:
            alive = ((alive & self.accepting(character)) << 1) | (alive & self.loops)
            if not alive:
                return False
        return bool(alive >> self.size & 1)


def compile_wildcard(pattern: str) -> Callable[[str], bool]:
    """A test whether a whole text matches; capitals matter.

    Raises:
        ValueError: the pattern is not one, or is longer than `MAX_PATTERN`.
    """
    if len(pattern) > MAX_PATTERN:
        msg = f"a pattern longer than {MAX_PATTERN} characters"
        raise ValueError(msg)
    parts = list(_parts(pattern))
    if not any(part["any"] or part["set"] is not None for part in parts):
        return _by_pieces(parts)
    machine = _Machine()
    for part in parts:
        _add(machine, part)
    return machine.matches


def _parts(pattern: str) -> Iterator[re.Match[str]]:
    place = 0
    while place < len(pattern):
        part = _PART.match(pattern, place)
        if part is None:
            raise ValueError(
                "a `[` is not closed" if pattern[place] == "[" else "a backslash ends the pattern"
            )
        if part["set"] is not None:
            _ranges(part["set"])
        yield part
        place = part.end()


def _by_pieces(parts: list[re.Match[str]]) -> Callable[[str], bool]:
    """With stars alone there is nothing to keep: the first place where a piece stands is the best."""
    pieces = [""]
    for part in parts:
        if part["stars"]:
            pieces.append("")
        else:
            pieces[-1] += part["escaped"] or part["plain"]
    head, *middle = pieces
    if not middle:
        return head.__eq__
    tail = middle.pop()
    least = len(head) + len(tail)

    def matches(text: str) -> bool:
        if len(text) < least or not text.startswith(head) or not text.endswith(tail):
            return False
        place, end = len(head), len(text) - len(tail)
        for piece in middle:
            found = text.find(piece, place, end)
            if found < 0:
                return False
            place = found + len(piece)
        return True

    return matches


def _add(machine: _Machine, part: re.Match[str]) -> None:
    state = 1 << machine.size
    if part["stars"]:
        machine.loops |= state
        return
    machine.size += 1
    if part["any"]:
        machine.anything |= state
    elif part["set"] is None:
        character = part["escaped"] or part["plain"]
        machine.exactly[character] = machine.exactly.get(character, 0) | state
    else:
        machine.between += ((low, high, state) for low, high in _ranges(part["set"]))


def _ranges(text: str) -> list[tuple[str, str]]:
    if not text or text[0] in "^!":
        msg = r"`[]`, `[^…]` and `[!…]` are not defined; write `[\^…]` for the character itself"
        raise ValueError(msg)
    ranges = [(low[-1], (high or low)[-1]) for low, high in _RANGE.findall(text)]
    if any(low > high for low, high in ranges):
        raise ValueError("a range runs backwards")
    return ranges
