"""From leaf causes to violations that a person can act on."""

from collections.abc import Mapping, Sequence
from typing import Final

from protocols.engine.causes import Cause, Steps
from protocols.engine.decision import Violation
from protocols.engine.remedies import remedy_for
from protocols.engine.shape import measure
from protocols.engine.told import sentence, told, written
from protocols.plan.compile import CompiledRule

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
    known, got = told(rule, cause), measure(cause.instance, cause.keyword)
    spot, said, steps = known.spot, known.said, cause.place
    if spot.steps != steps:
        spot, said = written(steps), ""
    return Violation(
        known.words.type,
        spot.field,
        spot.pointer,
        cause.keyword,
        known.schema_pointer,
        known.wanted,
        got,
        said or sentence(known.words, spot, known.wanted, got),
        remedy_for(cause, known, spot.field, strangers),
        known.place,
        rule.rule.owner,
        common,
    )
