"""YAML text → data and positions, in one pass over the parser's events.

Reading events rather than nodes keeps hostile input cheap: depth, aliases and tags are judged
before anything is built, so neither an alias bomb nor deep nesting is ever expanded.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import yaml

from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from protocols.plan.file.anchors import Anchored, Repeated
from protocols.plan.file.scalars import Scalar, plain_scalar
from protocols.plan.file.spots import Event, Lines, Spots, Step
from protocols.plan.file.syntax import not_yaml

MAX_PROBLEMS: Final = 1000
"""Nobody reads more, and a file made to have millions of faults must not cost minutes."""

MAX_DEPTH: Final = 50

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Refused(Exception):
    """The text cannot be read any further."""

    def __init__(self, problem: Finding) -> None:
        super().__init__(problem.headline)
        self.problem = problem


class _Plain(dict[str, Scalar]):
    """Unquoted text → its value. The same few words stand everywhere: each is read, and kept, once."""

    def __missing__(self, text: str) -> Scalar:
        value = self[text] = plain_scalar(text)
        return value


class _Composer:
    """The state of one pass. `problems` are those that let the reading go on."""

    def __init__(self, text: str, file: str, next_event: Callable[[], Any]) -> None:
        self.next_event = next_event
        self.problems: list[Finding] = []
        self.spots = Spots(Lines(text, file))
        self._plain = _Plain()
        self._quoted: dict[str, str] = {}
        self._anchors: dict[str, Anchored | None] = {}
        self._deepest = 0
        self._characters = 0
        self._repeated = Repeated()

    def node(self, event: Any, depth: int, step: Step | None = None, key: Any = None) -> Any:
        """The value that begins with `event`; `step` and `key` say where it belongs."""
        kind = type(event)
        if kind is yaml.AliasEvent:
            return self._alias(event, depth, step, key)
        row = self.spots.add(step, key, event)
        if kind is yaml.ScalarEvent and event.tag is event.anchor is None:
            return self._scalar(event)
        if event.tag is not None:
            message = f"the tag {event.tag.replace('tag:yaml.org,2002:', '!!')} is not allowed"
            self._report("TP003", message, event, "write the value plainly")
        if event.anchor is not None:
            return self._anchored(event, depth, row)
        return self._value(event, depth, row)

    def refuse(self, rule: str, message: str, event: Any, advice: str = "") -> Refused:
        """The end of the reading, at `event`."""
        return Refused(finding(rule, message, self.position(event), advice=advice))

    def position(self, event: Event) -> Position:
        """Where the parser is."""
        return self.spots.lines.position(event.start_mark.index, event.end_mark.index)

    def _report(self, rule: str, message: str, event: Any, advice: str = "") -> None:
        if len(self.problems) <= MAX_PROBLEMS:
            self.problems.append(finding(rule, message, self.position(event), advice=advice))

    def _value(self, event: Any, depth: int, row: int) -> Any:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if depth >= MAX_DEPTH:
            raise self._too_deep(event)
        self._deepest = max(self._deepest, depth + 1)
        return (self._map if kind is yaml.MappingStartEvent else self._list)(depth, row)

    def _anchored(self, event: Any, depth: int, row: int) -> Any:
        deepest, nodes, characters = self._deepest, self._nodes(), self._characters
        self._anchors[event.anchor] = None
        self._deepest = depth
        value = self._value(event, depth, row)
        self._anchors[event.anchor] = Anchored(
            value,
            row,
            height=self._deepest - depth,
            nodes=self._nodes() - nodes + 1,
            characters=self._characters - characters,
        )
        self._deepest = max(self._deepest, deepest)
        return value

    def _nodes(self) -> int:
        """How many nodes there are so far, those that aliases repeat counted again."""
        return len(self.spots) + self._repeated.nodes - self._repeated.times

    def _alias(self, event: Any, depth: int, step: Step | None, key: Any) -> Any:
        known = self._anchors.get(event.anchor)
        if known is None:
            open_ = event.anchor in self._anchors
            reason = "stands inside what it repeats" if open_ else "repeats nothing above it"
            raise self.refuse("TP005", f"the alias *{event.anchor} {reason}", event)
        too_much = self._repeated.add(known)
        if too_much:
            raise self.refuse("TP005", too_much, event, "share schemas through `types` and $ref")
        self._characters += known.characters
        self._deepest = max(self._deepest, depth + known.height)
        if depth + known.height > MAX_DEPTH:
            raise self._too_deep(event)
        self.spots.repeat(self.spots.add(step, key, event), known.row)
        return known.value

    def _too_deep(self, event: Any) -> Refused:
        return self.refuse("TP006", f"nested more than {MAX_DEPTH} levels deep", event)

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        self._characters += len(text)
        if event.style or not event.implicit[0]:
            return self._quoted.setdefault(text, text)
        try:
            return self._plain[text]
        except ValueError as reason:
            self._report("TP011", str(reason), event, "write it in quotes if it is text")
            return text

    def _list(self, depth: int, row: int) -> list[Any]:
        values: list[Any] = []
        while True:
            event = self.next_event()
            kind = type(event)
            if kind is yaml.SequenceEndEvent:
                self.spots.close(row, event.end_mark)
                return values
            values.append(self.node(event, depth + 1, len(values)))

    def _map(self, depth: int, row: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        rows: dict[str, int] = {}
        while True:
            event = self.next_event()
            kind = type(event)
            if kind is yaml.MappingEndEvent:
                self.spots.close(row, event.end_mark)
                return values
            key = self._key(event, depth)
            if key is None:
                self.node(self.next_event(), depth + 1)
            elif key in rows:
                self._twice(key, event, rows[key])
                self.node(self.next_event(), depth + 1)
            else:
                rows[key] = len(self.spots)
                values[key] = self.node(self.next_event(), depth + 1, key, event)

    def _key(self, event: Any, depth: int) -> str | None:
        if type(event) is not yaml.ScalarEvent:
            self.node(event, depth + 1)
            self._report("TP010", "a key must be plain text", event)
            return None
        if event.anchor is not None or event.tag is not None:
            self.node(event, depth + 1)
        key: str = event.value
        self._characters += len(key)
        if key in _NOT_KEYS and not event.style and event.implicit[0]:
            self._report(*_NOT_KEYS[key][:2], event, _NOT_KEYS[key][2])
            return None
        return self._quoted.setdefault(key, key)

    def _twice(self, key: str, event: Any, known: int) -> None:
        if len(self.problems) > MAX_PROBLEMS:
            return
        first = self.spots.position(known)
        message = f'the key "{key}" stands twice in this map, first on line {first.line}'
        related = ((first, "first here"),)
        at, advice = self.position(event), "keep one of the two"
        self.problems.append(finding("TP002", message, at, advice=advice, related=related))


_NOT_KEYS: Final[Mapping[str, tuple[str, str, str]]] = {
    "<<": ("TP004", "`<<` merges are not allowed", "share schemas through `types` and $ref"),
    "": ("TP010", "a key is missing before `:`", "an empty key is written in quotes"),
}


def compose(text: str, file: str) -> tuple[Any, Spots, tuple[Finding, ...]]:
    """The one document in `text`: its data, where everything stands, and what is wrong with it.

    Raises:
        Refused: the text is not YAML, or is built to overwhelm its reader.
    """
    loader = _LOADER(text)
    composer = _Composer(text, file, loader.get_event)
    try:
        return _document(composer)
    except yaml.YAMLError as error:
        raise Refused(not_yaml(error, text, composer.spots.lines)) from None
    finally:
        loader.dispose()


def _document(composer: _Composer) -> tuple[Any, Spots, tuple[Finding, ...]]:
    composer.next_event()
    begin = composer.next_event()
    if type(begin) is yaml.StreamEndEvent:
        raise composer.refuse("TP012", "the file is empty", begin)
    value = composer.node(composer.next_event(), 0)
    composer.next_event()
    after = composer.next_event()
    if type(after) is not yaml.StreamEndEvent:
        raise composer.refuse(
            "TP012", "a second document begins here", after, "one file, one document"
        )
    return value, composer.spots, tuple(composer.problems)
