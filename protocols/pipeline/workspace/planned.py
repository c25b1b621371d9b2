"""Whether the events and labels that controls name are in the plan: a control of none does nothing."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from protocols.engine.controls import Controls
from protocols.engine.policy import labels_of
from protocols.findings import Finding
from protocols.pipeline.workspace.faults import fault
from protocols.plan.file import Document
from protocols.plan.file.suggest import did_you_mean, listed
from protocols.plan.model import Kind, Plan

_CALLED: Final = {Kind.TRACK: "event", Kind.PAGE: "page", Kind.SCREEN: "screen"}
_ANY: Final = "*"
_FEW: Final = 8


def unplanned_controls(
    controls: Controls, plan: Plan, document: Document, under: Sequence[str] = ()
) -> Iterator[Finding]:
    """Controls of events, pages, screens and labels that `plan` does not have.

    `under` is where in `document` the controls are written. A page or screen may have any name where
    the plan has a rule for `*`.
    """
    for kind, called in _CALLED.items():
        control = getattr(controls, kind.value)
        rules = [rule for rule in plan.rules if rule.kind is kind]
        names = {rule.name for rule in rules if rule.name}
        for name in control.events:
            if name not in names and (kind is Kind.TRACK or _ANY not in names):
                at = document.at((*under, kind.value, "events", name))
                yield fault(
                    "WS020",
                    f'the plan has no {called} "{name}"{did_you_mean(name, names)}',
                    at,
                    "name one of the plan's: a control of none does nothing",
                )
        labels = {label for rule in rules for label in labels_of(rule)}
        for label in control.labels:
            if label not in labels:
                at = document.at((*under, kind.value, "labels", label))
                yield fault(
                    "WS021",
                    f'no {called} of the plan has the label "{label}"'
                    f"{did_you_mean(label, labels)}",
                    at,
                    _has(labels),
                )


def _has(labels: Iterable[str]) -> str:
    """What there is to choose from."""
    known = sorted(labels)
    if not known:
        return "the plan gives none; write `labels: {area: checkout}` at an event"
    return f"it has {listed(known[:_FEW])}" if len(known) <= _FEW else f"it has {len(known)}"
