"""A journal's counters and findings → a `Report`."""

import shlex
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Final

from protocols.journal.interface import (
    DestinationCounts,
    Held,
    JournalReader,
    SeenFinding,
    SourceCounts,
)
from protocols.reports.equations import of_destination, of_quarantine, of_source
from protocols.reports.held import held_entries
from protocols.reports.report import (
    VIOLATION,
    EventFindings,
    HeldCount,
    OwnerShare,
    Report,
    SourceReport,
    Summary,
)

FORMAT: Final = 1
"""Of the JSON document; a field that changes its meaning or goes away raises it."""

_MESSAGES: Final = (Held.REJECTED, Held.BLOCKED, Held.DEAD)
_NAMED: Final = {"page", "screen"}


def build_report(
    reader: JournalReader,
    *,
    generated_at: str,
    workspace: str = "",
    path: str = "",
    plans: Mapping[str, str] | None = None,
    source: str | None = None,
) -> Report:
    """What the journal has counted, put together.

    `plans` maps each source of the workspace to its plan's file, so that a source nothing has come
    from yet is shown too; `path` is the workspace file as commands must name it, empty for the
    default. Counts are read after what they must cover, so that a server writing meanwhile never
    makes an equation fail.
    """
    plans = plans or {}
    held = _held(reader, source)
    findings = reader.findings(source)
    destinations = reader.destinations()
    counted = _with_silent(reader.sources(), plans, source)
    sources = tuple(_source_report(c, plans.get(c.source, ""), findings) for c in counted)
    total = _total(counted)
    equations = [equation for counts in counted for equation in of_source(counts)]
    equations += [of_destination(counts) for counts in destinations]
    if source is None:
        dead = sum(counts.dead for counts in destinations)
        now = sum(held[sort] for sort in _MESSAGES)
        equations.append(of_quarantine(total.rejected + total.blocked + dead, now))
    return Report(
        format=FORMAT,
        workspace=workspace,
        generated_at=generated_at,
        only_source=source,
        summary=_summary(
            total, findings, destinations, held, adds_up=all(e.holds for e in equations)
        ),
        owners=_owners(findings),
        sources=sources,
        destinations=destinations,
        quarantine=tuple(
            HeldCount(sort, held[sort], _command("quarantine ls", path, _only(sort, source)))
            for sort in Held
        ),
        equations=tuple(equations),
        serve_command=_command("serve", path, ""),
    )


def label_of(finding: SeenFinding) -> str:
    """How people call what a finding is about: `Order Completed v2`, `identify`, `page Home`."""
    if not finding.name:
        return finding.kind
    version = f" v{finding.version}" if finding.version else ""
    return f"{finding.kind} " * (finding.kind in _NAMED) + finding.name + version


def _with_silent(
    counted: Sequence[SourceCounts], plans: Mapping[str, str], source: str | None
) -> tuple[SourceCounts, ...]:
    by_name = {name: SourceCounts(name) for name in plans} | {c.source: c for c in counted}
    wanted = sorted(by_name) if source is None else [source]
    return tuple(by_name.get(name, SourceCounts(name)) for name in wanted)


def _source_report(
    counts: SourceCounts, plan: str, findings: Iterable[SeenFinding]
) -> SourceReport:
    own = [finding for finding in findings if finding.source == counts.source]
    return SourceReport(
        name=counts.source,
        plan=plan,
        counts=counts,
        violations_per_message=_share(counts.violations, counts.accepted),
        violations=_by_event(f for f in own if f.category == VIOLATION),
        unplanned=_by_event(f for f in own if f.category != VIOLATION),
    )


def _by_event(findings: Iterable[SeenFinding]) -> tuple[EventFindings, ...]:
    groups: dict[tuple[str, str], list[SeenFinding]] = defaultdict(list)
    for finding in findings:
        groups[finding.kind, label_of(finding)].append(finding)
    events = (_event(label, group) for (_, label), group in groups.items())
    return tuple(sorted(events, key=lambda event: (-event.count, event.label)))


def _event(label: str, group: Sequence[SeenFinding]) -> EventFindings:
    return EventFindings(
        label=label,
        owners=tuple(sorted({finding.owner for finding in group if finding.owner})),
        count=sum(finding.count for finding in group),
        findings=tuple(sorted(group, key=lambda f: (-f.count, f.type, f.field))),
    )


def _owners(findings: Sequence[SeenFinding]) -> tuple[OwnerShare, ...]:
    seen: Counter[str] = Counter()
    distinct: Counter[str] = Counter()
    for finding in findings:
        seen[finding.owner] += finding.count
        distinct[finding.owner] += 1
    shares = (OwnerShare(owner, distinct[owner], seen[owner]) for owner in seen)
    return tuple(sorted(shares, key=lambda share: (-share.count, share.owner)))


def _total(counted: Sequence[SourceCounts]) -> SourceCounts:
    numbers = {
        f.name: sum(getattr(counts, f.name) for counts in counted)
        for f in fields(SourceCounts)
        if f.type is int
    }
    return SourceCounts(
        source="",
        discards=_merged(counts.discards for counts in counted),
        rejections=_merged(counts.rejections for counts in counted),
        **numbers,
    )


def _merged(splits: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for split in splits:
        total.update(split)
    return dict(sorted(total.items()))


def _summary(
    total: SourceCounts,
    findings: Sequence[SeenFinding],
    destinations: Sequence[DestinationCounts],
    held: Mapping[Held, int],
    *,
    adds_up: bool,
) -> Summary:
    return Summary(
        counts=total,
        findings=len(findings),
        unplanned=sum(f.count for f in findings if f.category != VIOLATION),
        violations_per_message=_share(total.violations, total.accepted),
        blocked_share=_share(total.blocked, total.accepted),
        delivered=sum(d.delivered for d in destinations),
        filtered=sum(sum(d.filtered.values()) for d in destinations),
        dead=sum(d.dead for d in destinations),
        pending=sum(d.pending for d in destinations),
        held=sum(held.values()),
        counts_add_up=adds_up,
    )


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None


def _held(reader: JournalReader, source: str | None) -> Mapping[Held, int]:
    if source is None:
        counted = reader.quarantine_counts()
        return {sort: counted.get(sort, 0) for sort in Held}
    return {sort: sum(1 for _ in held_entries(reader, held=sort, source=source)) for sort in Held}


def _only(sort: Held, source: str | None) -> str:
    return f"--held {sort}" + (f" --source {shlex.quote(source)}" if source else "")


def _command(verb: str, path: str, options: str) -> str:
    return " ".join(
        part for part in (f"protocols {verb}", shlex.quote(path) if path else "", options) if part
    )
