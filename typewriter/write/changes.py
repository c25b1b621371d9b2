"""What a plan says now and did not say when a client was made: told from the client's own schemas."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from typewriter.naming import Key
from typewriter.view.lock import Lock

Path = tuple[str, ...]

SCHEMAS: Final = "schemas.json"
"""How the name of the file ends that holds a client's schemas, in any language."""

_BODIES: Final = frozenset({"properties", "traits"})
_DEEPEST: Final = 50
_WORDS: Final = frozenset(
    {"$schema", "title", "description", "default", "examples", "$comment", "deprecated"}
)
"""Keywords that describe, and judge nothing."""
_FACTS: Final = re.compile(
    r"^[ *-]*(?:(?P<kind>Event|Page|Screen): (?P<name>.+?)(?:, version \d+)?|Deprecated: .*)$",
    re.MULTILINE,
)
_KINDS: Final = {"Event": "track"}


class Rule(NamedTuple):
    """Which rule of a plan: `version` is "0" for an event without versions."""

    kind: str
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Made:
    """What a client was made from: the names it gave, each rule's schema, and which are deprecated."""

    names: Mapping[Key, str]
    schemas: Mapping[Rule, Any]
    shared: Mapping[str, Any]
    deprecated: frozenset[tuple[str, str]] = frozenset()

    def name(self, rule: Rule) -> str:
        """What the client calls the rule's function."""
        names = self.names
        keys: tuple[Key, ...] = ((rule.kind, rule.name, rule.version), (rule.kind, rule.name))
        return next((names[key] for key in keys if key in names), rule.name or rule.kind)


class _Facts(NamedTuple):
    required: bool
    own: Mapping[str, Any]


def made(lock: Lock, files: Mapping[str, str]) -> Made | None:
    """What the client in `files` was made from; None if its schemas cannot be read."""
    try:
        document: Any = json.loads(next(files[name] for name in files if name.endswith(SCHEMAS)))
        schemas = {
            Rule(kind, name, version): schema
            for kind, names in document["rules"].items()
            for name, versions in names.items()
            for version, schema in versions.items()
        }
        shared = {f"type {name}": schema for name, schema in document["definitions"].items()}
        shared["every message"] = document["common"]
        return Made(lock.kept_names(), schemas, shared, frozenset(_deprecated(files)))
    except (StopIteration, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _deprecated(files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Kinds and names of calls whose documentation says so: the schemas do not."""
    for text in files.values():
        called = ("", "")
        for found in _FACTS.finditer(text):
            if found["kind"]:
                called = (_KINDS.get(found["kind"], found["kind"].lower()), found["name"])
            else:
                yield called


def changes(before: Made, after: Made) -> Iterator[str]:
    """Each difference in a few words: calls that came, calls that went, calls that ask for other things.

    Such as `+song_saved`, `-song_kept`, ``song_played: `rating` is now required``.
    """
    old, new = before.schemas, after.schemas
    yield from sorted(f"+{after.name(rule)}" for rule in new.keys() - old.keys())
    yield from sorted(f"-{before.name(rule)}" for rule in old.keys() - new.keys())
    for rule in sorted(old.keys() & new.keys()):
        yield from _told(after.name(rule), old[rule], new[rule], *_status(rule, before, after))
    for name in sorted({*before.shared, *after.shared}):
        yield from _told(name, before.shared.get(name, True), after.shared.get(name, True))


def _status(rule: Rule, before: Made, after: Made) -> Iterator[str]:
    was, now = ((rule.kind, rule.name) in each.deprecated for each in (before, after))
    if was != now:
        yield "now deprecated" if now else "no longer deprecated"


def _told(name: str, old: Any, new: Any, *more: str) -> Iterator[str]:
    found = [*more]
    if old != new:
        found += _differences(dict(_facts(old)), dict(_facts(new)))
    if found:
        yield f"{name}: {', '.join(found)}"


def _facts(
    schema: Any, path: Path = (), *, required: bool = False
) -> Iterator[tuple[Path, _Facts]]:
    """Every property at every depth, with what is said of it alone."""
    if not isinstance(schema, Mapping) or len(path) > _DEEPEST:
        yield path, _Facts(required, {"": schema})
        return
    children, wanted = _children(schema), _wanted(schema)
    own = {key: value for key, value in schema.items() if key not in {"properties", "required"}}
    if undeclared := sorted(wanted - children.keys()):
        own["required"] = undeclared
    if isinstance(own.get("items"), Mapping):
        yield from _facts(own.pop("items"), (*path, "[]"))
    yield path, _Facts(required, own)
    for name, child in children.items():
        yield from _facts(child, (*path, name), required=name in wanted)


def _children(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of a file that anybody may have edited: what is no map holds nothing."""
    children = schema.get("properties")
    return children if isinstance(children, Mapping) else {}


def _wanted(schema: Mapping[str, Any]) -> set[str]:
    required = schema.get("required")
    return (
        {name for name in required if isinstance(name, str)}
        if isinstance(required, list)
        else set()
    )


def _differences(old: Mapping[Path, _Facts], new: Mapping[Path, _Facts]) -> Iterator[str]:
    for path in sorted({*old, *new}):
        if path not in old:
            yield f"`{_shown(path)}` is new{' and required' * new[path].required}"
        elif path not in new:
            yield f"`{_shown(path)}` is gone"
        else:
            of_body = len(path) == 1
            yield from _compared(_subject(path), old[path], new[path], of_body=of_body)


def _compared(subject: str, old: _Facts, new: _Facts, *, of_body: bool) -> Iterator[str]:
    if old.required != new.required and not of_body:
        yield f"{subject} is {'now' if new.required else 'no longer'} required"
    for keyword, told in _TOLD.items():
        was, now = old.own.get(keyword), new.own.get(keyword)
        if was != now:
            yield f"{subject} {told(was, now)}"
    if _rest(old.own) != _rest(new.own):
        yield f"{subject} is judged by other rules"


def _rest(own: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in own.items() if key not in _TOLD and key not in _WORDS}


def _type(was: Any, now: Any) -> str:
    return f"is now {_types(now)}, was {_types(was)}"


def _types(told: Any) -> str:
    listed = [told] if isinstance(told, str) else told
    return " or ".join(map(str, listed)) if isinstance(listed, list) else "anything"


def _enum(was: Any, now: Any) -> str:
    if not isinstance(was, list) or not isinstance(now, list):
        return "is no longer one of a few" if now is None else "is now one of a few"
    more = [f"+{json.dumps(value)}" for value in now if value not in was]
    less = [f"-{json.dumps(value)}" for value in was if value not in now]
    return f"may be {', '.join([*more, *less]) or 'the same in another order'}"


_TOLD: Final = {"type": _type, "enum": _enum}
"""Keywords whose change is told in words of its own."""


def _subject(path: Path) -> str:
    return f"`{_shown(path)}`" if _shown(path) else "the whole"


def _shown(path: Path) -> str:
    inner = path[1:] if path and path[0] in _BODIES else path
    return ".".join(inner).replace(".[]", "[]")


def listed(words: Iterable[str], most: int) -> str:
    """Words with commas between, and how many more there are."""
    every = list(words)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more
