"""Names that a plan gives itself, by `x-python-name`, and the names of everything beside them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from protocols.plan.model import Extension
from protocols.plan.pointers import pointer
from typewriter.naming import LONGEST, Key, Wanted, assign, is_name
from typewriter.view.calls import Call

PIN: Final = "x-python-name"
UNUSABLE: Final = "TW103"

_NOT_A_NAME: Final = (
    "begin with a letter, and use letters, digits and _; keywords are Python's own"
)
_TAKEN: Final = "choose another name, or give the other one an x-python-name as well"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something to be named: what it is called in messages, and perhaps its pin.

    `find` says where it stands; few are ever asked for.
    """

    wanted: Wanted
    label: str
    find: Callable[[], Position]
    pin: Extension | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """Names that are `reserved`, some of them `never` to be pinned either, and how `ours` end."""

    reserved: Collection[str] = frozenset()
    never: Collection[str] = frozenset()
    ours: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A name for each key, those whose own name belongs to another, and pins that cannot be had."""

    names: Mapping[Key, str]
    second_choice: frozenset[Key]
    problems: tuple[Finding, ...]


def call_pin(call: Call) -> Extension | None:
    """The name that a plan gives a call; that of an event with versions is its newest one's."""
    return call.rule.extensions.get(PIN) if call.newest else None


def property_pin(call: Call, wire: str) -> Extension | None:
    """The name that a plan gives the argument for one property."""
    schema = call.rule.body.get("properties", {}).get(wire)
    if not isinstance(schema, Mapping) or PIN not in schema:
        return None
    at = call.rule.places.get(pointer(("properties", wire, PIN)), place_of(call, wire))
    return Extension(schema[PIN], at)


def call_place(call: Call) -> Position:
    """Where a call is written."""
    return call.rule.at


def place_of(call: Call, wire: str) -> Position:
    """Where a property is written."""
    return call.rule.places.get(pointer(("properties", wire)), call.rule.at)


def settle(candidates: Sequence[Candidate], rules: Rules, kept: Mapping[Key, str]) -> Settled:
    """Name everything. A pin takes no name away from anything that is not pinned itself."""
    pinned = {one.wanted.key: one.pin for one in candidates if one.pin}
    faults = {key: _fault(pin, rules) for key, pin in pinned.items()}
    sound = {key for key, fault in faults.items() if fault is None}
    free = [one for one in candidates if one.wanted.key not in sound]
    wanted = [one.wanted for one in free]
    names = assign(wanted, reserved=rules.reserved, kept=kept)
    owners = {names[one.wanted.key]: one for one in free}
    for one in sorted(candidates, key=lambda one: one.wanted.key):
        if one.pin and one.wanted.key in sound:
            name = names[one.wanted.key] = str(one.pin.value)
            other = owners.setdefault(name, one)
            if other is not one:
                faults[one.wanted.key] = _taken(one.pin, other)
    second = frozenset(one.key for one in wanted if names[one.key] != one.base)
    return Settled(names, second, tuple(fault for fault in faults.values() if fault))


def _fault(pin: Extension, rules: Rules) -> Finding | None:
    return next(_faults(pin.value, pin.at, rules), None)


def _faults(name: Any, at: Position, rules: Rules) -> Iterator[Finding]:
    said = repr(name) if isinstance(name, str) else "what stands here"
    if not isinstance(name, str) or not is_name(name) or name.startswith("_"):
        yield finding(UNUSABLE, f"{said} cannot be a name in Python", at, advice=_NOT_A_NAME)
    elif len(name) > LONGEST:
        advice = f"use at most {LONGEST} characters"
        yield finding(UNUSABLE, f"the name {said} is too long", at, advice=advice)
    elif name in rules.reserved or name in rules.never:
        advice = "choose another name"
        yield finding(
            UNUSABLE, f"{said} is a name that every client uses itself", at, advice=advice
        )
    elif rules.ours and name.endswith(rules.ours):
        message = f"{said} ends in {rules.ours}, as only the client's own arguments do"
        yield finding(UNUSABLE, message, at, advice="choose another name")


def _taken(pin: Extension, other: Candidate) -> Finding:
    return finding(
        UNUSABLE,
        f"{pin.value!r} is already what {other.label!r} is called",
        pin.at,
        advice=_TAKEN,
        related=((other.pin.at if other.pin else other.find(), f"{other.label!r} stands here"),),
    )
