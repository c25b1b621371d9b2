"""Types as Python annotations."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from typewriter.naming import Key
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

ClassNames = Mapping[Key, str]
"""What each record and each shared type is called, by its path."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """Python source, and the names it uses that somebody must define or import."""

    text: str
    uses: frozenset[str] = frozenset()


_SCALARS: Final = {
    Scalar.STRING: Annotation("str"),
    Scalar.INTEGER: Annotation("int"),
    Scalar.NUMBER: Annotation("float"),
    Scalar.BOOLEAN: Annotation("bool"),
    Scalar.NULL: Annotation("None"),
    Scalar.DATE_TIME: Annotation("str | datetime", frozenset({"datetime"})),
    Scalar.ANY: Annotation("object"),
}

ITEM: Final = "[]"
VALUE: Final = "{}"
CHOICE: Final = "="


def shared_key(name: str) -> Key:
    """The path of one of the plan's own types."""
    return ("type", name)


def annotate(one: Type, at: Key, names: ClassNames) -> Annotation:
    """How Python spells `one`, which stands at the path `at`."""
    match one:
        case Scalar():
            return _SCALARS[one]
        case Literals(values):
            return _literals(values, names.get((*at, CHOICE)))
        case ListOf(items):
            return _generic("Sequence[{}]", "Sequence", annotate(items, (*at, ITEM), names))
        case MapOf(values):
            return _generic("Mapping[str, {}]", "Mapping", annotate(values, (*at, VALUE), names))
        case Shared(name):
            return _named(names[shared_key(name)])
        case Record():
            return _named(names[at])
        case OneOf():
            return either(annotate(member, path, names) for path, member in alternatives(one, at))


def either(members: Iterable[Annotation]) -> Annotation:
    """`a | b`."""
    each = list(members)
    text = " | ".join(one.text for one in each)
    return Annotation(text, frozenset().union(*(one.uses for one in each)))


def not_required(value: Annotation) -> Annotation:
    """A key that may be left out."""
    return _generic("NotRequired[{}]", "NotRequired", value)


def unsettable(value: Annotation) -> Annotation:
    """An argument that may be left out, which is not the same as None."""
    return either((value, Annotation("Unset", frozenset({"Unset"}))))


def alternatives(one: OneOf, at: Key) -> Iterator[tuple[Key, Type]]:
    """Each member with its path: of several records each has its tag, of equal labels a number."""
    labels = [_label(member) for member in one.members]
    several = sum(isinstance(member, Record) for member in one.members) > 1
    for place, member in enumerate(one.members):
        again = labels[:place].count(labels[place])
        tag = (labels[place],) if several and isinstance(member, Record) else ()
        yield (*at, *tag, *((f"|{again + 1}",) if again else ())), member


def _label(member: Type) -> str:
    return f"|{member.tag}" if isinstance(member, Record) else type(member).__name__


def records(one: Type, at: Key) -> Iterator[tuple[Key, Record]]:
    """Every record inside `one` with its path, inner ones first, so that each is defined when used."""
    return ((path, part) for path, part in parts(one, at) if isinstance(part, Record))


def choices(one: Type, at: Key) -> Iterator[tuple[Key, Literals]]:
    """Every list of two or more strings inside `one`, with the path of its class."""
    for path, part in parts(one, at):
        if isinstance(part, Literals) and _is_choice(part):
            yield (*path, CHOICE), part


def _is_choice(one: Literals) -> bool:
    return len(one.values) > 1 and all(isinstance(value, str) for value in one.values)


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


def key_of(wire: str, at: Key) -> Key:
    """The path of an object's key. The dot keeps a key called `[]` apart from a list's items."""
    return (*at, f".{wire}")


def _literals(values: Iterable[LiteralValue], choice: str | None) -> Annotation:
    """A class for the choice, if there is one, stands beside its values: both may be given."""
    listed = Annotation(f"Literal[{', '.join(map(repr, values))}]", frozenset({"Literal"}))
    return listed if choice is None else either((_named(choice), listed))


def _named(name: str) -> Annotation:
    return Annotation(name, frozenset({name}))


def _generic(form: str, generic: str, inner: Annotation) -> Annotation:
    return Annotation(form.format(inner.text), inner.uses | {generic})
