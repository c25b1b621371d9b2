import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from protocols.reports import Report
from protocols.reports.lines import ansi
from protocols.reports.text import MAX_EVENTS, MAX_FINDINGS, to_text

ESCAPES = [
    "\x1b[2J\x1b[31mred",
    "\x1b]0;title\x07",
    "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "one\nsource web: received 1 = 1 accepted",
    "back\rspace\x08\x7f",
    "c1 \x9b31m \x85",
    "bidi \u202e\u2066 zero\u200bwidth\ufeff",
    "line\u2028para\u2029",
    "nul\x00",
]


def test_the_text_of_a_case_is_the_golden_one(
    each_case: Any, golden: Callable[[Path, str], None]
) -> None:
    golden(each_case.folder / "expect.txt", to_text(each_case.report(), width=80))


@pytest.mark.parametrize("width", [60, 80, 110])
def test_lines_keep_to_the_width(case: Callable[[str], Any], width: int) -> None:
    printed = to_text(case("busy").report(), width=width).splitlines()
    longest_word = max(len(word) for line in printed for word in line.split())
    assert max(map(len, printed)) <= max(width, longest_word + 46)
    assert sum(len(line) > width for line in printed) <= len(printed) / 20


@pytest.mark.parametrize("payload", ESCAPES, ids=ascii)
def test_no_text_from_outside_reaches_the_terminal_as_a_control(
    hostile: Callable[..., Report], payload: str
) -> None:
    printed = to_text(hostile(payload))
    unseen = {c for c in printed if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}}
    assert unseen == {"\n"}
    harmless = to_text(hostile("x"))
    assert printed.count("\n") == pytest.approx(harmless.count("\n"), abs=120)


def test_a_forged_line_cannot_start_a_line(hostile: Callable[..., Report]) -> None:
    forged = "  ok    source web: received 1 = 1 accepted"
    assert not any(
        line.startswith(forged) for line in to_text(hostile(f"x\n{forged}"), width=500).split("\n")
    )


def test_colours_come_only_when_asked_for(case: Callable[[str], Any]) -> None:
    report = case("busy").report()
    plain, painted = to_text(report), to_text(report, paint=ansi)
    assert "\x1b" not in plain
    assert "\x1b[31m" in painted
    stripped = painted
    for code in ("0", "1", "2", "31", "32", "33", "36"):
        stripped = stripped.replace(f"\x1b[{code}m", "")
    assert stripped == plain


def test_a_name_of_any_length_is_cut(hostile: Callable[..., Report]) -> None:
    assert max(map(len, to_text(hostile("y" * 100_000)).splitlines())) < 3_000


def test_thousands_of_findings_are_summed_up_not_printed(case: Callable[[str], Any]) -> None:
    report = case("busy").report()
    web = report.sources[2]
    event = web.violations[0]
    many = replace(event, findings=event.findings * 500)
    flood = replace(web, violations=(many,) * 300)
    printed = to_text(replace(report, sources=(flood,)))
    assert printed.count("Required properties.total") <= MAX_EVENTS * MAX_FINDINGS
    assert f"{300 - MAX_EVENTS} events more" in printed
    assert f"{1000 - MAX_FINDINGS} findings more" in printed


def test_a_workspace_without_traffic_says_what_to_run(case: Callable[[str], Any]) -> None:
    assert "protocols serve other.yaml" in to_text(case("empty").report(path="other.yaml"))
