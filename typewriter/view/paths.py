"""Where each type stands in a plan: the path that its name is given to, in any language."""

from collections.abc import Iterator
from typing import Final

from typewriter.naming import Key
from typewriter.view.calls import Call
from typewriter.view.types import ListOf, MapOf, OneOf, Record, Type

ITEM: Final = "[]"
VALUE: Final = "{}"
_STEPS: Final = {
    ITEM: "item",
    VALUE: "value",
    "properties": "",
    "traits": "",
    "context": "context",
}


def shared_key(name: str) -> Key:
    """The path of one of the plan's own types."""
    return ("type", name)


def key_of(wire: str, at: Key) -> Key:
    """The path of an object's key. The dot keeps a key called `[]` apart from a list's items."""
    return (*at, f".{wire}")


def alternatives(one: OneOf, at: Key) -> Iterator[tuple[Key, Type]]:
    """Each member with its path: of several records each has its tag, of equal labels a number."""
    labels = [_label(member) for member in one.members]
    several = sum(isinstance(member, Record) for member in one.members) > 1
    for place, member in enumerate(one.members):
        again = labels[:place].count(labels[place])
        tag = (labels[place],) if several and isinstance(member, Record) else ()
        yield (*at, *tag, *((f"|{again + 1}",) if again else ())), member


def records(one: Type, at: Key) -> Iterator[tuple[Key, Record]]:
    """Every record inside `one` with its path, inner ones first, so that each is defined when used."""
    match one:
        case ListOf(items):
            yield from records(items, (*at, ITEM))
        case MapOf(values):
            yield from records(values, (*at, VALUE))
        case OneOf():
            for path, member in alternatives(one, at):
                yield from records(member, path)
        case Record(fields):
            for field in fields:
                yield from records(field.type, key_of(field.wire, at))
            yield at, one
        case _:
            pass


def own_records(call: Call) -> Iterator[tuple[Key, Record]]:
    """Every record that belongs to one call alone, inner ones first, with its path."""
    for field in call.body.fields:
        if field.fixed is None:
            yield from records(field.type, (*call.key, "properties", f".{field.wire}"))
    if call.body.extra is not None:
        yield from records(call.body.extra, (*call.key, "properties", VALUE))
    if call.context.fields:
        yield from records(Record(call.context.fields), (*call.key, "context"))


def steps(path: Key) -> list[str]:
    """A path in words that a class name can be made of."""
    return [_STEPS.get(step, step) for step in path]


def _label(member: Type) -> str:
    return f"|{member.tag}" if isinstance(member, Record) else type(member).__name__
