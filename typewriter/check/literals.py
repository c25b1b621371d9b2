"""Values that are written out in code, held against what the plan lets stand there."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from protocols.findings.suggest import did_you_mean, listed, nearest
from typewriter.check.fitting import described, is_wrong, near, quoted, shown
from typewriter.view.types import Field, ListOf, Literals, MapOf, OneOf, Record, Shared, Type

Types = Mapping[str, Type]
"""The plan's own types."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A part of a value that cannot be right, and why: `must be a string, not 3`.

    `path` leads to it: `items[0].price`. With `is_extra` it is a key that nobody asked for.
    """

    node: ast.expr
    path: str
    message: str
    is_extra: bool = False


def conflicts(node: ast.expr, path: str, wanted: Type, types: Types) -> Iterator[Conflict]:
    """What in the value at `path` is certainly wrong; nothing where that cannot be seen."""
    match wanted, node:
        case Shared(name), _:
            yield from conflicts(node, path, types[name], types)
        case OneOf(members), _:
            yield from _of_several(node, path, members, types)
        case Record(), ast.Dict():
            yield from _of_record(node, path, wanted, types)
        case (MapOf(inner), ast.Dict() as whole) | (
            ListOf(inner),
            ast.List() | ast.Tuple() as whole,
        ):
            for step, one in _parts(whole):
                yield from conflicts(one, path + step, inner, types)
        case _:
            if is_wrong(node, wanted):
                like = near(node, wanted)
                message = f"must be {described(wanted)}, not {shown(node)}{like}"
                yield Conflict(node, path, message)


def _parts(node: ast.Dict | ast.List | ast.Tuple) -> Iterator[tuple[str, ast.expr]]:
    """Parts, and the steps to them; behind a `*` nobody can count."""
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        yield from ((_step(key), value) for key, value in pairs if key is not None)
        return
    is_counted = True
    for index, one in enumerate(node.elts):
        is_counted = is_counted and not isinstance(one, ast.Starred)
        yield f"[{index}]" if is_counted else "[…]", one


def _step(key: ast.expr) -> str:
    match key:
        case ast.Constant(value=str() as name) if name.isidentifier():
            return f".{name}"
        case ast.Constant(value=str() as name):
            return f"[{quoted([name])}]"
        case _:
            return "[…]"


def _of_several(
    node: ast.expr, path: str, members: Sequence[Type], types: Types
) -> Iterator[Conflict]:
    """Wrong only if it is wrong for each; told in detail if one alone is of its kind."""
    found = [(one, list(conflicts(node, path, one, types))) for one in members]
    if not all(wrong for _, wrong in found):
        return
    inside = [wrong for _, wrong in found if any(each.node is not node for each in wrong)]
    if len(inside) == 1:
        yield from inside[0]
        return
    wanted = listed(dict.fromkeys(described(one) for one in members))
    literals = [one for one in members if isinstance(one, Literals)]
    like = near(node, literals[0]) if literals else ""
    yield Conflict(node, path, f"must be {wanted}, not {shown(node)}{like}")


def _of_record(node: ast.Dict, path: str, wanted: Record, types: Types) -> Iterator[Conflict]:
    fields = {one.wire: one for one in wanted.fields}
    seen: set[str] = set()
    is_open = False
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            meant = "" if key.value in fields else nearest(key.value, fields)
            seen |= {key.value, meant}
            yield from _of_key(key, value, path, fields, types)
        else:
            is_open = True
    missing = [name for name, one in fields.items() if one.required and name not in seen]
    if missing and not is_open:
        yield Conflict(node, path, f"lacks {quoted(missing)}")


def _of_key(
    key: ast.Constant, value: ast.expr, path: str, fields: Mapping[str, Field], types: Types
) -> Iterator[Conflict]:
    name = str(key.value)
    if name in fields:
        yield from conflicts(value, path + _step(key), fields[name].type, types)
    else:
        message = f"may not have {quoted([name])}{did_you_mean(name, fields)}"
        yield Conflict(key, path, message, is_extra=True)
