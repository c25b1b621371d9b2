"""Each folder of `tests/cases/load` is a plan and what comes of it: `plan.json` or `problems.json`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from protocols.errors import PlanError
from protocols.findings import Position
from protocols.plan.file import load_plan
from protocols.plan.model import Example, Plan, Rule

CASES = Path(__file__).parents[3] / "cases" / "load"
FOLDERS = sorted(each.name for each in CASES.iterdir())


@pytest.mark.parametrize("name", FOLDERS)
def test_a_plan_loads_as_written_down_or_tells_all_its_problems(
    name: str, *, regold: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(CASES / name)
    outcome, found = _load()
    golden = Path(f"{outcome}.json")
    if regold:
        for other in ("plan.json", "problems.json"):
            Path(other).unlink(missing_ok=True)
        golden.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert golden.is_file(), f"{outcome}: {found}"
    assert found == json.loads(golden.read_text("utf-8"))


@pytest.mark.parametrize("name", FOLDERS)
def test_a_case_says_what_it_is_for(name: str) -> None:
    assert len((CASES / name / "README").read_text("utf-8").splitlines()) == 1


def _load() -> tuple[str, Any]:
    try:
        plan = load_plan("plan.yaml")
    except PlanError as error:
        return "problems", [_problem(each) for each in error.problems]
    return "plan", _plan(plan)


def _problem(finding: Any) -> list[str]:
    related = [f"{at}: {why}" for at, why in finding.related]
    return [finding.headline, *([f"help: {finding.help}"] if finding.help else []), *related]


def _plan(plan: Plan) -> dict[str, Any]:
    about = {
        "id": plan.id,
        "version": plan.version,
        "title": plan.title,
        "owner": plan.owner,
        "description": plan.description,
        "date_time": plan.date_time,
        "files": list(plan.files),
        "types": plan.types,
        "type_places": {
            name: {p: at for p, at in _places(places).items() if p.count("/") <= 1}
            for name, places in plan.type_places.items()
        },
        "common": list(plan.common),
        "common_places": [_places(places) for places in plan.common_places],
        "common_at": plan.common_at and str(plan.common_at),
        "has_pages": plan.has_pages,
        "has_screens": plan.has_screens,
        "rules": [_rule(rule) for rule in plan.rules],
    }
    return {key: value for key, value in about.items() if value not in ("", [], {}, None, False)}


def _rule(rule: Rule) -> dict[str, Any]:
    about = {
        "label": rule.label,
        "kind": rule.kind,
        "version": rule.version,
        "at": str(rule.at),
        "description": rule.description,
        "owner": rule.owner,
        "labels": rule.labels,
        "status": rule.status,
        "sources": list(rule.sources),
        "extensions": {key: [one.value, str(one.at)] for key, one in rule.extensions.items()},
        "body": rule.body,
        "context": rule.context,
        "message": rule.message,
        "good": [_example(each) for each in rule.good],
        "bad": [_example(each) for each in rule.bad],
        "places": {p: at for p, at in _places(rule.places).items() if _is_schema(p)},
        "context_places": _places(rule.context_places),
        "message_places": _places(rule.message_places),
    }
    return {key: value for key, value in about.items() if value not in ("", [], {}, None)}


def _places(places: Mapping[str, Position]) -> dict[str, str]:
    return {pointer: str(at) for pointer, at in places.items()}


def _is_schema(pointer: str) -> bool:
    """The body itself, its properties, and what `schema:` brought."""
    return (pointer.count("/") == 2 and pointer.startswith("/properties/")) or pointer == ""


def _example(example: Example) -> list[Any]:
    return [str(example.at), example.value]
