"""One case: a schema, a message, both opinions, and what explains it if they differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from protocols import CompiledPlan, Engine
from tests.oracle.amendments import AMENDMENTS
from tests.oracle.disagreements import DISAGREEMENTS
from tests.oracle.ours import ROOT, as_raw, judged, pointer, raw_leaves
from tests.oracle.peer import Amendment, Complaint, complaints, peer
from tests.oracle.planned import Walk

LISTED: Final = 50
"""Violations a decision lists; of a case with more, only those are looked at."""


@dataclass(frozen=True, slots=True)
class Case:
    """A message for one event of a compiled plan, and the plain draft-07 schema of that event.

    `always` amends the peer to what the plan itself says: its date_time mode.
    """

    plan: CompiledPlan
    engine: Engine
    event: str
    schema: Mapping[str, Any]
    message: Mapping[str, Any]
    always: tuple[Amendment, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Both opinions on a case. `differences` is empty where they agree."""

    valid: bool
    broken: tuple[str, ...]
    differences: tuple[str, ...]
    explained_by: tuple[str, ...] = ()

    @property
    def unlisted(self) -> bool:
        """They differ, and the list does not say why."""
        return bool(self.differences) and not self.explained_by


def compare(case: Case, theirs: Any) -> Outcome:
    """Judge a case both ways; `theirs` is the peer's validator for the case's schema."""
    said = complaints(theirs, case.message)
    found = tuple(_differences(case, said))
    broken = tuple(each.raw.keyword for each in said)
    explained = tuple(_explanation(case)) if found else ()
    return Outcome(not said, broken, found, explained)


def _differences(case: Case, said: Sequence[Complaint]) -> Iterable[str]:
    raw, expected = (
        raw_leaves(case.plan, case.event, case.message),
        {as_raw(each.raw) for each in said},
    )
    for leaf in raw - expected:
        yield f"only our validator: {leaf}"
    for leaf in expected - raw:
        yield f"only the peer: {leaf}"
    closed = case.plan.events[case.event][0].closed
    if said and closed is not None and closed.is_valid(case.message):
        yield "only the peer finds anything: the fast path accepts"
    yield from _engine_differences(case, said)


def _engine_differences(case: Case, said: Sequence[Complaint]) -> Iterable[str]:
    blocked, count, listed, strangers, strange = judged(case.engine, case.message)
    if blocked is not bool(said):
        yield f"the engine blocks: {blocked}"
    if bool(count) is not bool(said):
        yield f"the engine counts {count} violations, the peer {len(said)}"
    yield from _unplanned_differences(case, strangers, strange)
    if len(listed) != min(count, LISTED):
        yield f"the engine counts {count} and lists {len(listed)}"
    allowed = {(pointer(path), keyword) for each in said for path, keyword in each.leaves}
    for extra in sorted(listed - allowed):
        yield f"only the engine: {extra}"
    if count > LISTED:
        return
    for each in said:
        wanted = {(pointer(path), keyword) for path, keyword in each.leaves}
        if not wanted & listed or not (each.composite or wanted <= listed):
            yield f"the engine does not tell {sorted(wanted - listed)}"


def _unplanned_differences(case: Case, told: set[str], count: int) -> Iterable[str]:
    walk = Walk(case.schema["definitions"])
    body, value = case.schema["properties"][ROOT], case.message.get(ROOT)
    expected = {pointer(path) for path in walk.unplanned([body], value, (ROOT,))}
    if count != len(expected):
        yield f"the engine counts {count} unplanned keys, the walk {len(expected)}"
    for extra in sorted(told - expected):
        yield f"only the engine calls unplanned: {extra}"
    if count <= LISTED:
        for missing in sorted(expected - told):
            yield f"only the walk calls unplanned: {missing}"


def _explanation(case: Case) -> Iterable[str]:
    """The fewest listed disagreements that make the two agree."""
    for count in range(1, len(DISAGREEMENTS) + 1):
        for entries in combinations(DISAGREEMENTS, count):
            if _agree(case, [AMENDMENTS[entry.amendment] for entry in entries]):
                return tuple(entry.id for entry in entries)
    return ()


def _agree(case: Case, amendments: Sequence[Amendment]) -> bool:
    said = complaints(peer(case.schema, *case.always, *amendments), case.message)
    return not any(_differences(case, said))
