"""From leaf causes to violations that a person can act on."""

from collections.abc import Sequence
from typing import Final

from protocols.engine.causes import MOST_TOLD, Cause
from protocols.engine.decision import Violation
from protocols.engine.remedies import Sent, guess_for, plain_remedy
from protocols.engine.shape import measure
from protocols.engine.told import Memory, memory_of, sentence, told, written
from protocols.plan.compile import CompiledRule

MAX_VIOLATIONS: Final = MOST_TOLD

_AGAIN: Final = 8
"""How many ways of breaking one keyword at one place are remembered: types, or some of the lengths."""


def violations(
    rule: CompiledRule,
    found: Sequence[Cause],
    *,
    sent: Sent,
    common: bool,
) -> tuple[Violation, ...]:
    """At most 50 violations, in the order given; `sent` is what their remedies may look at."""
    memory = memory_of(rule)
    return tuple(
        [_violation(rule, cause, memory, sent, common=common) for cause in found[:MAX_VIOLATIONS]]
    )


def _violation(
    rule: CompiledRule, cause: Cause, memory: Memory, sent: Sent, *, common: bool
) -> Violation:
    known, got = told(rule, cause, memory), measure(cause.instance, cause.keyword)
    spot, said, steps = known.spot, known.said, cause.place
    again = spot.steps == steps
    if not again:
        spot, said = written(steps), ""
    guess = guess_for(cause, known, spot.field, sent)
    if again and not guess and got in known.again:
        return known.again[got]
    found = Violation(
        known.words.type,
        spot.field,
        spot.pointer,
        cause.keyword,
        known.schema_pointer,
        known.wanted,
        got,
        said or sentence(known.words, spot, known.wanted, got),
        guess or plain_remedy(known, spot.field),
        known.place,
        rule.rule.owner,
        common,
    )
    if again and not guess and len(known.again) < _AGAIN:
        known.again[got] = found
    return found
