import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from protocols.findings import Severity
from protocols.reports import Report
from protocols.reports.annotations import PER_SEVERITY, as_findings, to_github

COMMAND = re.compile(
    r"::(error|warning) file=[^,:]*,line=\d+,col=\d+,endColumn=\d+,title=[^,:]*::.+"
)

PAYLOADS = [
    "x\n::set-env name=PATH::/tmp/evil",
    "x\r\n::stop-commands::token",
    "::error file=a.py::owned",
    "a,line=1,title=owned::message",
    "%0A::add-mask::x",
    "\u2028::warning::x",
    "]]::debug::x",
]


def test_the_annotations_of_a_case_are_the_golden_ones(
    each_case: Any, golden: Callable[[Path, str], None]
) -> None:
    golden(each_case.folder / "expect.github", to_github(each_case.report()))


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_every_line_is_our_command_and_nothing_else(
    hostile: Callable[..., Report], payload: str
) -> None:
    report = hostile(payload)
    lines = to_github(report).splitlines()
    assert len(lines) == len(as_findings(report))
    for line in lines:
        assert COMMAND.fullmatch(line), line
        assert line.count("\x1b") == 0


def test_violations_are_errors_and_the_unplanned_warnings(case: Callable[[str], Any]) -> None:
    findings = as_findings(case("busy").report())
    assert [finding.severity for finding in findings] == [Severity.ERROR] * 5 + [
        Severity.WARNING
    ] * 4
    assert "3,120 times" in findings[0].message
    assert (findings[0].at.file, findings[0].at.line) == ("plans/ecommerce.yaml", 497)


def test_more_than_github_shows_is_counted(case: Callable[[str], Any]) -> None:
    report = case("busy").report()
    web = report.sources[2]
    event = web.violations[0]
    flood = replace(web, violations=(replace(event, findings=event.findings * 20),))
    lines = to_github(replace(report, sources=(flood,))).splitlines()
    assert sum(line.startswith("::error ") for line in lines) == PER_SEVERITY
    assert lines[-1].startswith("30 findings more:")


def test_a_finding_without_a_place_points_at_the_plan(case: Callable[[str], Any]) -> None:
    report = case("busy").report()
    ios = report.sources[1]
    event = ios.unplanned[0]
    lost = replace(event, findings=(replace(event.findings[0], place=""),))
    found = as_findings(replace(report, sources=(replace(ios, unplanned=(lost,)),)))
    assert (found[0].at.file, found[0].at.line) == ("plans/ecommerce.yaml", 1)
