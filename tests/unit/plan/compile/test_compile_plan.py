import json
from pathlib import Path

import jsonschema
import pytest

from protocols import compile_plan, load_plan
from protocols.plan.compile import CompiledPlan

PLANS = sorted((Path(__file__).parents[4] / "plans").glob("*.yaml"))

PLAN = """
plan: shop
types:
  money: {type: number, minimum: 0}
  line: {type: object, properties: {price: {$ref: "#/types/money"}, next: {$ref: "#/types/line"}}}
  unused: {type: string}
events:
  Order Completed:
    description: Somebody paid.
    properties:
      total: {$ref: "#/types/money", maximum: 100, description: what was paid, required: true}
      plain: {$ref: "#/types/money", description: a note, required: true}
      lines: {type: array, items: {$ref: "#/types/line"}}
    schema: {minProperties: 1}
    context: {locale: {type: string, required: true}}
    message: {required: [userId]}
  Ping: {}
identify: {traits: {email: {type: string}}}
"""


@pytest.fixture
def compiled(tmp_path: Path) -> CompiledPlan:
    (tmp_path / "plan.yaml").write_text(PLAN, "utf-8")
    return compile_plan(load_plan(tmp_path / "plan.yaml"))


def test_a_rule_is_one_schema_over_the_whole_message_in_segments_nesting(
    compiled: CompiledPlan,
) -> None:
    schema = compiled.events["Order Completed"][0].schema
    body = schema["properties"]["properties"]
    assert schema["required"] == ["context", "properties"]
    assert sorted(body["required"]) == ["plain", "total"]
    assert body["minProperties"] == 1
    assert schema["properties"]["context"]["required"] == ["locale"]
    assert schema["allOf"] == [{"required": ["userId"]}]


def test_traits_stand_where_segment_has_them(compiled: CompiledPlan) -> None:
    assert compiled.identify is not None
    assert "email" in compiled.identify.schema["properties"]["traits"]["properties"]


def test_an_event_that_requires_nothing_does_not_require_properties(
    compiled: CompiledPlan,
) -> None:
    assert "required" not in compiled.events["Ping"][0].schema


def test_a_reference_loses_its_constraining_siblings_to_allof_and_keeps_notes(
    compiled: CompiledPlan,
) -> None:
    fields = compiled.events["Order Completed"][0].schema["properties"]["properties"]["properties"]
    assert fields["total"] == {
        "description": "what was paid",
        "allOf": [{"$ref": "#/definitions/money"}, {"maximum": 100}],
    }
    assert fields["plain"] == {"description": "a note", "$ref": "#/definitions/money"}


def test_only_the_types_in_use_are_carried(compiled: CompiledPlan) -> None:
    assert sorted(compiled.events["Order Completed"][0].schema["definitions"]) == ["line", "money"]
    assert "definitions" not in compiled.events["Ping"][0].schema


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_every_shipped_rule_compiles_to_valid_draft_07(path: Path) -> None:
    for rule in compile_plan(load_plan(path)).rules():
        jsonschema.Draft7Validator.check_schema(json.loads(json.dumps(rule.schema)))


def test_a_plan_means_the_same_however_it_is_written(tmp_path: Path) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text("plan: p\nevents:\n  A: {}\n  B: {}\n", "utf-8")
    second.write_text("# a note\nevents: {B: {}, A: {}}\nplan: p\n", "utf-8")
    assert load_plan(first).sha256 == load_plan(second).sha256
