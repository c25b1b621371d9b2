"""Whether one value that is written out may stand where the plan wants a type, and both in words."""

import ast
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from protocols.findings.clean import cut
from protocols.findings.suggest import did_you_mean, listed
from typewriter.view.types import ListOf, Literals, MapOf, Record, Scalar, Type

_MOST_SHOWN: Final = 8
_WORDS: Final = {
    Scalar.STRING: "a string",
    Scalar.INTEGER: "an integer",
    Scalar.NUMBER: "a number",
    Scalar.BOOLEAN: "True or False",
    Scalar.NULL: "None",
    Scalar.DATE_TIME: "a date and time",
    Scalar.ANY: "anything",
}
_DISPLAYS: Final = {
    ast.Dict: "a dict",
    ast.List: "a list",
    ast.Tuple: "a tuple",
    ast.Set: "a set",
    ast.Lambda: "a function",
}


def is_wrong(node: ast.expr, wanted: Type) -> bool:
    """Whether a value that is written out certainly may not stand there, looking at no part of it."""
    if wanted is Scalar.ANY:
        return False
    if isinstance(node, ast.JoinedStr):
        return not _takes_text(wanted)
    if type(node) in _DISPLAYS:
        return not isinstance(wanted, _CONTAINERS.get(type(node), ()))
    known, value = _constant(node)
    return known and not _takes(wanted, value)


_CONTAINERS: Final[Mapping[type[ast.expr], tuple[type, ...]]] = {
    ast.Dict: (Record, MapOf),
    ast.List: (ListOf,),
    ast.Tuple: (ListOf,),
}


def _constant(node: ast.expr) -> tuple[bool, Any]:
    """Whether a value is written out, and which; a number may have its sign."""
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return not isinstance(value, bool), -value
        case ast.Constant(value=value) if value is not ...:
            return True, value
        case _:
            return False, None


def _takes_text(wanted: Type) -> bool:
    strings = isinstance(wanted, Literals) and any(isinstance(one, str) for one in wanted.values)
    return strings or wanted in {Scalar.STRING, Scalar.DATE_TIME}


def _takes(wanted: Type, value: Any) -> bool:
    """Whether a constant may stand there, by JSON's idea of types: 1.0 is an integer, True is none."""
    match wanted:
        case Literals(values):
            return any(_kind(one) == _kind(value) and one == value for one in values)
        case Scalar.INTEGER:
            return _kind(value) == "number" and float(value).is_integer()
        case Scalar():
            return _kind(value) == _KINDS[wanted]
        case _:
            return False


_KINDS: Final = {
    Scalar.STRING: "string",
    Scalar.NUMBER: "number",
    Scalar.BOOLEAN: "boolean",
    Scalar.NULL: "null",
    Scalar.DATE_TIME: "string",
}


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case _:
            return "other"


def described(wanted: Type) -> str:
    """What may stand there, in words."""
    match wanted:
        case Scalar():
            return _WORDS[wanted]
        case Literals(values):
            shown = [repr(one) for one in values[:_MOST_SHOWN]]
            more = len(values) - len(shown)
            return f"{', '.join(shown)} or {more} more" if more else listed(shown)
        case ListOf():
            return "a list"
        case _:
            return "a dict"


def shown(node: ast.expr) -> str:
    """A value as a finding shows it."""
    if isinstance(node, ast.JoinedStr):
        return "a string"
    known, value = _constant(node)
    return cut(repr(value), 40) if known else _DISPLAYS.get(type(node), "this")


def near(node: ast.expr, wanted: Type) -> str:
    """What a string may have been meant to be, if there are some to choose from."""
    known, value = _constant(node)
    if not (known and isinstance(value, str) and isinstance(wanted, Literals)):
        return ""
    return did_you_mean(value, [one for one in wanted.values if isinstance(one, str)])


def quoted(names: Sequence[str]) -> str:
    """Names as the plan writes them."""
    return ", ".join(json.dumps(name, ensure_ascii=False) for name in names)
