"""Whatever part of a rule a message breaks, the violation names the line that says so."""

from pathlib import Path
from typing import Any

import pytest

from protocols import Engine, compile_plan, load_plan

PLAN = """\
plan: acme
use: [lib.yaml]
types:
  code:
    type: string
    minLength: 2
events:
  Opened:
    properties:
      count: {type: integer}
      code:
        $ref: "#/types/code"
        maxLength: 3
    context:
      locale: {type: string}
      app:
        properties:
          version: {type: string, required: true}
    message:
      properties:
        userId: {minLength: 3}
      anyOf:
      - required: [userId]
      - required: [anonymousId]
common:
  properties:
    tenant: {type: string}
    code: {$ref: "#/types/code"}
"""
LIBRARY = """\
plan: lib
events:
  Opened:
    context:
      device: {type: object, required: true}
common:
  properties:
    region: {enum: [eu, us]}
"""
BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "a property": ({"properties": {"count": "x"}}, "plan.yaml:10:15"),
    "a type": ({"properties": {"code": "x"}}, "plan.yaml:6:5"),
    "a constraint beside a type": ({"properties": {"code": "xxxx"}}, "plan.yaml:13:9"),
    "context": ({"context": {"device": {}, "locale": 1}}, "plan.yaml:15:16"),
    "context, deeper": ({"context": {"device": {}, "app": {}}}, "plan.yaml:18:11"),
    "a library's context": ({"context": {}}, "lib.yaml:5:7"),
    "no context at all": ({"context": None}, "plan.yaml:14:5"),
    "message": ({"userId": "u"}, "plan.yaml:21:18"),
    "common": ({"tenant": 7}, "plan.yaml:27:14"),
    "a type of common": ({"code": "x"}, "plan.yaml:6:5"),
    "a library's common": ({"region": "mars"}, "lib.yaml:8:14"),
}


@pytest.mark.parametrize("part", BROKEN)
def test_a_violation_names_the_line_it_breaks(part: str, tmp_path: Path) -> None:
    (tmp_path / "lib.yaml").write_text(LIBRARY, "utf-8")
    (tmp_path / "plan.yaml").write_text(PLAN, "utf-8")
    engine = Engine(compile_plan(load_plan(tmp_path / "plan.yaml")))
    wrong, place = BROKEN[part]
    message = {"type": "track", "event": "Opened", "userId": "user", "properties": {}}
    (violation,) = engine.decide({**message, "context": {"device": {}}, **wrong}).violations
    assert violation.place == str(tmp_path / place)
