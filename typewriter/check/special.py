"""Calls of Python's own functions that pass on what they are given, or look names up."""

import ast
from collections.abc import Callable, Mapping
from typing import Any, Final

from typewriter.check.annotations import alias, typed
from typewriter.check.arguments import check_arguments
from typewriter.check.attributes import attribute, tell_unknown
from typewriter.check.run import Run
from typewriter.check.scopes import Scope
from typewriter.check.values import (
    NOTHING,
    UNKNOWN,
    Anything,
    Client,
    Offered,
    Partial,
    Text,
    Value,
    either,
    join,
    join_all,
    only,
)

_GETATTR_NEEDS: Final = 2
_NEW_TYPE_NEEDS: Final = 2


def _partial(run: Run, scope: Scope, node: ast.Call) -> Value:
    """`functools.partial(f, …)`: passed on here, called elsewhere."""
    given = run.read.arguments(run, scope, node)
    results = [_bound(one, node) for one in given.get(0, NOTHING)]
    one = only(given.get(0, NOTHING))
    if isinstance(one, Offered | Partial):
        _check_partial(run, node, one)
    return frozenset(results) if results else UNKNOWN


def _bound(one: Any, node: ast.Call) -> Any:
    if not isinstance(one, Offered | Partial):
        return next(iter(UNKNOWN))
    before = one if isinstance(one, Partial) else Partial(one, 0, frozenset(), is_open=False)
    named = {keyword.arg for keyword in node.keywords if keyword.arg is not None}
    starred = any(isinstance(each, ast.Starred) for each in node.args)
    return Partial(
        before.of,
        before.positional + len(node.args) - 1,
        before.keywords | named,
        before.is_open or starred or any(keyword.arg is None for keyword in node.keywords),
        before.knows_who,
    )


def _check_partial(run: Run, node: ast.Call, one: Offered | Partial) -> None:
    before = one if isinstance(one, Partial) else Partial(one, 0, frozenset(), is_open=False)
    inner = ast.Call(func=node.args[0], args=node.args[1:], keywords=node.keywords)
    check_arguments(run, inner, before, is_whole=False)


def _getattr(run: Run, scope: Scope, node: ast.Call) -> Value:
    """`getattr(t, "order_completed")` is `t.order_completed`; a name that is computed is none."""
    given = run.read.arguments(run, scope, node)
    value, name = given.get(0, UNKNOWN), given.get(1, UNKNOWN)
    fallback = given.get(2)
    names = [one.value for one in name if isinstance(one, Text)]
    if not names or len(names) < len(name):
        return _computed(run, scope, node, value)
    one, sure = only(value), only(name)
    if isinstance(one, Client) and isinstance(sure, Text) and _is_strict(run, node, one):
        tell_unknown(run, one, sure.value, node.args[1])
    found = join_all(attribute(run, value, each) for each in sorted(names))
    return found if fallback is None else join(found, fallback)


def _is_strict(run: Run, node: ast.Call, client: Client) -> bool:
    has_default = len(node.args) > _GETATTR_NEEDS
    return not (run.guards or has_default or client.module)


def _computed(run: Run, scope: Scope, node: ast.Call, value: Value) -> Value:
    clients = [one for one in value if isinstance(one, Client)]
    delegates = scope.home().name.rpartition(".")[2] == "__getattr__"
    if clients and len(value) == 1 and not delegates and not run.is_in_wrapper(scope):
        message = f"which function of {clients[0].name} this is cannot be told"
        run.tell("TW204", message, run.lines.span(node.args[1]))
    return join(UNKNOWN, frozenset(Anything(one.name) for one in clients))


def _hasattr(run: Run, scope: Scope, node: ast.Call) -> Value:
    """Whoever asks whether a name is there knows that it may not be."""
    given = run.read.arguments(run, scope, node)
    run.guarded |= {one.value for one in given.get(1, NOTHING) if isinstance(one, Text)}
    return UNKNOWN


def _import_module(run: Run, scope: Scope, node: ast.Call) -> Value:
    given = run.read.arguments(run, scope, node)
    one = only(given.get(0, UNKNOWN))
    if not isinstance(one, Text) or one.value.startswith("."):
        return UNKNOWN
    return run.world.resolve(one.value, run.module)


def _first(run: Run, scope: Scope, node: ast.Call) -> Value:
    """`staticmethod(f)` is `f`, and never a method."""
    value = run.read.arguments(run, scope, node).get(0, UNKNOWN)
    return frozenset(
        Partial(one, 0, frozenset(), is_open=False) if isinstance(one, Offered) else one
        for one in value
    )


def _partial_method(run: Run, scope: Scope, node: ast.Call) -> Value:
    """The object comes first; whether it is whom the call is about is not ours to say."""
    return join(_partial(run, scope, node), UNKNOWN)


def _second(run: Run, scope: Scope, node: ast.Call) -> Value:
    """`cast(T, x)` is `x`, and what `T` says where that is unknown."""
    value = run.read.arguments(run, scope, node).get(1, UNKNOWN)
    return either(typed(run, scope, node.args[0]), value) if node.args else value


def _new_type(run: Run, scope: Scope, node: ast.Call) -> Value:
    """`NewType("T", Tracker)`: its objects are those of the type it is made of."""
    run.read.arguments(run, scope, node)
    return alias(run, scope, node.args[1]) if len(node.args) == _NEW_TYPE_NEEDS else UNKNOWN


def _super(_run: Run, scope: Scope, _node: ast.Call) -> Value:
    """The object itself: what is found on it is found above its class, too."""
    here = scope.home()
    first = next(iter(here.ever), "")
    return here.names.get(first, UNKNOWN)


SPECIAL: Final[Mapping[str, Callable[[Run, Scope, ast.Call], Value]]] = {
    "builtins.__import__": _import_module,
    "builtins.classmethod": _first,
    "builtins.getattr": _getattr,
    "builtins.hasattr": _hasattr,
    "builtins.setattr": _hasattr,
    "builtins.staticmethod": _first,
    "builtins.super": _super,
    "functools.partial": _partial,
    "functools.partialmethod": _partial_method,
    "importlib.import_module": _import_module,
    "typing.NewType": _new_type,
    "typing.cast": _second,
    "typing_extensions.NewType": _new_type,
    "typing_extensions.cast": _second,
}
