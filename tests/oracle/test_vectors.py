"""Draft-07's official vectors, by the validator that rules are built with and by plans that hold them."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from protocols import Engine, PlanError, compile_plan, load_plan
from protocols.plan.compile.quick import quick
from protocols.plan.compile.validator import build_validator
from protocols.plan.keywords import FORMATS
from protocols.plan.model import DateTimeMode
from tests.oracle.disagreements import REFUSALS
from tests.oracle.vectors import FOLDER, Group, groups

GROUPS = tuple(groups())
NO_VECTORS = {"uuid"}
"""Draft-07 does not have it; we do, as later drafts define it."""


@pytest.mark.parametrize("form", [dict, quick], ids=["whole", "quick"])
def test_every_vector_is_answered_as_it_should_be(form: Callable[[Any], Any]) -> None:
    answered, refused = 0, set()
    for group in GROUPS:
        schema = group.schema if isinstance(group.schema, dict) else {"allOf": [group.schema]}
        try:
            validator = build_validator(form(schema), DateTimeMode.STRICT)
        except jsonschema_rs.ValidationError as error:
            refused.add((group.name.partition(":")[0], "not present in a registry" in str(error)))
            continue
        for name, value, valid in group.tests:
            assert validator.is_valid(value) is valid, (group.name, name)
            answered += 1
    assert refused == {("refRemote", True)}
    assert answered == 1237


def _engine(group: Group, folder: Path) -> Engine:
    path = folder / "plan.yaml"
    plan = {"plan": "vectors", "events": {"E": {"properties": {"v": group.schema}}}}
    path.write_text(yaml.safe_dump(plan, sort_keys=False), encoding="utf-8")
    return Engine(compile_plan(load_plan(path)))


def _message(value: Any) -> dict[str, Any]:
    return {"type": "track", "event": "E", "userId": "u", "properties": {"v": value}}


def test_a_plan_answers_every_vector_or_refuses_it_for_a_listed_reason(tmp_path: Path) -> None:
    answered, refused = 0, Counter[str]()
    for group in GROUPS:
        try:
            engine = _engine(group, tmp_path)
        except PlanError as error:
            refused.update({_reason(found.message) for found in error.problems})
            continue
        for name, value, valid in group.tests:
            found = engine.decide(_message(value)).violation_count
            assert (found == 0) is valid, (group.name, name)
            answered += 1
    assert answered == 1087
    assert refused.keys() == {refusal.id for refusal in REFUSALS}


def _reason(message: str) -> str:
    reasons = [each.id for each in REFUSALS if message.startswith(each.says)]
    assert len(reasons) == 1, message
    return reasons[0]


def test_there_are_vectors_for_every_format_that_is_asserted() -> None:
    named = {path.stem for path in (FOLDER / "optional" / "format").glob("*.json")}
    assert named == set(FORMATS) - NO_VECTORS
