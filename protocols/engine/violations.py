"""From leaf causes to violations that a person can act on."""

from collections.abc import Sequence
from typing import Final

from protocols.engine.causes import Cause
from protocols.engine.decision import Violation
from protocols.engine.remedies import Sent, remedy_for
from protocols.engine.shape import measure
from protocols.engine.told import sentence, told, written
from protocols.plan.compile import CompiledRule

MAX_VIOLATIONS: Final = 50


def violations(
    rule: CompiledRule,
    found: Sequence[Cause],
    *,
    sent: Sent,
    common: bool,
) -> tuple[Violation, ...]:
    """At most 50 violations, in the order given; `sent` is what their remedies may look at."""
    return tuple(_violation(rule, cause, sent, common=common) for cause in found[:MAX_VIOLATIONS])


def _violation(rule: CompiledRule, cause: Cause, sent: Sent, *, common: bool) -> Violation:
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
        remedy_for(cause, known, spot.field, sent),
        known.place,
        rule.rule.owner,
        common,
    )
