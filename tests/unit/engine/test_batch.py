from pathlib import Path
from typing import Any

import orjson
import pytest

from protocols.engine.batch import merged
from protocols.engine.controls import Controls
from protocols.engine.decide import Engine
from protocols.engine.recorded import Fate, judge_lines
from protocols.plan.compile import compile_plan
from protocols.plan.file import load_plan

SHARED = {"context": {"locale": "en", "app": {"name": "a"}}, "sentAt": "now"}


@pytest.mark.parametrize(
    ("message", "whole"),
    [
        ({}, SHARED),
        ({"sentAt": "then"}, {**SHARED, "sentAt": "then"}),
        (
            {"context": {"locale": "fr"}},
            {"context": {"locale": "fr", "app": {"name": "a"}}, "sentAt": "now"},
        ),
        ({"context": None}, {"context": None, "sentAt": "now"}),
        ({"context": "no object"}, {"context": "no object", "sentAt": "now"}),
    ],
)
def test_what_a_message_says_itself_wins_key_by_key(
    message: dict[str, Any], whole: dict[str, Any]
) -> None:
    before = orjson.dumps([message, SHARED])
    assert merged(message, SHARED) == whole
    assert orjson.dumps([message, SHARED]) == before


def test_a_message_of_a_batch_that_shares_nothing_is_the_very_message() -> None:
    message = {"type": "page"}
    assert merged(message, {}) is message


def test_recorded_batches_share_as_the_gateways_do(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    rule = "{context: {locale: {type: string, required: true}}}"
    path.write_text(f"plan: p\nevents:\n  Song Played: {rule}\n", encoding="utf-8")
    engine = Engine(compile_plan(load_plan(path)), Controls())
    item = {"type": "track", "event": "Song Played", "userId": "u", "context": {"ip": "1.1.1.1"}}
    body = orjson.dumps({"context": {"locale": "en"}, "batch": [item]})
    (judged,) = judge_lines([body], "events.jsonl", engine)
    assert judged.fate is Fate.CLEAN
