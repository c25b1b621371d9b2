"""Each part of a transformation as functions from a message to a message."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from protocols.engine.fql import compile_expression
from protocols.engine.paths import MISSING, Step, format_path, parse_path, update
from protocols.engine.transform.cast import CASTS
from protocols.engine.transform.fields import kept_keys
from protocols.engine.transform.model import Transformation
from protocols.engine.transform.moves import meeting_point, move

Message = Mapping[str, Any]

_HOLDERS: Final = {
    "properties": frozenset({"track", "page", "screen"}),
    "traits": frozenset({"identify", "group"}),
}


class Edit(NamedTuple):
    """One change of a message: which part of the file says it, what it changes, and how.

    `apply` is given the message so far and the message as it came to the transformation.
    """

    part: str
    path: str
    apply: Callable[[Message, Message], Message]


def edits_of(item: Transformation) -> tuple[Edit, ...]:
    """What a transformation does, in order; nothing for one that drops."""
    return (
        *_renames_of_event(item),
        *_renames(item),
        *_sets(item),
        *_defines(item),
        *_casts(item),
        *_hashes(item),
        *drops(item.drop_properties or ()),
        *allows(item.allow_properties or ()),
    )


def _renames_of_event(item: Transformation) -> Iterator[Edit]:
    name = item.rename_event
    if name is None:
        return

    def rename(message: Message, _: Message) -> Message:
        if message.get("type") != "track" or message.get("event") == name:
            return message
        return {**message, "event": name}

    yield Edit("rename_event", "event", rename)


def _renames(item: Transformation) -> Iterator[Edit]:
    for source, target in (item.rename or {}).items():
        element, start, end = meeting_point(source, target)
        yield Edit("rename", source, _writer(parse_path(target), element, move(start, end)))


def _sets(item: Transformation) -> Iterator[Edit]:
    for path, value in (item.set or {}).items():
        steps = parse_path(path)
        yield Edit("set", path, _writer(steps, steps, _replacing(value)))


def _defines(item: Transformation) -> Iterator[Edit]:
    for path, text in (item.define or {}).items():
        yield Edit("define", path, _definition(parse_path(path), text))


def _definition(steps: tuple[Step, ...], text: str) -> Callable[[Message, Message], Message]:
    compute = compile_expression(text)

    def define(message: Message, origin: Message) -> Message:
        value = compute(origin)
        if value is None or not _has_room(message, steps):
            return message
        return _updated(message, steps, _replacing(value))

    return define


def _casts(item: Transformation) -> Iterator[Edit]:
    for path, wanted in (item.cast or {}).items():
        yield Edit("cast", path, _changer(parse_path(path), _casting(CASTS[wanted])))


def _casting(cast: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: _old_if_same(value, cast(value))


def _hashes(item: Transformation) -> Iterator[Edit]:
    if item.hash is None:
        return
    digest = _hashing(item.hash.key.get_secret_value().encode())
    for path in item.hash.paths:
        yield Edit("hash", path, _changer(parse_path(path), digest))


def _hashing(key: bytes) -> Callable[[Any], Any]:
    def digest(value: Any) -> Any:
        if value is None:
            return None
        text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
        return hmac.new(key, text.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()

    return digest


def drops(paths: Iterable[str]) -> Iterator[Edit]:
    """Leave out what stands at the paths."""
    for path in paths:
        yield Edit("drop_properties", path, _changer(parse_path(path), lambda _: MISSING))


def allows(paths: Iterable[str]) -> Iterator[Edit]:
    """Of each object that the paths name keys of, keep those keys alone."""
    for parent, names in kept_keys(paths).items():
        yield Edit("allow_properties", format_path(parent), _changer(parent, _keeping(names)))


def _keeping(names: frozenset[str]) -> Callable[[Any], Any]:
    def keep(value: Any) -> Any:
        if not isinstance(value, Mapping) or value.keys() <= names:
            return value
        return {name: item for name, item in value.items() if name in names}

    return keep


def _replacing(value: Any) -> Callable[[Any], Any]:
    return lambda old: _old_if_same(old, value)


def _old_if_same(old: Any, new: Any) -> Any:
    """The new value, or the old one itself where both are written alike: 1 is not true, nor 1.0."""
    return old if old == new and repr(old) == repr(new) else new


def _changer(
    steps: tuple[Step, ...], change: Callable[[Any], Any]
) -> Callable[[Message, Message], Message]:
    def present(value: Any) -> Any:
        return MISSING if value is MISSING else change(value)

    return lambda message, _: _updated(message, steps, present)


def _writer(
    target: tuple[Step, ...], steps: tuple[Step, ...], change: Callable[[Any], Any]
) -> Callable[[Message, Message], Message]:
    def write(message: Message, _: Message) -> Message:
        return _updated(message, steps, change) if _has_room(message, target) else message

    return write


def _updated(message: Message, steps: tuple[Step, ...], change: Callable[[Any], Any]) -> Message:
    changed: Message = update(message, steps, change)
    return changed


def _has_room(message: Message, target: tuple[Step, ...]) -> bool:
    """Whether the message has, or may be given, the object that the target lies in.

    An identify is given no `properties` and a track no `traits`: nothing reads them there.
    """
    root = str(target[0])
    return root in message or message.get("type") in _HOLDERS.get(root, {message.get("type")})
