"""YAML text → data and positions, in one pass over the parser's events.

Reading events rather than nodes keeps hostile input cheap: depth, aliases and tags are judged
before anything is built, so neither an alias bomb nor deep nesting is ever expanded.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from protocols.plan.file.scalars import plain_scalar
from protocols.plan.file.spots import Span, Spot

MAX_DEPTH: Final = 50
MAX_ALIASED_NODES: Final = 10_000
MAX_ALIASED_CHARACTERS: Final = 1_000_000

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OTHER_BREAKS: Final = ("\r", "\x85", "\u2028", "\u2029")


class Refused(Exception):
    """The text cannot be read any further."""

    def __init__(self, problem: Finding) -> None:
        super().__init__(problem.headline)
        self.problem = problem


@dataclass(slots=True)
class Node:
    """A value, where it stands, and what repeating it would cost."""

    value: Any
    spot: Spot
    nodes: int = 1
    characters: int = 0
    height: int = 1


@dataclass(slots=True)
class Composer:
    """The state of one pass. `problems` are those that let the reading go on."""

    file: str
    events: Iterator[Any]
    place: Callable[[Any], tuple[int, int]]
    problems: list[Finding] = field(default_factory=list)
    anchors: dict[str, Node | None] = field(default_factory=dict)
    aliased_nodes: int = 0
    aliased_characters: int = 0

    def node(self, event: Any, depth: int) -> Node:
        """The node that begins with `event`."""
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, depth)
        if event.tag is not None:
            self._report(
                "TP003", f"tag {event.tag!r} is not allowed", event, "write the value plainly"
            )
        if isinstance(event, yaml.ScalarEvent):
            return self._anchored(event, self._scalar(event))
        if depth >= MAX_DEPTH:
            raise Refused(
                finding("TP006", f"nested more than {MAX_DEPTH} levels deep", self.at(event))
            )
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        in_map = isinstance(event, yaml.MappingStartEvent)
        node = self._mapping(event, depth) if in_map else self._sequence(event, depth)
        return self._anchored(event, node)

    def at(self, event: Any) -> Position:
        """Where an event stands."""
        return Position(self.file, *self._span(event))

    def _span(self, event: Any) -> Span:
        return (*self.place(event.start_mark), *self.place(event.end_mark))

    def _report(self, rule: str, message: str, event: Any, advice: str = "") -> None:
        self.problems.append(finding(rule, message, self.at(event), advice=advice))

    def _anchored(self, event: Any, node: Node) -> Node:
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _scalar(self, event: Any) -> Node:
        text, value = event.value, event.value
        if event.implicit[0] and not event.style:
            try:
                value = plain_scalar(text)
            except ValueError as reason:
                self._report("TP011", str(reason), event, "write it in quotes if it is text")
        return Node(value, Spot(self._span(event)), characters=len(text))

    def _alias(self, event: Any, depth: int) -> Node:
        node = self.anchors.get(event.anchor)
        if node is None:
            inside = event.anchor in self.anchors
            reason = (
                "stands inside what it repeats" if inside else "repeats nothing defined above it"
            )
            raise Refused(finding("TP005", f"alias *{event.anchor} {reason}", self.at(event)))
        self.aliased_nodes += node.nodes
        self.aliased_characters += node.characters
        if (
            self.aliased_nodes > MAX_ALIASED_NODES
            or self.aliased_characters > MAX_ALIASED_CHARACTERS
        ):
            message = f"aliases expand to more than {MAX_ALIASED_NODES:,} nodes"
            raise Refused(
                finding("TP005", message, self.at(event), advice="share schemas through `types`")
            )
        if depth + node.height > MAX_DEPTH + 1:
            raise Refused(
                finding("TP006", f"nested more than {MAX_DEPTH} levels deep", self.at(event))
            )
        spot = Spot(self._span(event), parts=node.spot.parts)
        return Node(node.value, spot, node.nodes, node.characters, node.height)

    def _sequence(self, start: Any, depth: int) -> Node:
        node = Node([], Spot(self._span(start)))
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                return self._ended(node, event)
            item = self.node(event, depth + 1)
            node.spot.parts[len(node.value)] = item.spot
            node.value.append(item.value)
            _grow(node, item)
        raise AssertionError("a YAML sequence always ends")

    def _mapping(self, start: Any, depth: int) -> Node:
        node = Node({}, Spot(self._span(start)))
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                return self._ended(node, event)
            key = self._key(event, depth)
            item = self.node(next(self.events), depth + 1)
            _grow(node, item)
            if key is not None:
                self._enter(node, key, event, item)
        raise AssertionError("a YAML mapping always ends")

    def _ended(self, node: Node, event: Any) -> Node:
        line, column, *_ = node.spot.value
        node.spot.value = (line, column, *self.place(event.end_mark))
        return node

    def _key(self, event: Any, depth: int) -> str | None:
        if not isinstance(event, yaml.ScalarEvent):
            self.node(event, depth + 1)
            self._report("TP010", "a key must be plain text", event)
            return None
        plain = event.implicit[0] and not event.style
        if plain and event.value == "<<":
            self._report(
                "TP004",
                "`<<` merges are not allowed",
                event,
                "share schemas through `types` and $ref",
            )
            return None
        if plain and not event.value:
            self._report("TP010", "a key is missing before `:`", event)
            return None
        node = self.node(event, depth + 1)
        node.spot.key = node.spot.value
        return str(event.value)

    def _enter(self, node: Node, key: str, event: Any, item: Node) -> None:
        known = node.spot.parts.get(key)
        if known is not None:
            first = Position(self.file, *(known.key or known.value))
            self.problems.append(
                finding(
                    "TP002",
                    f'key "{key}" stands twice in this map, first on line {first.line}',
                    self.at(event),
                    advice="keep one of the two",
                    related=((first, "first here"),),
                )
            )
            return
        item.spot.key = self._span(event)
        node.spot.parts[key] = item.spot
        node.value[key] = item.value


def _grow(node: Node, item: Node) -> None:
    node.nodes += item.nodes
    node.characters += item.characters
    node.height = max(node.height, item.height + 1)


def compose(text: str, file: str) -> tuple[Any, Spot, tuple[Finding, ...]]:
    """The one document in `text`: its data, where everything stands, and what is wrong with it.

    Raises:
        Refused: the text is not YAML, or is built to overwhelm its reader.
    """
    loader = _LOADER(text)
    composer = Composer(file, _events(loader), _placer(text))
    try:
        return _document(composer)
    except yaml.YAMLError as error:
        raise Refused(_syntax(error, composer, text)) from None
    finally:
        loader.dispose()


def _events(loader: Any) -> Iterator[Any]:
    while loader.check_event():
        yield loader.get_event()


def _document(composer: Composer) -> tuple[Any, Spot, tuple[Finding, ...]]:
    next(composer.events)
    begin = next(composer.events)
    if isinstance(begin, yaml.StreamEndEvent):
        raise Refused(finding("TP012", "the file is empty", composer.at(begin)))
    node = composer.node(next(composer.events), 0)
    next(composer.events)
    after = next(composer.events)
    if not isinstance(after, yaml.StreamEndEvent):
        raise Refused(
            finding(
                "TP012",
                "a second document begins here",
                composer.at(after),
                advice="one file, one document",
            )
        )
    return node.value, node.spot, tuple(composer.problems)


def _placer(text: str) -> Callable[[Any], tuple[int, int]]:
    # libyaml also ends lines at NEL, LS and PS; editors and YAML 1.2 do not.
    if not any(mark in text for mark in _OTHER_BREAKS):
        return lambda mark: (mark.line + 1, mark.column + 1)
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)

    def place(mark: Any) -> tuple[int, int]:
        line = bisect_right(starts, mark.index)
        return line, mark.index - starts[line - 1] + 1

    return place


def _syntax(error: yaml.YAMLError, composer: Composer, text: str) -> Finding:
    mark = getattr(error, "problem_mark", None)
    at = (
        Position(composer.file, *composer.place(mark), *composer.place(mark))
        if mark
        else Position(composer.file)
    )
    problem = (
        getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    )
    context = getattr(error, "context", None)
    tab = mark is not None and text[mark.index : mark.index + 1] == "\t"
    advice = (
        "indent with spaces, not tabs"
        if tab
        else "quote text that holds `: `, ` #`, or begins with one of []{}&*!|>%@`"
    )
    message = f"not YAML: {problem}" + (f" {context}" if context else "")
    return finding("TP001", message, at, advice=advice)
