from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.journal.interface import (
    DestinationCounts,
    Held,
    Quarantined,
    SeenFinding,
    SourceCounts,
)
from protocols.reports import build_report
from protocols.reports.equations import equation, of_destination, of_source
from protocols.reports.report import Term

NUMBER = st.integers(0, 10**9)


def counts(**parts: int) -> SourceCounts:
    accepted = sum(parts[name] for name in ("admitted", "blocked", "dropped"))
    received = accepted + sum(parts[name] for name in ("duplicate", "suppressed", "rejected"))
    return SourceCounts("web", received=received, accepted=accepted, **parts)


SOUND = st.builds(
    counts,
    **dict.fromkeys(
        ("admitted", "blocked", "dropped", "duplicate", "suppressed", "rejected"), NUMBER
    ),
)


@given(SOUND)
def test_a_source_whose_messages_are_each_in_one_place_adds_up(sound: SourceCounts) -> None:
    assert all(each.holds for each in of_source(sound))


@given(SOUND, st.sampled_from(["received", "rejected", "duplicate", "blocked", "dropped"]))
def test_one_message_too_many_is_noticed(sound: SourceCounts, term: str) -> None:
    wrong = replace(sound, **{term: getattr(sound, term) + 1})
    assert not all(each.holds for each in of_source(wrong))


@given(delivered=NUMBER, filtered=NUMBER, dead=NUMBER, pending=NUMBER)
def test_a_destination_adds_up_when_each_message_ends_once(**parts: int) -> None:
    codes = {"consent": parts["filtered"], "drop": 1}
    sound = DestinationCounts(
        "lake", **parts | {"filtered": codes, "admitted": sum(parts.values()) + 1}
    )
    assert of_destination(sound).holds
    assert not of_destination(replace(sound, delivered=parts["delivered"] + 1)).holds


def test_a_term_below_zero_never_adds_up() -> None:
    assert not equation("x", Term("all", 1), [Term("a", 2), Term("b", -1)]).holds


def test_the_summary_is_the_sum_of_the_sources(each_case: Any) -> None:
    report = each_case.report()
    for name in ("received", "accepted", "admitted", "blocked", "rejected", "violations"):
        assert getattr(report.summary.counts, name) == sum(
            getattr(source.counts, name) for source in report.sources
        )
    assert report.summary.delivered == sum(each.delivered for each in report.destinations)
    assert report.summary.findings == sum(share.findings for share in report.owners)


def test_every_finding_stands_under_its_source_and_event_once(case: Callable[[str], Any]) -> None:
    known = case("busy")
    report = known.report()
    grouped = [
        finding
        for source in report.sources
        for event in (*source.violations, *source.unplanned)
        for finding in event.findings
    ]
    assert sorted(map(repr, grouped)) == sorted(map(repr, known.journal.seen))


def test_what_is_unplanned_is_never_among_the_violations(case: Callable[[str], Any]) -> None:
    for source in case("busy").report().sources:
        assert {f.category for event in source.violations for f in event.findings} <= {"violation"}
        assert {f.category for event in source.unplanned for f in event.findings} <= {"unplanned"}


def test_events_and_findings_come_most_frequent_first(case: Callable[[str], Any]) -> None:
    report = case("busy").report()
    web = next(source for source in report.sources if source.name == "web")
    totals = [event.count for event in web.violations]
    assert totals == sorted(totals, reverse=True)
    assert [event.label for event in web.violations] == [
        "Order Completed v2", "Product Viewed", "identify", "page Home",
    ]  # fmt: skip
    assert [share.owner for share in report.owners] == ["checkout", "growth-data", "catalogue", ""]


def test_a_source_nothing_came_from_is_in_the_report(case: Callable[[str], Any]) -> None:
    report = case("busy").report()
    assert [source.name for source in report.sources] == ["android", "ios", "web"]
    assert report.sources[0].counts == SourceCounts("android")
    assert report.sources[0].violations_per_message is None


def test_a_report_on_one_source_holds_nothing_of_another(case: Callable[[str], Any]) -> None:
    report = case("busy").report(source="ios", path="other.yaml")
    assert [source.name for source in report.sources] == ["ios"]
    assert report.summary.counts.received == 31877
    assert {share.owner for share in report.owners} == {"growth-data"}
    assert {held.held: held.count for held in report.quarantine}[Held.BLOCKED] == 0  # replayed
    assert report.quarantine[0].command == (
        "protocols quarantine ls other.yaml --held rejected --source ios"
    )


def test_commands_quote_what_a_shell_would_read(case: Callable[[str], Any]) -> None:
    report = case("busy").report(source="ios", path="my files/$(x).yaml")
    assert report.serve_command == "protocols serve 'my files/$(x).yaml'"


def test_rates_are_over_accepted_messages(case: Callable[[str], Any]) -> None:
    summary = case("busy").report().summary
    assert summary.violations_per_message == pytest.approx(5026 / 125968, abs=1e-6)
    assert summary.blocked_share == pytest.approx(5762 / 125968, abs=1e-6)


def test_a_miscount_reaches_the_summary(case: Callable[[str], Any]) -> None:
    report = case("lost-count").report()
    assert not report.summary.counts_add_up
    assert [e.about for e in report.equations if not e.holds] == [
        "source web", "destination lake", "quarantine",
    ]  # fmt: skip


def test_entries_replayed_or_purged_do_not_upset_the_quarantine(
    journal: Callable[..., Any],
) -> None:
    seen = SourceCounts("web", received=3, accepted=2, rejected=1, admitted=1, blocked=1)
    report = build_report(
        journal((seen,), held={Held.REJECTED: 1}), generated_at="2026-01-01T00:00:00Z"
    )
    assert report.summary.counts_add_up
    assert report.equations[-1].terms == (Term("held", 1), Term("no longer held", 1))


@pytest.mark.parametrize(
    ("kind", "name", "version", "label"),
    [
        ("track", "Order Completed", None, "Order Completed"),
        ("track", "Order Completed", 2, "Order Completed v2"),
        ("page", "Home", None, "page Home"),
        ("screen", None, None, "screen"),
        ("identify", None, None, "identify"),
    ],
)
def test_an_event_is_called_as_people_call_it(
    journal: Callable[..., Any], kind: str, name: str | None, version: int | None, label: str
) -> None:
    finding = SeenFinding(
        "web", "violation", kind, name, version, "Required", "f", "", "", "", "", 1, "", "", ""
    )
    report = build_report(
        journal((SourceCounts("web"),), seen=(finding,)), generated_at="2026-01-01T00:00:00Z"
    )
    assert report.sources[0].violations[0].label == label


class BusyJournal:
    """A journal whose server blocks and refuses a message between any two reads."""

    def __init__(self) -> None:
        self.messages = 1

    def _next(self) -> int:
        self.messages += 1
        return self.messages

    def sources(self) -> tuple[SourceCounts, ...]:
        seen = self._next()
        return (
            SourceCounts(
                "web", received=2 * seen, accepted=seen, rejected=seen, admitted=0, blocked=seen
            ),
        )

    def destinations(self) -> tuple[DestinationCounts, ...]:
        dead = self._next()
        return (DestinationCounts("crm", admitted=dead, dead=dead),)

    def findings(self, *_source: str | None) -> tuple[SeenFinding, ...]:
        self._next()
        return ()

    def quarantined(self, **_filters: Any) -> Iterator[Quarantined]:
        return iter(())

    def quarantine_entry(self, *_id: int) -> Quarantined | None:
        return None

    def quarantine_counts(self) -> Mapping[Held, int]:
        return dict.fromkeys((Held.REJECTED, Held.BLOCKED, Held.DEAD), self._next())


def test_a_server_that_writes_meanwhile_makes_no_equation_fail() -> None:
    report = build_report(BusyJournal(), generated_at="2026-01-01T00:00:00Z")
    assert report.summary.held > 0
    assert report.summary.counts_add_up
