"""From leaf causes to violations that a person can act on."""

from collections.abc import Mapping, Sequence
from typing import Final

from protocols.engine.causes import Cause, Steps
from protocols.engine.decision import Violation
from protocols.engine.paths import format_path, pointer
from protocols.engine.remedies import remedy_for
from protocols.engine.shape import measure
from protocols.engine.wording import UNKNOWN, WORDS
from protocols.findings import Position
from protocols.plan.compile import CompiledRule
from protocols.plan.compile.schemas import body_key

MAX_VIOLATIONS: Final = 50


def violations(
    rule: CompiledRule,
    found: Sequence[Cause],
    *,
    strangers: Mapping[Steps, Sequence[str]],
    common: bool,
) -> tuple[Violation, ...]:
    """At most 50 violations, in the order given.

    `strangers` lists, for an object, the unplanned keys it holds: what a missing key may hide as.
    """
    return tuple(
        _violation(rule, cause, strangers.get(cause.at, ()), common=common)
        for cause in found[:MAX_VIOLATIONS]
    )


def _violation(
    rule: CompiledRule, cause: Cause, strangers: Sequence[str], *, common: bool
) -> Violation:
    steps = cause.at if cause.missing is None else (*cause.at, cause.missing)
    field = format_path(steps) or "(root)"
    words = WORDS.get(cause.keyword, UNKNOWN)
    got = measure(cause.instance, cause.keyword)
    return Violation(
        type=words.type,
        field=field,
        pointer=pointer(steps),
        keyword=cause.keyword,
        schema_pointer=pointer(cause.schema_path),
        expected=cause.wanted,
        given=got,
        description=words.text.format(
            field=field, expected=cause.wanted, given=got, name=steps[-1] if steps else field
        ),
        remedy=remedy_for(cause, field, strangers),
        place=str(place_of(rule, _concerned(cause))),
        owner=rule.rule.owner,
        common=common,
    )


def _concerned(cause: Cause) -> Steps:
    """The part of the schema a reader wants to see: for a missing key the key, not the list."""
    if cause.missing is None:
        return cause.schema_path
    return (*cause.schema_path[:-1], "properties", cause.missing)


def place_of(rule: CompiledRule, schema_path: Steps) -> Position:
    """The line of the plan that holds the broken part, or the nearest part around it."""
    places, inside = _written(rule, schema_path)
    for length in range(len(inside), -1, -1):
        place = places.get(pointer(inside[:length]))
        if place is not None:
            return place
    return rule.rule.at


def _written(rule: CompiledRule, path: Steps) -> tuple[Mapping[str, Position], Steps]:
    """Where the parts around `path` are written: in the rule's own body, or in a shared type."""
    if path[:1] == ("definitions",) and len(path) > 1:
        return rule.type_places.get(str(path[1]), {}), path[2:]
    if path[:2] == ("properties", body_key(rule.rule.kind)):
        return rule.rule.places, path[2:]
    return {}, ()
