"""Which control decides: the workspace's controls, made plain per rule before the first message."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from protocols.engine.controls import (
    AllowBlock,
    AllowOmit,
    AllowOmitBlock,
    Controls,
    EventControl,
    TrackControls,
    TraitsControls,
)
from protocols.plan.model import Kind, Rule, Status

_STRICTER: Final = ("allow", "omit", "block")


@dataclass(frozen=True, slots=True)
class Policy:
    """What is done about one rule's messages."""

    omit_unplanned: bool = False
    violations: AllowOmitBlock = AllowOmitBlock.ALLOW
    common: AllowOmitBlock = AllowOmitBlock.ALLOW


def policy_for(kind: Kind, rule: Rule | None, name: str | None, controls: Controls) -> Policy:
    """The policy for messages judged by `rule`; for a draft rule only the common control acts.

    `name` is the message's own event, page or screen name. A name's control wins over that of the
    `*` whose rule judges it, then come the rule's labels, then the kind.
    """
    policy = _of_kind(getattr(controls, kind.value), rule, name)
    if rule is not None and rule.status is Status.DRAFT:
        return Policy(common=policy.common)
    return policy


def blocks_unplanned_events(kind: Kind, controls: Controls) -> bool:
    """Whether a track, page or screen that has no rule is blocked."""
    control = getattr(controls, kind.value)
    return isinstance(control, TrackControls) and control.unplanned_events is AllowBlock.BLOCK


def labels_of(rule: Rule | None) -> tuple[str, ...]:
    """A rule's labels as controls and reports name them: `area:checkout`."""
    return () if rule is None else tuple(f"{key}:{value}" for key, value in rule.labels.items())


def _of_kind(control: object, rule: Rule | None, name: str | None) -> Policy:
    if isinstance(control, TrackControls):
        return _of_names(control, rule, name)
    if isinstance(control, TraitsControls):
        return Policy(
            control.unplanned_traits is AllowOmit.OMIT,
            AllowOmitBlock(control.violations),
            control.common,
        )
    return Policy(common=AllowOmitBlock(getattr(control, "common", AllowOmitBlock.ALLOW)))


def _of_names(control: TrackControls, rule: Rule | None, name: str | None) -> Policy:
    names = (name or "", (rule and rule.name) or "")
    events = [control.events[each] for each in names if each in control.events]
    labels = [control.labels[each] for each in labels_of(rule) if each in control.labels]
    return Policy(
        _chosen("unplanned_properties", events, labels, control) is AllowOmit.OMIT,
        _chosen("violations", events, labels, control),
        _chosen("common", events, labels, control),
    )


def _chosen(
    field: str,
    events: Sequence[EventControl],
    labels: Sequence[EventControl],
    control: TrackControls,
) -> Any:
    for own in _said(field, events):
        return own
    return max(_said(field, labels), key=_STRICTER.index, default=getattr(control, field))


def _said(field: str, controls: Sequence[EventControl]) -> list[Any]:
    return [said for each in controls if (said := getattr(each, field)) is not None]
