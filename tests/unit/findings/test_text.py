"""Findings for people: the place, the line, a caret under it, the help."""

import io
from pathlib import Path

import pytest

from protocols.findings import Finding, Position, Severity
from protocols.findings.sources import from_disk
from protocols.findings.text import to_text, wants_color


def finding(line: int, column: int, end_column: int, end_line: int | None = None) -> Finding:
    at = Position("plan.yaml", line, column, end_line or line, end_column)
    return Finding("TP014", Severity.ERROR, 'unknown key "pric" (did you mean "price"?)', at)


def shown(source: str, *findings: Finding) -> str:
    return to_text(findings, lambda _file: source)


def test_a_finding_looks_as_documented() -> None:
    related = ((Position("lib.yaml", 5, 7, 5, 9), "the other definition"),)
    at = Position("plan.yaml", 12, 9, 12, 13)
    each = Finding("TP014", Severity.WARNING, 'unknown key "pric"', at, "known: price", related)
    assert shown("\n" * 11 + "        pric: {}", each) == (
        'plan.yaml:12:9: warning[TP014] unknown key "pric"\n'
        "12 |         pric: {}\n"
        "   |         ^^^^\n"
        "  help: known: price\n"
        "  lib.yaml:5:7: the other definition\n"
    )


@pytest.mark.parametrize(
    ("source", "each", "carets"),
    [
        ("abc: d", finding(1, 1, 4), "^^^"),
        ("abc: d", finding(1, 6, 7), "     ^"),
        ("abc: {\n}", finding(1, 6, 2, 2), "     ^"),
        ("abc: [d,\n e]", finding(1, 6, 4, 2), "     ^^^"),
        ("abc:", finding(1, 5, 5), "    ^"),
        ("\ta: b", finding(1, 2, 3), " ^"),
        ("日本: x", finding(1, 1, 3), "^^^^"),
        ("日本: x", finding(1, 5, 6), "      ^"),
        ("e\u0301: x", finding(1, 5, 6), "   ^"),
    ],
)
def test_carets_stand_under_what_is_meant(source: str, each: Finding, carets: str) -> None:
    assert shown(source, each).splitlines()[2] == f"  | {carets}"


def test_a_long_line_is_cut_around_the_place() -> None:
    lines = shown("x" * 3000 + "HERE" + "y" * 3000, finding(1, 3001, 3005)).splitlines()
    assert all(len(line) < 160 for line in lines)
    place = lines[2].index("^")
    assert lines[1][place : place + 4] == "HERE"


@pytest.mark.parametrize("each", [finding(9, 1, 1), finding(2, 1, 1), finding(0, 0, 0)])
def test_without_such_a_line_there_is_no_excerpt(each: Finding) -> None:
    assert len(shown("one\n\nthree", each).splitlines()) == 1


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_editors_do(newline: str) -> None:
    assert "2 | second" in shown(newline.join(["first\x85\u2028", "second"]), finding(2, 1, 7))


def test_colors_come_only_when_asked_for() -> None:
    assert "\x1b" not in to_text([finding(1, 1, 2)], lambda _file: "abc")
    assert "\x1b[31m" in to_text([finding(1, 1, 2)], lambda _file: "abc", color=True)


def test_no_text_of_a_file_reaches_the_terminal_raw() -> None:
    told = shown("a\x1b]0;owned\x07\u202eb: c", finding(1, 1, 2))
    assert not set(told) & set("\x1b\x07\u202e")


def test_recorded_events_are_never_shown(tmp_path: Path) -> None:
    for name, visible in {
        "plan.yaml": True,
        "app.py": True,
        "events.jsonl": False,
        "a": False,
    }.items():
        (tmp_path / name).write_text("alice@example.com", "utf-8")
        assert (from_disk()(str(tmp_path / name)) is not None) is visible


def test_a_file_that_is_gone_or_none_costs_only_the_excerpt(tmp_path: Path) -> None:
    read = from_disk()
    assert read(str(tmp_path / "gone.yaml")) is None
    assert read("a\0.yaml") is None
    (tmp_path / "folder.yaml").mkdir()
    assert read(str(tmp_path / "folder.yaml")) is None


def test_paths_are_shown_relative_to_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    at = Position(str(tmp_path / "sub" / "plan.yaml"))
    each = Finding("TP014", Severity.ERROR, "x", at)
    assert to_text([each]).startswith("sub/plan.yaml:1:1: ")
    outside = Finding("TP014", Severity.ERROR, "x", Position("/elsewhere/plan.yaml"))
    assert to_text([outside]).startswith("/elsewhere/plan.yaml:1:1: ")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("variables", "terminal", "colored"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, True, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
    ],
)
def test_who_gets_colors(
    variables: dict[str, str], terminal: bool, colored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert wants_color(Terminal() if terminal else io.StringIO()) is colored
