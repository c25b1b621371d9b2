"""Compiling a plan: every rule gets its schema, its validator and its planned keys, once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import jsonschema_rs

from protocols.plan.compile.compiled import CompiledPlan, CompiledRule, Validator
from protocols.plan.compile.formats import checks
from protocols.plan.compile.keys import planned_keys
from protocols.plan.compile.schemas import body_key, common_schema, rule_schema
from protocols.plan.keywords import REGEX_SIZE
from protocols.plan.model import DateTimeMode, Kind, Plan, PlanRef, Rule

UNVERSIONED: Final = 0
COMMON: Final = "every message"
"""What the common rule is called; it belongs to no kind."""


def compile_plan(plan: Plan) -> CompiledPlan:
    """Compile every rule of a loaded plan. Pure; a plan that loaded always compiles."""
    compiled = [_compile_rule(rule, plan) for rule in plan.rules]
    by_kind: dict[Kind, list[CompiledRule]] = defaultdict(list)
    for rule in compiled:
        by_kind[rule.rule.kind].append(rule)
    return CompiledPlan(
        plan=plan,
        ref=PlanRef(plan.id, plan.version, plan.sha256),
        events=_by_version(by_kind[Kind.TRACK]),
        identify=next(iter(by_kind[Kind.IDENTIFY]), None),
        group=next(iter(by_kind[Kind.GROUP]), None),
        pages=_by_name(by_kind[Kind.PAGE]) if plan.has_pages else None,
        screens=_by_name(by_kind[Kind.SCREEN]) if plan.has_screens else None,
        common=_compile_common(plan),
    )


def build_validator(schema: Mapping[str, Any], mode: DateTimeMode) -> Validator:
    """A draft-07 validator: formats asserted, patterns linear in time, nothing ever fetched."""
    return Validator(
        dict(schema),
        formats=dict(checks(mode)),
        validate_formats=True,
        pattern_options=jsonschema_rs.RegexOptions(size_limit=REGEX_SIZE),
        offline=True,
        mask="…",
    )


def _compile_rule(rule: Rule, plan: Plan) -> CompiledRule:
    schema = rule_schema(rule, plan.types)
    keys = planned_keys(schema)
    return CompiledRule(
        rule=rule,
        schema=schema,
        validator=build_validator(schema, plan.date_time),
        keys=keys.names.get(body_key(rule.kind)) if keys else None,
        type_places=plan.type_places,
    )


def _compile_common(plan: Plan) -> CompiledRule | None:
    if not plan.common or plan.common_at is None:
        return None
    schema = common_schema(plan.common, plan.types)
    rule = Rule(
        kind=Kind.TRACK, name=COMMON, version=None, at=plan.common_at, body={}, owner=plan.owner
    )
    return CompiledRule(rule, schema, build_validator(schema, plan.date_time), keys=None)


def _by_version(rules: Iterable[CompiledRule]) -> dict[str, dict[int, CompiledRule]]:
    events: dict[str, dict[int, CompiledRule]] = {}
    for rule in sorted(rules, key=lambda found: found.rule.version or UNVERSIONED):
        versions = events.setdefault(str(rule.rule.name), {})
        versions[rule.rule.version or UNVERSIONED] = rule
    return events


def _by_name(rules: Iterable[CompiledRule]) -> dict[str, CompiledRule]:
    return {str(rule.rule.name): rule for rule in rules}
