"""Each part of a transformation as functions from a message to a message."""

import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from protocols.engine.access import Update, updater
from protocols.engine.cast import CASTS
from protocols.engine.fql import Expression, compile_expression
from protocols.engine.paths import MISSING, Step, format_path, parse_path
from protocols.engine.transform.fields import kept_keys
from protocols.engine.transform.growth import FREELY
from protocols.engine.transform.model import Hashing, Transformation
from protocols.engine.transform.moves import meeting_point, move
from protocols.engine.weight import weight

Message = Mapping[str, Any]

_HOLDERS: Final = {
    "properties": frozenset({"track", "page", "screen"}),
    "traits": frozenset({"identify", "group"}),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a message: which part of the file says it, what it changes, and how.

    `apply` is given the message so far and what `compute` makes of the message as it came to the
    transformation. `grows` is by how much the message may become longer, as `weight` counts; with
    `compute` that is the weight of what it made, too.
    """

    part: str
    path: str
    apply: Update
    compute: Expression | None = None
    grows: int = 0


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

    def rename(message: Message, _: Any) -> Message:
        if message.get("type") != "track" or message.get("event") == name:
            return message
        return {**message, "event": name}

    yield Edit("rename_event", "event", rename)


def _renames(item: Transformation) -> Iterator[Edit]:
    for source, target in (item.rename or {}).items():
        shared, start, end = meeting_point(source, target)
        apply = updater(shared, move(start, end))
        yield Edit("rename", source, apply if shared else _where_it_belongs(target, apply))


def _sets(item: Transformation) -> Iterator[Edit]:
    for path, value in (item.set or {}).items():
        steps, replace = parse_path(path), _replacing(value)
        apply = _where_it_belongs(path, updater(steps, replace))
        yield Edit("set", path, apply, grows=_growth(steps, weight(value, FREELY)))


def _replacing(value: Any) -> Update:
    return lambda old, _: _replaced(old, value)


def _defines(item: Transformation) -> Iterator[Edit]:
    for path, text in (item.define or {}).items():
        steps = parse_path(path)
        apply = _where_it_belongs(path, updater(steps, _defined))
        yield Edit("define", path, apply, compile_expression(text), grows=_growth(steps, 0))


def _defined(old: Any, value: Any) -> Any:
    return old if value is None else _replaced(old, value)


def _casts(item: Transformation) -> Iterator[Edit]:
    for path, wanted in (item.cast or {}).items():
        steps, cast = parse_path(path), _casting(CASTS[wanted])
        yield Edit("cast", path, updater(steps, cast))


def _casting(cast: Callable[[Any], Any]) -> Update:
    return lambda value, _: _replaced(value, cast(value))


def _hashes(item: Transformation) -> Iterator[Edit]:
    if item.hash is None:
        return
    digest = _hashing(item.hash)
    for path in item.hash.paths:
        steps = parse_path(path)
        yield Edit("hash", path, updater(steps, digest), grows=_growth(steps, _DIGEST))


def _hashing(wanted: Hashing) -> Update:
    key = wanted.key.get_secret_value().encode()
    prefix = "" if wanted.key_id is None else f"{wanted.key_id}:"

    def digest(value: Any, _: Any) -> Any:
        if value is None or value is MISSING:
            return value
        text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
        return prefix + hmac.digest(key, text.encode(errors="surrogatepass"), "sha256").hex()

    return digest


_DIGEST: Final = 128


def drops(paths: Iterable[str]) -> Iterator[Edit]:
    """Leave out what stands at the paths."""
    for path in paths:
        yield Edit("drop_properties", path, updater(parse_path(path), lambda *_: MISSING))


def allows(paths: Iterable[str]) -> Iterator[Edit]:
    """Of each object that the paths name keys of, keep those keys alone."""
    for parent, names in kept_keys(paths).items():
        yield Edit("allow_properties", format_path(parent), updater(parent, _keeping(names)))


def _keeping(names: frozenset[str]) -> Update:
    def keep(value: Any, _: Any) -> Any:
        if not isinstance(value, dict) or value.keys() <= names:
            return value
        return {name: item for name, item in value.items() if name in names}

    return keep


def _replaced(old: Any, new: Any) -> Any:
    """The new value, or the old one itself where both are written alike: 1 is not true, nor 1.0."""
    if type(old) is not type(new) or old != new:
        return new
    return old if not isinstance(new, list | dict) or repr(old) == repr(new) else new


def _growth(steps: tuple[Step, ...], least: int) -> int:
    """With `[]` any number of values may grow: more than goes unseen."""
    return FREELY + 1 if None in steps else least


def _where_it_belongs(target: str, apply: Update) -> Update:
    """Leave messages alone that neither have nor may be given the object that the target lies in.

    An identify is given no `properties` and a track no `traits`: nothing reads them there.
    """
    root = str(parse_path(target)[0])
    holders = _HOLDERS.get(root)
    if holders is None:
        return apply

    def write(message: Message, given: Any) -> Any:
        fits = root in message or message.get("type") in holders
        return apply(message, given) if fits else message

    return write
