"""`protocols validate` with controls and labels, through the real entry point."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from protocols.cli import cli
from protocols.console import run

PLAN = """\
plan: radio
events:
  Song Played: {labels: {area: playback}, properties: {seconds: {type: integer}}}
  Song Bought: {labels: {area: shop}, properties: {price: {type: number}}}
  Song Hummed: {status: draft, labels: {area: playback}, properties: {seconds: {type: integer}}}
"""
EVENTS = (
    {"type": "track", "event": "Song Played", "properties": {"seconds": "x"}},
    {"type": "track", "event": "Song Bought", "properties": {"price": "x"}},
    {"type": "track", "event": "Song Hummed", "properties": {"seconds": "x"}},
    {"type": "track", "event": "Song Sung"},
    {"type": "unheard of"},
)
Validate = Callable[..., tuple[int, str, str]]
Console = Callable[..., tuple[int, str, str]]


@pytest.fixture
def console(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Console:
    monkeypatch.chdir(tmp_path)

    def ran(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["protocols", *words])
        with pytest.raises(SystemExit) as left:
            run(cli)
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return ran


@pytest.fixture
def validate(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Validate:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    lines = "".join(json.dumps(event) + "\n" for event in EVENTS)
    (tmp_path / "events.jsonl").write_text(lines, encoding="utf-8")

    def ran(*options: str, controls: str = "{}") -> tuple[int, str, str]:
        (tmp_path / "controls.yaml").write_text(controls, encoding="utf-8")
        given = ("--plan", "plan.yaml", "--controls", "controls.yaml", *options)
        monkeypatch.setattr(sys, "argv", ["protocols", "validate", "events.jsonl", *given])
        with pytest.raises(SystemExit) as left:
            run(cli)
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return ran


def test_a_label_blocks_its_events_alone(validate: Validate) -> None:
    code, out, err = validate(controls='track: {labels: {"area:playback": {violations: block}}}')
    assert code == 1
    assert '"Song Played": blocked as schema_violation' in out
    assert err.splitlines()[-1] == "5 messages: 1 blocked, 3 with findings, 1 unreadable"


def test_only_events_with_the_label_are_told(validate: Validate) -> None:
    code, out, err = validate("--label", "area:playback")
    assert code == 1
    told = [line for line in out.splitlines() if line.startswith("events.jsonl:")]
    assert [line.split(": ", 1)[0] for line in told] == [
        "events.jsonl:1:1",
        "events.jsonl:3:1",
        "events.jsonl:5:1",
    ]
    assert "plan.yaml:3:66: the rule, area:playback" in out
    assert err.splitlines()[-1] == "3 messages: 2 with findings, 1 unreadable"


def test_an_unknown_label_is_told_with_the_one_that_is_meant(validate: Validate) -> None:
    code, _, err = validate("--label", "area:playbak")
    assert code == 2
    assert (
        'no event of the plan has the label "area:playbak" (did you mean "area:playback"?)' in err
    )


def test_a_control_of_no_event_is_told_at_its_line(validate: Validate) -> None:
    code, _, err = validate(controls="track:\n  events:\n    Song Playd: {violations: block}\n")
    assert code == 2
    message = 'error[WS020] the plan has no event "Song Playd" (did you mean "Song Played"?)'
    assert f"controls.yaml:3:5: {message}" in err


NAMELESS = (
    ({"type": "track"}, "track event"),
    ({"type": "track", "event": 3}, "track event"),
    ({"type": "track", "event": "", "name": "Song Played"}, "track event"),
    ({"type": "page"}, "page name"),
)


@pytest.mark.parametrize(("sent", "subject"), NAMELESS)
def test_a_message_without_a_name_is_told_to_send_one(
    console: Console, sent: dict[str, object], subject: str
) -> None:
    Path("plan.yaml").write_text(f"{PLAN}page: {{Home: {{}}}}\n", encoding="utf-8")
    Path("nameless.jsonl").write_text(json.dumps(sent) + "\n", encoding="utf-8")
    code, out, _ = console("validate", "nameless.jsonl", "--plan", "plan.yaml")
    assert code == 1
    first, advice = out.splitlines()
    field = subject.rsplit(maxsplit=1)[-1]
    assert first.endswith(f"warning[EV201] {subject} is missing, empty or no string")
    assert advice.strip().startswith(f"help: send `{field}`, ")


def test_explain_says_the_same_of_a_page_without_a_name_and_names_an_unversioned_plan(
    console: Console,
) -> None:
    Path("plan.yaml").write_text(f"{PLAN}page: {{Home: {{}}}}\n", encoding="utf-8")
    Path("page.json").write_text('{"type": "page", "userId": "u"}', encoding="utf-8")
    code, out, _ = console("explain", "page.json", "--plan", "plan.yaml")
    assert code == 1
    assert "none: the page has no name (radio)" in out
    assert "EV201 name is missing, empty or no string" in out


@pytest.mark.parametrize(
    ("asked", "hint"), [("validat", ' (did you mean "validate"?)'), ("qqqqqq", ".")]
)
def test_a_slip_in_a_command_is_told_with_the_one_that_is_near(
    console: Console, asked: str, hint: str
) -> None:
    code, _, err = console(asked)
    assert code == 2
    assert err.splitlines()[-1] == f"Error: No such command '{asked}'{hint}"
