"""Leaving out what breaks a rule, and never so that leaving it out breaks the rule anew.

For each violation the nearest enclosing object key goes whose absence is not itself a violation,
climbing from the leaf over array elements, which are never deleted. A missing key has nothing to
remove. Repeated until nothing more can go.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from protocols.engine.causes import Cause
from protocols.engine.paths import Place
from protocols.engine.unplanned import without

Check = Callable[[Mapping[str, Any]], Sequence[Cause]]
"""All causes for which a message fails."""

MAX_SINGLE_TRIALS: Final = 50
"""How many keys are tried one by one when they cannot all go together."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an omission is about.

    Faults that `check` finds are mended; those that `guard` finds are left, but no new ones may
    come up. Only keys below the top-level keys `roots` are ever removed.
    """

    check: Check
    guard: Check
    roots: frozenset[str]

    def faults(self, message: Mapping[str, Any]) -> "Faults":
        """Everything wrong with `message`."""
        return Faults(self.check(message), self.guard(message))


class Faults(NamedTuple):
    """What is to be mended, and what merely must not get worse."""

    mended: Sequence[Cause]
    guarded: Sequence[Cause]

    def beyond(self, before: "Faults") -> list[Cause]:
        """Faults that were not there before."""
        known = {fault.key for fault in (*before.mended, *before.guarded)}
        return [fault for fault in (*self.mended, *self.guarded) if fault.key not in known]


Removal = tuple[Mapping[str, Any], Faults, Sequence[Place]]


def omit_violating(message: Mapping[str, Any], scope: Scope) -> tuple[Place, ...]:
    """Where values must be taken out of `message`, in the order they are."""
    removed: list[Place] = []
    faults = scope.faults(message)
    while step := _next_removal(message, faults, scope):
        message, faults, places = step
        removed.extend(places)
    return tuple(removed)


def _next_removal(message: Mapping[str, Any], faults: Faults, scope: Scope) -> Removal | None:
    """Remove as much as can go at once; None when nothing can."""
    kept: set[Place] = set()
    while places := _candidates(faults.mended, kept, scope.roots):
        trial = without(message, places)
        after = scope.faults(trial)
        new = after.beyond(faults)
        if not new:
            return trial, after, places
        blamed = {(*fault.at, fault.missing) for fault in new if fault.missing is not None}
        if not blamed & set(places):
            return _one_by_one(message, faults, places, scope)
        kept |= blamed & set(places)
    return None


def _one_by_one(
    message: Mapping[str, Any], faults: Faults, places: Sequence[Place], scope: Scope
) -> Removal | None:
    for place in places[:MAX_SINGLE_TRIALS]:
        trial = without(message, (place,))
        after = scope.faults(trial)
        if not after.beyond(faults):
            return trial, after, (place,)
    return None


def _candidates(
    faults: Iterable[Cause], kept: set[Place], roots: frozenset[str]
) -> tuple[Place, ...]:
    """The nearest removable key of each fault; one inside another gives way to the outer."""
    found: dict[Place, None] = {}
    for fault in faults:
        place = None if fault.missing is not None else _climb(fault.at, kept, roots)
        if place is not None:
            found[place] = None
    return outermost(found)


def outermost(places: Collection[Place]) -> tuple[Place, ...]:
    """Without those that lie inside another: the outer value holds them."""
    known = frozenset(places)
    return tuple(at for at in places if not any(at[:n] in known for n in range(2, len(at))))


def _climb(at: Place, kept: set[Place], roots: frozenset[str]) -> Place | None:
    for length in range(len(at), 1, -1):
        place = at[:length]
        if isinstance(place[-1], str) and place not in kept:
            return place if place[0] in roots else None
    return None
