"""A journal's counters and findings → a `Report`."""

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from protocols.journal.interface import (
    DestinationCounts,
    Held,
    JournalReader,
    SeenFinding,
    SourceCounts,
)
from protocols.reports.clients import client_shares
from protocols.reports.equations import of_destination, of_quarantine, of_source
from protocols.reports.grouping import by_event, by_owner
from protocols.reports.held import held_entries
from protocols.reports.labels import Labels, labels_about
from protocols.reports.report import (
    VIOLATION,
    ClientShare,
    Equation,
    HeldCount,
    Report,
    SourceReport,
)
from protocols.reports.totals import share, summary, total

FORMAT: Final = 1
"""Of the JSON document; a field that changes its meaning or goes away raises it."""

_MESSAGES: Final = (Held.REJECTED, Held.BLOCKED, Held.DEAD)


def build_report(
    reader: JournalReader,
    *,
    generated_at: str,
    workspace: str = "",
    path: str = "",
    plans: Mapping[str, str] | None = None,
    versions: Mapping[str, tuple[str, str]] | None = None,
    owners: Mapping[str, str] | None = None,
    labels: Mapping[str, Labels] | None = None,
    destinations: Sequence[str] = (),
    source: str | None = None,
    label: str | None = None,
) -> Report:
    """What the journal has counted, put together.

    `plans` maps each source of the workspace to its plan's file; it and `destinations` say what the
    workspace has, so that what nothing has come from or gone to yet is shown too. `versions` maps
    each source to its plan's id and version, which generated clients may lag behind, `owners` maps each
    source to its plan's owner, whose a finding is when no rule names one, and `labels` to what its
    plan's rules are labelled. `path` is the workspace file as commands must name it, empty for the
    default. `source` limits the report, `label` its findings.
    """
    plans, labels = plans or {}, labels or {}
    # Read before what they are compared with: a server that writes meanwhile only adds to that.
    held = _held(reader, source)
    findings = tuple(
        finding
        for finding in _owned(reader.findings(source), owners or {})
        if label is None or label in labels_about(finding, labels)
    )
    reached = _with_untouched(reader.destinations(), destinations)
    counted = _with_silent(reader.sources(), plans, source)
    equations = tuple(_equations(counted, reached, held if source is None else None))
    adds_up = all(equation.holds for equation in equations)
    return Report(
        format=FORMAT,
        workspace=workspace,
        generated_at=generated_at,
        only_source=source,
        only_label=label,
        summary=summary(total(counted), findings, reached, held, adds_up=adds_up),
        owners=by_owner(findings),
        sources=tuple(
            _source(
                each,
                plan=plans.get(each.source, ""),
                clients=client_shares(each.clients, (versions or {}).get(each.source)),
                findings=findings,
                labels=labels,
            )
            for each in counted
        ),
        destinations=reached,
        quarantine=tuple(_held_count(sort, held[sort], path, source) for sort in Held),
        equations=equations,
        serve_command=_command("serve", path),
    )


def _equations(
    counted: Sequence[SourceCounts],
    reached: Sequence[DestinationCounts],
    held: Mapping[Held, int] | None,
) -> Iterator[Equation]:
    for source in counted:
        yield from of_source(source)
    for destination in reached:
        yield of_destination(destination)
    if held is not None:
        kept = sum(each.rejected + each.blocked for each in counted)
        dead = sum(each.dead for each in reached)
        yield of_quarantine(kept + dead, sum(held[sort] for sort in _MESSAGES))


def _owned(findings: Sequence[SeenFinding], owners: Mapping[str, str]) -> tuple[SeenFinding, ...]:
    return tuple(
        finding if finding.owner else replace(finding, owner=owners.get(finding.source, ""))
        for finding in findings
    )


def _with_silent(
    counted: Sequence[SourceCounts], plans: Mapping[str, str], source: str | None
) -> tuple[SourceCounts, ...]:
    by_name = {name: SourceCounts(name) for name in plans} | {c.source: c for c in counted}
    wanted = sorted(by_name) if source is None else [source]
    return tuple(by_name.get(name, SourceCounts(name)) for name in wanted)


def _with_untouched(
    reached: Sequence[DestinationCounts], names: Sequence[str]
) -> tuple[DestinationCounts, ...]:
    by_name = {name: DestinationCounts(name) for name in names}
    by_name |= {counts.destination: counts for counts in reached}
    return tuple(by_name[name] for name in sorted(by_name))


def _source(
    counts: SourceCounts,
    *,
    plan: str,
    clients: tuple[ClientShare, ...],
    findings: Iterable[SeenFinding],
    labels: Mapping[str, Labels],
) -> SourceReport:
    own = [finding for finding in findings if finding.source == counts.source]
    return SourceReport(
        name=counts.source,
        plan=plan,
        counts=counts,
        clients=clients,
        violations_per_message=share(counts.violations, counts.accepted),
        violations=by_event((f for f in own if f.category == VIOLATION), labels),
        unplanned=by_event((f for f in own if f.category != VIOLATION), labels),
    )


def _held(reader: JournalReader, source: str | None) -> Mapping[Held, int]:
    if source is None:
        counted = reader.quarantine_counts()
        return {sort: counted.get(sort, 0) for sort in Held}
    return {sort: sum(1 for _ in held_entries(reader, held=sort, source=source)) for sort in Held}


def _held_count(sort: Held, number: int, path: str, source: str | None) -> HeldCount:
    of_source = ("--source", shlex.quote(source)) if source else ()
    return HeldCount(sort, number, _command("quarantine ls", path, "--held", sort, *of_source))


def _command(verb: str, path: str, *options: str) -> str:
    return " ".join(filter(None, ("protocols", verb, path and shlex.quote(path), *options)))
