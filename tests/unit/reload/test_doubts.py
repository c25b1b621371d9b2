"""What a workspace says and hardly means is told in the log, once when it is taken into use."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from protocols.app import running
from protocols.reload import Origin
from tests.unit.delivery.delivering import until
from tests.unit.journal.journals import in_loop

PLAN = "plan: p\nversion: 1.0.0\nevents: {Song Played: {}}\n"
WORKSPACE = """\
workspace: w
sources:
  web:
    write_key: ${KEY}
    plan: plan.yaml
    transformations:
      - {name: a, if: "propertis.x = 1", drop: true}
      - {name: b, if: "type = 'track'", rename_event: Song Playd}
      - {name: c, if: "name = 1", rename_event: "${SECRET}"}
      - {name: d, drop_properties: ["${SECRET}"]}
      - {name: e, if: "${SECRET} = 1", rename_event: Song Played}
"""
ENV = {"KEY": "canary-key", "SECRET": "canary4711"}
DOUBTS = [
    {
        "at": "workspace.yaml:7:23",
        "id": "WS022",
        "message": 'a message has no field "propertis" (did you mean "properties"?)',
    },
    {
        "at": "workspace.yaml:8:55",
        "id": "WS023",
        "message": 'the plan has no event "Song Playd" (did you mean "Song Played"?)',
    },
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "workspace.yaml").write_text(WORKSPACE, encoding="utf-8")
    return tmp_path


def _doubts(lines: list[EventDict]) -> list[dict[str, object]]:
    warned = [each for each in lines if each["log_level"] == "warning"]
    return [{key: each[key] for key in ("at", "id", "message")} for each in warned]


@in_loop
async def test_each_doubt_is_a_warning_at_start_and_after_each_good_reload(folder: Path) -> None:
    with capture_logs() as lines:
        async with running(Origin(folder / "workspace.yaml", ENV).load()) as service:
            assert _doubts(lines) == DOUBTS
            lines.clear()
            (folder / "plan.yaml").write_text("plan: [", encoding="utf-8")
            service.reload()
            await until(lambda: any(each["log_level"] == "error" for each in lines))
            assert _doubts(lines) == []
            lines.clear()
            (folder / "plan.yaml").write_text(PLAN.replace("Played", "Playd"), encoding="utf-8")
            service.reload()
            await until(lambda: len(_doubts(lines)) == len(DOUBTS))
        told = _doubts(lines)
    assert told[0] == DOUBTS[0]
    assert told[1]["message"] == 'the plan has no event "Song Played" (did you mean "Song Playd"?)'
    assert "canary" not in str(lines)


@in_loop
async def test_a_workspace_that_means_what_it_says_is_served_without_a_word(folder: Path) -> None:
    text = WORKSPACE.replace("propertis", "properties").replace("Playd", "Played")
    (folder / "workspace.yaml").write_text(text, encoding="utf-8")
    with capture_logs() as lines:
        async with running(Origin(folder / "workspace.yaml", ENV).load()):
            pass
    assert _doubts(lines) == []
