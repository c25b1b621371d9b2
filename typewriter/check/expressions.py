"""What expressions may be, and what is used in them."""

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from typewriter.check.annotations import GENERICS, alias, last_name
from typewriter.check.attributes import checked_attribute, tracking
from typewriter.check.run import Later, Run
from typewriter.check.scopes import Scope, Where
from typewriter.check.values import (
    NOTHING,
    UNKNOWN,
    Alias,
    Class,
    Function,
    Many,
    Text,
    Value,
    items_of,
    iterated,
    join,
    join_all,
    only,
    outside,
)

BUILTINS: Final = frozenset(
    {
        "__import__",
        "classmethod",
        "getattr",
        "hasattr",
        "property",
        "setattr",
        "staticmethod",
        "super",
    }
)
"""Built-in functions that pass on what they are given, or look names up."""


def _name(_run: Run, scope: Scope, node: ast.Name) -> Value:
    """A name as it is at this point."""
    found = scope.find(node.id)
    if found is None:
        return outside(f"builtins.{node.id}") if node.id in BUILTINS else UNKNOWN
    return found


def _attribute(run: Run, scope: Scope, node: ast.Attribute) -> Value:
    return checked_attribute(run, run.value(scope, node.value), node)


def _constant(_run: Run, _scope: Scope, node: ast.Constant) -> Value:
    if node.value is None:
        return NOTHING
    return frozenset({Text(node.value)}) if isinstance(node.value, str) else UNKNOWN


def _joined_string(run: Run, scope: Scope, node: ast.JoinedStr) -> Value:
    parts = [run.value(scope, one) for one in node.values]
    return _glued(parts)


def _formatted(run: Run, scope: Scope, node: ast.FormattedValue) -> Value:
    value = run.use(scope, node.value)
    plain = node.conversion == -1 and node.format_spec is None
    return value if plain and isinstance(only(value), Text) else UNKNOWN


def _binary(run: Run, scope: Scope, node: ast.BinOp) -> Value:
    """Strings that are added are one string. A long sum is no deep one."""
    parts: list[ast.expr] = []
    adds = True
    left: ast.expr = node
    while isinstance(left, ast.BinOp):
        parts.append(left.right)
        adds = adds and isinstance(left.op, ast.Add)
        left = left.left
    values = [run.use(scope, one) for one in (left, *reversed(parts))]
    if isinstance(node.op, ast.BitOr) and any(_is_type(one) for one in values):
        return alias(run, scope, node)
    return _glued(values) if adds else UNKNOWN


def _is_type(value: Value) -> bool:
    one = only(value)
    return isinstance(one, Alias | Class) or bool(one and tracking(one))


def _glued(parts: Iterable[Value]) -> Value:
    texts = [only(part) for part in parts]
    if all(isinstance(text, Text) for text in texts):
        return frozenset({Text("".join(text.value for text in texts if isinstance(text, Text)))})
    return UNKNOWN


def _any_of(run: Run, scope: Scope, node: ast.BoolOp) -> Value:
    return join_all([run.use(scope, one) for one in node.values])


def _either(run: Run, scope: Scope, node: ast.IfExp) -> Value:
    run.use(scope, node.test)
    return join(run.use(scope, node.body), run.use(scope, node.orelse))


def _several(run: Run, scope: Scope, node: ast.List | ast.Tuple | ast.Set) -> Value:
    items = [
        iterated(run.use(scope, one.value))
        if isinstance(one, ast.Starred)
        else run.use(scope, one)
        for one in node.elts
    ]
    return frozenset({Many(join_all(items))})


def _table(run: Run, scope: Scope, node: ast.Dict) -> Value:
    for key in node.keys:
        if key is not None:
            run.use(scope, key)
    values = [
        items_of(run.use(scope, one)) if key is None else run.use(scope, one)
        for key, one in zip(node.keys, node.values, strict=True)
    ]
    return frozenset({Many(join_all(values), is_keyed=True)})


def _subscript(run: Run, scope: Scope, node: ast.Subscript) -> Value:
    run.use(scope, node.slice)
    if last_name(node.value) in GENERICS:
        return alias(run, scope, node)
    value = run.value(scope, node.value)
    is_part = isinstance(node.slice, ast.Slice) and all(isinstance(one, Many) for one in value)
    return value if is_part else run.pick(value)


def _inner(run: Run, scope: Scope, node: ast.Await | ast.Starred) -> Value:
    return run.use(scope, node.value)


def _walrus(run: Run, scope: Scope, node: ast.NamedExpr) -> Value:
    value = run.value(scope, node.value)
    scope.home().bind(node.target.id, value)
    return value


def _lambda(run: Run, scope: Scope, node: ast.Lambda) -> Value:
    name = f"{scope.name}.<{node.lineno}:{node.col_offset}>"
    run.waiting.append(Later(node, scope, name, parameters(run, scope, node.args)))
    return frozenset({Function(run.module, name)})


def parameters(run: Run, scope: Scope, arguments: ast.arguments) -> dict[str, Value]:
    """Every parameter: its default, or anything."""
    found = {one.arg: UNKNOWN for one in all_parameters(arguments)}
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = arguments.defaults
    given = list(zip(positional[len(positional) - len(defaults) :], defaults, strict=True))
    given += [
        (one, default)
        for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        if default is not None
    ]
    for one, default in given:
        found[one.arg] = join(UNKNOWN, run.use(scope, default))
    return found


def all_parameters(arguments: ast.arguments) -> list[ast.arg]:
    """Every parameter, those with stars last."""
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return found + [one for one in (arguments.vararg, arguments.kwarg) if one is not None]


def _comprehension(
    run: Run, scope: Scope, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
) -> Value:
    inner = Scope(Where.INLINE, scope, scope.name)
    for each in node.generators:
        bind_target(run, inner, each.target, iterated(run.use(inner, each.iter)))
        for test in each.ifs:
            run.use(inner, test)
    if isinstance(node, ast.DictComp):
        run.use(inner, node.key)
        return frozenset({Many(run.use(inner, node.value), is_keyed=True)})
    return frozenset({Many(run.use(inner, node.elt))})


def bind_target(run: Run, scope: Scope, target: ast.expr, value: Value) -> None:
    """Give a target a value: names are bound, of several targets each gets any item."""
    match target:
        case ast.Name():
            scope.bind(target.id, value)
        case ast.Tuple() | ast.List():
            for one in target.elts:
                bind_target(run, scope, one, run.pick(value))
        case ast.Starred():
            bind_target(run, scope, target.value, frozenset({Many(value)}))
        case ast.Attribute():
            run.read.assign(run, scope, target, value)
        case _:
            run.use(scope, target)


def _yield(run: Run, scope: Scope, node: ast.Yield | ast.YieldFrom) -> Value:
    if node.value is not None:
        value = run.use(scope, node.value)
        run.read.give_back(run, scope, value)
    return UNKNOWN


def anything_else(run: Run, scope: Scope, node: ast.AST) -> Value:
    """All that is in an expression which itself may be anything."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            run.use(scope, child)
        else:
            anything_else(run, scope, child)
    return UNKNOWN


EXPRESSIONS: Final[Mapping[type[ast.AST], Callable[[Run, Scope, Any], Value]]] = {
    ast.Attribute: _attribute,
    ast.Await: _inner,
    ast.BinOp: _binary,
    ast.BoolOp: _any_of,
    ast.Constant: _constant,
    ast.Dict: _table,
    ast.DictComp: _comprehension,
    ast.FormattedValue: _formatted,
    ast.GeneratorExp: _comprehension,
    ast.IfExp: _either,
    ast.JoinedStr: _joined_string,
    ast.Lambda: _lambda,
    ast.List: _several,
    ast.ListComp: _comprehension,
    ast.Name: _name,
    ast.NamedExpr: _walrus,
    ast.Set: _several,
    ast.SetComp: _comprehension,
    ast.Starred: _inner,
    ast.Subscript: _subscript,
    ast.Tuple: _several,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
}
