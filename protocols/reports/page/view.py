"""A report → what its page shows."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from protocols.journal.interface import Held
from protocols.reports import wording
from protocols.reports.figures import count, moment, percent, ratio
from protocols.reports.flow import ends, stages
from protocols.reports.page.bars import bar, weight
from protocols.reports.page.model import (
    Bar,
    EquationRow,
    HeldRow,
    OwnerRow,
    Page,
    SourceCard,
    Tile,
)
from protocols.reports.page.sections import section
from protocols.reports.report import Report, SourceReport
from protocols.reports.visible import visible

_HELD: Final = {
    Held.REJECTED: "Items that never became a message: unreadable, or without an id.",
    Held.BLOCKED: "Messages that the controls of their source stopped.",
    Held.DEAD: "Messages that a destination refused for good.",
    Held.OMITTED: "Values taken out of messages that went on without them.",
}


def page_of(report: Report) -> Page:
    """Everything the template prints."""
    scope = ", ".join(wording.scope(report)) or "all sources"
    return Page(
        workspace=visible(report.workspace) or "workspace",
        scope=scope,
        made_at=visible(moment(report.generated_at)),
        tone=wording.tone(report),
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
        violations=section(
            [(source, source.violations) for source in report.sources], wording.NO_VIOLATIONS
        ),
        unplanned=section(
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
        facts=(
            *wording.facts(counts),
            *((count(one.count), f"by {wording.sent_by(one)}") for one in source.clients),
        ),
    )


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
