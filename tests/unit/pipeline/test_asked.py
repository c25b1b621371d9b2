"""Which control decided: the one the engine acted on, where it is written."""

from typing import Any

import pytest

from protocols.engine.controls import Controls
from protocols.engine.decide import Engine
from protocols.pipeline.asked import controls_asked
from protocols.plan.compile import CompiledPlan, compile_plan
from protocols.plan.file import load_plan

PLAN = """\
plan: radio
events:
  Song Played: {labels: {area: playback, tier: gold}, properties: {seconds: {type: integer}}}
  Song Rated: {status: draft, properties: {seconds: {type: integer}}}
page: {"*": {properties: {seconds: {type: integer}}}}
"""
KIND = {"violations": "omit"}
LABELS = {"area:playback": {"violations": "allow"}, "tier:gold": {"violations": "block"}}
CASES = {
    "nobody wrote one": ({}, "Song Played", ("violations",), "allow", False),
    "the kind's": (KIND, "Song Played", ("violations",), "omit", True),
    "the strictest label's": (
        {**KIND, "labels": LABELS},
        "Song Played",
        ("labels", "tier:gold", "violations"),
        "block",
        True,
    ),
    "the event's": (
        {**KIND, "labels": LABELS, "events": {"Song Played": {"violations": "omit"}}},
        "Song Played",
        ("events", "Song Played", "violations"),
        "omit",
        True,
    ),
    "another field of the event's": (
        {**KIND, "events": {"Song Played": {"common": "block"}}},
        "Song Played",
        ("violations",),
        "omit",
        True,
    ),
}


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> CompiledPlan:
    path = tmp_path_factory.mktemp("plan") / "plan.yaml"
    path.write_text(PLAN, encoding="utf-8")
    return compile_plan(load_plan(path))


def _asked(plan: CompiledPlan, written: dict[str, Any], **message: Any) -> Any:
    controls = Controls.model_validate({message["type"]: written})
    sent = {"userId": "u1", "properties": {"seconds": "x"}, **message}
    (asked,) = controls_asked(sent, Engine(plan, controls).decide(sent), controls)
    return asked


@pytest.mark.parametrize("name", CASES)
def test_the_control_that_decided_is_named(plan: CompiledPlan, name: str) -> None:
    controls, event, keys, value, written = CASES[name]
    asked = _asked(plan, controls, type="track", event=event)
    assert asked == ("violations", ("track", *keys), value, written, True)


def test_a_page_that_falls_to_the_star_is_decided_by_the_stars(plan: CompiledPlan) -> None:
    controls = {"events": {"*": {"violations": "block"}}}
    asked = _asked(plan, controls, type="page", name="Pricing")
    assert (asked.control, asked.value) == (("page", "events", "*", "violations"), "block")


def test_a_drafts_control_does_not_act(plan: CompiledPlan) -> None:
    asked = _asked(plan, {"violations": "block"}, type="track", event="Song Rated")
    assert (asked.value, asked.acting) == ("block", False)
