"""Whether the events and labels that controls name are in the plan: a control of none does nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from protocols.engine.controls import Controls, TrackControls
from protocols.engine.policy import labels_of
from protocols.findings import Finding, Position
from protocols.findings.suggest import did_you_mean, listed
from protocols.pipeline.workspace.faults import fault
from protocols.pipeline.workspace.model import Workspace
from protocols.plan.file import Document
from protocols.plan.model import Kind, Plan, Rule

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
    for kind in _CALLED:
        control: TrackControls = getattr(controls, kind.value)
        rules = [rule for rule in plan.rules if rule.kind is kind]
        at = partial(_at, document, (*under, kind.value))
        yield from _unplanned_names(kind, control.events, rules, at)
        yield from _unplanned_labels(kind, control.labels, rules, at)


def unplanned_in(workspace: Workspace, plans: Mapping[str, Plan]) -> Iterator[Finding]:
    """The same for all sources of a workspace's file; `plans` are by the names of their sources."""
    if workspace.document is None:
        return
    for name, plan in plans.items():
        under = ("sources", name, "controls")
        yield from unplanned_controls(
            workspace.sources[name].controls, plan, workspace.document, under
        )


def _at(document: Document, under: Sequence[str], *keys: str) -> Position:
    return document.at((*under, *keys))


def _unplanned_names(
    kind: Kind, events: Iterable[str], rules: Iterable[Rule], at: Callable[..., Position]
) -> Iterator[Finding]:
    names = {rule.name for rule in rules if rule.name}
    if kind is not Kind.TRACK and _ANY in names:
        return
    for name in events:
        if name not in names:
            yield fault(
                "WS020",
                f'the plan has no {_CALLED[kind]} "{name}"{did_you_mean(name, names)}',
                at("events", name),
                "name one of the plan's: a control of none does nothing",
            )


def _unplanned_labels(
    kind: Kind, named: Iterable[str], rules: Iterable[Rule], at: Callable[..., Position]
) -> Iterator[Finding]:
    labels = {label for rule in rules for label in labels_of(rule)}
    for label in named:
        if label not in labels:
            hint = did_you_mean(label, labels)
            yield fault(
                "WS021",
                f'no {_CALLED[kind]} of the plan has the label "{label}"{hint}',
                at("labels", label),
                _has(labels),
            )


def _has(labels: Iterable[str]) -> str:
    """What there is to choose from."""
    known = sorted(labels)
    if not known:
        return "the plan gives none; write `labels: {area: checkout}` at an event"
    more = len(known) - _FEW
    return (
        f"it has {listed(known)}"
        if more <= 0
        else f"it has {', '.join(known[:_FEW])} and {more} more"
    )
