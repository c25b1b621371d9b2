"""The report for a pull request's comment or a job's summary."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from protocols.journal.interface import DestinationCounts, SeenFinding
from protocols.reports import wording
from protocols.reports.figures import by_code, count, moment, ratio
from protocols.reports.report import EventFindings, Report, SourceReport
from protocols.reports.visible import visible, visible_place

MARKER: Final = "<!-- protocols report -->"
"""The first line: how a job finds the comment it has to update."""

MAX_ROWS: Final = 50
MAX_CELL: Final = 160

_MEANING: Final = re.compile(
    r"[\\`*_\[\]<>#|~$&@!]|:(?=//|[a-z+_])|(?<=www)\.|(?<=GH)-", re.IGNORECASE
)
_CALLS: Final = frozenset("@#-")

_COUNTS: Final = (
    "received",
    "accepted",
    "duplicate",
    "suppressed",
    "rejected",
    "admitted",
    "blocked",
    "dropped",
    "violations",
)
_SOURCE: Final = ("source", *_COUNTS, "per message")
_CLIENT: Final = ("source", "messages", "client")
_FINDING: Final = ("count", "event", "problem", "what to do", "owner", "place")
_DESTINATION: Final = (
    "destination",
    "admitted",
    "delivered",
    "filtered",
    "dead",
    "pending",
    "last error",
)


def to_markdown(report: Report) -> str:
    """GitHub-flavoured Markdown that opens with `MARKER`; text from outside can neither format nor notify."""
    return "\n".join(_lines(report)) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown leaves alone; a mention or an issue number in it stays text, too."""
    return _MEANING.sub(_as_entity, visible(text, limit=MAX_CELL))


def _as_entity(match: re.Match[str]) -> str:
    character = match[0]
    zero_width_space = "&#8203;" if character in _CALLS else ""
    return f"&#{ord(character)};{zero_width_space}"


def _code(text: str) -> str:
    return f"<code>{escaped(text)}</code>" if text else ""


def _lines(report: Report) -> Iterator[str]:
    scope = f", source {_code(report.only_source)}" if report.only_source else ""
    scope += f", label {_code(report.only_label)}" if report.only_label else ""
    yield MARKER
    yield f"### {escaped(report.workspace) or 'workspace'}{scope}: {wording.headline(report)}"
    yield ""
    yield from _opening(report)
    yield from _section("Sources", _SOURCE, [_source(source) for source in report.sources])
    yield from _section("Clients", _CLIENT, list(_clients(report)))
    violations = [(source, event) for source in report.sources for event in source.violations]
    unplanned = [(source, event) for source in report.sources for event in source.unplanned]
    yield from _section("Violations", _FINDING, list(_found(violations)))
    yield from _section("Unplanned", _FINDING, list(_found(unplanned)))
    yield from _section(
        "Destinations", _DESTINATION, [_destination(d) for d in report.destinations]
    )
    yield from _section("Quarantine", ("held", "entries", "to see them"), list(_held(report)))
    yield from _counts(report)


def _opening(report: Report) -> Iterator[str]:
    if not report.summary.counts.received:
        yield escaped(wording.next_step(report))
        return
    yield f"{wording.rates(report)}, at {escaped(moment(report.generated_at))}."
    if report.owners:
        yield ""
    for owner in report.owners:
        yield f"- {_code(wording.owner_name(owner.owner))}: {wording.share_of(owner)}"


def _section(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if not rows:
        return
    yield from ("", f"#### {title}", "", _row(head), _row(["---"] * len(head)))
    yield from map(_row, rows[:MAX_ROWS])
    if len(rows) > MAX_ROWS:
        yield from (
            "",
            f"{len(rows) - MAX_ROWS:,} more are left out here; `protocols report` shows all.",
        )


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _source(source: SourceReport) -> tuple[str, ...]:
    numbers = (count(getattr(source.counts, name)) for name in _COUNTS)
    return (_code(source.name), *numbers, ratio(source.violations_per_message))


def _clients(report: Report) -> Iterator[tuple[str, ...]]:
    for source in report.sources:
        for client in source.clients:
            yield _code(source.name), count(client.count), escaped(wording.sent_by(client))


def _found(found: Iterable[tuple[SourceReport, EventFindings]]) -> Iterator[tuple[str, ...]]:
    seen = [(source, event, finding) for source, event in found for finding in event.findings]
    for source, event, finding in sorted(seen, key=lambda row: -row[2].count):
        yield _finding(source, event, finding)


def _finding(source: SourceReport, event: EventFindings, finding: SeenFinding) -> tuple[str, ...]:
    return (
        count(finding.count),
        " ".join((f"{_code(event.label)} from {_code(source.name)}", *map(_code, event.labels))),
        f"{_code(wording.what(finding))} {escaped(finding.description)}",
        escaped(finding.remedy),
        escaped(wording.owner_name(finding.owner)),
        _code(visible_place(finding.place)),
    )


def _destination(counts: DestinationCounts) -> tuple[str, ...]:
    filtered = sum(counts.filtered.values())
    codes = f" ({escaped(by_code(counts.filtered))})" if filtered else ""
    return (
        _code(counts.destination),
        count(counts.admitted),
        count(counts.delivered),
        f"{count(filtered)}{codes}",
        count(counts.dead),
        count(counts.pending),
        escaped(counts.last_error),
    )


def _held(report: Report) -> Iterator[tuple[str, ...]]:
    for kept in report.quarantine:
        if kept.count:
            yield kept.held, count(kept.count), _code(kept.command)


def _counts(report: Report) -> Iterator[str]:
    yield from ("", "<details>", f"<summary>{wording.accounted(report)}</summary>", "")
    for equation in report.equations:
        yield f"- {_code(equation.about)} {escaped(wording.spelled(equation))}"
    yield from ("", "</details>")
