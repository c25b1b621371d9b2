"""Calls: of a client's functions, of wrappers, of what passes functions on."""

import ast
from collections.abc import Callable, Mapping
from typing import Any, Final

from typewriter.check import facts
from typewriter.check.arguments import check_arguments
from typewriter.check.attributes import attribute, class_attribute, returned, tell_unknown
from typewriter.check.raw import is_raw, raw_call, sent_by_name
from typewriter.check.run import Given, Run
from typewriter.check.scopes import Scope
from typewriter.check.usage import How
from typewriter.check.values import (
    NOTHING,
    UNKNOWN,
    Anything,
    Class,
    Client,
    Elsewhere,
    Function,
    Instance,
    Offered,
    Outside,
    Partial,
    Text,
    Value,
    join,
    join_all,
    only,
    outside,
)

_GETATTR_NEEDS: Final = 2


def call(run: Run, scope: Scope, node: ast.Call) -> Value:
    """What a call gives, all that is in it seen to."""
    value = run.value(scope, node.func)
    one = only(value)
    if isinstance(one, Outside) and one.name in _SPECIAL:
        return _SPECIAL[one.name](run, scope, node)
    place = _wrapped(run, value)
    given = _read_arguments(run, scope, node, place)
    if is_raw(node.func, value):
        raw_call(run, scope, node, value, given)
    run.note(frozenset(_sent(value)), node.func, How.CALLED)
    _check(run, node, one)
    passed = given if place is None else {}
    return join_all(_result(run, node, each, passed) for each in value)


def _sent(value: Value) -> list[Offered]:
    """Functions of a client that a call of any of these calls."""
    found = (one.of if isinstance(one, Partial) else one for one in value)
    return [one for one in found if isinstance(one, Offered)]


def _check(run: Run, node: ast.Call, one: object) -> None:
    match one:
        case Offered():
            check_arguments(run, node, Partial(one, 0, frozenset(), is_open=False))
        case Partial():
            check_arguments(run, node, one)
        case _:
            pass


def _read_arguments(run: Run, scope: Scope, node: ast.Call, place: str | None) -> Given:
    """What each argument is. What is passed on is used; what a wrapper sends is called."""
    found: dict[str | int, Value] = {}
    for index, each in enumerate(node.args):
        found[index] = _argument(run, scope, each, str(index) == place)
    for keyword in node.keywords:
        is_sent = keyword.arg is not None and keyword.arg == place
        value = _argument(run, scope, keyword.value, is_sent)
        if keyword.arg is not None:
            found[keyword.arg] = value
    return found


def _argument(run: Run, scope: Scope, node: ast.expr, is_sent: bool) -> Value:  # noqa: FBT001
    if not is_sent:
        return run.use(scope, node)
    value = run.value(scope, node)
    run.note(frozenset(_sent(value)), node, How.CALLED)
    if not _sent(value):
        sent_by_name(run, scope, node, value)
    return value


def _wrapped(run: Run, value: Value) -> str | None:
    """Which argument a wrapper sends, if any of these is one."""
    names = {_dotted(one) for one in value}
    return next((run.wrappers[name] for name in sorted(names) if name in run.wrappers), None)


def _dotted(one: object) -> str:
    match one:
        case Function(module, name) | Elsewhere(module, name) | Class(module, name):
            return f"{module}.{name}"
        case Outside(name):
            return name.replace("()", "")
        case _:
            return ""


def _result(run: Run, node: ast.Call, one: object, given: Given) -> Value:
    match one:
        case Class():
            _construct(run, one, given)
            return frozenset({Instance(one)})
        case Function():
            _pass(run, one, node, given)
            return returned(run, one)
        case Instance(of):
            made = class_attribute(run, of, "__call__") or NOTHING
            return join_all([returned(run, each) for each in made if isinstance(each, Function)])
        case Elsewhere(module) if any(run.world.carries(value) for value in given.values()):
            run.wants.add(module)
            return UNKNOWN
        case Outside(name):
            return outside(f"{name}()")
        case Offered() | Partial():
            return NOTHING if isinstance(one, Partial) or run.function(one) else UNKNOWN
        case _:
            return UNKNOWN


def _construct(run: Run, of: Class, given: Given) -> None:
    """What a constructor is given; without one of its own, a dataclass' fields."""
    made = class_attribute(run, of, "__init__")
    if made is None:
        for name, value in given.items():
            if isinstance(name, str) and run.world.carries(value):
                fact = facts.attribute(of.name, name)
                run.passed.append((of.module, fact, join(value, UNKNOWN)))
        return
    for one in made:
        if isinstance(one, Function):
            _give(run, one, {(k + 1 if isinstance(k, int) else k): v for k, v in given.items()})


def _pass(run: Run, function: Function, node: ast.Call, given: Given) -> None:
    """A method that is called on an object has one parameter before those that are written."""
    is_method = isinstance(node.func, ast.Attribute) and "." in function.name
    shift = 1 if is_method else 0
    _give(run, function, {(k + shift if isinstance(k, int) else k): v for k, v in given.items()})


def _give(run: Run, function: Function, given: Given) -> None:
    for name, value in given.items():
        if run.world.carries(value):
            fact = facts.given(function.name, str(name))
            run.passed.append((function.module, fact, value))


def _partial(run: Run, scope: Scope, node: ast.Call) -> Value:
    """`functools.partial(f, …)`: passed on here, called elsewhere."""
    given = _read_arguments(run, scope, node, None)
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
    )


def _check_partial(run: Run, node: ast.Call, one: Offered | Partial) -> None:
    before = one if isinstance(one, Partial) else Partial(one, 0, frozenset(), is_open=False)
    inner = ast.Call(func=node.args[0], args=node.args[1:], keywords=node.keywords)
    check_arguments(run, inner, before, is_whole=False)


def _getattr(run: Run, scope: Scope, node: ast.Call) -> Value:
    """`getattr(t, "order_completed")` is `t.order_completed`; a name that is computed is none."""
    given = _read_arguments(run, scope, node, None)
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
    given = _read_arguments(run, scope, node, None)
    run.guarded |= {one.value for one in given.get(1, NOTHING) if isinstance(one, Text)}
    return UNKNOWN


def _import_module(run: Run, scope: Scope, node: ast.Call) -> Value:
    given = _read_arguments(run, scope, node, None)
    one = only(given.get(0, UNKNOWN))
    if not isinstance(one, Text) or one.value.startswith("."):
        return UNKNOWN
    return run.world.resolve(one.value, run.module)


def _first(run: Run, scope: Scope, node: ast.Call) -> Value:
    """`staticmethod(f)` is `f`."""
    return _read_arguments(run, scope, node, None).get(0, UNKNOWN)


def _second(run: Run, scope: Scope, node: ast.Call) -> Value:
    """`cast(T, x)` is `x`."""
    return _read_arguments(run, scope, node, None).get(1, UNKNOWN)


def _super(_run: Run, scope: Scope, _node: ast.Call) -> Value:
    """The object itself: what is found on it is found above its class, too."""
    here = scope.home()
    first = next(iter(here.ever), "")
    return here.names.get(first, UNKNOWN)


_SPECIAL: Final[Mapping[str, Callable[[Run, Scope, ast.Call], Value]]] = {
    "builtins.__import__": _import_module,
    "builtins.classmethod": _first,
    "builtins.getattr": _getattr,
    "builtins.hasattr": _hasattr,
    "builtins.setattr": _hasattr,
    "builtins.staticmethod": _first,
    "builtins.super": _super,
    "functools.partial": _partial,
    "functools.partialmethod": _partial,
    "importlib.import_module": _import_module,
    "typing.cast": _second,
    "typing_extensions.cast": _second,
}
