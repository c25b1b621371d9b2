"""Values that are written out in code, held against what the plan lets stand there."""

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from protocols.findings.clean import cut
from protocols.findings.suggest import did_you_mean, listed
from typewriter.view.types import (
    Field,
    ListOf,
    Literals,
    MapOf,
    OneOf,
    Record,
    Scalar,
    Shared,
    Type,
)

Types = Mapping[str, Type]
"""The plan's own types."""

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


@dataclass(frozen=True, slots=True)
class Conflict:
    """A part of a value that cannot be right, and why: `must be a string, not 3`."""

    node: ast.expr
    message: str


def conflicts(node: ast.expr, wanted: Type, types: Types) -> Iterator[Conflict]:
    """What in a value is certainly wrong; nothing where that cannot be seen."""
    match wanted, node:
        case Shared(name), _:
            yield from conflicts(node, types[name], types)
        case OneOf(members), _:
            yield from _of_several(node, members, types)
        case Record(), ast.Dict():
            yield from _of_record(node, wanted, types)
        case (MapOf(inner), ast.Dict(values=parts)) | (
            ListOf(inner),
            ast.List(elts=parts) | ast.Tuple(elts=parts),
        ):
            for one in parts:
                yield from conflicts(one, inner, types)
        case _:
            if _is_wrong(node, wanted):
                near = _near(node, wanted)
                yield Conflict(node, f"must be {_described(wanted)}, not {_shown(node)}{near}")


def _of_several(node: ast.expr, members: Sequence[Type], types: Types) -> Iterator[Conflict]:
    """Wrong only if it is wrong for each; told in detail if one alone is of its kind."""
    found = [(one, list(conflicts(node, one, types))) for one in members]
    if not all(wrong for _, wrong in found):
        return
    inside = [wrong for _, wrong in found if any(each.node is not node for each in wrong)]
    if len(inside) == 1:
        yield from inside[0]
        return
    wanted = listed(dict.fromkeys(_described(one) for one in members))
    literals = [one for one in members if isinstance(one, Literals)]
    near = _near(node, literals[0]) if literals else ""
    yield Conflict(node, f"must be {wanted}, not {_shown(node)}{near}")


def _of_record(node: ast.Dict, wanted: Record, types: Types) -> Iterator[Conflict]:
    fields = {one.wire: one for one in wanted.fields}
    seen: set[str] = set()
    is_open = False
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            seen.add(key.value)
            yield from _of_key(key, value, fields, types)
        else:
            is_open = True
    missing = [name for name, one in fields.items() if one.required and name not in seen]
    if missing and not is_open:
        yield Conflict(node, f"lacks {_quoted(missing)}")


def _of_key(
    key: ast.Constant, value: ast.expr, fields: Mapping[str, Field], types: Types
) -> Iterator[Conflict]:
    name = str(key.value)
    if name in fields:
        yield from conflicts(value, fields[name].type, types)
    else:
        yield Conflict(key, f"may not have {_quoted([name])}{did_you_mean(name, fields)}")


def _is_wrong(node: ast.expr, wanted: Type) -> bool:
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


def _described(wanted: Type) -> str:
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


def _shown(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "a string"
    known, value = _constant(node)
    return cut(repr(value), 40) if known else _DISPLAYS.get(type(node), "this")


def _near(node: ast.expr, wanted: Type) -> str:
    known, value = _constant(node)
    if not (known and isinstance(value, str) and isinstance(wanted, Literals)):
        return ""
    return did_you_mean(value, [one for one in wanted.values if isinstance(one, str)])


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(json.dumps(name, ensure_ascii=False) for name in names)
