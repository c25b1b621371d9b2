"""Types as TypeScript."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from typewriter.naming import Key
from typewriter.view.paths import ITEM, VALUE, alternatives, shared_key
from typewriter.view.types import (
    ListOf,
    Literals,
    LiteralValue,
    MapOf,
    OneOf,
    Record,
    Scalar,
    Shared,
    Type,
)
from typewriter.view.typescript.literals import SAFEST_INTEGER, literal

TypeNames = Mapping[Key, str]
"""What each record and each shared type is called, by its path."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """TypeScript source, and the named types it mentions."""

    text: str
    uses: frozenset[str] = frozenset()


ANYTHING: Final = "unknown"
_SCALARS: Final = {
    Scalar.STRING: "string",
    Scalar.INTEGER: "number",
    Scalar.NUMBER: "number",
    Scalar.BOOLEAN: "boolean",
    Scalar.NULL: "null",
    Scalar.DATE_TIME: "string | Date",
    Scalar.ANY: ANYTHING,
}
_ONE_WORD: Final = re.compile(r"\w+")


def spell(one: Type, at: Key, names: TypeNames) -> Spelled:
    """How TypeScript spells `one`, which stands at the path `at`."""
    match one:
        case Scalar():
            return Spelled(_SCALARS[one])
        case Literals(values):
            return Spelled(" | ".join(dict.fromkeys(map(_value_type, values))))
        case ListOf(items):
            return _list_of(spell(items, (*at, ITEM), names))
        case MapOf(values):
            return _map_of(spell(values, (*at, VALUE), names))
        case Shared(name):
            return _named(names[shared_key(name)])
        case Record():
            return _named(names[at])
        case OneOf():
            return either(spell(member, path, names) for path, member in alternatives(one, at))


def either(members: Iterable[Spelled]) -> Spelled:
    """`A | B`, each once."""
    each = list(members)
    texts = dict.fromkeys(text for one in each for text in _members(one.text))
    return Spelled(" | ".join(texts), frozenset().union(*(one.uses for one in each)))


def _members(text: str) -> list[str]:
    """The members of a union of single words; anything else is left whole."""
    members = text.split(" | ")
    return members if all(map(_ONE_WORD.fullmatch, members)) else [text]


def _list_of(items: Spelled) -> Spelled:
    simple = _ONE_WORD.fullmatch(items.text)
    return Spelled(f"readonly {items.text if simple else f'({items.text})'}[]", items.uses)


def _map_of(values: Spelled) -> Spelled:
    """Any object at all is `object`, which an instance of an interface is, too."""
    if values.text == ANYTHING:
        return Spelled("object")
    return Spelled(f"{{ readonly [key: string]: {values.text} }}", values.uses)


def _named(name: str) -> Spelled:
    return Spelled(name, frozenset({name}))


def _value_type(value: LiteralValue) -> str:
    """A literal type; an integer that JavaScript cannot tell from its neighbours is a number."""
    if isinstance(value, int) and abs(value) > SAFEST_INTEGER:
        return "number"
    return literal(value)
