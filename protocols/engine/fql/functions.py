"""FQL's functions. Given null, each answers what Segment's reference says, else null."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from protocols.engine.fql.tree import Kind
from protocols.engine.fql.wildcard import compile_wildcard
from protocols.engine.scalars import number_in, text_of

_TRUTH: Final = {"true": True, "false": False, "": False}
_TEXT: Final = frozenset({Kind.STRING})
_SCALAR: Final = frozenset({Kind.STRING, Kind.NUMBER, Kind.BOOL})
_VALUE: Final = _SCALAR | {Kind.LIST}
_OBJECT: Final = Kind.OBJECT
_KINDS: Final[dict[type, Kind]] = {
    type(None): Kind.NULL,
    bool: Kind.BOOL,
    str: Kind.STRING,
    int: Kind.NUMBER,
    float: Kind.NUMBER,
    list: Kind.LIST,
}


@dataclass(frozen=True, slots=True)
class Function:
    """A function: what each argument may be beside null, what it answers, and what for a null.

    `answer` is only ever given values of those kinds; it raises ValueError when it has no answer.
    `deep` is a function that looks at all a list holds.
    """

    takes: tuple[frozenset[Kind], ...]
    gives: Kind
    answer: Callable[..., Any]
    of_null: Any = None
    deep: bool = False


def kind_of(value: object) -> Kind:
    """The FQL type of a parsed JSON value."""
    return _KINDS.get(type(value), _OBJECT)


def _contains(text: str, part: str) -> bool:
    return part in text


def _length(value: str | list[Any]) -> int:
    return len(value.encode(errors="surrogatepass")) if isinstance(value, str) else len(value)


def _with_spaces_as(mark: str) -> Callable[[str], str]:
    return lambda text: text.replace(" ", mark)


def _titlecase(text: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))


def _match(text: str, pattern: str) -> bool:
    return compile_wildcard(pattern)(text)


def _to_bool(value: Any) -> bool:
    if not isinstance(value, str):
        return bool(value)
    if value not in _TRUTH:
        raise ValueError("bool() reads the strings `true` and `false` only")
    return _TRUTH[value]


def _to_string(value: Any) -> str:
    if isinstance(value, str):
        return value
    return _list_to_string(value) if isinstance(value, list) else text_of(value)


def _list_to_string(value: list[Any]) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except RecursionError:
        raise ValueError("string() was given a list nested too deep") from None


def _to_number(value: str | float) -> int | float:
    if not isinstance(value, str):
        return value
    number = number_in(value)
    if number is None:
        raise ValueError("number() was given a string that is not a number")
    return number


FUNCTIONS: Final[dict[str, Function]] = {
    "bool": Function((_VALUE,), Kind.BOOL, _to_bool, of_null=False),
    "contains": Function((_TEXT, _TEXT), Kind.BOOL, _contains, of_null=False),
    "kebabcase": Function((_TEXT,), Kind.STRING, _with_spaces_as("-")),
    "length": Function((_TEXT | {Kind.LIST},), Kind.NUMBER, _length, of_null=0),
    "lowercase": Function((_TEXT,), Kind.STRING, str.lower),
    "match": Function((_TEXT, _TEXT), Kind.BOOL, _match, of_null=False),
    "number": Function((_TEXT | {Kind.NUMBER},), Kind.NUMBER, _to_number),
    "snakecase": Function((_TEXT,), Kind.STRING, _with_spaces_as("_")),
    "string": Function((_VALUE,), Kind.STRING, _to_string, deep=True),
    "titlecase": Function((_TEXT,), Kind.STRING, _titlecase),
    "typeof": Function((_VALUE,), Kind.STRING, lambda value: str(kind_of(value)), of_null="null"),
    "uppercase": Function((_TEXT,), Kind.STRING, str.upper),
}
