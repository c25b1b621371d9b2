"""Functions that do nothing but call what they are given, with all else that they are given."""

import ast
from collections.abc import Sequence

Definition = ast.FunctionDef | ast.AsyncFunctionDef


def is_plain_forward(node: Definition, event: str, others: Sequence[str]) -> bool:
    """Whether `def emit(event, who, **kw): event(who, **kw)` is all; `others` are those with a place.

    What has a default may be given though a call leaves it out, so it is none.
    """
    call = _only_call(node)
    given = node.args
    if call is None or given.defaults or any(given.kw_defaults):
        return False
    stars = [given.vararg.arg] if given.vararg else []
    keys = [(one.arg, one.arg) for one in given.kwonlyargs]
    return (
        _name(call.func) == event
        and [_name(one) for one in call.args if not isinstance(one, ast.Starred)] == list(others)
        and [_name(one.value) for one in call.args if isinstance(one, ast.Starred)] == stars
        and [(one.arg, _name(one.value)) for one in call.keywords if one.arg] == keys
        and [_name(one.value) for one in call.keywords if one.arg is None]
        == ([given.kwarg.arg] if given.kwarg else [])
    )


def forwarded(node: ast.Call, places: frozenset[str], forwards: frozenset[str]) -> ast.Call | None:
    """The call that such a function makes where it is called by `node`, if that can be seen."""
    starred = any(isinstance(one, ast.Starred) for one in node.args)
    if starred or any(one.arg in forwards for one in node.keywords):
        return None
    events = [one for place, one in enumerate(node.args) if str(place) in places]
    events += [one.value for one in node.keywords if one.arg in places]
    if len(events) != 1:
        return None
    return ast.Call(
        func=events[0],
        args=[one for one in node.args if one is not events[0]],
        keywords=[one for one in node.keywords if one.value is not events[0]],
    )


def _only_call(node: Definition) -> ast.Call | None:
    """The call that a function consists of, beside its description."""
    match node.body:
        case [ast.Expr(value=ast.Constant()), statement] | [statement]:
            pass
        case _:
            return None
    match statement:
        case ast.Expr(value=ast.Call() as call) | ast.Return(value=ast.Call() as call):
            return call
        case ast.Expr(value=ast.Await(value=ast.Call() as call)):
            return call
        case ast.Return(value=ast.Await(value=ast.Call() as call)):
            return call
        case _:
            return None


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""
