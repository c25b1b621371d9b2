"""Labels in reports: what the plans of today say of what was found."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from protocols.journal.interface import SeenFinding, SourceCounts
from protocols.plan.file import load_plan
from protocols.reports import build_report
from protocols.reports.formats import FORMATS
from protocols.reports.labels import all_labels, labels_in
from protocols.reports.markdown import escaped
from protocols.reports.text import to_text

PLAN = """\
plan: radio
events:
  Song Played: {labels: {area: playback, tier: gold}}
  Song Bought: {labels: {area: shop}}
  Song Hummed: {}
page: {Home: {}, "*": {labels: {area: rest}}}
identify: {labels: {area: people}}
"""


def _seen(kind: str, name: str | None, count: int, category: str = "violation") -> SeenFinding:
    return SeenFinding(
        source="web",
        category=category,
        kind=kind,
        name=name,
        version=None,
        type="Required",
        field="properties.x",
        description=f"{name} lacks x",
        remedy="",
        owner="",
        place="",
        count=count,
        first_seen="2026-11-22T02:00:00Z",
        last_seen="2026-11-22T02:00:00Z",
        sample="",
    )


SEEN = (
    _seen("track", "Song Played", 7),
    _seen("track", "Song Bought", 5),
    _seen("track", "Song Sung", 4, "unplanned"),
    _seen("page", "Home", 3),
    _seen("page", "Away", 2),
    _seen("identify", None, 1),
)


@pytest.fixture
def report(tmp_path: Path, journal: type[Any]) -> Callable[..., Any]:
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    labels = {"web": labels_in(load_plan(tmp_path / "plan.yaml"))}
    counts = SourceCounts("web", received=30, accepted=30, admitted=30, violations=18)

    def built(**options: Any) -> Any:
        recorded = journal(counted=(counts,), seen=SEEN)
        return build_report(recorded, generated_at="", labels=labels, **options)

    return built


def test_every_event_has_its_plans_labels(report: Callable[..., Any]) -> None:
    (web,) = report().sources
    assert {event.label: event.labels for event in (*web.violations, *web.unplanned)} == {
        "Song Played": ("area:playback", "tier:gold"),
        "Song Bought": ("area:shop",),
        "Song Sung": (),
        "page Home": (),
        "page Away": ("area:rest",),
        "identify": ("area:people",),
    }


def test_a_label_leaves_its_findings_and_all_the_counts(report: Callable[..., Any]) -> None:
    whole, built = report(), report(label="tier:gold")
    (web,) = built.sources
    assert [event.label for event in web.violations] == ["Song Played"]
    assert (web.unplanned, built.only_label) == ((), "tier:gold")
    assert (built.summary.findings, built.summary.unplanned) == (1, 0)
    assert built.summary.counts == whole.summary.counts
    assert built.equations == whole.equations


def test_the_headline_counts_what_is_shown_and_says_that_the_rates_do_not(
    report: Callable[..., Any],
) -> None:
    text = to_text(report(label="area:shop"), width=200)
    assert "label area:shop" in text
    assert "1 finding, seen 5 times." in text
    assert "counts are of all messages, whatever their label" in text


def test_a_label_that_nothing_broke_says_so(report: Callable[..., Any]) -> None:
    text = to_text(report(label="area:nothing"), width=200)
    assert "No finding has this label." in text


@pytest.mark.parametrize("style", ["text", "markdown", "html", "json"])
def test_every_format_prints_the_labels(report: Callable[..., Any], style: str) -> None:
    printed = to_text(report(), width=200) if style == "text" else FORMATS[style](report())
    for label in ("area:playback", "tier:gold", "area:people"):
        assert (escaped(label) if style == "markdown" else label) in printed


def test_what_was_not_forwarded_is_told_by_reason(journal: type[Any]) -> None:
    held = {"sampled_out": 1200, "over_the_cap": 3, "unlisted": 30}
    counts = SourceCounts(
        "web", received=9, accepted=9, admitted=9, violations=1240, unforwarded=held
    )
    text = to_text(build_report(journal(counted=(counts,)), generated_at=""), width=300)
    assert (
        "1,233 violations not forwarded (sampled out 1,200,"
        " beyond the 50 listed of a message 30, over the cap 3)"
    ) in text


def test_labels_are_listed_once(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    labels = labels_in(load_plan(tmp_path / "plan.yaml"))
    assert all_labels([labels, labels]) == (
        "area:people",
        "area:playback",
        "area:rest",
        "area:shop",
        "tier:gold",
    )
