"""The report as findings, so that it prints as whatever findings print as."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from protocols.findings import Finding, Position, Severity
from protocols.findings.as_github import to_github as commands
from protocols.journal.interface import SeenFinding
from protocols.reports import wording
from protocols.reports.figures import counted
from protocols.reports.report import Equation, EventFindings, Report, SourceReport
from protocols.reports.visible import place_of, visible

PER_SEVERITY: Final = 10
"""How many annotations of a severity GitHub shows for a step; the rest it drops without a word."""

MISCOUNT: Final = "counts"


def to_github(report: Report) -> str:
    """Workflow commands, the most frequent findings first, and how many more there are."""
    findings = as_findings(report)
    shown = [
        finding
        for severity in Severity
        for finding in [f for f in findings if f.severity is severity][:PER_SEVERITY]
    ]
    more = len(findings) - len(shown)
    rest = f"{counted(more, 'finding')} more: protocols report --format markdown\n" if more else ""
    return commands(shown) + rest


def as_findings(report: Report) -> tuple[Finding, ...]:
    """Counts that fail, then violations, as errors; what is unplanned as warnings; most frequent first."""
    miscounts = (_miscount(e) for e in report.equations if not e.holds)
    broken = ((s, s.violations) for s in report.sources)
    unplanned = ((s, s.unplanned) for s in report.sources)
    return tuple(chain(miscounts, _all(broken, Severity.ERROR), _all(unplanned, Severity.WARNING)))


def _miscount(equation: Equation) -> Finding:
    message = f"{visible(equation.about)}: {wording.spelled(equation)}"
    return Finding(MISCOUNT, Severity.ERROR, message, Position("workspace.yaml"))


def _all(
    found: Iterator[tuple[SourceReport, Sequence[EventFindings]]], severity: Severity
) -> list[Finding]:
    seen = [(s, event, f) for s, group in found for event in group for f in event.findings]
    seen.sort(key=lambda row: -row[2].count)
    return [_finding(source, event, finding, severity) for source, event, finding in seen]


def _finding(
    source: SourceReport, event: EventFindings, finding: SeenFinding, severity: Severity
) -> Finding:
    file, line, column = place_of(finding.place) or (source.plan or "workspace.yaml", 1, 1)
    seen = counted(finding.count, "time")
    return Finding(
        rule=visible(f"{event.label}: {wording.kind_of(finding)}"),
        severity=severity,
        message=visible(f"{finding.description} (seen {seen} from {source.name})"),
        at=Position(file, line, column, line, column),
        help=visible(finding.remedy),
    )
