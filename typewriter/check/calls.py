"""Calls: of a client's functions, of wrappers, of what passes functions on."""

import ast
from collections.abc import Iterator
from typing import Final

from typewriter.check import facts
from typewriter.check.arguments import check_arguments
from typewriter.check.attributes import class_attribute, returned, tracking
from typewriter.check.forwards import forwarded
from typewriter.check.known import TRACKER
from typewriter.check.raw import is_raw, raw_call, sent_by_name
from typewriter.check.run import Given, Run
from typewriter.check.scopes import Scope
from typewriter.check.shipped import check_shipped, check_who
from typewriter.check.special import SPECIAL
from typewriter.check.usage import How
from typewriter.check.values import (
    NOTHING,
    UNKNOWN,
    Alias,
    Class,
    Elsewhere,
    Function,
    Giver,
    Instance,
    Offered,
    Outside,
    Partial,
    Text,
    Tracking,
    Unknown,
    Value,
    join,
    join_all,
    only,
    outside,
)
from typewriter.check.wrappers import Wrapper

_REPLACING: Final = frozenset({"delattr", "object", "patch", "setattr"})
"""How tests put something else in the place of a name: `monkeypatch.setattr`, `patch("a.b")`."""


def call(run: Run, scope: Scope, node: ast.Call) -> Value:
    """What a call gives, all that is in it seen to."""
    value = run.value(scope, node.func)
    one = only(value)
    if isinstance(one, Outside) and one.name in SPECIAL:
        return SPECIAL[one.name](run, scope, node)
    wrapper = _wrapper(run, value)
    given = read_arguments(run, scope, node, wrapper.places)
    if _last_name(node.func) in _REPLACING:
        run.guarded |= {
            text.value.rpartition(".")[2]
            for each in given.values()
            for text in each
            if isinstance(text, Text)
        }
    if is_raw(node.func, value):
        raw_call(run, scope, node, value, given)
    run.note(value, node.func, How.CALLED)
    _check(run, node, one, given)
    _check_forwarded(run, node, wrapper, given)
    passed = {} if wrapper.places else given
    if not all(isinstance(each, Class | Function | Offered) for each in value):
        run.lose(join(*given.values()))
    return join_all(_result(run, node, each, passed) for each in value)


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _check(run: Run, node: ast.Call, one: object, given: Given) -> None:
    match one:
        case Offered():
            check_arguments(run, node, Partial(one, 0, frozenset(), is_open=False))
            check_shipped(run, node, one)
            check_who(run, node, one, only(given.get(0, NOTHING)))
        case Partial():
            check_arguments(run, node, one)
        case _:
            pass


def _check_forwarded(run: Run, node: ast.Call, wrapper: Wrapper, given: Given) -> None:
    """What a wrapper calls with all else that it is given is checked in its place."""
    if wrapper.forwards is None:
        return
    inner = forwarded(node, wrapper.places, wrapper.forwards)
    events = [value for place, value in given.items() if str(place) in wrapper.places]
    if inner is not None and events:
        _check(run, inner, only(events[0]), {})


def read_arguments(
    run: Run, scope: Scope, node: ast.Call, places: frozenset[str] = frozenset()
) -> Given:
    """What each argument is. What is passed on is used; what a wrapper sends is called."""
    found: dict[str | int, Value] = {}
    for index, each in enumerate(node.args):
        found[index] = _argument(run, scope, each, str(index) in places)
    for keyword in node.keywords:
        value = _argument(run, scope, keyword.value, keyword.arg in places)
        if keyword.arg is not None:
            found[keyword.arg] = value
    return found


def _argument(run: Run, scope: Scope, node: ast.expr, is_sent: bool) -> Value:  # noqa: FBT001
    if not is_sent:
        return run.use(scope, node)
    value = run.value(scope, node)
    run.note(value, node, How.CALLED)
    if not any(isinstance(one, Offered | Partial) for one in value):
        sent_by_name(run, scope, node, value)
    return value


def _wrapper(run: Run, value: Value) -> Wrapper:
    """The wrapper among these, if there is one."""
    names = {_dotted(one) for one in value}
    found = (run.wrappers[name] for name in sorted(names) if name in run.wrappers)
    return next(found, Wrapper())


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
        case Offered() if run.function(one) is None:
            return _tracker(one, node)
        case _:
            return _given_out(one, given)


def _given_out(one: object, given: Given) -> Value:
    match one:
        case Giver(result):
            return join(result, *_fallbacks(given)) if one.fallback else result
        case Alias(objects):
            return objects
        case Offered() | Partial():
            return NOTHING
        case _:
            return UNKNOWN


def _fallbacks(given: Given) -> Iterator[Value]:
    """What is given instead of what is not there; a key that comes first is none."""
    for place, value in given.items():
        is_key = place == 0
        yield frozenset(one for one in value if not (is_key and isinstance(one, Text | Unknown)))


def _tracker(one: Offered, node: ast.Call) -> Value:
    """A tracker that is made here, without `who`, surely knows of nobody."""
    is_plain = all(keyword.arg not in {None, "who"} for keyword in node.keywords)
    if one.name == TRACKER and is_plain:
        return frozenset({Tracking(one.client, knows_who=False)})
    return tracking(one) or UNKNOWN


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
