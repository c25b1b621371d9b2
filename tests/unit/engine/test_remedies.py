"""What a violation tells a person to do: every case under tests/cases/remedies."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from protocols import Controls, Decision, Engine, compile_plan, load_plan
from protocols.engine.decision import Unplanned, Violation
from protocols.engine.transform.model import Transformation
from protocols.engine.transform.transformer import compile_transformations
from protocols.engine.wording import MAX_SHOWN

FOLDER = Path(__file__).parents[2] / "cases" / "remedies"
FILES = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in FOLDER.glob("*.yaml")}
CASES = [(stem, case) for stem, content in sorted(FILES.items()) for case in content["cases"]]
IDS = [f"{stem}: {case['name']}" for stem, case in CASES]

HINT = re.compile(r"`((?:cast|rename|rename_event): .+)`$")
HINTED = [(stem, case) for stem, case in CASES if HINT.search(case["remedy"])]


def _engine(plan: Mapping[str, Any], folder: Path, controls: Controls | None = None) -> Engine:
    path = folder / "plan.yaml"
    path.write_text(yaml.safe_dump({"plan": "p", "version": "1.0.0", **plan}), "utf-8")
    return Engine(compile_plan(load_plan(path)), controls)


def _plan(stem: str, case: Mapping[str, Any]) -> Mapping[str, Any]:
    plan = case.get("plan") or FILES[stem].get("plan")
    return plan or {"events": {"E": {"properties": case["properties"]}}}


def _message(case: Mapping[str, Any]) -> dict[str, Any]:
    sent = {"properties": case["sent"]} if "sent" in case else {}
    return {"type": "track", "event": "E", "userId": "u", **case.get("message", {}), **sent}


def _found(decision: Decision, stem: str) -> Violation | Unplanned:
    found = decision.unplanned if stem == "unplanned" else decision.violations
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(("stem", "case"), CASES, ids=IDS)
def test_a_mistake_is_told_with_what_to_do(
    stem: str, case: dict[str, Any], tmp_path: Path
) -> None:
    found = _found(_engine(_plan(stem, case), tmp_path).decide(_message(case)), stem)
    assert found.remedy == case["remedy"]
    if isinstance(found, Violation):
        assert found.description == case["says"]


@pytest.mark.parametrize(("stem", "case"), HINTED, ids=[case["name"] for _, case in HINTED])
def test_the_transformation_that_a_remedy_names_mends_it(
    stem: str, case: dict[str, Any], tmp_path: Path
) -> None:
    engine, message = _engine(_plan(stem, case), tmp_path), _message(case)
    before = _found(engine.decide(message), stem)
    written = HINT.search(before.remedy)
    assert written is not None
    item = Transformation.model_validate({"name": "as told", **yaml.safe_load(written[1])})
    mended = compile_transformations([item]).apply(message).message
    assert mended is not None
    after = engine.decide(mended)
    left = [each.field for each in after.violations] + [each.field for each in after.unplanned]
    assert before.field not in left


ROW = re.compile(r"^\| `(.+?)` \| `(.+?)` \| (.+) \|$", re.MULTILINE)
PAGE = (Path(__file__).parents[3] / "docs" / "violations.md").read_text("utf-8")
SHOWN = ROW.findall(PAGE[PAGE.index("## The remedies") :])


@pytest.mark.parametrize(("schema", "sent", "remedy"), SHOWN)
def test_the_page_shows_the_remedy_that_is_given(
    schema: str, sent: str, remedy: str, tmp_path: Path
) -> None:
    engine = _engine({"events": {"E": {"properties": {"x": yaml.safe_load(schema)}}}}, tmp_path)
    message = {"type": "track", "event": "E", "properties": {"x": json.loads(sent)}}
    assert [each.remedy for each in engine.decide(message).violations] == [remedy]


def test_there_are_cases_enough() -> None:
    assert len(CASES) > 150
    assert len(HINTED) > 30
    assert len(SHOWN) > 30


PRODUCTS = {
    "events": {
        "E": {
            "properties": {
                "order_id": {"type": "string", "required": True},
                "n": {"type": "object"},
            },
            "schema": {"additionalProperties": False, "propertyNames": {"maxLength": 40}},
        }
    }
}


@pytest.mark.parametrize("name", ["order id" * 5_000, "order\x1b[31m_id\u202e\n"])
def test_a_name_that_a_sender_chose_is_shortened_and_escaped_in_sentences(
    name: str, tmp_path: Path
) -> None:
    engine = _engine(PRODUCTS, tmp_path)
    decision = engine.decide({"type": "track", "event": "E", "properties": {name: 1}})
    assert len(decision.violations) >= 2
    for text in _sentences(decision):
        assert len(text) < 5 * MAX_SHOWN
        assert text.isprintable()


def _sentences(decision: Decision) -> list[str]:
    told = [text for each in decision.violations for text in (each.description, each.remedy)]
    return told + [each.remedy for each in decision.unplanned]


def test_a_rule_has_an_owner_and_so_has_its_violation(tmp_path: Path) -> None:
    plan = {
        "owner": "data",
        "events": {
            "Theirs": {"owner": "checkout", "properties": {"a": {"type": "string"}}},
            "Ours": {"properties": {"a": {"type": "string"}}},
        },
        "common": {"required": ["anonymousId"]},
    }
    engine = _engine(plan, tmp_path)
    owners = {
        name: [
            (each.common, each.owner)
            for each in engine.decide(
                {"type": "track", "event": name, "properties": {"a": 1}}
            ).violations
        ]
        for name in ("Theirs", "Ours")
    }
    assert owners == {
        "Theirs": [(False, "checkout"), (True, "data")],
        "Ours": [(False, "data"), (True, "data")],
    }
