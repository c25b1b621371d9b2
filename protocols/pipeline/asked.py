"""Which controls a decision asked, and where each is set. What they say is in `protocols.engine.policy`."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from protocols.engine.controls import Controls
from protocols.engine.decision import Decision, Discard, UnplannedKind
from protocols.engine.policy import setting
from protocols.pipeline.admit import name_of
from protocols.plan.model import Status

ABOUT: Final[Mapping[UnplannedKind, str]] = {
    UnplannedKind.EVENT: "unplanned events",
    UnplannedKind.PROPERTY: "unplanned properties",
    UnplannedKind.TRAIT: "unplanned traits",
}
VIOLATIONS: Final = "violations"
COMMON: Final = "violations of the common rule"

_FIELDS: Final[Mapping[UnplannedKind, str]] = {
    UnplannedKind.EVENT: "unplanned_events",
    UnplannedKind.PROPERTY: "unplanned_properties",
    UnplannedKind.TRAIT: "unplanned_traits",
}


class Asked(NamedTuple):
    """A control that had something to decide.

    `control` are the keys that lead to it below `controls`; unless it is `written` it is the
    default. It is not `acting` when the rule is a draft: then nothing but the common rule is acted on.
    """

    about: str
    control: tuple[str, ...]
    value: str
    written: bool
    acting: bool = True


def controls_asked(
    message: Mapping[str, Any], decision: Decision, controls: Controls
) -> tuple[Asked, ...]:
    """Every control that a judged message gave something to decide, in the engine's order."""
    rule = decision.rule
    draft = rule is not None and rule.status is Status.DRAFT
    kind, name = message["type"], name_of(message)
    of_kind = getattr(controls, kind)
    return tuple(
        Asked(
            about,
            (kind, *keys),
            str(value),
            keys != (field,) or field in of_kind.model_fields_set,
            field == "common" or not draft,
        )
        for about, field in _found(decision)
        for keys, value in [setting(field, of_kind, rule, name)]
    )


def _found(decision: Decision) -> Iterator[tuple[str, str]]:
    """What was found, and the name of the control that decides about it."""
    unplanned = {each.kind for each in decision.unplanned}
    yield from ((ABOUT[kind], field) for kind, field in _FIELDS.items() if kind in unplanned)
    common = {violation.common for violation in decision.violations}
    if False in common:
        yield VIOLATIONS, "violations"
    if True in common or decision.discard is Discard.COMMON_SCHEMA_VIOLATION:
        yield COMMON, "common"
