"""`protocols report` and `protocols quarantine` over a real journal, through the real entry point."""

import asyncio
import io
import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from protocols.cli import cli
from protocols.console import run
from protocols.engine.controls import Controls
from protocols.engine.decide import Engine
from protocols.engine.decision import Verdict
from protocols.journal import open_journal
from protocols.journal.interface import Held, Quarantined, State
from protocols.pipeline.entry import Entry, Outcome, Rejection
from protocols.plan.compile import compile_plan
from protocols.plan.file import load_plan
from protocols.reports.held import entry_json

CANARY = "canary@example.com"
PLAN = """\
plan: shop
owner: growth
events:
  Order Completed:
    owner: checkout
    properties:
      total: {type: number, required: true}
      coupon: {type: string, maxLength: 3}
"""
WORKSPACE = """\
workspace: acme
data: ./data
sources:
  web:
    write_key: ${REPORT_TEST_KEY_THAT_IS_NOT_SET}
    plan: plan.yaml
    controls: {track: {unplanned_events: block}}
  ios: {write_key: k2}
destinations:
  lake: {type: file, path: ./lake, sources: [web]}
"""
AT = "2026-11-22T02:00:00Z"

Run = Callable[..., "Ran"]


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture
def protocols(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def ran(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["protocols", *arguments])
        with pytest.raises(SystemExit) as left:
            run(cli)
        said = capsys.readouterr()
        return Ran(int(left.value.code or 0), said.out, said.err)

    return ran


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "workspace.yaml").write_text(WORKSPACE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def traffic(workspace: Path) -> Path:
    """One clean message, one that breaks its rule, one blocked, one rejected."""
    controls = Controls.model_validate({"track": {"unplanned_events": "block"}})
    engine = Engine(compile_plan(load_plan(workspace / "plan.yaml")), controls)
    events = [
        ("Order Completed", {"total": 1.5}),
        ("Order Completed", {"totl": 1, "coupon": CANARY}),
        ("Order Cancelled", {"reason": CANARY}),
    ]
    entries = [_entry(engine, number, *event) for number, event in enumerate(events)]
    rejected = Rejection(
        "web", AT, "no_user_anon_id", "send a userId", f'{{"x":"{CANARY}\x1b"}}'.encode()
    )

    async def fill() -> None:
        journal = open_journal(workspace / "data", clock=lambda: 1_795_312_800.0)
        await journal.append([*entries, rejected])
        await journal.close()

    asyncio.run(fill())
    return workspace


def _entry(engine: Engine, number: int, name: str, properties: dict[str, Any]) -> Entry:
    message = {
        "type": "track", "event": name, "userId": "u1", "messageId": f"m{number}",
        "properties": properties,
    }  # fmt: skip
    decision = engine.decide(message)
    blocked = decision.verdict is Verdict.BLOCKED
    return Entry(
        source="web",
        message_id=f"m{number}",
        received_at=AT,
        kind="track",
        name=name,
        outcome=Outcome.BLOCKED if blocked else Outcome.ADMITTED,
        message=message,
        decision=decision,
        discard=decision.discard.value if decision.discard else None,
    )


@pytest.mark.usefixtures("traffic")
def test_a_report_says_what_was_wrong_where_and_whose_it_is(protocols: Run) -> None:
    ran = protocols("report")
    assert ran.code == 0
    assert "Required properties.total" in ran.out
    assert "'totl' was sent: did you mean 'total'?" in ran.out
    assert re.search(r"owner checkout, plan\.yaml:\d+:\d+, 2026-11-22 02:00 UTC", ran.out)
    assert "Every message is accounted for" in ran.out
    assert "no plan: nothing is judged" in ran.out
    assert "lake 0 admitted" in ran.out
    assert "owner growth, 2026-11-22" in ran.out
    assert "\x1b" not in ran.out
    assert ran.err == ""


def test_a_report_needs_neither_secrets_nor_plans(protocols: Run, traffic: Path) -> None:
    (traffic / "plan.yaml").write_text("events: [", encoding="utf-8")
    ran = protocols("report")
    assert ran.code == 0
    assert "no owner, 2026-11-22" in ran.out


@pytest.mark.usefixtures("traffic")
def test_the_numbers_are_the_journals(protocols: Run) -> None:
    summary = json.loads(protocols("report", "--format", "json").out)["summary"]
    counts = summary["counts"]
    assert (counts["received"], counts["accepted"], counts["rejected"]) == (4, 3, 1)
    assert (counts["admitted"], counts["blocked"], counts["violations"]) == (2, 1, 2)
    assert (summary["unplanned"], summary["held"], summary["counts_add_up"]) == (2, 2, True)


@pytest.mark.usefixtures("traffic")
@pytest.mark.parametrize("style", ["text", "json", "github", "markdown", "html"])
def test_no_format_holds_a_value_of_a_message(protocols: Run, style: str) -> None:
    ran = protocols("report", "--format", style)
    assert ran.code == 0
    assert "properties.total" in ran.out
    assert CANARY not in ran.out + ran.err
    assert CANARY not in protocols("quarantine", "ls").out


@pytest.mark.usefixtures("traffic")
def test_violations_fail_the_run_only_when_asked(protocols: Run) -> None:
    assert protocols("report", "--fail-on", "violations").code == 1
    assert protocols("report", "--fail-on", "never").code == 0
    assert protocols("report", "--source", "ios", "--fail-on", "violations").code == 0


@pytest.mark.parametrize(
    ("name", "start"),
    [("r.html", "<!doctype html>"), ("r.json", "{"), ("r.md", "<!--"), ("r", "acme")],
)
def test_the_name_of_the_file_says_the_format(
    protocols: Run, traffic: Path, name: str, start: str
) -> None:
    ran = protocols("report", "-o", name)
    assert (ran.code, ran.out, ran.err) == (0, "", f"wrote {name}\n")
    assert (traffic / name).read_text("utf-8").lstrip().startswith(start)


@pytest.mark.usefixtures("traffic")
def test_a_file_that_cannot_be_written_is_said_to_be(protocols: Run) -> None:
    ran = protocols("report", "-o", "missing/r.html")
    assert ran.code == 2
    assert ran.err == "error: refused to write missing/r.html: No such file or directory\n"


@pytest.mark.usefixtures("traffic")
def test_colours_follow_the_environment(protocols: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in protocols("report").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in protocols("report").out


@pytest.mark.parametrize("command", [["report"], ["quarantine", "ls"], ["quarantine", "show"]])
def test_a_missing_workspace_is_told_with_what_to_run(protocols: Run, command: list[str]) -> None:
    ran = protocols(*command, *(["1"] if command[-1] == "show" else []))
    assert (ran.code, ran.out) == (2, "")
    assert "workspace.yaml" in ran.err
    assert f"protocols {' '.join(command)} FILE" in ran.err


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("command", [["report"], ["quarantine", "ls"]])
def test_a_missing_journal_is_told_with_what_to_run(protocols: Run, command: list[str]) -> None:
    ran = protocols(*command)
    assert (ran.code, ran.out) == (2, "")
    assert "protocols serve" in ran.err


@pytest.mark.usefixtures("traffic")
@pytest.mark.parametrize("command", [["report"], ["quarantine", "ls"]])
def test_an_unknown_source_is_told_with_the_one_meant(protocols: Run, command: list[str]) -> None:
    ran = protocols(*command, "--source", "wep")
    assert ran.code == 2
    assert 'did you mean "web"?' in ran.err


@pytest.mark.usefixtures("traffic")
def test_quarantine_is_listed_and_then_shown_whole(protocols: Run) -> None:
    listed = json.loads(protocols("quarantine", "ls", "--format", "json").out)
    assert {each["held"] for each in listed} == {"blocked", "rejected"}
    for each in listed:
        shown = protocols("quarantine", "show", "workspace.yaml", str(each["id"]))
        assert shown.code == 0
        assert CANARY in shown.out
        assert "\x1b" not in shown.out


@pytest.mark.usefixtures("traffic")
def test_an_entry_as_json_is_one_line_that_the_engine_reads(
    protocols: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = json.loads(protocols("quarantine", "ls", "--held", "blocked", "--format", "json").out)
    shown = protocols("quarantine", "show", str(listed[0]["id"]), "--format", "json")
    assert (shown.code, shown.out.count("\n")) == (0, 1)
    assert json.loads(shown.out)["body"]["event"] == "Order Cancelled"
    stdin = io.TextIOWrapper(io.BytesIO(shown.out.encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert (
        '"Order Cancelled" from web: blocked' in protocols("explain", "-", "--source", "web").out
    )


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (b'{"a":\r\n 1.0, "a": 123456789012345678901234567890}', 123456789012345678901234567890),
        (b"not {json\n", "not {json\n"),
        (b"\xff", "\\xff"),
        (b"", None),
    ],
)
def test_an_entry_as_json_keeps_what_came(body: bytes, kept: object) -> None:
    entry = Quarantined(
        id=1,
        held=Held.REJECTED,
        state=State.HELD,
        source="web",
        received_at=AT,
        code="bad_request",
        reason="",
        message_id=None,
        kind=None,
        name=None,
        destination=None,
        field=None,
        body=body,
    )
    (line,) = entry_json(entry).splitlines()
    told = json.loads(line)["body"]
    assert (told["a"] if isinstance(told, dict) else told) == kept


@pytest.mark.usefixtures("traffic")
def test_a_list_is_narrowed_and_says_when_there_is_more(protocols: Run) -> None:
    ran = protocols("quarantine", "ls", "workspace.yaml", "--held", "blocked")
    assert "Order Cancelled" in ran.out
    assert "no_user_anon_id" not in ran.out
    assert "1 shown. To see one whole: protocols quarantine show ID" in ran.err
    assert "there are more" in protocols("quarantine", "ls", "--limit", "1").err
    assert protocols("quarantine", "ls", "--source", "ios").err == "nothing is held\n"


@pytest.mark.usefixtures("traffic")
@pytest.mark.parametrize("arguments", [["0"], ["999"], ["x"], ["-1"], ["a", "b", "1"], []])
def test_an_entry_that_is_not_there_is_a_usage_error(protocols: Run, arguments: list[str]) -> None:
    ran = protocols("quarantine", "show", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err


@pytest.mark.parametrize("command", [["report"], ["quarantine", "ls"], ["quarantine", "show"]])
def test_help_has_two_examples(protocols: Run, command: list[str]) -> None:
    ran = protocols(*command, "--help")
    assert ran.code == 0
    assert ran.out.count(f"  protocols {' '.join(command)}") >= 2
