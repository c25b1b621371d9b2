"""`protocols validate` of a long recording."""

import json
import re
import sys
from pathlib import Path

import pytest

from protocols.cli import cli
from protocols.console import run

PLAN = "plan: radio\nevents: {Played: {properties: {seconds: {type: integer}}}}\n"
BAD = {"type": "track", "event": "Played", "properties": {"seconds": "x"}}
CLEAN = {"type": "track", "event": "Played", "properties": {"seconds": 3}}


@pytest.mark.parametrize("style", ["text", "json"])
def test_every_finding_of_a_long_recording_is_told_once_and_in_order(
    style: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    plan, events = tmp_path / "plan.yaml", tmp_path / "events.jsonl"
    plan.write_text(PLAN)
    lines = [json.dumps(BAD)] * 2_500 + [json.dumps(CLEAN)] * 500
    events.write_text("\n".join(lines))
    argv = ["protocols", "validate", str(events), "--plan", str(plan), "--format", style]
    monkeypatch.setattr(sys, "argv", argv)
    with pytest.raises(SystemExit) as left:
        run(cli)
    out, err = capfd.readouterr()
    assert left.value.code == 1
    pattern = r"jsonl:(\d+):1: error" if style == "text" else r'jsonl",\s+"line": (\d+)'
    assert [int(number) for number in re.findall(pattern, out)] == [*range(1, 2_501)]
    assert "3,000 messages" in err
