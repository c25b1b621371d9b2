"""From leaf causes to violations that a person can act on."""

from collections.abc import Mapping, Sequence
from typing import Final

from protocols.engine.causes import Cause, Steps
from protocols.engine.decision import Violation
from protocols.engine.paths import format_path, pointer
from protocols.engine.remedies import remedy_for
from protocols.engine.shape import measure
from protocols.engine.told import told
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
    steps = cause.at if cause.missing is None else (*cause.at, cause.missing)
    field = format_path(steps) or "(root)"
    known, got = told(rule, cause), measure(cause.instance, cause.keyword)
    return Violation(
        type=known.words.type,
        field=field,
        pointer=pointer(steps),
        keyword=cause.keyword,
        schema_pointer=known.schema_pointer,
        expected=known.wanted,
        given=got,
        description=known.words.text.format(
            field=field, expected=known.wanted, given=got, name=steps[-1] if steps else field
        ),
        remedy=remedy_for(cause, known, field, strangers),
        place=known.place,
        owner=rule.rule.owner,
        common=common,
    )
