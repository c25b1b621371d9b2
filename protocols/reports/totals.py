"""Sums over sources, and the rates that stand at the head of a report."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

from protocols.journal.interface import DestinationCounts, Held, SeenFinding, SourceCounts
from protocols.reports.report import VIOLATION, Summary


def total(counted: Sequence[SourceCounts]) -> SourceCounts:
    """All the counts of all the sources, under no name."""
    numbers = {
        f.name: sum(getattr(counts, f.name) for counts in counted)
        for f in fields(SourceCounts)
        if f.type is int
    }
    return SourceCounts(
        source="",
        discards=_merged(counts.discards for counts in counted),
        rejections=_merged(counts.rejections for counts in counted),
        unforwarded=_merged(counts.unforwarded for counts in counted),
        clients=_merged(counts.clients for counts in counted),
        **numbers,
    )


def _merged(splits: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for split in splits:
        total.update(split)
    return dict(sorted(total.items()))


def summary(
    counts: SourceCounts,
    findings: Sequence[SeenFinding],
    destinations: Sequence[DestinationCounts],
    held: Mapping[Held, int],
    *,
    adds_up: bool,
) -> Summary:
    """The numbers over all sources of the report."""
    return Summary(
        counts=counts,
        findings=len(findings),
        unplanned=sum(f.count for f in findings if f.category != VIOLATION),
        violations_per_message=share(counts.violations, counts.accepted),
        blocked_share=share(counts.blocked, counts.accepted),
        delivered=sum(d.delivered for d in destinations),
        filtered=sum(sum(d.filtered.values()) for d in destinations),
        dead=sum(d.dead for d in destinations),
        pending=sum(d.pending for d in destinations),
        held=sum(held.values()),
        counts_add_up=adds_up,
    )


def share(part: int, whole: int) -> float | None:
    """`part` of `whole`; None of nothing."""
    return round(part / whole, 6) if whole else None
