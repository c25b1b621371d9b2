"""The sentences that all formats share."""

from collections.abc import Iterable, Iterator
from typing import Final

from protocols.journal.interface import SeenFinding, SourceCounts
from protocols.reports.figures import by_code, count, counted, moment, percent, ratio
from protocols.reports.flow import Part
from protocols.reports.report import (
    VIOLATION,
    ClientShare,
    Equation,
    OwnerShare,
    Report,
    SourceReport,
)
from protocols.reports.visible import visible, visible_place

MAX_SHAPE: Final = 200
NO_OWNER = "no owner"
NO_VIOLATIONS = "No message broke its plan."
NO_UNPLANNED = "Everything that came is in the plan."
NO_SUCH_FINDING = "No finding has this label."
NO_DESTINATIONS = (
    "This workspace has no destination. Name one under destinations: in the workspace file."
)
NO_SOURCES = "This workspace has no source. Name one under sources: in the workspace file."
NOTHING_YET = "Nothing has arrived yet."
NO_PLAN = "no plan: nothing is judged"
NOBODY = "Nobody has anything to mend."
NOTHING_HELD = "Nothing is held."
ALL_SOURCES = "These count the messages of all their sources."


def headline(report: Report) -> str:
    """The verdict, in a sentence."""
    summary = report.summary
    if not summary.counts_add_up:
        return "The counts do not add up."
    if not summary.counts.received:
        return NOTHING_YET
    if summary.findings:
        seen = counted(_seen(report), "time")
        return f"{counted(summary.findings, 'finding')}, seen {seen}."
    if report.only_label:
        return NO_SUCH_FINDING
    refused = " and ".join(
        counted(number, f"message {what}", f"messages {what}")
        for number, what in ((summary.counts.rejected, "rejected"), (summary.dead, "dead"))
        if number
    )
    return f"No finding, but {refused}." if refused else "Every message kept to its plan."


def _seen(report: Report) -> int:
    """How often the findings of the report were seen; only the counts know those past 50 a message."""
    if report.only_label:
        return sum(owner.count for owner in report.owners)
    return report.summary.counts.violations + report.summary.unplanned


def tone(report: Report) -> str:
    """`bad` when the counts fail, `quiet` with nothing to tell, `warn` with something to mend, `good`."""
    summary = report.summary
    if not summary.counts_add_up:
        return "bad"
    if not summary.counts.received:
        return "quiet"
    return "warn" if summary.findings or summary.counts.rejected or summary.dead else "good"


def scope(report: Report) -> Iterator[str]:
    """What the report is limited to: `source web`, `label area:checkout`."""
    if report.only_source:
        yield f"source {visible(report.only_source)}"
    if report.only_label:
        yield f"label {visible(report.only_label)}"


def rates(report: Report) -> str:
    """What the headline leaves out."""
    summary = report.summary
    whole = "; counts are of all messages, whatever their label" if report.only_label else ""
    return (
        f"{ratio(summary.violations_per_message)} violations per message, "
        f"{percent(summary.blocked_share)} of the messages blocked{whole}"
    )


def share_of(owner: OwnerShare) -> str:
    """`3 findings, seen 120 times`."""
    return f"{counted(owner.findings, 'finding')}, seen {counted(owner.count, 'time')}"


def plan_of(source: SourceReport) -> str:
    """The plan's file, or that there is none."""
    return visible(source.plan) or NO_PLAN


def owner_name(owner: str) -> str:
    """The owner, or that there is none."""
    return visible(owner) or NO_OWNER


def next_step(report: Report) -> str:
    """What to do when nothing has arrived."""
    return f"Start the gateway and send it something: {visible(report.serve_command)}"


def lost(parts: Iterable[Part]) -> str:
    """`2,100 duplicate, 1,700 rejected (no_user_anon_id 1,700)`; empty when nothing was lost."""
    return ", ".join(
        f"{count(part.count)} {part.name}" + (f" ({codes(part)})" if part.codes else "")
        for part in parts
        if part.count
    )


def codes(part: Part) -> str:
    """Why, by code."""
    return visible(by_code(part.codes))


def judged(source: SourceReport) -> str:
    """What the engine did to the messages that were accepted."""
    first, *rest = facts(source.counts)
    each = f"({ratio(source.violations_per_message)} per message)"
    return ", ".join((f"{first[0]} {first[1]} {each}", *(f"{n} {what}" for n, what in rest)))


def sent_by(client: ClientShare) -> str:
    """`checkout-api, generated from radio 1.3.0; the plan is 1.4.0`."""
    if not client.plan:
        return "further clients"
    who = f"{client.service}," if client.service else "a client"
    late = f"; the plan is {client.wanted}" if client.wanted else ""
    return visible(f"{who} generated from {client.plan} {client.version}{late}")


NOT_FORWARDED: Final = {
    "sampled_out": "sampled out",
    "over_the_cap": "over the cap",
    "unlisted": "beyond the 50 listed of a message",
}
"""Why violations were not sent to the source that gets them, in words."""


def facts(counts: SourceCounts) -> Iterator[tuple[str, str]]:
    """Numbers and what they count: what was done to accepted messages, and what went wrong if it did."""
    yield _fact(counts.violations, "violation")
    yield _fact(counts.rewritten, "message rewritten", "messages rewritten")
    yield _fact(counts.omitted, "value omitted", "values omitted")
    if counts.unforwarded:
        number, what = _fact(sum(counts.unforwarded.values()), "violation")
        reasons = {NOT_FORWARDED.get(code, code): n for code, n in counts.unforwarded.items()}
        yield number, visible(f"{what} not forwarded ({by_code(reasons)})")
    if counts.replayed:
        yield _fact(counts.replayed, "message replayed", "messages replayed")
    if counts.engine_errors:
        yield _fact(counts.engine_errors, "engine error")
    if counts.dedupe_conflicts:
        yield _fact(
            counts.dedupe_conflicts,
            "id sent again with another body",
            "ids sent again with another body",
        )


def _fact(number: int, one: str, many: str = "") -> tuple[str, str]:
    return count(number), one if number == 1 else many or f"{one}s"


def kind_of(finding: SeenFinding) -> str:
    """`Required`, `unplanned property`."""
    unplanned = "" if finding.category == VIOLATION else "unplanned "
    return f"{unplanned}{visible(finding.type)}"


def field_of(finding: SeenFinding) -> str:
    """Where in the message; empty when that says no more than the kind, as for an event."""
    return "" if finding.field == finding.type else visible(finding.field)


def what(finding: SeenFinding) -> str:
    """`Required properties.total`, `unplanned property properties.colour`, `unplanned event`."""
    return f"{kind_of(finding)} {field_of(finding)}".rstrip()


def times(finding: SeenFinding) -> str:
    """When it was seen, first and last."""
    first, last = visible(moment(finding.first_seen)), visible(moment(finding.last_seen))
    return first if first == last else f"{first} to {last}"


def whereabouts(finding: SeenFinding) -> str:
    """Owner, place in the plan, and times, as far as they are known."""
    owner = f"owner {visible(finding.owner)}" if finding.owner else NO_OWNER
    return ", ".join(
        part for part in (owner, visible_place(finding.place), times(finding)) if part
    )


def shape(finding: SeenFinding) -> str:
    """The sample with room to break lines in."""
    return visible(finding.sample.replace(",", ", "), limit=MAX_SHAPE)


def spelled(equation: Equation) -> str:
    """`received 10 = 8 accepted + 2 duplicate`."""
    sign = "=" if equation.holds else "≠"
    terms = " + ".join(f"{count(term.count)} {term.name}" for term in equation.terms)
    return f"{equation.total.name} {count(equation.total.count)} {sign} {terms}"


def more(number: int, what: str) -> str:
    """That something is left out, and where all of it is."""
    return f"{counted(number, what)} more: protocols report --format json"


def accounted(report: Report) -> str:
    """Whether every message is accounted for."""
    wrong = sum(not equation.holds for equation in report.equations)
    if wrong:
        return f"{wrong} of {counted(len(report.equations), 'equation')} failed: this program lost count."
    return f"Every message is accounted for: {counted(len(report.equations), 'equation')} checked."
