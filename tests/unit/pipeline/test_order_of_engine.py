"""Source transformations before the engine, and the engine's own steps: a message for each joint."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import protocols.pipeline.admit as admitting
from protocols.pipeline.admit import ADMIT
from protocols.pipeline.entry import Outcome
from tests.unit.pipeline.ordering import admitted, fate, plan_in, played, source_of


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return plan_in(tmp_path)


RENAMED = {
    "transformations": [
        {"name": "fix", "if": "event = 'song played'", "rename_event": "Song Played"}
    ],
    "track": {"unplanned_events": "block"},
}


def test_source_transformations_act_before_the_engine_judges(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, message = source_of(plan, **RENAMED), played(event="song played")
    assert fate(admitted(message, source)[0]) == (Outcome.ADMITTED, None)
    monkeypatch.setattr(admitting, "ADMIT", ADMIT[::-1])
    assert fate(admitted(message, source)[0]) == (Outcome.BLOCKED, "unplanned")


class Judged(NamedTuple):
    """One joint inside the engine: a message and controls, and what shows the order."""

    id: str
    message: Mapping[str, Any]
    track: Mapping[str, Any]
    discard: str | None = None
    unplanned: Sequence[str] = ()
    violations: Sequence[str] = ()
    omitted: Sequence[str] = ()


JUDGED = [
    Judged(
        "the version is chosen before keys are looked at: planned in 2",
        played(
            event="Song Rated",
            properties={"score": 1},
            context={"protocols": {"event_version": 2}},
        ),
        {"unplanned_properties": "omit"},
    ),
    Judged(
        "the version is chosen before keys are looked at: unplanned in 1",
        played(event="Song Rated", properties={"score": 1}),
        {"unplanned_properties": "omit"},
        unplanned=["properties.score"],
        omitted=["properties.score"],
    ),
    Judged(
        "an unplanned event is blocked before the common rule is asked",
        played(event="Song Hummed", properties={"seconds": 101}),
        {"unplanned_events": "block", "common": "block"},
        discard="unplanned",
        unplanned=["event"],
    ),
    Judged(
        "an unplanned key that was omitted is no violation",
        played(event="Song Closed", properties={"mood": "blue"}),
        {"unplanned_properties": "omit", "violations": "block"},
        unplanned=["properties.mood"],
        omitted=["properties.mood"],
    ),
    Judged(
        "an unplanned key that was let through is one",
        played(event="Song Closed", properties={"mood": "blue"}),
        {"violations": "block"},
        discard="unplanned_and_schema_violation",
        unplanned=["properties.mood"],
        violations=["properties.mood"],
    ),
    Judged(
        "the rule blocks before the common rule is asked",
        played(properties={"seconds": 101}),
        {"violations": "block", "common": "block"},
        discard="schema_violation",
        violations=["properties.song_id"],
    ),
    Judged(
        "what the rule lets through the common rule may block",
        played(properties={"seconds": 101}),
        {"common": "block"},
        discard="common_schema_violation",
        violations=["properties.song_id", "properties.seconds"],
    ),
    Judged(
        "the common rule is asked about what is left",
        played(properties={"song_id": "s_1", "seconds": 100.5}),
        {"violations": "omit", "common": "block"},
        violations=["properties.seconds"],
        omitted=["properties.seconds"],
    ),
    Judged(
        "an unplanned key that was omitted breaks no common rule",
        played(properties={"song_id": "s_1", "mood": "grey"}),
        {"unplanned_properties": "omit", "common": "block"},
        unplanned=["properties.mood"],
        omitted=["properties.mood"],
    ),
]


@pytest.mark.parametrize("case", JUDGED, ids=lambda case: case.id)
def test_the_engine_takes_its_steps_in_order(case: Judged, plan: Path) -> None:
    decision = admitted(case.message, source_of(plan, track=case.track))[0].decision
    assert decision is not None
    assert decision.discard == case.discard
    assert [each.field for each in decision.unplanned] == list(case.unplanned)
    assert [each.field for each in decision.violations] == list(case.violations)
    assert [each.field for each in decision.omitted] == list(case.omitted)


def test_annotation_comes_last_and_tells_of_all_that_was_found(plan: Path) -> None:
    properties = {"seconds": 100.5, "mood": "grey"}
    track = {"unplanned_properties": "omit", "violations": "omit"}
    (entry,) = admitted(played(properties=properties), source_of(plan, track=track))
    assert entry.forwarded is not None
    assert entry.forwarded["context"]["protocols"].keys() == {
        "violations",
        "omitted",
        "omitted_on_violation",
        "sourceId",
    }


def test_what_a_client_forges_is_gone_before_the_engine_judges(plan: Path) -> None:
    forged = {"protocols": {"violations": [{"type": "None"}], "event_version": 1}}
    (entry,) = admitted(played(context=forged), source_of(plan))
    assert entry.forwarded is not None
    assert entry.forwarded["context"] == {"protocols": {"event_version": 1}}
