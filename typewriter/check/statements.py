"""Statements, read in order: what names are after each."""

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from typewriter.check import facts
from typewriter.check.annotations import alias, last_name, typed
from typewriter.check.branches import (
    read_for,
    read_if,
    read_match,
    read_try,
    read_while,
    read_with,
)
from typewriter.check.definitions import define_class, define_function
from typewriter.check.expressions import anything_else, bind_target
from typewriter.check.imports import import_from, import_module
from typewriter.check.narrowing import narrowed
from typewriter.check.run import Run
from typewriter.check.scopes import Scope, Where
from typewriter.check.values import NOTHING, UNKNOWN, Class, Instance, Value, is_sure, settled

_TYPE_ALIAS: Final[Any] = getattr(ast, "TypeAlias", None)
"""`type M = …`, which Python knows from 3.12 on."""
_LEAVING: Final = ast.Return | ast.Raise | ast.Continue | ast.Break


def read_body(run: Run, scope: Scope, body: Sequence[ast.stmt]) -> bool:
    """Read statements; whether the last of them leaves."""
    for node in body:
        _STATEMENTS.get(type(node), anything_else)(run, scope, node)
    return bool(body) and isinstance(body[-1], _LEAVING)


def _assign(run: Run, scope: Scope, node: ast.Assign) -> None:
    """An alias is no use of a function; what is stored anywhere but under a name is."""
    pairs: list[tuple[ast.expr, ast.expr]]
    match node:
        case ast.Assign(targets=[ast.Tuple() as each], value=ast.Tuple() as all_given) if _fit(
            each, all_given
        ):
            pairs = list(zip(each.elts, all_given.elts, strict=True))
        case _:
            pairs = [(node.targets[0], node.value)]
    values = [_assigned(run, scope, target, given) for target, given in pairs]
    for (target, _), value in zip(pairs, values, strict=True):
        bind_target(run, scope, target, value)
    for target in node.targets[1:]:
        bind_target(run, scope, target, values[0] if len(pairs) == 1 else UNKNOWN)


def _assigned(run: Run, scope: Scope, target: ast.expr, given: ast.expr) -> Value:
    return run.value(scope, given) if isinstance(target, ast.Name) else run.use(scope, given)


def _fit(target: ast.Tuple, node: ast.Tuple) -> bool:
    starred = any(isinstance(one, ast.Starred) for one in (*target.elts, *node.elts))
    return len(target.elts) == len(node.elts) and not starred


def _assign_typed(run: Run, scope: Scope, node: ast.AnnAssign) -> None:
    is_name = isinstance(node.target, ast.Name)
    if node.value is None and is_name and scope.where is not Where.CLASS:
        return
    said = typed(run, scope, node.annotation)
    value = said
    if node.value is not None:
        given = _assigned(run, scope, node.target, node.value)
        is_alias = last_name(node.annotation) == "TypeAlias"
        value = alias(run, scope, node.value) if is_alias else settled(said, given)
    if is_sure(said):
        _declare(run, scope, node.target, said)
    bind_target(run, scope, node.target, value)


def _declare(run: Run, scope: Scope, target: ast.expr, said: Value) -> None:
    """What an attribute is said to be holds for all that is given to it and not known."""
    match target:
        case ast.Name(id=name) if scope.owner is not None:
            run.facts.add(facts.declared(scope.owner.name, name), said)
        case ast.Attribute(value=object_, attr=name):
            for one in run.value(scope, object_):
                match one:
                    case Instance(Class(module, of)) if module == run.module:
                        run.facts.add(facts.declared(of, name), said)
                    case _:
                        pass
        case _:
            pass


def _name_type(run: Run, scope: Scope, node: Any) -> None:
    """`type M = Tracker`."""
    scope.bind(node.name.id, alias(run, scope, node.value))


def _assign_more(run: Run, scope: Scope, node: ast.AugAssign) -> None:
    run.use(scope, node.value)
    if isinstance(node.target, ast.Name):
        scope.bind(node.target.id, UNKNOWN)


def _delete(_run: Run, scope: Scope, node: ast.Delete) -> None:
    for target in node.targets:
        if isinstance(target, ast.Name):
            scope.bind(target.id, NOTHING)


def _return(run: Run, scope: Scope, node: ast.Return) -> None:
    if node.value is not None:
        run.read.give_back(run, scope, run.use(scope, node.value))


def _expression(run: Run, scope: Scope, node: ast.Expr) -> None:
    run.value(scope, node.value)


def _global(_run: Run, scope: Scope, node: ast.Global) -> None:
    for name in node.names:
        scope.moved[name] = scope.module()


def _nonlocal(_run: Run, scope: Scope, node: ast.Nonlocal) -> None:
    for name in node.names:
        here = scope.parent
        while here is not None and name not in here.ever:
            here = here.parent
        if here is not None:
            scope.moved[name] = here


def _raise(run: Run, scope: Scope, node: ast.Raise) -> None:
    for part in (node.exc, node.cause):
        if part is not None:
            run.use(scope, part)


def _assert(run: Run, scope: Scope, node: ast.Assert) -> None:
    run.use(scope, node.test)
    if node.msg is not None:
        run.use(scope, node.msg)
    scope.names = narrowed(run, scope, node.test)


def _nothing(_run: Run, _scope: Scope, _node: ast.stmt) -> None:
    pass


_STATEMENTS: Final[Mapping[type[ast.stmt], Callable[[Run, Scope, Any], object]]] = {
    ast.AnnAssign: _assign_typed,
    ast.Assert: _assert,
    ast.Assign: _assign,
    ast.AsyncFor: read_for,
    ast.AsyncFunctionDef: define_function,
    ast.AsyncWith: read_with,
    ast.AugAssign: _assign_more,
    ast.Break: _nothing,
    ast.ClassDef: define_class,
    ast.Continue: _nothing,
    ast.Delete: _delete,
    ast.Expr: _expression,
    ast.For: read_for,
    ast.FunctionDef: define_function,
    ast.Global: _global,
    ast.If: read_if,
    ast.Import: import_module,
    ast.ImportFrom: import_from,
    ast.Match: read_match,
    ast.Nonlocal: _nonlocal,
    ast.Pass: _nothing,
    ast.Raise: _raise,
    ast.Return: _return,
    ast.Try: read_try,
    ast.TryStar: read_try,
    ast.While: read_while,
    ast.With: read_with,
    **({_TYPE_ALIAS: _name_type} if _TYPE_ALIAS else {}),
}
