"""Controls of events and labels that the plan does not have: told where they are written."""

import json
from pathlib import Path

import pytest

from protocols.engine.controls import Controls
from protocols.errors import PlanError, WorkspaceError
from protocols.pipeline.workspace import load_workspace
from protocols.pipeline.workspace.planned import unplanned_controls
from protocols.plan.file import load_plan, read_document
from protocols.prepare import prepare

PLAN = """\
plan: radio
events:
  Song Played: {description: d, labels: {area: playback, tier: gold}}
  Song Paused: {description: d}
page:
  Home: {labels: {area: landing}}
screen:
  Player: {}
  "*": {}
"""
MEANT = ' (did you mean "area:playback"?)'
CASES = {
    "all in the plan": (
        """\
track: {events: {Song Played: {violations: block}}, labels: {"area:playback": {common: omit}}}
page: {events: {Home: {violations: block}}, labels: {"area:landing": {common: omit}}}
""",
        [],
    ),
    "an event": (
        "track: {events: {Song Playd: {violations: block}}}",
        ['1:18: error[WS020] the plan has no event "Song Playd" (did you mean "Song Played"?)'],
    ),
    "a page": (
        "page: {events: {Hom: {violations: block}}}",
        ['1:17: error[WS020] the plan has no page "Hom" (did you mean "Home"?)'],
    ),
    "an event is no page": (
        "page: {events: {Song Played: {violations: block}}}",
        ['1:17: error[WS020] the plan has no page "Song Played"'],
    ),
    "any screen falls to the star": ("screen: {events: {Anything: {violations: block}}}", []),
    "the star itself": ('screen: {events: {"*": {violations: block}}}', []),
    "a star that is not there": (
        'page: {events: {"*": {violations: block}}}',
        ['1:17: error[WS020] the plan has no page "*"'],
    ),
    "a label": (
        'track: {labels: {"area:playbak": {violations: block}}}',
        [f'1:18: error[WS021] no event of the plan has the label "area:playbak"{MEANT}'],
    ),
    "a label's key alone": (
        "track: {labels: {area: {violations: block}}}",
        ['1:18: error[WS021] no event of the plan has the label "area"'],
    ),
    "a label of another kind": (
        'page: {labels: {"tier:gold": {violations: block}}}',
        ['1:17: error[WS021] no page of the plan has the label "tier:gold"'],
    ),
    "everything at once": (
        """\
track:
  events: {A: {common: omit}, B: {common: omit}}
  labels: {c: {common: omit}}
""",
        [
            '2:12: error[WS020] the plan has no event "A"',
            '2:31: error[WS020] the plan has no event "B"',
            '3:12: error[WS021] no event of the plan has the label "c"',
        ],
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", CASES)
def test_each_is_told_at_its_place(folder: Path, name: str) -> None:
    text, expected = CASES[name]
    path = folder / "controls.yaml"
    path.write_text(text, encoding="utf-8")
    document, _ = read_document(path)
    assert document is not None
    controls = Controls.model_validate(document.data)
    found = unplanned_controls(controls, load_plan(folder / "plan.yaml"), document)
    assert [each.headline.removeprefix(f"{path}:") for each in found] == expected


def test_a_label_that_is_not_there_is_answered_with_those_that_are(folder: Path) -> None:
    path = folder / "controls.yaml"
    path.write_text("track: {labels: {x: {common: omit}}}\nscreen: {labels: {x: {}}}", "utf-8")
    document, _ = read_document(path)
    assert document is not None
    controls = Controls.model_validate(document.data)
    found = unplanned_controls(controls, load_plan(folder / "plan.yaml"), document)
    assert [each.help for each in found] == [
        "it has area:playback or tier:gold",
        "the plan gives none; write `labels: {area: checkout}` at an event",
    ]


def _workspace(folder: Path, controls: dict[str, object]) -> Path:
    path = folder / "workspace.yaml"
    source = {"write_key": "k", "plan": "plan.yaml", "controls": controls}
    whole = {"workspace": "w", "sources": {"web": source, "ios": {**source, "write_key": "k2"}}}
    path.write_text(json.dumps(whole, indent=1), encoding="utf-8")  # YAML, without aliases
    return path


def test_a_server_does_not_start_with_a_control_that_would_do_nothing(folder: Path) -> None:
    path = _workspace(folder, {"track": {"events": {"Song Playd": {"violations": "block"}}}})
    workspace = load_workspace(path, {})
    with pytest.raises(WorkspaceError) as caught:
        prepare(workspace)
    told = [problem.headline for problem in caught.value.problems]
    message = 'error[WS020] the plan has no event "Song Playd" (did you mean "Song Played"?)'
    assert told == [f"{path}:10:7: {message}", f"{path}:23:7: {message}"]


def test_reading_a_workspace_needs_no_plan(folder: Path) -> None:
    path = _workspace(folder, {"track": {"events": {"Song Playd": {"violations": "block"}}}})
    (folder / "plan.yaml").write_text("plan: 7\n", encoding="utf-8")
    workspace = load_workspace(path, {})
    with pytest.raises(PlanError):
        prepare(workspace)
