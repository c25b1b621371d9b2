"""The report for a terminal, or for the file that one is piped to."""

from collections.abc import Iterable, Iterator
from typing import Final

from protocols.journal.interface import DestinationCounts, SeenFinding
from protocols.reports import wording
from protocols.reports.figures import count, moment
from protocols.reports.flow import Part, ends, stages
from protocols.reports.lines import BLANK, Line, Paint, Style, laid_out, plain
from protocols.reports.report import EventFindings, Report, SourceReport
from protocols.reports.visible import visible

BAR: Final = 20
MAX_EVENTS: Final = 50
MAX_FINDINGS: Final = 20

_TONES: Final = {
    "bad": Style.BAD,
    "warn": Style.WARN,
    "good": Style.GOOD,
    "quiet": Style.QUIET,
}


def to_text(report: Report, *, width: int = 80, paint: Paint = plain) -> str:
    """The report in lines of about `width` characters; `paint` colours it."""
    return laid_out(_lines(report), width=width, paint=paint)


def _lines(report: Report) -> Iterator[Line]:
    yield from _head(report)
    yield from _section("Sources", _sources(report))
    if report.summary.counts.received:
        yield from _section("Violations", _violations(report))
        yield from _section("Unplanned", _unplanned(report))
    yield from _section("Destinations", _destinations(report))
    yield from _section("Quarantine", _quarantine(report))
    yield from _section("Counts", _counts(report))


def _section(title: str, lines: Iterable[Line]) -> Iterator[Line]:
    yield BLANK
    yield Line(text=title, style=Style.HEADING)
    yield from lines


def _head(report: Report) -> Iterator[Line]:
    scope = "".join(f", {part}" for part in wording.scope(report))
    title = f"{visible(report.workspace) or 'workspace'}{scope}"
    yield Line(lead=title, lead_style=Style.HEADING, text=f"at {moment(report.generated_at)}")
    yield Line(text=wording.headline(report), style=_TONES[wording.tone(report)])
    if not report.summary.counts.received:
        yield Line(text=wording.next_step(report))
        return
    yield Line(text=wording.rates(report))
    for owner in report.owners:
        yield Line(2, wording.owner_name(owner.owner), wording.share_of(owner), Style.NAME)


def _sources(report: Report) -> Iterator[Line]:
    if not report.sources:
        yield Line(2, text=wording.NO_SOURCES)
    for source in report.sources:
        yield from _source(source)


def _source(source: SourceReport) -> Iterator[Line]:
    yield Line(2, visible(source.name), wording.plan_of(source), Style.NAME, Style.QUIET)
    counts = source.counts
    if not counts.received:
        yield Line(4, text="nothing has arrived yet")
        return
    wide = len(count(counts.received))
    for stage in stages(counts):
        lead = (
            f"{stage.name:<8} {count(stage.count):>{wide}}  {_bar(stage.count, counts.received)}"
        )
        yield Line(4, lead, wording.lost(stage.lost))
    yield Line(4, text=wording.judged(source))
    for client in source.clients:
        style = Style.WARN if client.wanted else Style.QUIET
        yield Line(4, f"{count(client.count)} by", wording.sent_by(client), style=style)


def _bar(part: int, whole: int) -> str:
    filled = min(BAR, max(round(BAR * part / whole), 1)) if part else 0
    return "█" * filled + "░" * (BAR - filled)


def _violations(report: Report) -> Iterator[Line]:
    found = [(source.name, source.violations) for source in report.sources]
    return _found(found, Style.BAD, wording.NO_VIOLATIONS)


def _unplanned(report: Report) -> Iterator[Line]:
    found = [(source.name, source.unplanned) for source in report.sources]
    return _found(found, Style.WARN, wording.NO_UNPLANNED)


def _found(
    found: Iterable[tuple[str, tuple[EventFindings, ...]]], style: Style, otherwise: str
) -> Iterator[Line]:
    events = [(source, event) for source, group in found for event in group]
    if not events:
        yield Line(2, text=otherwise)
    for source, event in events[:MAX_EVENTS]:
        about = ", ".join((f"from {visible(source)}", *map(visible, event.labels)))
        yield Line(2, f"{visible(event.label)}", about, Style.NAME, Style.QUIET)
        yield from _findings(event.findings[:MAX_FINDINGS], style)
        yield from _more(len(event.findings) - MAX_FINDINGS, "finding", 4)
    yield from _more(len(events) - MAX_EVENTS, "event", 2)


def _more(number: int, what: str, indent: int) -> Iterator[Line]:
    if number > 0:
        yield Line(indent, text=wording.more(number, what))


def _findings(findings: Iterable[SeenFinding], style: Style) -> Iterator[Line]:
    shape = ""
    for finding in findings:
        yield from _finding(finding, style)
        if finding.sample not in {"", shape}:
            yield Line(6, "shape:", wording.shape(finding), Style.QUIET)
        shape = finding.sample


def _finding(finding: SeenFinding, style: Style) -> Iterator[Line]:
    yield Line(4, f"{count(finding.count)}x", wording.what(finding), style)
    yield Line(6, text=visible(finding.description))
    if finding.remedy:
        yield Line(6, "fix:", visible(finding.remedy), Style.GOOD)
    yield Line(6, text=wording.whereabouts(finding), style=Style.QUIET)


def _destinations(report: Report) -> Iterator[Line]:
    if not report.destinations:
        yield Line(2, text=wording.NO_DESTINATIONS)
    elif report.only_source:
        yield Line(2, text=wording.ALL_SOURCES)
    for counts in report.destinations:
        yield from _destination(counts)


def _destination(counts: DestinationCounts) -> Iterator[Line]:
    yield Line(2, visible(counts.destination), f"{count(counts.admitted)} admitted", Style.NAME)
    wide = len(count(counts.admitted))
    for part in ends(counts):
        lead = (
            f"{part.name:<9} {count(part.count):>{wide}}  {_bar(part.count, counts.admitted or 1)}"
        )
        yield Line(4, lead, wording.codes(part), _concern(part))
    if counts.last_error:
        yield Line(4, "last error:", visible(counts.last_error), Style.BAD)


def _concern(part: Part) -> Style | None:
    return Style.BAD if part.kind == "dead" and part.count else None


def _quarantine(report: Report) -> Iterator[Line]:
    held = [kept for kept in report.quarantine if kept.count]
    if not held:
        yield Line(2, text=wording.NOTHING_HELD)
    for kept in held:
        yield Line(2, f"{count(kept.count)} {kept.held}:", visible(kept.command))


def _counts(report: Report) -> Iterator[Line]:
    holds = report.summary.counts_add_up
    yield Line(2, text=wording.accounted(report), style=Style.GOOD if holds else Style.BAD)
    for equation in report.equations:
        mark = "ok" if equation.holds else "WRONG"
        style = Style.QUIET if equation.holds else Style.BAD
        text = f"{visible(equation.about)}: {wording.spelled(equation)}"
        yield Line(2, f"{mark:<5}", text, style)
