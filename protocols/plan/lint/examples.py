"""Running a rule's examples: a good one must pass its body's schema, a bad one must not."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import jsonschema_rs

from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from protocols.plan.compile import CompiledPlan, CompiledRule
from protocols.plan.compile.schemas import body_key
from protocols.plan.compile.validator import build_validator
from protocols.plan.model import Example, Plan, Rule
from protocols.plan.pointers import pointer

_MAX_SHOWN: Final = 60
_DEFINITIONS: Final = "definitions"


def broken_promises(plan: Plan, compiled: CompiledPlan) -> Iterator[Finding]:
    """Good examples that fail and bad ones that pass."""
    for rule in compiled.rules():
        if rule.rule.good or rule.rule.bad:
            yield from _run(rule, plan)


def _run(compiled: CompiledRule, plan: Plan) -> Iterator[Finding]:
    rule = compiled.rule
    validator = build_validator(_body_schema(compiled), plan.date_time)
    for example in rule.good:
        for error in validator.iter_errors(example.value):
            yield _fails(rule, example, error, plan)
    for example in rule.bad:
        if validator.is_valid(example.value):
            yield finding(
                "TP041",
                f"this bad example of {named(rule)} satisfies its rule",
                example.at,
                advice="add the constraint it should break; an unplanned key alone breaks none",
                related=((rule.at, "the rule"),),
            )


def _body_schema(compiled: CompiledRule) -> dict[str, Any]:
    """The part of the rule's schema that judges properties or traits, with the types it uses."""
    body = compiled.schema["properties"][body_key(compiled.rule.kind)]
    types = compiled.schema.get(_DEFINITIONS, {})
    return {**body, _DEFINITIONS: types} if types else body


def _fails(
    rule: Rule, example: Example, error: jsonschema_rs.ValidationError, plan: Plan
) -> Finding:
    where = _written(error.instance_path)
    path = tuple(map(str, error.schema_path))
    if error.kind.name == "required":
        path = (*path[:-1], "properties", str(error.kind.value))
    return finding(
        "TP040",
        f"this good example of {named(rule)} breaks `{_broken(error)}`{where and f' at {where}'}",
        example.at,
        advice="mend the example, or the rule",
        related=((_place(rule, path, plan), "the part it breaks"),),
    )


def _broken(error: jsonschema_rs.ValidationError) -> str:
    """`minimum: 0`; only the keyword when its value is long."""
    keyword, value = error.kind.name, error.kind.value
    if keyword == "falseSchema":
        return "false"
    if keyword == "type" and isinstance(value, list) and len(value) == 1:
        value = value[0]
    told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return f"{keyword}: {told}" if len(told) <= _MAX_SHOWN else keyword


def _written(path: Sequence[str | int]) -> str:
    """`lines[0].sku`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def _place(rule: Rule, path: tuple[str, ...], plan: Plan) -> Position:
    places: Mapping[str, Position] = rule.places
    if path[:1] == (_DEFINITIONS,) and path[1:2]:
        places, path = plan.type_places.get(path[1], rule.places), path[2:]
    for length in range(len(path), -1, -1):
        at = places.get(pointer(path[:length]))
        if at is not None:
            return at
    return rule.at


def named(rule: Rule) -> str:
    """`Order Completed version 2`."""
    return rule.label if rule.version is None else f"{rule.label} version {rule.version}"
