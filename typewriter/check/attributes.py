"""`a.b`: what is under a name of something."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from protocols.findings.suggest import did_you_mean
from typewriter.check import facts, known
from typewriter.check.run import Run
from typewriter.check.values import (
    NOTHING,
    UNKNOWN,
    VAGUE,
    Anything,
    Atom,
    Class,
    Client,
    Function,
    Giver,
    Instance,
    Many,
    Module,
    Offered,
    Outside,
    Partial,
    Text,
    Tracking,
    Value,
    join,
    join_all,
    only,
    outside,
    settled,
)

_ALSO: Final = frozenset({"alias"})
"""What a tracker has beside the plan's calls."""
_TAKING: Final = frozenset({"get", "pop", "popleft"})
_DEEPEST: Final = 20
"""Classes above a class that are looked at."""


def attribute(run: Run, value: Value, name: str) -> Value:
    """What `name` of any of these may be."""
    return join_all(_READERS.get(type(one), _unknown)(run, one, name) for one in value)


def checked_attribute(run: Run, value: Value, node: ast.Attribute) -> Value:
    """The same; a name that a client surely does not have is told of."""
    if len(value) > 1:
        value = _one_tracker(value)
    one = only(value)
    if isinstance(one, Client) and not one.module and not run.guards:
        tell_unknown(run, one, node.attr, node)
    if isinstance(one, Tracking) and not run.guards:
        _tell_unknown_call(run, one, node)
    if not value or any(isinstance(each, VAGUE) for each in value):
        clients = run.world.clients.values()
        run.loose |= {node.attr for client in clients if node.attr in client.functions}
    return attribute(run, value, node.attr)


def _one_tracker(value: Value) -> Value:
    """Trackers of a client of which only some know whom their calls are about: one that may."""
    bound = {replace(one, knows_who=True) for one in value if isinstance(one, Tracking)}
    return (
        value if not bound <= value else value - {replace(one, knows_who=False) for one in bound}
    )


def tracking(one: Atom) -> Value:
    """An object of a client's class, if that has the calls as methods."""
    match one:
        case Offered(client, known.TRACKER | known.BOUND_TRACKER):
            return frozenset({Tracking(client, knows_who=True)})
        case _:
            return NOTHING


def _tell_unknown_call(run: Run, one: Tracking, node: ast.Attribute) -> None:
    functions = run.world.clients[one.client].functions
    if node.attr in functions or node.attr in _ALSO or node.attr.startswith("_"):
        return
    if node.attr not in run.guarded:
        near = did_you_mean(node.attr, functions)
        message = f"a {known.TRACKER} of {one.client} has no {node.attr}{near}"
        run.tell("TW201", message, run.lines.name(node))


def tell_unknown(run: Run, client: Client, name: str, node: ast.expr | ast.alias) -> None:
    """Report a name that the client does not offer."""
    there = run.world.clients[client.name]
    private = name.startswith("_")
    if private or name in there.exports or name in there.modules or name in run.guarded:
        return
    if f"{client.name}.{name}" in run.world.modules:
        return
    at = run.lines.span(node) if isinstance(node, ast.alias) else run.lines.name(node)
    near = did_you_mean(name, there.functions) or did_you_mean(name, there.exports)
    run.tell("TW201", f"{there.name} has no {name}{near}", at)


def class_attribute(run: Run, of: Class, name: str, depth: int = 0) -> Value | None:
    """What a class, or a class above it, has under a name; None if none is known to."""
    own = run.ask(of.module, facts.attribute(of.name, name))
    if own and not own.isdisjoint(UNKNOWN):
        own = settled(run.ask(of.module, facts.declared(of.name, name)) or NOTHING, own)
    if own is not None or depth > _DEEPEST:
        return own
    above = run.ask(of.module, facts.bases(of.name)) or NOTHING
    for one in sorted(above, key=repr):
        found = _above(run, one, name, depth)
        if found is not None:
            return found
    return None


def _above(run: Run, one: Atom, name: str, depth: int) -> Value | None:
    if isinstance(one, Class):
        return class_attribute(run, one, name, depth + 1)
    methods = attribute(run, tracking(one), name)
    return methods if methods and methods != UNKNOWN else None


def returned(run: Run, function: Function) -> Value:
    """What a call of a function of the code itself gives."""
    found = run.ask(function.module, facts.returned(function.name))
    if found is None:
        return UNKNOWN
    if found and any(isinstance(one, VAGUE) for one in found):
        return settled(run.ask(function.module, facts.promised(function.name)) or NOTHING, found)
    return found


def exported(run: Run, module: str, name: str) -> Value:
    """A name of a module of the code itself."""
    found = run.ask(module, facts.export(name))
    if found is not None:
        return found
    delegate = run.ask(module, facts.export("__getattr__"))
    if delegate:
        return join(UNKNOWN, _delegated(run, delegate, name))
    return run.world.member(module, name)


def _client(run: Run, one: Client, name: str) -> Value:
    there = run.world.clients[one.name]
    if one.module:
        here = there.exports.get(name) == one.module
        return frozenset({Offered(one.name, name)}) if here else UNKNOWN
    if name in there.exports:
        offered = Offered(one.name, name)
        if tracking(offered):
            run.escaped.add(one.name)
        return frozenset({offered})
    if name in there.modules:
        return frozenset({Client(one.name, name)})
    own = f"{one.name}.{name}"
    return frozenset({Module(own)}) if own in run.world.modules else UNKNOWN


def _tracking(run: Run, one: Tracking, name: str) -> Value:
    if name not in run.world.clients[one.client].functions:
        return UNKNOWN
    function = Offered(one.client, name)
    if not one.knows_who:
        return frozenset({function})
    return frozenset({Partial(function, 0, frozenset(), is_open=False, knows_who=True)})


def _module(run: Run, one: Module, name: str) -> Value:
    return exported(run, one.name, name)


def _class(run: Run, one: Class, name: str) -> Value:
    found = class_attribute(run, one, name)
    return UNKNOWN if found is None else found


def _instance(run: Run, one: Instance, name: str) -> Value:
    found = class_attribute(run, one.of, name)
    if found is None:
        delegate = class_attribute(run, one.of, "__getattr__")
        return join(UNKNOWN, _delegated(run, delegate, name)) if delegate else UNKNOWN
    return join_all(_read(run, each) for each in found)


def _read(run: Run, one: Any) -> Value:
    if isinstance(one, Function) and one.is_property:
        return returned(run, one)
    return frozenset({one})


def _delegated(run: Run, delegates: Value, name: str) -> Value:
    """What `__getattr__` answers, where it hands the question on to a client."""
    answers = (returned(run, one) for one in delegates if isinstance(one, Function))
    clients = {one.client for answer in answers for one in answer if isinstance(one, Anything)}
    return join_all(_client(run, Client(client), name) for client in clients)


def _outside(run: Run, one: Outside, name: str) -> Value:
    dotted = f"{one.name}.{name}"
    return outside(dotted) if "(" in dotted else run.world.resolve(dotted, run.module)


def _text(_: Run, one: Text, name: str) -> Value:
    """A string has no `value`; the member of an enumeration does."""
    return frozenset({one}) if name == "value" else UNKNOWN


def _offered(run: Run, one: Offered, name: str) -> Value:
    """`Tracker.signed_up`: who calls it gives the tracker, too."""
    functions = run.world.clients[one.client].functions
    is_method = name in functions and bool(tracking(one))
    return join(UNKNOWN, frozenset({Offered(one.client, name)})) if is_method else UNKNOWN


def _many(_run: Run, one: Many, name: str) -> Value:
    """What takes something out of a table, or out of a variable of a context."""
    if name in _TAKING:
        return frozenset({Giver(one.items, fallback=True)})
    if name == "values":
        return frozenset({Giver(frozenset({Many(one.items)}))})
    return frozenset({Giver(frozenset({one}))}) if name == "copy" else UNKNOWN


def _unknown(_run: Run, _one: Any, _name: str) -> Value:
    return UNKNOWN


_READERS: Final[Mapping[type, Callable[[Run, Any, str], Value]]] = {
    Client: _client,
    Many: _many,
    Module: _module,
    Offered: _offered,
    Class: _class,
    Instance: _instance,
    Outside: _outside,
    Text: _text,
    Tracking: _tracking,
}
