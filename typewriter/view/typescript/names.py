"""Which name each function, type and module of a TypeScript client gets."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from protocols.plan.model import Kind
from typewriter.naming import LONGEST, SHORTEST_HASH, Key, Wanted, assign, digest, pascal, words
from typewriter.view.calls import ANY_NAME, Call, PlanView
from typewriter.view.paths import STEPS, own_types, records, shared_key
from typewriter.view.typescript.vocabulary import CALLS, RESERVED, RESERVED_MODULES

_OTHER: Final = "other"
"""The module for names that are not safe as file names everywhere."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names for everything public, by what it stands for; and which of them were second choice."""

    functions: Mapping[Key, str]
    types: Mapping[Key, str]
    collided: frozenset[Key]


def name_plan(view: PlanView, kept: Mapping[Key, str]) -> Names:
    """Name every function, then every type, all different."""
    newest = [Wanted(call.key, _base(call)) for call in view.calls if call.newest]
    # What is named after them has had its names before, and they stay its own.
    functions = assign(newest, reserved=RESERVED - CALLS | _held(newest, kept), kept=kept)
    collided = {one.key for one in newest if functions[one.key] != one.base}
    older = [
        Wanted(call.key, f"{functions[call.key[:-1]]}V{call.version}")
        for call in view.calls
        if not call.newest
    ]
    taken = RESERVED | set(functions.values())
    functions |= assign(older, reserved=taken, kept=kept)
    wanted = [*_shared_types(view), *_bodies(view, functions), *_own_types(view, functions)]
    types = assign(wanted, reserved=RESERVED | set(functions.values()), kept=kept)
    return Names(functions, types, frozenset(collided))


def camel(text: str, *, prefix: str) -> str:
    """A function's name for `text`.

    `prefix` goes before what cannot begin a name, and with a hash stands for text that has no
    letter or digit at all.

    >>> camel("Order Completed", prefix="event")
    'orderCompleted'
    """
    first, *others = words(text) or [""]
    name = first + "".join(word[:1].upper() + word[1:] for word in others)
    if not name:
        return f"{prefix}_{digest([text])[:SHORTEST_HASH]}"
    # A combining mark may stand first, and joins what is put before it: normalised last.
    name = unicodedata.normalize("NFKC", name if name.isidentifier() else prefix + name)
    return f"{name[:LONGEST]}_{digest([text])[:SHORTEST_HASH]}" if len(name) > LONGEST else name


def body_key(call: Call) -> Key:
    """The path of the object that holds a call's properties or traits."""
    return (*call.key, "properties")


def module_of(function: str) -> str:
    """The module a function is in: one for each first word, so that no event moves another."""
    group = words(function)[0]
    if not group.isascii():
        return _OTHER
    return f"{group}-calls" if group in RESERVED_MODULES else group


def _held(newest: Iterable[Wanted], kept: Mapping[Key, str]) -> set[str]:
    """Names that were given to types and to older versions."""
    calls = {one.key for one in newest}
    return {name for key, name in kept.items() if key not in calls}


def _base(call: Call) -> str:
    if call.name is None or (call.kind is not Kind.TRACK and call.name == ANY_NAME):
        return str(call.kind)
    if call.kind is not Kind.TRACK:
        nameless = not words(call.name)
        return camel(call.name if nameless else f"{call.kind} {call.name}", prefix=call.kind)
    base = camel(call.name, prefix="event")
    return f"{base}Event" if base in RESERVED else base


def _shared_types(view: PlanView) -> Iterator[Wanted]:
    for name, one in view.types.items():
        key = shared_key(name)
        yield Wanted(key, _free(pascal([name])))
        for path, _ in records(one, key):
            if path != key:
                yield Wanted(path, _free(pascal([name, *_steps(path[len(key) :])])))


def _bodies(view: PlanView, functions: Mapping[Key, str]) -> Iterator[Wanted]:
    for call in view.calls:
        yield Wanted(body_key(call), _free(pascal([functions[call.key]])))


def _own_types(view: PlanView, functions: Mapping[Key, str]) -> Iterator[Wanted]:
    for call in view.calls:
        for at, one in own_types(call):
            for path, _ in records(one, at):
                inner = _steps(path[len(call.key) :])
                yield Wanted(path, _free(pascal([functions[call.key], *inner])))


def _steps(path: Key) -> list[str]:
    return [STEPS.get(step, step) for step in path]


def _free(name: str) -> str:
    return f"{name}Type" if name in RESERVED else name
