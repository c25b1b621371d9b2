"""Findings, put together by event and by owner."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from protocols.journal.interface import SeenFinding
from protocols.reports.labels import Labels, labels_about
from protocols.reports.report import EventFindings, OwnerShare

_NAMED: Final = {"page", "screen"}


def label_of(finding: SeenFinding) -> str:
    """How people call what a finding is about: `Order Completed v2`, `identify`, `page Home`."""
    if not finding.name:
        return finding.kind
    version = f" v{finding.version}" if finding.version else ""
    return f"{finding.kind} " * (finding.kind in _NAMED) + finding.name + version


def by_event(
    findings: Iterable[SeenFinding], known: Mapping[str, Labels]
) -> tuple[EventFindings, ...]:
    """One group an event, the one with the most findings first; `known` has the labels by source."""
    groups: dict[tuple[str, str], list[SeenFinding]] = defaultdict(list)
    for finding in findings:
        groups[finding.kind, label_of(finding)].append(finding)
    events = (
        _event(label, group, labels_about(group[0], known)) for (_, label), group in groups.items()
    )
    return tuple(sorted(events, key=lambda event: (-event.count, event.label)))


def _event(label: str, group: Sequence[SeenFinding], labels: tuple[str, ...]) -> EventFindings:
    return EventFindings(
        label=label,
        labels=labels,
        owners=tuple(sorted({finding.owner for finding in group if finding.owner})),
        count=sum(finding.count for finding in group),
        findings=tuple(sorted(group, key=lambda f: (-f.count, f.type, f.field))),
    )


def by_owner(findings: Sequence[SeenFinding]) -> tuple[OwnerShare, ...]:
    """Whose the findings are, who has the most first; findings without an owner are one share."""
    seen: Counter[str] = Counter()
    distinct: Counter[str] = Counter()
    for finding in findings:
        seen[finding.owner] += finding.count
        distinct[finding.owner] += 1
    shares = (OwnerShare(owner, distinct[owner], seen[owner]) for owner in seen)
    return tuple(sorted(shares, key=lambda share: (-share.count, share.owner)))
