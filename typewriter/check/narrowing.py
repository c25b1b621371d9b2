"""What names are where a test holds: `isinstance(x, Tracker)`."""

import ast
from collections.abc import Iterator

from typewriter.check.annotations import typed
from typewriter.check.run import Run
from typewriter.check.scopes import Scope
from typewriter.check.values import Value, either, join_all


def narrowed(run: Run, scope: Scope, test: ast.expr, *, holds: bool = True) -> dict[str, Value]:
    """Names of this very scope after a test that holds, or does not."""
    found = {
        name: either(join_all(typed(run, scope, one) for one in types), scope.names[name])
        for name, types in _tested(test, holds=holds)
        if name in scope.names
    }
    return {**scope.names, **found} if found else scope.names


def _tested(test: ast.expr, *, holds: bool) -> Iterator[tuple[str, list[ast.expr]]]:
    """Names and what they are instances of."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            yield from _tested(inner, holds=not holds)
        case ast.BoolOp(op=ast.And() | ast.Or() as op, values=values) if holds == isinstance(
            op, ast.And
        ):
            for one in values:
                yield from _tested(one, holds=holds)
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=name), of]) if holds:
            yield name, of.elts if isinstance(of, ast.Tuple) else [of]
        case _:
            pass
