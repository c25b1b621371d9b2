"""Which name each function, class and file of a Python package gets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Final

from protocols.findings import Finding
from protocols.plan.model import Kind
from typewriter.naming import SHORTEST_HASH, Key, Wanted, assign, digest, latin, snake, words
from typewriter.view.calls import ANY_NAME, Call, PlanView
from typewriter.view.lock import Lock
from typewriter.view.python.classes import class_paths, name_classes, name_members
from typewriter.view.python.options import PythonOptions
from typewriter.view.python.pins import (
    Candidate,
    Rules,
    Settled,
    call_pin,
    call_place,
    place_of,
    property_pin,
    settle,
)
from typewriter.view.python.vocabulary import CALLS, RESERVED, RESERVED_MODULES

_OTHER: Final = "other"
"""The module for names that are not safe as file names everywhere."""
_ARGUMENT_RULES: Final = Rules(ours="_")


@dataclass(frozen=True, slots=True)
class Names:
    """Python names for everything public, by what it stands for.

    `arguments` maps wire names to names, call by call, and `members` values, class by class.
    `collided` are calls, and `collided_arguments` properties of calls, whose plain names belong to
    others; `problems` are names that the plan asks for and that cannot be given.
    """

    functions: Mapping[Key, str]
    arguments: Mapping[Key, Mapping[str, str]]
    classes: Mapping[Key, str]
    members: Mapping[Key, Mapping[str, str]]
    collided: frozenset[Key]
    collided_arguments: Mapping[Key, frozenset[str]]
    problems: tuple[Finding, ...]


def name_plan(view: PlanView, previous: Lock | None, options: PythonOptions) -> Names:
    """Name every function with its arguments, then every class, all different."""
    kept = previous.kept_names() if previous else {}
    paths = class_paths(view, options)
    older = [call.key for call in view.calls if not call.newest]
    # What is named after them has had its names before, and they stay its own.
    held = {kept[key] for key in (*older, *(path.key for path in paths)) if key in kept}
    calls = _name_calls(view, held, kept, options)
    functions = _with_older(view, calls.names, kept)
    arguments = {
        call.key: _name_arguments(call, _kept_arguments(call, previous, kept), options)
        for call in view.calls
    }
    return Names(
        functions=functions,
        arguments={key: _by_wire(each.names) for key, each in arguments.items()},
        classes=name_classes(paths, functions, kept, options),
        members=name_members(paths, kept, options),
        collided=calls.second_choice,
        collided_arguments={
            key: frozenset(wire for (wire,) in each.second_choice)
            for key, each in arguments.items()
        },
        problems=_in_order(chain(calls.problems, *(each.problems for each in arguments.values()))),
    )


def module_of(function: str) -> str:
    """The file a function is in: one for each first word, so that no event moves another."""
    group = function.partition("_")[0].lower()
    if not group.isascii():
        return f"_{_OTHER}"
    return f"_{group}_events" if group in RESERVED_MODULES else f"_{group}"


def _name_calls(
    view: PlanView, held: set[str], kept: Mapping[Key, str], options: PythonOptions
) -> Settled:
    candidates = [
        Candidate(
            Wanted(call.key, _base(call, ascii_only=options.ascii_names)),
            call.rule.label,
            partial(call_place, call),
            call_pin(call),
        )
        for call in view.calls
        if call.newest
    ]
    return settle(candidates, Rules(reserved=RESERVED - CALLS | held, never=RESERVED), kept)


def _with_older(
    view: PlanView, functions: Mapping[Key, str], kept: Mapping[Key, str]
) -> dict[Key, str]:
    older = [
        Wanted(call.key, f"{functions[call.key[:-1]].rstrip('_')}_v{call.version}")
        for call in view.calls
        if not call.newest
    ]
    taken = RESERVED | set(functions.values())
    return {**functions, **assign(older, reserved=taken, kept=kept)}


def _kept_arguments(call: Call, previous: Lock | None, kept: Mapping[Key, str]) -> dict[Key, str]:
    """What a call's arguments were called, whatever the function was called then."""
    name = kept.get(call.key)
    return previous.kept_arguments(name) if previous and name else {}


def _name_arguments(call: Call, kept: Mapping[Key, str], options: PythonOptions) -> Settled:
    candidates = [
        Candidate(
            Wanted((one.wire,), _argument(one.wire, ascii_only=options.ascii_names)),
            one.wire,
            partial(place_of, call, one.wire),
            property_pin(call, one.wire),
        )
        for one in call.body.fields
        if one.fixed is None
    ]
    return settle(candidates, _ARGUMENT_RULES, kept)


def _in_order(problems: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.at))


def _by_wire(names: Mapping[Key, str]) -> dict[str, str]:
    return {wire: name for (wire,), name in names.items()}


def _argument(wire: str, *, ascii_only: bool) -> str:
    return snake(wire, prefix="p", unnamed="prop", ascii_only=ascii_only)


def _base(call: Call, *, ascii_only: bool) -> str:
    if call.name is None or (call.kind is not Kind.TRACK and call.name == ANY_NAME):
        return str(call.kind)
    if call.kind is Kind.TRACK:
        base = snake(call.name, prefix="event", unnamed="event", ascii_only=ascii_only)
        return f"{base.rstrip('_')}_event" if base in RESERVED else base
    if not words(latin(call.name) if ascii_only else call.name):
        return f"{call.kind}_{digest([call.name])[:SHORTEST_HASH]}"
    return snake(f"{call.kind}_{call.name}", prefix="", unnamed="", ascii_only=ascii_only)
