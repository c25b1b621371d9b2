"""A decision as findings, for people who read a file of events rather than a report."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from protocols.engine.decision import Decision, Unplanned, UnplannedKind, Violation
from protocols.engine.policy import labels_of
from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from protocols.plan.model import Rule, Status

_UNPLANNED: Final[Mapping[UnplannedKind, tuple[str, str]]] = {
    UnplannedKind.EVENT: ("EV201", "is not in the plan"),
    UnplannedKind.PROPERTY: ("EV202", "is not in the plan"),
    UnplannedKind.TRAIT: ("EV203", "is not in the plan"),
    UnplannedKind.VERSION: ("EV204", "is no version of the plan"),
}


def findings_of(decision: Decision, sent: Mapping[str, Any], at: Position) -> Iterator[Finding]:
    """Everything the engine found in one message that stands at `at`; nothing for a clean one."""
    label = label_of(sent)
    for violation in decision.violations:
        yield _violation(violation, label, at, decision.rule)
    for stranger in decision.unplanned:
        yield _stranger(stranger, label, at)
    if decision.discard is not None:
        yield finding("EV301", f"{label}: blocked as {decision.discard.value}", at)


def label_of(message: Mapping[str, Any]) -> str:
    """How people call a message: its event, `page Home`, or its type."""
    kind, name = message.get("type"), message.get("event") or message.get("name")
    if not isinstance(name, str):
        return str(kind)
    return f'"{name}"' if kind == "track" else f'{kind} "{name}"'


def _violation(violation: Violation, label: str, at: Position, broken: Rule | None) -> Finding:
    draft = broken is not None and broken.status is Status.DRAFT
    owner = (f"owner {violation.owner}",) if violation.owner else ()
    labels = () if violation.common else labels_of(broken)
    about = ", ".join((violation.place, *owner, *labels))
    return finding(
        "EV102" if violation.common else "EV103" if draft else "EV101",
        f"{label} {violation.field}: {violation.type}: {violation.description}",
        at,
        advice=f"{violation.remedy} (the rule: {about})",
    )


def _stranger(stranger: Unplanned, label: str, at: Position) -> Finding:
    rule, what = _UNPLANNED[stranger.kind]
    subject = label if stranger.kind is UnplannedKind.EVENT else f"{label} {stranger.field}"
    return finding(rule, f"{subject} {what}", at, advice=stranger.remedy)
