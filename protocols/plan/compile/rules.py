"""Compiling a plan: every rule gets its schema, its validator and its planned keys, once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from protocols.plan.compile.bundle import SIZE, Bundle, Member
from protocols.plan.compile.compiled import CompiledPlan, CompiledRule
from protocols.plan.compile.schemas import body_key, common_schema, rule_schema
from protocols.plan.model import Kind, Plan, PlanRef, Rule

UNVERSIONED: Final = 0
COMMON: Final = "every message"
"""What the common rule is called; it belongs to no kind."""


def compile_plan(plan: Plan) -> CompiledPlan:
    """Compile every rule of a loaded plan. Pure; a plan that loaded always compiles."""
    compiled = list(_compile_rules(plan))
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


def _compile_rules(plan: Plan) -> Iterator[CompiledRule]:
    for first in range(0, len(plan.rules), SIZE):
        rules = plan.rules[first : first + SIZE]
        members = [
            Member(partial(rule_schema, rule, plan.types), body_key(rule.kind)) for rule in rules
        ]
        bundle = Bundle(members, plan.date_time)
        for number, rule in enumerate(rules):
            yield CompiledRule(
                rule,
                members[number].build_schema,
                plan.date_time,
                plan.type_places,
                bundle=bundle,
                number=number,
            )


def _compile_common(plan: Plan) -> CompiledRule | None:
    if not plan.common or plan.common_at is None:
        return None
    schema = partial(common_schema, plan.common, plan.types)
    rule = Rule(
        kind=Kind.TRACK, name=COMMON, version=None, at=plan.common_at, body={}, owner=plan.owner
    )
    return CompiledRule(rule, schema, plan.date_time, plan.type_places, plan.common_places)


def _by_version(rules: Iterable[CompiledRule]) -> dict[str, dict[int, CompiledRule]]:
    events: dict[str, dict[int, CompiledRule]] = {}
    for rule in sorted(rules, key=lambda found: found.rule.version or UNVERSIONED):
        versions = events.setdefault(str(rule.rule.name), {})
        versions[rule.rule.version or UNVERSIONED] = rule
    return events


def _by_name(rules: Iterable[CompiledRule]) -> dict[str, CompiledRule]:
    return {str(rule.rule.name): rule for rule in rules}
