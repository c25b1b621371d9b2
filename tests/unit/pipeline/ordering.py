"""A plan, messages, sources and destinations that show which step comes first."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from protocols.engine.controls import Controls
from protocols.engine.decide import Engine
from protocols.engine.transform import (
    Filter,
    Transformation,
    compile_filters,
    compile_transformations,
)
from protocols.pipeline.admit import AdmittingSource, admit
from protocols.pipeline.entry import Entry, Outcome
from protocols.pipeline.route import RoutingDestination
from protocols.plan.compile import compile_plan
from protocols.plan.file import load_plan

AT = "2026-03-01T12:00:00.000Z"
PLAN = """\
plan: radio
version: 1.0.0
events:
  Song Played:
    properties:
      song_id: {type: string, required: true}
      seconds: {type: integer}
  Song Rated:
    versions:
      1: {properties: {stars: {type: integer}}}
      2: {properties: {score: {type: integer}}}
  Song Closed:
    properties:
      song_id: {type: string}
    schema: {additionalProperties: false}
common:
  properties:
    properties:
      properties: {seconds: {maximum: 100}, mood: {const: blue}}
"""


def plan_in(folder: Path) -> Path:
    path = folder / "plan.yaml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def source_of(plan: Path, name: str = "web", **given: Any) -> AdmittingSource:
    controls = Controls.model_validate({"track": given.pop("track", {})})
    items = [Transformation.model_validate(item) for item in given.pop("transformations", ())]
    engine = Engine(compile_plan(load_plan(plan)), controls, source_id=name)
    return AdmittingSource(name, engine, compile_transformations(items), **given)


def played(message_id: str = "m1", **extra: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "messageId": message_id,
        "userId": "u1",
        "event": "Song Played",
        "properties": {"song_id": "s_1"},
        "receivedAt": AT,
        **extra,
    }


def admitted(message: Mapping[str, Any], source: AdmittingSource) -> tuple[Entry, ...]:
    return admit(message, source, received_at=AT)


def destination_of(
    filters: Sequence[Any] = (), transformations: Sequence[Any] = (), **given: Any
) -> RoutingDestination:
    return RoutingDestination(
        "crm",
        filters=compile_filters([Filter.model_validate(item) for item in filters]),
        transformer=compile_transformations(
            [Transformation.model_validate(item) for item in transformations]
        ),
        **given,
    )


def fate(entry: Entry) -> tuple[Outcome, str | None]:
    return entry.outcome, entry.discard
