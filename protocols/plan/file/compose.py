"""YAML text → data and positions, in one pass over the parser's events.

Reading events rather than nodes keeps hostile input cheap: depth, aliases and tags are judged
before anything is built, so neither an alias bomb nor deep nesting is ever expanded.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from protocols.plan.file.scalars import plain_scalar
from protocols.plan.file.spots import NO_PARTS, Mark, Spot, Step, line_columns

MAX_DEPTH: Final = 50
MAX_ALIASED_NODES: Final = 10_000
MAX_ALIASED_CHARACTERS: Final = 1_000_000

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ADVICE: Final = {
    "did not find expected key": "check how far this line is indented",
    "block end": "check how far this line is indented",
    "end of stream": "a quote or a bracket is not closed",
    "',' or": "a quote or a bracket is not closed",
}
"""The parser's complaint → what usually mends it."""

_QUOTE: Final = "quote text that holds `: ` or ` #`, or begins with one of []{}&*!|>%@`"


class Refused(Exception):
    """The text cannot be read any further."""

    def __init__(self, problem: Finding) -> None:
        super().__init__(problem.headline)
        self.problem = problem


@dataclass(slots=True)
class _Anchored:
    """What an anchor names, and what repeating it would cost."""

    value: Any
    spot: Spot
    nodes: int
    characters: int


class _Composer:
    """The state of one pass. `problems` are those that let the reading go on."""

    def __init__(self, text: str, file: str, next_event: Callable[[], Any]) -> None:
        self.next_event = next_event
        self.problems: list[Finding] = []
        self._file = file
        self._place = line_columns(text)
        self._anchors: dict[str, _Anchored | None] = {}
        self._nodes = 0
        self._characters = 0
        self._aliased_nodes = 0
        self._aliased_characters = 0

    def node(self, event: Any, depth: int) -> tuple[Any, Spot]:
        """The value that begins with `event`, and where it stands."""
        kind = type(event)
        if kind is yaml.AliasEvent:
            return self._alias(event, depth)
        if event.tag is not None:
            message = f"the tag {event.tag.replace('tag:yaml.org,2002:', '!!')} is not allowed"
            self._report("TP003", message, event, "write the value plainly")
        if event.anchor is not None:
            return self._anchored(event, depth)
        return self._plain(event, depth)

    def position(self, start: Mark, end: Mark) -> Position:
        """Two marks as a position in the file."""
        return Position(self._file, *self._place(start), *self._place(end))

    def refuse(self, rule: str, message: str, event: Any, advice: str = "") -> Refused:
        """The end of the reading, at `event`."""
        return Refused(finding(rule, message, self._at(event), advice=advice))

    def _at(self, event: Any) -> Position:
        return self.position(event.start_mark, event.end_mark)

    def _report(self, rule: str, message: str, event: Any, advice: str = "") -> None:
        self.problems.append(finding(rule, message, self._at(event), advice=advice))

    def _plain(self, event: Any, depth: int) -> tuple[Any, Spot]:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if depth >= MAX_DEPTH:
            raise self._too_deep(event)
        self._nodes += 1
        return (
            self._map(event, depth) if kind is yaml.MappingStartEvent else self._list(event, depth)
        )

    def _anchored(self, event: Any, depth: int) -> tuple[Any, Spot]:
        nodes, characters = self._nodes, self._characters
        self._anchors[event.anchor] = None
        value, spot = self._plain(event, depth)
        cost = self._nodes - nodes, self._characters - characters
        self._anchors[event.anchor] = _Anchored(value, spot, *cost)
        return value, spot

    def _alias(self, event: Any, depth: int) -> tuple[Any, Spot]:
        known = self._anchors.get(event.anchor)
        if known is None:
            open_ = event.anchor in self._anchors
            reason = "stands inside what it repeats" if open_ else "repeats nothing above it"
            raise self.refuse("TP005", f"the alias *{event.anchor} {reason}", event)
        self._spend(known, event)
        if depth + _height(known.spot) > MAX_DEPTH:
            raise self._too_deep(event)
        return known.value, Spot(event.start_mark, event.end_mark, known.spot.parts)

    def _spend(self, known: _Anchored, event: Any) -> None:
        self._nodes += known.nodes
        self._characters += known.characters
        self._aliased_nodes += known.nodes
        self._aliased_characters += known.characters
        advice = "share schemas through `types` and $ref"
        if self._aliased_nodes > MAX_ALIASED_NODES:
            message = f"aliases repeat more than {MAX_ALIASED_NODES:,} nodes"
            raise self.refuse("TP005", message, event, advice)
        if self._aliased_characters > MAX_ALIASED_CHARACTERS:
            message = f"aliases repeat more than {MAX_ALIASED_CHARACTERS:,} characters"
            raise self.refuse("TP005", message, event, advice)

    def _too_deep(self, event: Any) -> Refused:
        return self.refuse("TP006", f"nested more than {MAX_DEPTH} levels deep", event)

    def _scalar(self, event: Any) -> tuple[Any, Spot]:
        text = value = event.value
        self._nodes += 1
        self._characters += len(text)
        if event.implicit[0] and not event.style:
            try:
                value = plain_scalar(text)
            except ValueError as reason:
                self._report("TP011", str(reason), event, "write it in quotes if it is text")
        return value, Spot(event.start_mark, event.end_mark)

    def _list(self, start: Any, depth: int) -> tuple[list[Any], Spot]:
        values: list[Any] = []
        parts: dict[Step, Spot] = {}
        while True:
            event = self.next_event()
            kind = type(event)
            if kind is yaml.SequenceEndEvent:
                return values, Spot(start.start_mark, event.end_mark, parts)
            value, parts[len(values)] = self.node(event, depth + 1)
            values.append(value)

    def _map(self, start: Any, depth: int) -> tuple[dict[str, Any], Spot]:
        values: dict[str, Any] = {}
        parts: dict[Step, Spot] = {}
        while True:
            event = self.next_event()
            kind = type(event)
            if kind is yaml.MappingEndEvent:
                return values, Spot(start.start_mark, event.end_mark, parts)
            key = self._key(event, depth)
            value, spot = self.node(self.next_event(), depth + 1)
            if key in parts:
                self._twice(key, event, parts[key])
            elif key is not None:
                spot.key_start, spot.key_end = event.start_mark, event.end_mark
                parts[key] = spot
                values[key] = value

    def _key(self, event: Any, depth: int) -> str | None:
        if type(event) is not yaml.ScalarEvent:
            self.node(event, depth + 1)
            self._report("TP010", "a key must be plain text", event)
            return None
        if event.anchor is not None or event.tag is not None:
            self.node(event, depth + 1)
        key: str = event.value
        self._characters += len(key)
        if not event.style and event.implicit[0] and key in _NOT_KEYS:
            self._report(*_NOT_KEYS[key][:2], event, _NOT_KEYS[key][2])
            return None
        return key

    def _twice(self, key: str, event: Any, known: Spot) -> None:
        first = self.position(known.key_start or known.start, known.key_end or known.end)
        message = f'the key "{key}" stands twice in this map, first on line {first.line}'
        related = ((first, "first here"),)
        at, advice = self._at(event), "keep one of the two"
        self.problems.append(finding("TP002", message, at, advice=advice, related=related))


_NOT_KEYS: Final[Mapping[str, tuple[str, str, str]]] = {
    "<<": ("TP004", "`<<` merges are not allowed", "share schemas through `types` and $ref"),
    "": ("TP010", "a key is missing before `:`", "an empty key is written in quotes"),
}


def _height(spot: Spot) -> int:
    """How many maps and lists stand inside one another here; none for a scalar."""
    if spot.parts is NO_PARTS:
        return 0
    return 1 + max(map(_height, spot.parts.values()), default=0)


def compose(text: str, file: str) -> tuple[Any, Spot, tuple[Finding, ...]]:
    """The one document in `text`: its data, where everything stands, and what is wrong with it.

    Raises:
        Refused: the text is not YAML, or is built to overwhelm its reader.
    """
    loader = _LOADER(text)
    composer = _Composer(text, file, loader.get_event)
    try:
        return _document(composer)
    except yaml.YAMLError as error:
        raise Refused(_syntax(error, composer, text, file)) from None
    finally:
        loader.dispose()


def _document(composer: _Composer) -> tuple[Any, Spot, tuple[Finding, ...]]:
    composer.next_event()
    begin = composer.next_event()
    if type(begin) is yaml.StreamEndEvent:
        raise composer.refuse("TP012", "the file is empty", begin)
    value, spot = composer.node(composer.next_event(), 0)
    composer.next_event()
    after = composer.next_event()
    if type(after) is not yaml.StreamEndEvent:
        raise composer.refuse(
            "TP012", "a second document begins here", after, "one file, one document"
        )
    return value, spot, tuple(composer.problems)


def _syntax(error: yaml.YAMLError, composer: _Composer, text: str, file: str) -> Finding:
    mark = getattr(error, "problem_mark", None)
    at = composer.position(mark, mark) if mark else Position(file)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    context = getattr(error, "context", None)
    advice = next((told for part, told in _ADVICE.items() if part in problem), _QUOTE)
    if mark is not None and text[mark.index : mark.index + 1] == "\t":
        advice = "indent with spaces, not tabs"
    message = f"not YAML: {problem}" + (f" {context}" if context else "")
    return finding("TP001", message, at, advice=advice)
