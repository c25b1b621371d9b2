"""A plan whose violations are forwarded, and messages that break it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from protocols.engine.controls import Controls
from protocols.engine.decide import Engine
from protocols.pipeline.admit import AdmittingSource, admit
from protocols.pipeline.entry import Entry
from protocols.pipeline.forward import ViolationForwarding
from protocols.plan.compile import compile_plan
from protocols.plan.file import load_plan

AT: Final = "2026-03-01T12:00:00.000Z"
PLAN: Final = """\
plan: radio
title: Radio
version: 1.0.0
events:
  Song Played:
    properties:
      song_id: {type: string, required: true}
      seconds: {type: integer, minimum: 0}
      tags: {type: array, items: {type: string}}
  Song Shared:
    versions:
      1: {properties: {to: {type: string}}}
      2: {properties: {to: {type: integer}}}
identify: {traits: {age: {type: integer}}}
page: {"*": {properties: {path: {type: string}}}}
common: {properties: {anonymousId: false}, maxProperties: 9}
"""


def engine_in(folder: Path, **controls: Any) -> Engine:
    path = folder / "plan.yaml"
    path.write_text(PLAN, encoding="utf-8")
    return Engine(compile_plan(load_plan(path)), Controls.model_validate(controls))


def forwarding(engine: Engine, **options: Any) -> AdmittingSource:
    """The source `web`, whose violations go to `ops`."""
    to = ViolationForwarding("ops", **options)
    return AdmittingSource("web", engine, plan_title="Radio", forward_violations_to=to)


def played(message_id: str = "m1", **extra: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "messageId": message_id,
        "userId": "u1",
        "event": "Song Played",
        "properties": {"song_id": "s_1", "seconds": "3"},
        **extra,
    }


def admitted(sent: Mapping[str, Any], source: AdmittingSource) -> tuple[Entry, ...]:
    return admit(sent, source, received_at=AT)
