"""Which control decides: the workspace's controls, made plain per rule before the first message."""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Policy:
    """What is done about one rule's messages."""

    omit_unplanned: bool = False
    violations: AllowOmitBlock = AllowOmitBlock.ALLOW
    common: AllowOmitBlock = AllowOmitBlock.ALLOW


def policy_for(kind: Kind, rule: Rule | None, name: str | None, controls: Controls) -> Policy:
    """The policy for messages judged by `rule`; for a draft rule only the common control acts."""
    control = getattr(controls, kind.value)
    policy = _of_kind(control, name)
    if rule is not None and rule.status is Status.DRAFT:
        return Policy(common=policy.common)
    return policy


def blocks_unplanned_events(kind: Kind, controls: Controls) -> bool:
    """Whether a track, page or screen that has no rule is blocked."""
    control = getattr(controls, kind.value)
    return isinstance(control, TrackControls) and control.unplanned_events is AllowBlock.BLOCK


def _of_kind(control: object, name: str | None) -> Policy:
    if isinstance(control, TrackControls):
        own = control.events.get(name or "", EventControl())
        return Policy(
            (own.unplanned_properties or control.unplanned_properties) is AllowOmit.OMIT,
            own.violations or control.violations,
            own.common or control.common,
        )
    if isinstance(control, TraitsControls):
        return Policy(
            control.unplanned_traits is AllowOmit.OMIT,
            AllowOmitBlock(control.violations),
            control.common,
        )
    return Policy(common=AllowOmitBlock(getattr(control, "common", AllowOmitBlock.ALLOW)))
