"""Statements, read in order: what names are after each."""

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from typewriter.check.annotations import typed
from typewriter.check.definitions import define_class, define_function
from typewriter.check.expressions import anything_else, bind_target
from typewriter.check.imports import import_from, import_module
from typewriter.check.patterns import bind_pattern
from typewriter.check.run import Run
from typewriter.check.scopes import Scope, Where, merged
from typewriter.check.values import NOTHING, UNKNOWN, Value, items_of

_LEAVING: Final = ast.Return | ast.Raise | ast.Continue | ast.Break
_GUARDS: Final = frozenset(
    {
        "AttributeError",
        "BaseException",
        "Exception",
        "ImportError",
        "ModuleNotFoundError",
        "NameError",
    }
)
"""Exceptions that code catches where a name may not be there."""

Names = dict[str, Value]


def read_body(run: Run, scope: Scope, body: Sequence[ast.stmt]) -> bool:
    """Read statements; whether the last of them leaves."""
    for node in body:
        _STATEMENTS.get(type(node), anything_else)(run, scope, node)
    return bool(body) and isinstance(body[-1], _LEAVING)


def _branch(run: Run, scope: Scope, start: Names, body: Sequence[ast.stmt]) -> Names | None:
    """Names after `body`, if the code goes on from its end."""
    scope.names = dict(start)
    return None if read_body(run, scope, body) else scope.names


def _go_on(scope: Scope, start: Names, ways: Sequence[Names | None]) -> None:
    going = [way for way in ways if way is not None]
    scope.names = merged(going) if going else dict(start)


def _if(run: Run, scope: Scope, node: ast.If) -> None:
    """A chain of `elif` is read as a list, however long."""
    ways: list[Names | None] = []
    while True:
        run.use(scope, node.test)
        start = scope.names
        ways.append(_branch(run, scope, start, node.body))
        scope.names = dict(start)
        if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            node = node.orelse[0]
            continue
        ways.append(_branch(run, scope, start, node.orelse))
        return _go_on(scope, start, ways)


def _for(run: Run, scope: Scope, node: ast.For | ast.AsyncFor) -> None:
    items = items_of(run.use(scope, node.iter))
    start = dict(scope.names)
    scope.loosen(_bound_in(node.body))
    bind_target(run, scope, node.target, items)
    _loop(run, scope, node, start)


def _while(run: Run, scope: Scope, node: ast.While) -> None:
    start = dict(scope.names)
    scope.loosen(_bound_in(node.body))
    run.use(scope, node.test)
    _loop(run, scope, node, start)


def _loop(run: Run, scope: Scope, node: ast.For | ast.AsyncFor | ast.While, start: Names) -> None:
    read_body(run, scope, node.body)
    scope.names = merged((start, scope.names))
    read_body(run, scope, node.orelse)


def _bound_in(body: Sequence[ast.stmt]) -> set[str]:
    """Names that a loop may bind again."""
    nodes = (node for one in body for node in ast.walk(one))
    return {
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _try(run: Run, scope: Scope, node: ast.Try) -> None:
    start = dict(scope.names)
    guarded = any(_guards(handler) for handler in node.handlers)
    run.guards += guarded
    leaves = read_body(run, scope, node.body)
    run.guards -= guarded
    broken = merged((start, scope.names))
    ways = [None if leaves else _branch(run, scope, scope.names, node.orelse)]
    for handler in node.handlers:
        scope.names = broken
        if handler.type is not None:
            run.use(scope, handler.type)
        if handler.name:
            broken = {**broken, handler.name: UNKNOWN}
        ways.append(_branch(run, scope, broken, handler.body))
    _go_on(scope, broken, ways)
    read_body(run, scope, node.finalbody)


def _guards(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    names = (node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name))
    return not _GUARDS.isdisjoint(names)


def _with(run: Run, scope: Scope, node: ast.With | ast.AsyncWith) -> None:
    guarded = any(_suppresses(item.context_expr) for item in node.items)
    for item in node.items:
        value = run.use(scope, item.context_expr)
        if item.optional_vars is not None:
            bind_target(run, scope, item.optional_vars, value)
    run.guards += guarded
    read_body(run, scope, node.body)
    run.guards -= guarded


def _suppresses(node: ast.expr) -> bool:
    """`suppress(ImportError)`, or a test that waits for the exception."""
    names = (one.id for one in ast.walk(node) if isinstance(one, ast.Name))
    return isinstance(node, ast.Call) and not _GUARDS.isdisjoint(names)


def _match(run: Run, scope: Scope, node: ast.Match) -> None:
    value = run.use(scope, node.subject)
    start = scope.names
    ways: list[Names | None] = [dict(start)]
    for case in node.cases:
        scope.names = dict(start)
        bind_pattern(run, scope, case.pattern, value)
        if case.guard is not None:
            run.use(scope, case.guard)
        ways.append(_branch(run, scope, scope.names, case.body))
    _go_on(scope, start, ways)


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
    value = typed(run, scope, node.annotation)
    if node.value is not None:
        given = _assigned(run, scope, node.target, node.value)
        value = value if given == UNKNOWN else given
    bind_target(run, scope, node.target, value)


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


def _nothing(_run: Run, _scope: Scope, _node: ast.stmt) -> None:
    pass


_STATEMENTS: Final[Mapping[type[ast.stmt], Callable[[Run, Scope, Any], object]]] = {
    ast.AnnAssign: _assign_typed,
    ast.Assert: _assert,
    ast.Assign: _assign,
    ast.AsyncFor: _for,
    ast.AsyncFunctionDef: define_function,
    ast.AsyncWith: _with,
    ast.AugAssign: _assign_more,
    ast.Break: _nothing,
    ast.ClassDef: define_class,
    ast.Continue: _nothing,
    ast.Delete: _delete,
    ast.Expr: _expression,
    ast.For: _for,
    ast.FunctionDef: define_function,
    ast.Global: _global,
    ast.If: _if,
    ast.Import: import_module,
    ast.ImportFrom: import_from,
    ast.Match: _match,
    ast.Nonlocal: _nonlocal,
    ast.Pass: _nothing,
    ast.Raise: _raise,
    ast.Return: _return,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.While: _while,
    ast.With: _with,
}
