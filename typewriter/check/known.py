"""What a generated Python client offers, for a scan to hold code against."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from protocols.findings import Position
from protocols.plan.model import Kind, Status
from typewriter.naming import Key
from typewriter.view.calls import Call, PlanView
from typewriter.view.python.package import Argument, Function, Package
from typewriter.view.types import Shape, Type

SHIPPED: Final = frozenset({"testing"})
"""Public modules of a client that no plan has a say in."""
TRACKER: Final = "Tracker"
BOUND_TRACKER: Final = "BoundTracker"
"""Classes whose objects have the functions as methods; a bound one knows whom its calls are about."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument. `type` is what the plan lets stand there; None where the plan does not say."""

    name: str
    required: bool
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class KnownFunction:
    """A function for one call. `at` is where the plan defines the call."""

    name: str
    module: str
    kind: Kind
    event: str | None
    version: int | None
    newest: bool
    label: str
    positional: tuple[Parameter, ...]
    keywords: Mapping[str, Parameter]
    deprecated: str | None
    status: Status
    sources: tuple[str, ...]
    at: Position

    @property
    def key(self) -> Key:
        """What it stands for: kind, name, and the version of an older one."""
        named = (str(self.kind), self.event or "")
        return named if self.newest else (*named, str(self.version))


@dataclass(frozen=True)
class Known:
    """A client as its users see it: `exports` maps every public name to the module it is in."""

    name: str
    functions: Mapping[str, KnownFunction]
    exports: Mapping[str, str]
    modules: frozenset[str]
    types: Mapping[str, Type]

    @cached_property
    def events(self) -> Mapping[str, KnownFunction]:
        """Event names → the newest version's function."""
        found = (one for one in self.functions.values() if one.kind is Kind.TRACK and one.newest)
        return {one.event or "": one for one in found}


def known_client(view: PlanView, package: Package, import_name: str) -> Known:
    """The client that `package` is printed as, imported as `import_name` (dotted)."""
    calls = {call.key: call for call in view.calls}
    functions = {
        function.name: _known(function, module.name, calls[package.names[function.name]])
        for module in package.modules
        for function in module.functions
    }
    return Known(
        name=import_name,
        functions=functions,
        exports=package.homes,
        modules=SHIPPED | {module.name for module in package.modules},
        types=view.types,
    )


def _known(function: Function, module: str, call: Call) -> KnownFunction:
    return KnownFunction(
        name=function.name,
        module=module,
        kind=call.kind,
        event=call.name,
        version=call.version,
        newest=call.newest,
        label=call.rule.label,
        positional=tuple(Parameter(one.name, not one.default) for one in function.positional),
        keywords={one.name: one for one in _keywords(function, call.body)},
        deprecated=function.deprecated,
        status=call.rule.status,
        sources=call.rule.sources,
        at=call.rule.at,
    )


def _keywords(function: Function, body: Shape) -> Iterator[Parameter]:
    wires = {sent.argument: sent.wire for sent in function.sent if sent.argument}
    types = {field.wire: field.type for field in body.fields}
    for one in function.arguments:
        yield Parameter(one.name, not one.default, _type(one, wires, types))


def _type(argument: Argument, wires: Mapping[str, str], types: Mapping[str, Type]) -> Type | None:
    return types[wires[argument.name]] if argument.name in wires else None
