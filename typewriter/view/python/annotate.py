"""Types as Python annotations."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from typewriter.naming import Key
from typewriter.view.paths import ITEM, VALUE, alternatives, parts, shared_key
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

CHOICE: Final = "="


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


def choices(one: Type, at: Key) -> Iterator[tuple[Key, Literals]]:
    """Every list of two or more strings inside `one`, with the path of its class."""
    for path, part in parts(one, at):
        if isinstance(part, Literals) and _is_choice(part):
            yield (*path, CHOICE), part


def _is_choice(one: Literals) -> bool:
    return len(one.values) > 1 and all(isinstance(value, str) for value in one.values)


def _literals(values: Iterable[LiteralValue], choice: str | None) -> Annotation:
    """A class for the choice, if there is one, stands beside its values: both may be given."""
    listed = Annotation(f"Literal[{', '.join(map(repr, values))}]", frozenset({"Literal"}))
    return listed if choice is None else either((_named(choice), listed))


def _named(name: str) -> Annotation:
    return Annotation(name, frozenset({name}))


def _generic(form: str, generic: str, inner: Annotation) -> Annotation:
    return Annotation(form.format(inner.text), inner.uses | {generic})
