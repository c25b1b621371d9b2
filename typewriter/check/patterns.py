"""Patterns of `match`: the names they bind."""

import ast

from typewriter.check.run import Run
from typewriter.check.scopes import Scope
from typewriter.check.values import UNKNOWN, Value


def bind_pattern(run: Run, scope: Scope, pattern: ast.pattern, subject: Value) -> None:
    """Bind what a pattern names; only a pattern that is all name gets the subject itself."""
    match pattern:
        case ast.MatchAs(pattern=inner, name=name):
            if inner is not None:
                bind_pattern(run, scope, inner, subject)
            if name is not None:
                scope.bind(name, subject)
        case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            scope.bind(name, UNKNOWN)
        case _:
            pass
    _bind_inside(run, scope, pattern, subject)


def _bind_inside(run: Run, scope: Scope, pattern: ast.pattern, subject: Value) -> None:
    for child in ast.iter_child_nodes(pattern):
        match child:
            case ast.pattern() if not isinstance(pattern, ast.MatchAs):
                same = isinstance(pattern, ast.MatchOr)
                bind_pattern(run, scope, child, subject if same else UNKNOWN)
            case ast.expr():
                run.use(scope, child)
            case _:
                pass
