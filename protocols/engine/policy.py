"""Which control decides: the workspace's controls, made plain per rule before the first message."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

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


class Setting(NamedTuple):
    """What a control says, and the keys below its kind's controls where it says so."""

    keys: tuple[str, ...]
    value: Any


def policy_for(kind: Kind, rule: Rule | None, name: str | None, controls: Controls) -> Policy:
    """The policy for messages judged by `rule`; for a draft rule only the common control acts.

    `name` is the message's own event, page or screen name.
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


def setting(field: str, control: object, rule: Rule | None, name: str | None) -> Setting:
    """What decides about `field` for a message: its name, its rule's labels, or its kind.

    A name's control wins over that of the `*` whose rule judges it, and both over those of the
    rule's labels, of which the strictest wins; then comes the kind's.
    """
    if isinstance(control, TrackControls):
        for own in _named(field, control, rule, name):
            return own
        labelled = _said(field, "labels", labels_of(rule), control.labels)
        strictest = max(labelled, key=lambda each: _STRICTER.index(each.value), default=None)
        if strictest is not None:
            return strictest
    return Setting((field,), getattr(control, field))


def _named(
    field: str, control: TrackControls, rule: Rule | None, name: str | None
) -> Iterator[Setting]:
    names = (name or "", (rule and rule.name) or "")
    return _said(field, "events", names, control.events)


def _said(
    field: str, where: str, names: tuple[str, ...], controls: dict[str, EventControl]
) -> Iterator[Setting]:
    for name in names:
        value = getattr(controls.get(name), field, None)
        if value is not None:
            yield Setting((where, name, field), value)


def _singled_out(control: TrackControls, rule: Rule | None, name: str | None) -> bool:
    """Whether a name or a label may say something: names that senders make up come here, too."""
    if rule is None:
        return name in control.events
    return bool(
        name in control.events or rule.name in control.events or (control.labels and rule.labels)
    )


def _of_kind(control: object, rule: Rule | None, name: str | None) -> Policy:
    if isinstance(control, TrackControls) and _singled_out(control, rule, name):
        return Policy(
            setting("unplanned_properties", control, rule, name).value is AllowOmit.OMIT,
            setting("violations", control, rule, name).value,
            setting("common", control, rule, name).value,
        )
    if isinstance(control, TrackControls):
        return Policy(
            control.unplanned_properties is AllowOmit.OMIT, control.violations, control.common
        )
    if isinstance(control, TraitsControls):
        return Policy(
            control.unplanned_traits is AllowOmit.OMIT,
            AllowOmitBlock(control.violations),
            control.common,
        )
    return Policy(common=AllowOmitBlock(getattr(control, "common", AllowOmitBlock.ALLOW)))
