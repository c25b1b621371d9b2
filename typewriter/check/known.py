"""What a generated Python client offers, for a scan to hold code against."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from protocols.findings import Position
from protocols.plan.model import Kind, Status
from typewriter.naming import Key
from typewriter.view.calls import Call, PlanView
from typewriter.view.python.package import Function, Package
from typewriter.view.types import Field, MapOf, OneOf, Record, Scalar, Type

SHIPPED: Final = frozenset({"testing"})
"""Public modules of a client that no plan has a say in."""
TRACKER: Final = "Tracker"
BOUND_TRACKER: Final = "BoundTracker"
"""Classes whose objects have the functions as methods; a bound one knows whom its calls are about."""

_META: Final[Mapping[str, Type]] = {
    "context": MapOf(Scalar.ANY),
    "integrations": MapOf(Scalar.ANY),
    "message_id": Scalar.STRING,
    "timestamp": Scalar.ANY,
}
META: Final = OneOf(
    (
        Record(tuple(Field(name, each, required=False) for name, each in _META.items())),
        Scalar.NULL,
    )
)
"""What may travel with any call."""
_ENVELOPE: Final[Mapping[str, Type]] = {
    "category_": OneOf((Scalar.STRING, Scalar.NULL)),
    "extra_": OneOf((MapOf(Scalar.ANY), Scalar.NULL)),
    "meta_": META,
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument. `type` is what may stand there; None where nobody says.

    If it `is_open`, keys that the plan does not name do no harm.
    """

    name: str
    required: bool
    type: Type | None = None
    is_open: bool = False


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
        keywords={one.name: one for one in _keywords(function, call)},
        deprecated=function.deprecated,
        status=call.rule.status,
        sources=call.rule.sources,
        at=call.rule.at,
    )


def _keywords(function: Function, call: Call) -> Iterator[Parameter]:
    wires = {sent.argument: sent.wire for sent in function.sent if sent.argument}
    types = {field.wire: field.type for field in call.body.fields}
    envelope = {**_ENVELOPE, "context_": OneOf((Record(call.context.fields), Scalar.NULL))}
    for one in function.arguments:
        if one.name in wires:
            yield Parameter(one.name, not one.default, types[wires[one.name]])
        else:
            yield Parameter(one.name, not one.default, envelope.get(one.name), is_open=True)
