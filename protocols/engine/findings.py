"""A decision as findings, for people who read a file of events rather than a report."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from protocols.engine.decision import Decision, Unplanned, UnplannedKind, Violation
from protocols.engine.policy import labels_of
from protocols.engine.wording import cut
from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from protocols.plan.model import Rule, Status

_UNPLANNED: Final[Mapping[UnplannedKind, tuple[str, str]]] = {
    UnplannedKind.EVENT: ("EV201", "is not in the plan"),
    UnplannedKind.PROPERTY: ("EV202", "is not in the plan"),
    UnplannedKind.TRAIT: ("EV203", "is not in the plan"),
    UnplannedKind.VERSION: ("EV204", "is no version of the plan"),
}
_NAMELESS: Final = "is missing, empty or no string"


def findings_of(decision: Decision, sent: Mapping[str, Any], at: Position) -> Iterator[Finding]:
    """Everything the engine found in one message that stands at `at`; nothing for a clean one."""
    if not (decision.violations or decision.unplanned or decision.discard):
        return
    label = label_of(sent)
    for violation in decision.violations:
        yield _violation(violation, label, at, decision.rule)
    for stranger in decision.unplanned:
        yield _stranger(stranger, label, sent, at, decision.rule)
    if decision.discard is not None:
        yield finding("EV301", f"{label}: blocked as {decision.discard.value}", at)


def label_of(message: Mapping[str, Any]) -> str:
    """How people call a message: its event, `page Home`, or its type."""
    kind, name = message.get("type"), message.get("event") or message.get("name")
    if not isinstance(name, str):
        return str(kind)
    return f'"{cut(name)}"' if kind == "track" else f'{kind} "{cut(name)}"'


def _violation(violation: Violation, label: str, at: Position, broken: Rule | None) -> Finding:
    draft = broken is not None and broken.status is Status.DRAFT
    labels = () if violation.common else labels_of(broken)
    return finding(
        "EV102" if violation.common else "EV103" if draft else "EV101",
        f"{label} {_said(violation)}",
        at,
        advice=violation.remedy,
        related=((_position(violation.place), _whose(violation.owner, labels)),),
    )


def _said(violation: Violation) -> str:
    """The description, and what it speaks of unless it says so itself."""
    said = violation.description
    return said if said.startswith(violation.field) else f"{cut(violation.field)}: {said}"


def _whose(owner: str, labels: tuple[str, ...]) -> str:
    return ", ".join(("the rule", *((f"owner {owner}",) if owner else ()), *labels))


@lru_cache(maxsize=4096)
def _position(place: str) -> Position:
    file, line, column = place.rsplit(":", 2)
    return Position(file, int(line), int(column), int(line), int(column) + 1)


def strange(stranger: Unplanned, sent: Mapping[str, Any]) -> str:
    """What is wrong with it, as follows its name: `is not in the plan`."""
    return _NAMELESS if _nameless(stranger, sent) else _UNPLANNED[stranger.kind][1]


def _nameless(stranger: Unplanned, sent: Mapping[str, Any]) -> bool:
    if stranger.kind is not UnplannedKind.EVENT:
        return False
    name = sent.get(stranger.field)
    return not (name and isinstance(name, str))


def _stranger(
    stranger: Unplanned, label: str, sent: Mapping[str, Any], at: Position, rule: Rule | None
) -> Finding:
    if _nameless(stranger, sent):
        subject = f"{sent.get('type')} {stranger.field}"
    elif stranger.kind is UnplannedKind.EVENT:
        subject = label
    else:
        subject = f"{label} {cut(stranger.field)}"
    told = f"{subject} {strange(stranger, sent)}"
    related = () if rule is None else ((rule.at, _whose(rule.owner, labels_of(rule))),)
    return finding(_UNPLANNED[stranger.kind][0], told, at, advice=stranger.remedy, related=related)
