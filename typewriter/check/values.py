"""What an expression may be, as far as a check of tracking calls cares."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Client:
    """A generated package, or one of its modules."""

    name: str
    module: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """A public name of a client: a function for a call, or another export."""

    client: str
    name: str


@dataclass(frozen=True, slots=True)
class Anything:
    """Some name of a client; which one is not known."""

    client: str


@dataclass(frozen=True, slots=True)
class Tracking:
    """A client as an object; `knows_who` when its calls may leave out whom they are about."""

    client: str
    knows_who: bool


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the code itself."""

    name: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A name in a module of the code that has not been read."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Class:
    """A class of the code itself."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of such a class."""

    of: Class


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the code itself. A property is one, too: reading it calls it."""

    module: str
    name: str
    is_property: bool = False


@dataclass(frozen=True, slots=True)
class Partial:
    """A function of a client with some arguments given.

    `is_open` when they cannot all be seen; `knows_who` when the first may be left out.
    """

    of: Offered
    positional: int
    keywords: frozenset[str]
    is_open: bool
    knows_who: bool = False


@dataclass(frozen=True, slots=True)
class Many:
    """A list or a tuple of these; or a table, which gives its keys to who goes through it."""

    items: "Value"
    is_keyed: bool = False


@dataclass(frozen=True, slots=True)
class Alias:
    """A type under another name: what its objects are."""

    objects: "Value"


@dataclass(frozen=True, slots=True)
class Giver:
    """Something to call: what it gives. A `fallback` may be among its arguments."""

    result: "Value"
    fallback: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A string."""

    value: str


@dataclass(frozen=True, slots=True)
class Outside:
    """Something of a library: `segment.analytics.Client().track`, calls marked with `()`."""

    name: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Anything at all."""


Atom = (
    Client
    | Offered
    | Anything
    | Tracking
    | Module
    | Elsewhere
    | Class
    | Instance
    | Function
    | Partial
    | Many
    | Alias
    | Giver
    | Text
    | Outside
    | Unknown
)
Value = frozenset[Atom]
"""Everything that may stand there. None is nothing: code that uses it fails by itself."""

NOTHING: Final[Value] = frozenset()
UNKNOWN: Final[Value] = frozenset({Unknown()})
VAGUE: Final = (Unknown, Outside, Elsewhere)
"""What may be anything, whatever it is called."""
_NONE: Final[frozenset[Atom]] = frozenset()
MOST: Final = 40
"""Alternatives that are told apart; more are as good as unknown."""
_LONGEST_NAME: Final = 200


def join(*values: Value) -> Value:
    """Any of them."""
    if len(values) == 1:
        return values[0]
    joined = _NONE.union(*values)
    return joined if len(joined) <= MOST else UNKNOWN


def join_all(values: Iterable[Value]) -> Value:
    """Any of them."""
    return join(*values)


def only(value: Value) -> Atom | None:
    """What it must be, if that is certain."""
    return next(iter(value)) if len(value) == 1 else None


def items_of(value: Value) -> Value:
    """What is in it, if it is a table; unknown otherwise."""
    return join_all(one.items if isinstance(one, Many) else UNKNOWN for one in value)


def iterated(value: Value) -> Value:
    """What going through it brings."""
    return join_all(
        one.items if isinstance(one, Many) and not one.is_keyed else UNKNOWN for one in value
    )


def is_sure(said: Value) -> bool:
    """Whether a type says all: its objects are the code's own or a client's."""
    return bool(said) and all(
        is_sure(one.items) if isinstance(one, Many) else isinstance(one, Instance | Tracking)
        for one in said
    )


def settled(said: Value, given: Value) -> Value:
    """What is said to be `said`, and is given so: what is known of it, else what is said."""
    if not is_sure(said):
        return said if said and given <= UNKNOWN else given
    clear = frozenset(one for one in given if not _is_vague(one))
    return given if clear and clear == given else join(said, clear)


def either(said: Value, known: Value) -> Value:
    """What is known as `known`, and is shown to be `said`: that may be more than was known."""
    return join(settled(said, known), said) if is_sure(said) else join(known, UNKNOWN)


def _is_vague(one: Atom) -> bool:
    return isinstance(one, VAGUE) or (isinstance(one, Many) and not one.items)


def outside(name: str) -> Value:
    """Something of a library, or unknown when its name grows without end."""
    return frozenset({Outside(name)}) if len(name) <= _LONGEST_NAME else UNKNOWN
