"""Statements that may go one way or another, and what names are after them."""

import ast
from collections.abc import Mapping, Sequence
from typing import Any, Final

from typewriter.check.expressions import bind_target
from typewriter.check.narrowing import narrowed
from typewriter.check.patterns import bind_pattern
from typewriter.check.run import Run
from typewriter.check.scopes import Scope, merged
from typewriter.check.values import UNKNOWN, Value, iterated

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
_FAILURES: Final = frozenset({"BaseException", "Exception", "TypeError"})
"""Exceptions that a wrong call ends in."""
_TESTING: Final = frozenset({"assertRaises", "assertRaisesRegex", "raises"})
"""Tests that wait for an exception."""

Names = dict[str, Value]


def _branch(run: Run, scope: Scope, start: Names, body: Sequence[ast.stmt]) -> Names | None:
    """Names after `body`, if the code goes on from its end."""
    scope.names = dict(start)
    return None if run.read.body(run, scope, body) else scope.names


def _go_on(scope: Scope, start: Names, ways: Sequence[Names | None]) -> None:
    going = [way for way in ways if way is not None]
    scope.names = merged(going) if going else dict(start)


def read_if(run: Run, scope: Scope, node: ast.If) -> None:
    """A chain of `elif` is read as a list, however long."""
    ways: list[Names | None] = []
    while True:
        run.use(scope, node.test)
        start = scope.names
        ways.append(_branch(run, scope, narrowed(run, scope, node.test), node.body))
        scope.names = start
        scope.names = start = narrowed(run, scope, node.test, holds=False)
        if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            node = node.orelse[0]
            continue
        ways.append(_branch(run, scope, start, node.orelse))
        return _go_on(scope, start, ways)


def read_for(run: Run, scope: Scope, node: ast.For | ast.AsyncFor) -> None:
    """`for`: the target is any item."""
    items = iterated(run.use(scope, node.iter))
    start = dict(scope.names)
    scope.loosen(_bound_in(node.body))
    bind_target(run, scope, node.target, items)
    _loop(run, scope, node, start)


def read_while(run: Run, scope: Scope, node: ast.While) -> None:
    """`while`."""
    start = dict(scope.names)
    scope.loosen(_bound_in(node.body))
    run.use(scope, node.test)
    _loop(run, scope, node, start)


def _loop(run: Run, scope: Scope, node: ast.For | ast.AsyncFor | ast.While, start: Names) -> None:
    run.read.body(run, scope, node.body)
    scope.names = merged((start, scope.names))
    run.read.body(run, scope, node.orelse)


def _bound_in(body: Sequence[ast.stmt]) -> set[str]:
    """Names that a loop may bind again by its statements."""
    found: set[str] = set()
    waiting: list[Any] = list(body)
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Name(id=name):
                found.add(name)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.add(node.name)
            case _:
                for part in _PARTS.get(type(node), ()):
                    inner = getattr(node, part)
                    waiting.extend(inner if isinstance(inner, list) else [inner])
    return found


_BLOCKS: Final = ("body", "orelse")
_PARTS: Final[Mapping[type[ast.AST], Sequence[str]]] = {
    ast.AnnAssign: ("target",),
    ast.Assign: ("targets",),
    ast.AsyncFor: ("target", *_BLOCKS),
    ast.AsyncWith: ("items", "body"),
    ast.AugAssign: ("target",),
    ast.ExceptHandler: ("body",),
    ast.For: ("target", *_BLOCKS),
    ast.If: _BLOCKS,
    ast.List: ("elts",),
    ast.Match: ("cases",),
    ast.match_case: ("body",),
    ast.Starred: ("value",),
    ast.Try: (*_BLOCKS, "handlers", "finalbody"),
    ast.TryStar: (*_BLOCKS, "handlers", "finalbody"),
    ast.Tuple: ("elts",),
    ast.While: _BLOCKS,
    ast.With: ("items", "body"),
    ast.withitem: ("optional_vars",),
}
"""Where in a statement, or in a target, names are bound."""


def read_try(run: Run, scope: Scope, node: ast.Try) -> None:
    """`try`: a handler may begin with the names of any moment of the body."""
    start = dict(scope.names)
    guarded = any(_guards(handler) for handler in node.handlers)
    run.guards += guarded
    leaves = run.read.body(run, scope, node.body)
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
    run.read.body(run, scope, node.finalbody)


def _guards(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    names = (node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name))
    return not _GUARDS.isdisjoint(names)


def read_with(run: Run, scope: Scope, node: ast.With | ast.AsyncWith) -> None:
    """`with`: what a context manager gives is taken for what it is made of."""
    guarded = any(_suppresses(item.context_expr) for item in node.items)
    failing = any(_awaits_failure(item.context_expr) for item in node.items)
    for item in node.items:
        value = run.use(scope, item.context_expr)
        if item.optional_vars is not None:
            bind_target(run, scope, item.optional_vars, value)
    run.guards += guarded
    run.failing += failing
    run.read.body(run, scope, node.body)
    run.guards -= guarded
    run.failing -= failing


def _awaits_failure(node: ast.expr) -> bool:
    """`pytest.raises(TypeError)`, `self.assertRaises(…)`, `suppress(TypeError)`."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            named = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
            return name in _TESTING or (name == "suppress" and not _FAILURES.isdisjoint(named))
        case _:
            return False


def _suppresses(node: ast.expr) -> bool:
    """`suppress(ImportError)`, or a test that waits for the exception."""
    names = (one.id for one in ast.walk(node) if isinstance(one, ast.Name))
    return isinstance(node, ast.Call) and not _GUARDS.isdisjoint(names)


def read_match(run: Run, scope: Scope, node: ast.Match) -> None:
    """`match`: at most one case is gone into."""
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
