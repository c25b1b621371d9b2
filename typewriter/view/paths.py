"""Where each type stands in a plan: the path that its name is given to, in any language."""

from collections.abc import Iterator
from typing import Final

from typewriter.naming import Key
from typewriter.view.calls import Call
from typewriter.view.types import ListOf, MapOf, OneOf, Record, Scalar, Type

ITEM: Final = "[]"
VALUE: Final = "{}"
OBJECT: Final = "||"
"""The only object among the alternatives of one of the plan's own types, whose name is another's."""

STEPS: Final = {
    ITEM: "item",
    VALUE: "value",
    OBJECT: "object",
    "properties": "",
    "traits": "",
    "context": "context",
}
"""Steps of a path that are no names, in words that a class's name can be made of."""

_SHARED: Final = "type"
_SHARED_STEPS: Final = 2


def shared_key(name: str) -> Key:
    """The path of one of the plan's own types."""
    return (_SHARED, name)


def key_of(wire: str, at: Key) -> Key:
    """The path of an object's key. The dot keeps a key called `[]` apart from a list's items."""
    return (*at, f".{wire}")


def alternatives(one: OneOf, at: Key) -> Iterator[tuple[Key, Type]]:
    """Each member with its path: of several records each has its tag, of equal labels a number."""
    labels = [_label(member) for member in one.members]
    several = sum(isinstance(member, Record) for member in one.members) > 1
    for place, member in enumerate(one.members):
        again = labels[:place].count(labels[place])
        tag = _tag(member, at, several=several)
        yield (*at, *tag, *((f"|{again + 1}",) if again else ())), member


def parts(one: Type, at: Key) -> Iterator[tuple[Key, Type]]:
    """`one` and every type inside it, inner ones first, with their paths."""
    match one:
        case ListOf(items):
            yield from parts(items, (*at, ITEM))
        case MapOf(values):
            yield from parts(values, (*at, VALUE))
        case OneOf():
            for path, member in alternatives(one, at):
                yield from parts(member, path)
        case Record(fields):
            for field in fields:
                yield from parts(field.type, key_of(field.wire, at))
        case _:
            pass
    yield at, one


def records(one: Type, at: Key) -> Iterator[tuple[Key, Record]]:
    """Every record inside `one` with its path, inner ones first, so that each is defined when used."""
    return ((path, part) for path, part in parts(one, at) if isinstance(part, Record))


def own_types(call: Call) -> Iterator[tuple[Key, Type]]:
    """The types with parts that belong to one call alone, with their paths."""
    for field in call.body.fields:
        if field.fixed is None and not isinstance(field.type, Scalar):
            yield key_of(field.wire, (*call.key, "properties")), field.type
    if call.body.extra is not None:
        yield (*call.key, "properties", VALUE), call.body.extra
    if call.context.fields:
        yield (*call.key, "context"), Record(call.context.fields)


def _tag(member: Type, at: Key, *, several: bool) -> tuple[str, ...]:
    if not isinstance(member, Record):
        return ()
    if several:
        return (_label(member),)
    return (OBJECT,) if len(at) == _SHARED_STEPS and at[0] == _SHARED else ()


def _label(member: Type) -> str:
    return f"|{member.tag}" if isinstance(member, Record) else type(member).__name__
