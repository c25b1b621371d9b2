from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from protocols.findings import Position
from protocols.plan.compile.bundle import Bundle, Closed, Member
from protocols.plan.compile.keys import Keys, planned_keys
from protocols.plan.compile.schemas import body_key
from protocols.plan.compile.validator import Validator, build_validator
from protocols.plan.keywords import Path
from protocols.plan.model import DateTimeMode, Plan, PlanRef, Rule


@dataclass(frozen=True, eq=False)
class CompiledRule:
    """A rule, ready to judge messages.

    Each part is built when it is first needed and then kept: a plan of thousands of events starts at
    once, and a rule of which only clean messages come never builds what explains violations.

    `joined_places` say where the schemas are written of which a common rule consists; the rule is
    number `number` of its `bundle`.
    """

    rule: Rule
    build_schema: Callable[[], Mapping[str, Any]]
    date_time: DateTimeMode = DateTimeMode.STRICT
    type_places: Mapping[str, Mapping[str, Position]] = field(default_factory=dict)
    joined_places: tuple[Mapping[str, Position], ...] = ()
    bundle: Bundle | None = None
    number: int = 0

    @cached_property
    def schema(self) -> Mapping[str, Any]:
        """Self-contained draft-07 over the whole message in Segment's nesting.

        The body stands at `properties.properties` (or `properties.traits`), shared types under
        `definitions`.
        """
        return self.build_schema()

    @cached_property
    def keys(self) -> Keys | None:
        """Which keys the body plans, at every depth; None when it plans whatever comes."""
        keys = planned_keys(self.schema)
        return keys.names.get(self.root) if keys else None

    @cached_property
    def validator(self) -> Validator:
        """Says what is wrong."""
        return build_validator(self.schema, self.date_time)

    @cached_property
    def closed(self) -> Closed | None:
        """Where there is one, accepts exactly the messages that are valid and wholly planned."""
        alone = (Member(self.build_schema, self.root),)
        return (self.bundle or Bundle(alone, self.date_time)).closed(self.number)

    @cached_property
    def root(self) -> str:
        """Where the body stands in a message: `properties` or `traits`."""
        return body_key(self.rule.kind)

    def written(self, schema_path: Path) -> tuple[Mapping[str, Position], Path]:
        """Where the parts around a place in `schema` are written, and the place from there on."""
        part, inside = schema_path[:2], schema_path[2:]
        joined = self.joined_places or (self.rule.message_places,)
        places: dict[Path, Mapping[str, Position]] = {
            ("properties", self.root): self.rule.places,
            ("properties", "context"): self.rule.context_places,
            **{("definitions", name): places for name, places in self.type_places.items()},
            **{("allOf", index): places for index, places in enumerate(joined)},
        }
        return places.get(part, {}), inside


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
