"""Running a rule's examples: a good one must pass its body's schema, a bad one must not."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import jsonschema_rs

from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from protocols.plan.compile import CompiledPlan, CompiledRule
from protocols.plan.compile.rules import build_validator
from protocols.plan.compile.schemas import body_key
from protocols.plan.model import Example, Plan, Rule

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
    keyword = str(error.schema_path[-1]) if error.schema_path else "false"
    where = ".".join(map(str, error.instance_path)) or "the whole"
    place = _place(rule, tuple(map(str, error.schema_path)), plan)
    return finding(
        "TP040",
        f"this good example of {named(rule)} breaks `{_shown(keyword, error)}` at {where}",
        example.at,
        advice="mend the example, or the rule",
        related=((place, f"`{keyword}` is asked for here"),),
    )


def _shown(keyword: str, error: jsonschema_rs.ValidationError) -> str:
    if keyword == "required":
        return f"required: {getattr(error.kind, 'property', '')}".rstrip(": ")
    value = error.kind.value
    if isinstance(value, Mapping | list) and len(str(value)) > _MAX_SHOWN:
        return keyword
    return f"{keyword}: {value}"


def _place(rule: Rule, path: tuple[str, ...], plan: Plan) -> Position:
    places: Mapping[str, Position] = rule.places
    if path[:1] == (_DEFINITIONS,) and path[1:2]:
        places, path = plan.type_places.get(path[1], rule.places), path[2:]
    for length in range(len(path), -1, -1):
        pointer = "".join(
            f"/{step.replace('~', '~0').replace('/', '~1')}" for step in path[:length]
        )
        if pointer in places:
            return places[pointer]
    return rule.at


def named(rule: Rule) -> str:
    """`Order Completed version 2`."""
    return rule.label if rule.version is None else f"{rule.label} version {rule.version}"
