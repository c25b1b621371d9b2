"""Events that are sent by name, past the client."""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Final

from protocols.findings.suggest import did_you_mean, listed
from typewriter.check.run import Given, Run, Use
from typewriter.check.scopes import Scope
from typewriter.check.sdks import EVENT_KEYWORD, EVENT_PLACE, RAW
from typewriter.check.usage import How
from typewriter.check.values import Client, Elsewhere, Offered, Outside, Text, Value
from typewriter.naming import words

_CALLED_SO: Final = re.compile(r"analytics|segment|rudder", re.IGNORECASE)
"""Names of objects that are likely to send events."""


def is_raw(func: ast.expr, value: Value) -> bool:
    """Whether a call is, or may be, of a library that sends events by name."""
    if any(isinstance(one, Outside) and one.name in RAW for one in value):
        return True
    likely = isinstance(func, ast.Attribute) and func.attr == "track"
    return likely and not any(isinstance(one, Offered | Client) for one in value)


def raw_call(run: Run, scope: Scope, node: ast.Call, value: Value, given: Given) -> None:
    """Judge `analytics.track(user_id, event, …)`."""
    if not all(isinstance(one, Outside) and one.name in RAW for one in value):
        _guess(run, node)
    elif (event := _event_of(node)) is not None:
        _judge(run, scope, event, given[EVENT_KEYWORD if EVENT_KEYWORD in given else EVENT_PLACE])


def sent_by_name(run: Run, scope: Scope, node: ast.expr, value: Value) -> None:
    """Judge an event's name, or a function's, that is given to a wrapper."""
    texts = [one.value for one in value if isinstance(one, Text)]
    if not texts or len(texts) < len(value):
        _undecided(run, scope, node, value)
        return
    for text in texts:
        offered = list(_offering(run, text)) or list(_named(run, text))
        run.uses += [Use(one, run.lines.span(node), How.CALLED) for one in offered]
        if not offered and _is_sure(run, text, texts, node):
            _tell_unplanned(run, text, node)


def _event_of(node: ast.Call) -> ast.expr | None:
    for keyword in node.keywords:
        if keyword.arg == EVENT_KEYWORD:
            return keyword.value
    before = node.args[: EVENT_PLACE + 1]
    if len(before) <= EVENT_PLACE or any(isinstance(one, ast.Starred) for one in before):
        return None
    return before[EVENT_PLACE]


def _judge(run: Run, scope: Scope, node: ast.expr, value: Value) -> None:
    texts = sorted(one.value for one in value if isinstance(one, Text))
    if not texts or len(texts) < len(value):
        _undecided(run, scope, node, value)
        return
    planned = {text: found for text in texts if (found := list(_offering(run, text)))}
    offered = [one for found in planned.values() for one in found]
    run.uses += [Use(one, run.lines.span(node), How.RAW) for one in offered]
    if offered:
        _tell_planned(run, list(planned), offered, node)
    for text in texts:
        if text not in planned and _is_sure(run, text, texts, node):
            _tell_unplanned(run, text, node)


def _is_sure(run: Run, text: str, texts: Sequence[str], node: ast.expr) -> bool:
    """Whether a name is sent: one of several may be there for something else, unless it is like an event."""
    if len(texts) == 1:
        return True
    return text not in run.picked and bool(_nearest(run, text) or text in _written(node))


def _written(node: ast.expr) -> Iterator[str]:
    """The names in `"Signed In" if known else "Signed Up"`."""
    match node:
        case ast.IfExp(body=one, orelse=other):
            yield from _written(one)
            yield from _written(other)
        case ast.Constant(value=str() as text):
            yield text
        case _:
            pass


def _guess(run: Run, node: ast.Call) -> None:
    """What sends the event is not known: only the very names of the plan say enough."""
    func = node.func
    likely = isinstance(func, ast.Attribute) and _CALLED_SO.search(_name(func.value))
    for place, event in _candidates(node):
        if isinstance(event, ast.Constant) and isinstance(event.value, str):
            offered = list(_offering(run, event.value))
            if offered and (likely or place == EVENT_PLACE):
                run.uses += [Use(one, run.lines.span(event), How.RAW) for one in offered]
                _tell_planned(run, [event.value], offered, event)
            elif likely and _alike(run, event.value):
                _tell_unplanned(run, event.value, event)


def _candidates(node: ast.Call) -> Iterator[tuple[int, ast.expr]]:
    yield from enumerate(node.args[: EVENT_PLACE + 1])
    for keyword in node.keywords:
        if keyword.arg == EVENT_KEYWORD:
            yield EVENT_PLACE, keyword.value


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=func):
            return _name(func)
        case _:
            return ""


def _offering(run: Run, event: str) -> Iterator[Offered]:
    """The functions for an event, one a client that has it."""
    for client in run.world.clients.values():
        if event in client.events:
            yield Offered(client.name, client.events[event].name)


def _named(run: Run, function: str) -> Iterator[Offered]:
    for client in run.world.clients.values():
        if function in client.functions:
            yield Offered(client.name, function)


def _alike(run: Run, event: str) -> str | None:
    """An event of a plan that only looks different: `order completed`, `OrderCompleted`."""
    sought = words(event)
    events = (name for client in run.world.clients.values() for name in client.events)
    return next((name for name in events if sought and words(name) == sought), None)


def _tell_planned(run: Run, texts: list[str], offered: list[Offered], node: ast.expr) -> None:
    functions = listed(dict.fromkeys(f"{one.client}.{one.name}()" for one in offered))
    names = listed(f'"{text}"' for text in texts)
    message = f"{names} is sent by name, and the plan has a function for it"
    run.tell("TW203", message, run.lines.span(node), f"call {functions}")


def _tell_unplanned(run: Run, text: str, node: ast.expr) -> None:
    message = f'no plan has the event "{text}"{_nearest(run, text)}'
    run.tell("TW208", message, run.lines.span(node))


def _nearest(run: Run, text: str) -> str:
    alike = _alike(run, text)
    events = [name for client in run.world.clients.values() for name in client.events]
    return f' (did you mean "{alike}"?)' if alike else did_you_mean(text, events)


def _undecided(run: Run, scope: Scope, node: ast.expr, value: Value) -> None:
    """An event whose name is computed; one that stands in an unread module is read first.

    Of a name that the client does not have enough is said already.
    """
    unread = {one.module for one in value if isinstance(one, Elsewhere)}
    run.wants |= unread
    if not unread and not run.is_in_wrapper(scope) and not run.has_told("TW201", node):
        run.tell("TW204", "which event this sends cannot be told", run.lines.span(node))
