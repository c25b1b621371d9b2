"""Every format tells the same findings, and no text of a plan becomes markup or a command."""

import json
import re
from xml.etree import ElementTree as ET

import pytest

from protocols.cli.formats import FORMATS as OFFERED
from protocols.findings import Finding, Position, Severity
from protocols.findings.render import FORMATS
from protocols.findings.summary import has_errors, summary

SOURCE = "plan: acme\nevents:\n  A: {pric: {}}\n"
AT = Position("plan.yaml", 3, 7, 3, 11)
ERROR = Finding("TP014", Severity.ERROR, 'unknown key "pric"', AT, "known here: price")
WARNING = Finding("TP042", Severity.WARNING, "A has no description", Position("plan.yaml", 3, 3))
NOTE = Finding("XX001", Severity.NOTE, "just so", Position("other.yaml", 1, 1, 2, 1))
ELSEWHERE = Finding(
    "TP032", Severity.ERROR, "twice", AT, related=((Position("lib.yaml", 5, 7), "the other"),)
)
ALL = [WARNING, ERROR, NOTE, ELSEWHERE]

HOSTILE = [
    "::error::x",
    "\n::set-env name=PATH::/tmp",
    "\r::stop-commands::x",
    "%0A::warning::y",
    "a:b,c=d",
    "</failure><script>alert(1)</script>",
    "]]>",
    "<!-- -->",
    "| a | b |\n|---|",
    "`code` @everyone #1 [x](https://example.com) ![i](x) **b** <img src=x onerror=y> _i_ ~~s~~",
    "\x1b[31mred\x1b[0m",
    "\x1b]8;;http://example.com\x07link",
    "\x9b31m",
    "\u202eabc\u2066",
    "\u200bzero\ufeff",
    "a\x00b\x7f",
    "\u2028line\u2029",
    "\ud800",
    "www.example.com https://example.com",
]


def hostile(text: str) -> list[Finding]:
    at = Position(f"dir{text}/plan.yaml", 3, 7, 3, 11)
    return [Finding("TP014", Severity.ERROR, text, at, text, ((at, text),))]


def test_what_the_command_line_offers_is_what_there_is() -> None:
    assert tuple(FORMATS) == OFFERED


def test_json_holds_every_field_and_the_counts() -> None:
    report = json.loads(FORMATS["json"](ALL))
    assert report["summary"] == {"errors": 2, "warnings": 1, "notes": 1}
    assert report["findings"][1] == {
        "rule": "TP014",
        "severity": "error",
        "message": 'unknown key "pric"',
        "path": "plan.yaml",
        "line": 3,
        "col": 7,
        "endLine": 3,
        "endCol": 11,
        "help": "known here: price",
        "related": [],
    }
    assert report["findings"][3]["related"][0]["path"] == "lib.yaml"
    assert report["findings"][3]["related"][0]["message"] == "the other"


def test_junit_fails_a_case_per_error_and_none_per_warning() -> None:
    suites = ET.fromstring(FORMATS["junit"](ALL))
    assert len(suites.findall(".//testcase")) == len(ALL)
    assert [each.get("type") for each in suites.iter("failure")] == ["TP014", "TP032"]
    assert sum(int(suite.get("failures", "")) for suite in suites) == 2
    assert sum(int(suite.get("tests", "")) for suite in suites) == len(ALL)


def test_junit_of_nothing_is_one_case_that_passes() -> None:
    suites = ET.fromstring(FORMATS["junit"]([]))
    assert len(suites.findall(".//testcase")) == 1
    assert not list(suites.iter("failure"))


def test_sarif_names_each_rule_once_and_points_at_regions() -> None:
    log = json.loads(FORMATS["sarif"](ALL))
    assert log["version"] == "2.1.0"
    run = log["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["TP042", "TP014", "XX001", "TP032"]
    for finding, result in zip(ALL, run["results"], strict=True):
        assert rules[result["ruleIndex"]] == result["ruleId"] == finding.rule
        assert result["level"] == finding.severity
        region = result["locations"][0]["physicalLocation"]["region"]
        assert (region["startLine"], region["startColumn"]) == (finding.at.line, finding.at.column)
    assert run["results"][1]["locations"][0]["physicalLocation"]["region"]["endColumn"] == 11
    assert run["results"][3]["relatedLocations"][0]["message"]["text"] == "the other"


def test_sarif_text_holds_no_links_and_uris_are_quoted() -> None:
    log = json.loads(FORMATS["sarif"](hostile("[x](https://example.com) é")))
    result = log["runs"][0]["results"][0]
    assert "\\[x\\](" in result["message"]["text"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii()
    assert " " not in uri


def test_github_puts_errors_first() -> None:
    lines = FORMATS["github"](ALL).splitlines()
    assert [line.split(" ")[0] for line in lines] == [
        "::error",
        "::error",
        "::warning",
        "::notice",
    ]
    assert lines[0] == (
        '::error file=plan.yaml,line=3,col=7,endColumn=11,title=TP014::unknown key "pric"'
        "%0Aknown here: price"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_github_commands_are_only_ours(text: str) -> None:
    told = FORMATS["github"](hostile(text))
    assert told.count("\n") == 1
    assert "\r" not in told
    match = re.fullmatch(r"::error ([^:]*)::(.*)\n", told)
    assert match is not None
    keys = [part.partition("=")[0] for part in match[1].split(",")]
    assert keys == ["file", "line", "col", "endColumn", "title"]


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_holds_no_markup_but_ours(text: str) -> None:
    lines = FORMATS["markdown"](hostile(text)).splitlines()
    assert len(lines) == 6
    row = lines[-1]
    assert row.count("|") == 4
    told = re.sub(r"&#\d+;", "", row.replace("<br>", ""))
    assert not set(told) & set("`@<>[]*~#!\\_$")
    assert "://" not in told
    assert "www." not in told


def test_markdown_stops_before_a_comment_is_too_long() -> None:
    told = FORMATS["markdown"]([WARNING] * 250)
    assert "… and 150 more." in told
    assert len(told) < 65_536


@pytest.mark.parametrize("style", FORMATS)
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_unseen_reaches_the_output(text: str, style: str) -> None:
    told = FORMATS[style](hostile(text))
    told.encode("utf-8")
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]", told
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_stays_well_formed(text: str) -> None:
    suites = ET.fromstring(FORMATS["junit"](hostile(text)))
    assert [each.tag for each in suites.iter()] == [
        "testsuites", "testsuite", "testcase", "failure",
    ]  # fmt: skip
    json.loads(FORMATS["json"](hostile(text)))
    json.loads(FORMATS["sarif"](hostile(text)))


@pytest.mark.parametrize(
    ("findings", "told"),
    [
        ([], "no findings"),
        ([ERROR], "1 error in plan.yaml"),
        ([ERROR, ERROR, WARNING], "2 errors, 1 warning in plan.yaml"),
        (ALL, "2 errors, 1 warning, 1 note in 2 files"),
    ],
)
def test_the_summary_counts(findings: list[Finding], told: str) -> None:
    assert summary(findings) == told


def test_only_errors_fail_a_run() -> None:
    assert has_errors([NOTE, WARNING, ERROR])
    assert not has_errors([NOTE, WARNING])


@pytest.mark.parametrize("style", ["text", "github", "junit", "markdown"])
def test_a_further_place_is_told_with_its_reason(style: str) -> None:
    told = FORMATS[style]([ELSEWHERE]).replace("&#58;", ":")
    assert "lib.yaml:5:7: the other" in told
