"""Findings → the cards that show them, no more than a page can hold."""

import json
from collections.abc import Iterable, Sequence
from typing import Final

from protocols.journal.interface import SeenFinding
from protocols.reports import wording
from protocols.reports.figures import count, counted, moment
from protocols.reports.page.bars import weight
from protocols.reports.page.model import EventCard, FindingRow, Section
from protocols.reports.report import EventFindings, SourceReport
from protocols.reports.visible import visible, visible_block, visible_place

MAX_EVENTS: Final = 100
MAX_FINDINGS: Final = 50
MAX_SHAPE: Final = 4_000


def section(
    found: Iterable[tuple[SourceReport, Sequence[EventFindings]]], otherwise: str
) -> Section:
    """The events of all sources, most frequent first, or the sentence that says there are none."""
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
        labels="".join(f", {visible(label)}" for label in event.labels),
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
