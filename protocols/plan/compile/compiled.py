from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs

from protocols.findings import Position
from protocols.plan.compile.keys import Keys
from protocols.plan.model import Plan, PlanRef, Rule

Validator = jsonschema_rs.Draft7Validator


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule, ready to judge messages.

    `schema` is self-contained draft-07 over the whole message in Segment's nesting: the body stands
    at `properties.properties` (or `properties.traits`), shared types under `definitions`.
    `keys` says which keys the body plans, at every depth; `type_places` where shared types are written.
    """

    rule: Rule
    schema: Mapping[str, Any]
    validator: Validator
    keys: Keys | None
    type_places: Mapping[str, Mapping[str, Position]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CompiledPlan:
    """A plan, ready to judge messages: every rule is one dictionary look-up away.

    `events[name]` maps version → rule, oldest first; an event without versions has the one key 0.
    `pages` and `screens` are None when the plan says nothing of them.
    """

    plan: Plan
    ref: PlanRef
    events: Mapping[str, Mapping[int, CompiledRule]]
    identify: CompiledRule | None
    group: CompiledRule | None
    pages: Mapping[str, CompiledRule] | None
    screens: Mapping[str, CompiledRule] | None
    common: CompiledRule | None

    def rules(self) -> Iterator[CompiledRule]:
        """Every rule but the common one: events by name and version, then identify, group, pages, screens."""
        for name in sorted(self.events):
            yield from self.events[name].values()
        yield from (rule for rule in (self.identify, self.group) if rule)
        for named in (self.pages, self.screens):
            yield from (named or {}).values()
