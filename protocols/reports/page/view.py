"""A report → what its page shows."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from protocols.journal.interface import Held, SeenFinding, SourceCounts
from protocols.reports import wording
from protocols.reports.figures import count, counted, moment, percent, ratio
from protocols.reports.flow import ends, stages
from protocols.reports.page.bars import bar, weight
from protocols.reports.page.model import (
    Bar,
    EquationRow,
    EventCard,
    FindingRow,
    HeldRow,
    OwnerRow,
    Page,
    Section,
    SourceCard,
    Tile,
)
from protocols.reports.report import EventFindings, Report, SourceReport
from protocols.reports.visible import visible, visible_block, visible_place

MAX_EVENTS: Final = 100
MAX_FINDINGS: Final = 50
MAX_SHAPE: Final = 4_000

_HELD: Final = {
    Held.REJECTED: "Items that never became a message: unreadable, or without an id.",
    Held.BLOCKED: "Messages that the controls of their source stopped.",
    Held.DEAD: "Messages that a destination refused for good.",
    Held.OMITTED: "Values taken out of messages that went on without them.",
}


def page_of(report: Report) -> Page:
    """Everything the template prints."""
    scope = f"source {visible(report.only_source)}" if report.only_source else "all sources"
    return Page(
        workspace=visible(report.workspace) or "workspace",
        scope=scope,
        made_at=visible(moment(report.generated_at)),
        tone=_tone(report),
        headline=wording.headline(report),
        rates=wording.rates(report) if report.summary.counts.received else "",
        start="" if report.summary.counts.received else visible(report.serve_command),
        contents=_contents(report),
        tiles=_tiles(report),
        flow=tuple(_flow(report)),
        owners=tuple(_owners(report)),
        nobody=wording.NOBODY,
        sources=tuple(sorted(map(_source, report.sources), key=lambda card: bool(card.silent))),
        no_sources="" if report.sources else wording.NO_SOURCES,
        violations=_section(
            [(source, source.violations) for source in report.sources], wording.NO_VIOLATIONS
        ),
        unplanned=_section(
            [(source, source.unplanned) for source in report.sources], wording.NO_UNPLANNED
        ),
        destinations=tuple(_destinations(report)),
        destinations_note=_destinations_note(report),
        held=tuple(_held(report)),
        nothing_held="" if report.summary.held else wording.NOTHING_HELD,
        equations=tuple(_equations(report)),
        accounted=wording.accounted(report),
        adds_up=report.summary.counts_add_up,
    )


def _tone(report: Report) -> str:
    summary = report.summary
    if not summary.counts_add_up:
        return "bad"
    if not summary.counts.received:
        return "quiet"
    return "warn" if summary.findings else "good"


def _contents(report: Report) -> tuple[tuple[str, str], ...]:
    found = {"violations", "unplanned"} if report.summary.counts.received else set()
    shown = ("sources", *sorted(found, reverse=True), "destinations", "quarantine", "counts")
    return tuple((name, name.capitalize()) for name in shown)


def _tiles(report: Report) -> tuple[Tile, ...]:
    summary, counts = report.summary, report.summary.counts
    accepted = counts.accepted / counts.received if counts.received else None
    waiting = f"{count(summary.pending)} waiting, {count(summary.dead)} dead"
    return (
        Tile("Received", count(counts.received), f"{percent(accepted)} accepted"),
        Tile("Violations", count(counts.violations), f"{ratio(summary.violations_per_message)} per message",
             "bad" if counts.violations else ""),
        Tile("Unplanned", count(summary.unplanned), "times outside the plan",
             "warn" if summary.unplanned else ""),
        Tile("Blocked", count(counts.blocked), f"{percent(summary.blocked_share)} of what was accepted",
             "bad" if counts.blocked else ""),
        Tile("In quarantine", count(summary.held), "kept whole, replayable"),
        Tile("Delivered", count(summary.delivered), waiting),
    )  # fmt: skip


def _flow(report: Report) -> Iterator[Bar]:
    counts = report.summary.counts
    for stage in stages(counts):
        parts = [replace(part, codes={}) for part in stage.parts]
        yield bar(stage.name.capitalize(), stage.count, parts, whole=counts.received)
    for reached in report.destinations:
        parts = [replace(part, codes={}) for part in ends(reached)]
        whole = max(counts.received, reached.admitted)
        yield bar(reached.destination, reached.admitted, parts, whole=whole, note="destination")


def _owners(report: Report) -> Iterator[OwnerRow]:
    most = max((owner.count for owner in report.owners), default=0)
    for owner in report.owners:
        name = wording.owner_name(owner.owner)
        yield OwnerRow(name, wording.share_of(owner), weight(owner.count, most))


def _source(source: SourceReport) -> SourceCard:
    counts = source.counts
    received, accepted, _ = stages(counts)
    return SourceCard(
        name=visible(source.name),
        plan=wording.plan_of(source),
        silent="" if counts.received else wording.NOTHING_YET,
        bar=bar(
            source.name,
            counts.received,
            (*accepted.parts, *received.lost),
            whole=counts.received,
        ),
        facts=tuple((name, count(number)) for name, number in _facts(counts)),
    )


def _facts(counts: SourceCounts) -> Iterator[tuple[str, int]]:
    yield "violations", counts.violations
    yield "messages rewritten", counts.rewritten
    yield "values omitted", counts.omitted
    if counts.replayed:
        yield "messages replayed", counts.replayed
    if counts.engine_errors:
        yield "engine errors", counts.engine_errors
    if counts.dedupe_conflicts:
        yield "same id, other body", counts.dedupe_conflicts


def _section(
    found: Iterable[tuple[SourceReport, Sequence[EventFindings]]], otherwise: str
) -> Section:
    events = [(source, event) for source, group in found for event in group]
    events.sort(key=lambda pair: -pair[1].count)
    most = max((f.count for _, event in events for f in event.findings), default=0)
    distinct = sum(len(event.findings) for _, event in events)
    seen = sum(event.count for _, event in events)
    return Section(
        number=counted(distinct, "finding"),
        seen=counted(seen, "time"),
        otherwise="" if events else otherwise,
        events=tuple(_event(source, event, most) for source, event in events[:MAX_EVENTS]),
        hidden=_hidden(len(events) - MAX_EVENTS, "event"),
    )


def _event(source: SourceReport, event: EventFindings, most: int) -> EventCard:
    return EventCard(
        label=visible(event.label),
        source=visible(source.name),
        seen=counted(event.count, "time"),
        findings=tuple(_finding(finding, most) for finding in event.findings[:MAX_FINDINGS]),
        hidden=_hidden(len(event.findings) - MAX_FINDINGS, "finding"),
    )


def _hidden(number: int, what: str) -> str:
    return wording.more(number, what) if number > 0 else ""


def _finding(finding: SeenFinding, most: int) -> FindingRow:
    first, last = (visible(moment(at)) for at in (finding.first_seen, finding.last_seen))
    return FindingRow(
        number=count(finding.count),
        weight=weight(finding.count, most),
        title=wording.kind_of(finding),
        field=wording.field_of(finding),
        description=visible(finding.description),
        remedy=visible(finding.remedy),
        owner=wording.owner_name(finding.owner),
        place=visible_place(finding.place),
        first="" if first == last else first,
        last=last,
        shape=_shape(finding.sample),
    )


def _shape(sample: str) -> str:
    try:
        spread = json.dumps(json.loads(sample), indent=2, ensure_ascii=False)
    except ValueError:
        spread = sample
    return visible_block(spread[:MAX_SHAPE])


def _destinations(report: Report) -> Iterator[Bar]:
    for counts in report.destinations:
        yield bar(
            counts.destination,
            counts.admitted,
            ends(counts),
            whole=counts.admitted,
            error=visible(counts.last_error),
        )


def _destinations_note(report: Report) -> str:
    if not report.destinations:
        return wording.NO_DESTINATIONS
    return wording.ALL_SOURCES if report.only_source else ""


def _held(report: Report) -> Iterator[HeldRow]:
    for kept in report.quarantine:
        yield HeldRow(
            name=kept.held,
            meaning=_HELD[kept.held],
            number=count(kept.count),
            command=visible(kept.command),
            empty=not kept.count,
        )


def _equations(report: Report) -> Iterator[EquationRow]:
    for equation in report.equations:
        yield EquationRow(visible(equation.about), wording.spelled(equation), equation.holds)
