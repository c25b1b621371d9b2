import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema

from protocols.reports import Report
from protocols.reports.document import json_schema, to_json

SCHEMA = Path(__file__).parents[2] / "cases" / "report" / "schema.json"


def test_the_format_changes_only_on_purpose(golden: Callable[[Path, str], None]) -> None:
    golden(SCHEMA, json.dumps(json_schema(), indent=2, sort_keys=True) + "\n")


def test_every_report_satisfies_its_schema(each_case: Any) -> None:
    written = json.loads(to_json(each_case.report()))
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(written)


def test_no_field_is_left_out(case: Callable[[str], Any]) -> None:
    written = json.loads(to_json(case("busy").report()))
    assert list(written) == [field.name for field in fields(Report)]
    finding = written["sources"][2]["violations"][0]["findings"][0]
    assert finding["place"] == "plans/ecommerce.yaml:497:7"
    assert finding["count"] == 3120


def test_each_equation_can_be_worked_out_again(each_case: Any) -> None:
    for equation in json.loads(to_json(each_case.report()))["equations"]:
        terms = [term["count"] for term in equation["terms"]]
        assert equation["holds"] == (sum(terms) == equation["total"]["count"] and min(terms) >= 0)


def test_text_from_outside_comes_back_as_it_was(hostile: Callable[..., Report]) -> None:
    payload = 'quote " back \\ line \n esc \x1b bidi \u202e </script>'
    written = json.loads(to_json(hostile(payload)))
    assert written["workspace"] == payload
    assert written["sources"][1]["violations"][0]["findings"][0]["description"] == payload
