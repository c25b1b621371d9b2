"""Which controls a decision asked, and where each is set. What they say is in `protocols.engine.policy`."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from protocols.engine.controls import Controls, TrackControls
from protocols.engine.decision import Decision, Discard, UnplannedKind
from protocols.engine.policy import labels_of
from protocols.pipeline.admit import name_of
from protocols.plan.model import Rule, Status

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
_STRICTER: Final = ("allow", "omit", "block")


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
    kind = message["type"]
    return tuple(
        Asked(about, (kind, *control), value, written, field == "common" or not draft)
        for about, field in _found(decision)
        for control, value, written in [_setting(field, kind, name_of(message), rule, controls)]
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


def _setting(
    field: str, kind: str, name: str | None, rule: Rule | None, controls: Controls
) -> tuple[tuple[str, ...], str, bool]:
    """The keys of the control below its kind, what it says, and whether anyone wrote it."""
    of_kind = getattr(controls, kind)
    own = _own(field, name, rule, of_kind) if isinstance(of_kind, TrackControls) else None
    if own is not None:
        return own[0], own[1], True
    return (field,), str(getattr(of_kind, field)), field in of_kind.model_fields_set


def _own(
    field: str, name: str | None, rule: Rule | None, controls: TrackControls
) -> tuple[tuple[str, ...], str] | None:
    """The control of the event, or of the rule's labels the strictest."""
    for each in (name, rule.name if rule else None):
        said = getattr(controls.events.get(each or ""), field, None)
        if said is not None:
            return ("events", str(each), field), str(said)
    found = [
        (("labels", label, field), str(said))
        for label in labels_of(rule)
        if (said := getattr(controls.labels.get(label), field, None)) is not None
    ]
    return max(found, key=lambda each: _STRICTER.index(each[1]), default=None)
