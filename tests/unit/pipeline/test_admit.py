"""Steps 3 and 4, with the real engine and real transformations."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from protocols.engine.controls import Controls, OnEngineError
from protocols.engine.decide import Engine
from protocols.engine.decision import Decision, Discard, Verdict
from protocols.engine.transform import Transformation, compile_transformations
from protocols.pipeline.admit import AdmittingSource, admit
from protocols.pipeline.entry import Entry, Outcome
from protocols.pipeline.forward import ViolationForwarding
from protocols.plan.compile import compile_plan
from protocols.plan.file import load_plan

AT = "2026-03-01T12:00:00.000Z"
PLAN = """\
plan: radio
title: Radio
version: 1.0.0
events:
  Song Played:
    properties:
      song_id: {type: string, required: true}
      seconds: {type: integer, minimum: 0}
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def _engine(plan: Path, **track: Any) -> Engine:
    controls = Controls.model_validate({"track": track})
    return Engine(compile_plan(load_plan(plan)), controls=controls)


def _transformer(*items: Mapping[str, Any]) -> Any:
    return compile_transformations([Transformation.model_validate(item) for item in items])


def _message(**extra: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "messageId": "m1",
        "userId": "u1",
        "event": "Song Played",
        "properties": {"song_id": "s_1"},
        "receivedAt": AT,
        "timestamp": AT,
        **extra,
    }


def _admit(message: Mapping[str, Any], source: AdmittingSource) -> tuple[Entry, ...]:
    return admit(message, source, received_at=AT)


def test_a_source_without_a_plan_admits_everything_unjudged() -> None:
    message = _message()
    (entry,) = _admit(message, AdmittingSource("web"))
    assert entry == Entry(
        source="web",
        message_id="m1",
        received_at=AT,
        kind="track",
        name="Song Played",
        outcome=Outcome.ADMITTED,
        message=message,
    )


def test_a_clean_message_goes_on_as_it_came(plan: Path) -> None:
    message = _message()
    (entry,) = _admit(message, AdmittingSource("web", _engine(plan)))
    assert entry.message is message
    assert entry.forwarded is None
    assert entry.decision is not None
    assert entry.decision.verdict is Verdict.ALLOWED


def test_a_rewritten_message_is_kept_as_it_came_beside_what_goes_on(plan: Path) -> None:
    message = _message(properties={"song_id": "s_1", "mood": "blue"})
    (entry,) = _admit(message, AdmittingSource("web", _engine(plan, unplanned_properties="omit")))
    assert entry.message is message
    assert entry.forwarded is not None
    assert entry.forwarded["properties"] == {"song_id": "s_1"}


def test_a_blocked_message_has_segments_code(plan: Path) -> None:
    source = AdmittingSource("web", _engine(plan, unplanned_events="block"))
    (entry,) = _admit(_message(event="Song Hummed"), source)
    assert (entry.outcome, entry.discard) == (Outcome.BLOCKED, "unplanned")
    assert entry.forwarded is None


def test_transformations_act_before_the_engine_judges(plan: Path) -> None:
    fix = {"name": "fix", "if": "event = 'song played'", "rename_event": "Song Played"}
    source = AdmittingSource("web", _engine(plan, unplanned_events="block"), _transformer(fix))
    message = _message(event="song played")
    (entry,) = _admit(message, source)
    assert (entry.outcome, entry.name) == (Outcome.ADMITTED, "Song Played")
    assert entry.message is message
    assert entry.forwarded is not None
    assert entry.forwarded["event"] == "Song Played"


def test_a_dropped_message_is_accepted_and_goes_nowhere(plan: Path) -> None:
    drop = {"name": "bots", "if": "userId = 'u1'", "drop": True}
    source = AdmittingSource(
        "web", _engine(plan), _transformer(drop), forward_violations_to=ViolationForwarding("ops")
    )
    (entry,) = _admit(_message(properties={}), source)
    assert (entry.outcome, entry.decision) == (Outcome.DROPPED, None)


def test_each_violation_becomes_a_message_to_the_source_that_gets_them(plan: Path) -> None:
    source = AdmittingSource(
        "web", _engine(plan), forward_violations_to=ViolationForwarding("ops")
    )
    own, *forwarded = _admit(_message(properties={"seconds": -1}), source)
    assert own.source == "web"
    assert [each.source for each in forwarded] == ["ops", "ops"]
    fields = {each.message["properties"]["violationField"] for each in forwarded}
    assert fields == {"properties.song_id", "properties.seconds"}


def test_a_message_sent_again_makes_violations_with_the_same_ids(plan: Path) -> None:
    source = AdmittingSource(
        "web", _engine(plan), forward_violations_to=ViolationForwarding("ops")
    )
    bad = _message(properties={"seconds": -1})
    once = [entry.message_id for entry in _admit(bad, source)]
    assert [entry.message_id for entry in _admit(bad, source)] == once
    assert len(set(once)) == 3
    other = [entry.message_id for entry in _admit({**bad, "messageId": "m2"}, source)]
    assert not set(once) & set(other)


def test_violations_of_a_blocked_message_are_told_too(plan: Path) -> None:
    source = AdmittingSource(
        "web",
        _engine(plan, violations="block"),
        forward_violations_to=ViolationForwarding("ops"),
        forward_blocked_to="bin",
    )
    message = _message(properties={})
    own, violation, forwarded = _admit(message, source)
    assert own.outcome is Outcome.BLOCKED
    assert (violation.source, forwarded.source) == ("ops", "bin")
    assert forwarded.outcome is Outcome.ADMITTED
    assert forwarded.message == {**message, "forwardedFromProject": "web"}
    assert forwarded.decision is None


def test_only_blocked_messages_are_forwarded_not_those_with_omissions(plan: Path) -> None:
    source = AdmittingSource("web", _engine(plan, violations="omit"), forward_blocked_to="bin")
    assert len(_admit(_message(properties={"song_id": "s", "seconds": -1}), source)) == 1


class _Broken:
    def decide(self, _message: Mapping[str, Any]) -> Decision:
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("choice", "outcome", "forwards"),
    [
        (OnEngineError.QUARANTINE, Outcome.BLOCKED, 0),
        (OnEngineError.BLOCK, Outcome.BLOCKED, 1),
        (OnEngineError.ALLOW, Outcome.ADMITTED, 0),
    ],
)
def test_when_the_engine_fails_the_message_is_kept_and_the_fault_is_told(
    choice: OnEngineError, outcome: Outcome, forwards: int
) -> None:
    source = AdmittingSource("web", _Broken(), on_engine_error=choice, forward_blocked_to="bin")
    message = _message()
    entry, *derived = _admit(message, source)
    assert (entry.outcome, entry.message, len(derived)) == (outcome, message, forwards)
    assert entry.decision is not None
    assert entry.decision.discard is Discard.ENGINE_ERROR
    assert entry.decision.fault == "ZeroDivisionError"


@pytest.mark.parametrize("choice", OnEngineError)
def test_a_message_whose_transformation_fails_is_held_back_whatever_the_engine_may_let_through(
    plan: Path, choice: OnEngineError
) -> None:
    define = {"name": "d", "define": {"properties.n": "number(properties.song_id)"}}
    source = AdmittingSource(
        "web",
        _engine(plan),
        _transformer(define),
        on_engine_error=choice,
        forward_blocked_to="bin",
    )
    entry, *forwarded = _admit(_message(), source)
    assert (entry.outcome, entry.discard) == (Outcome.BLOCKED, Discard.ENGINE_ERROR)
    assert entry.decision is not None
    assert entry.decision.fault.startswith("transformation 'd': ")
    assert bool(forwarded) == (choice is OnEngineError.BLOCK)
