"""A compiled plan as the calls it names, in any language."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from protocols.plan.compile import CompiledPlan, CompiledRule
from protocols.plan.model import Kind, Rule
from typewriter.naming import Key
from typewriter.view.read import Scope, read, read_object
from typewriter.view.types import Shape, Type, shared_names

ANY_NAME: Final = "*"
"""The rule for pages, or screens, that have none of their own."""
OUR_CONTEXT: Final = frozenset({"protocols", "typewriter"})
"""Keys of `context` that the client fills in itself."""

_TRAITS: Final = frozenset({Kind.IDENTIFY, Kind.GROUP})


@dataclass(frozen=True, slots=True)
class Call:
    """One thing a program can send.

    `version` is set when the plan lists versions; of those, the `newest` one bears the plain name.
    """

    kind: Kind
    name: str | None
    version: int | None
    newest: bool
    rule: Rule
    body: Shape
    context: Shape

    @property
    def key(self) -> Key:
        """What a name is given to: the call, and the version only where it is an older one."""
        named = (str(self.kind), self.name or "")
        return named if self.newest else (*named, str(self.version))


@dataclass(frozen=True, slots=True)
class PlanView:
    """Every call of a plan, sorted, and the plan's own types that calls mention."""

    calls: tuple[Call, ...]
    types: Mapping[str, Type]


def view_plan(compiled: CompiledPlan) -> PlanView:
    """What a plan lets a program send. `alias` is not here: no plan has anything to say of it."""
    definitions: dict[str, Any] = {}
    for rule in compiled.rules():
        definitions.update(rule.schema.get("definitions", {}))
    calls = tuple(_calls(compiled))
    shapes = [shape for call in calls for shape in (call.body, call.context)]
    used = {name for shape in shapes for name in _mentioned(shape)} if definitions else set()
    return PlanView(calls, _types(used, definitions))


def _mentioned(shape: Shape) -> Iterator[str]:
    for field in shape.fields:
        yield from shared_names(field.type)
    if shape.extra is not None:
        yield from shared_names(shape.extra)


def _types(names: Iterable[str], definitions: Mapping[str, Any]) -> dict[str, Type]:
    """The types called `names` and those that they mention."""
    scope = Scope(definitions)
    types: dict[str, Type] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in types:
            types[name] = read(definitions[name], scope)
            waiting.extend(shared_names(types[name]))
    return {name: types[name] for name in sorted(types)}


def _calls(compiled: CompiledPlan) -> Iterator[Call]:
    for name in sorted(compiled.events):
        versions = compiled.events[name]
        for version, rule in sorted(versions.items()):
            yield _call(rule, name, version or None, newest=version == max(versions))
    yield from (_call(rule, None) for rule in (compiled.identify, compiled.group) if rule)
    for named in (compiled.pages, compiled.screens):
        for name, rule in sorted((named or {}).items()):
            yield _call(rule, name)


def _call(
    compiled: CompiledRule, name: str | None, version: int | None = None, *, newest: bool = True
) -> Call:
    kind = compiled.rule.kind
    schemas = compiled.schema.get("properties", {})
    definitions = compiled.schema.get("definitions", {})
    context = read_object(schemas.get("context", {}), definitions)
    return Call(
        kind=kind,
        name=name,
        version=version,
        newest=newest,
        rule=compiled.rule,
        body=read_object(schemas.get("traits" if kind in _TRAITS else "properties"), definitions),
        context=Shape(tuple(one for one in context.fields if one.wire not in OUR_CONTEXT)),
    )
