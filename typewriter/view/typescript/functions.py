"""A call as a TypeScript function."""

from collections.abc import Iterator
from typing import Final

from protocols.plan.model import Kind
from typewriter.view.calls import ANY_NAME, Call
from typewriter.view.typescript.doc import call_doc
from typewriter.view.typescript.names import Names, body_key
from typewriter.view.typescript.options import Sdk
from typewriter.view.typescript.package import Fact, Function, Parameter

PAGES: Final = frozenset({Kind.PAGE, Kind.SCREEN})
_TRAITS: Final = frozenset({Kind.IDENTIFY, Kind.GROUP})


def write_function(call: Call, names: Names, sdk: Sdk) -> Function:
    """The function for one call."""
    body = _body(call, names)
    parameters = [*_named_parameters(call), *([body] if body else []), _options(call, names, sdk)]
    return Function(
        name=names.functions[call.key],
        doc=call_doc(call),
        parameters=tuple(_closed(parameters)),
        facts=tuple(_facts(call)),
        body=body.name if body else None,
        fixed={one.wire: one.fixed.value for one in call.body.fields if one.fixed is not None},
    )


def has_body(call: Call) -> bool:
    """Whether there is anything to pass: a property that is not fixed, or unnamed ones."""
    return call.body.extra is not None or any(one.fixed is None for one in call.body.fields)


def context_type(call: Call, names: Names) -> str | None:
    """The type of what the plan says of the call's context."""
    return names.types[(*call.key, "context")] if call.context.fields else None


def _named_parameters(call: Call) -> Iterator[Parameter]:
    if call.kind is Kind.GROUP:
        yield Parameter("groupId", "string")
    if call.kind in PAGES and call.name == ANY_NAME:
        yield Parameter("name", "string", optional=True)


def _body(call: Call, names: Names) -> Parameter | None:
    if not has_body(call):
        return None
    needed = any(one.required and one.fixed is None for one in call.body.fields)
    name = "traits" if call.kind in _TRAITS else "properties"
    return Parameter(name, names.types[body_key(call)], optional=not needed)


def _options(call: Call, names: Names, sdk: Sdk) -> Parameter:
    base = "PageOptions" if call.kind in PAGES else "Options"
    context = context_type(call, names)
    needed = any(one.required for one in call.context.fields)
    spelled = f"{base}<{context}>" if context else base
    spelled += f" & NeedsContext<{context}>" if needed else ""
    return Parameter("options", spelled, optional=sdk == "browser" and not needed)


def _closed(parameters: list[Parameter]) -> Iterator[Parameter]:
    """What stands before a parameter that must be given must be given, too, if only as undefined."""
    last = max((at for at, one in enumerate(parameters) if not one.optional), default=-1)
    for at, one in enumerate(parameters):
        forced = one.optional and at < last
        yield Parameter(one.name, f"{one.type} | undefined") if forced else one


def _facts(call: Call) -> Iterator[Fact]:
    yield Fact("type", str(call.kind))
    if call.kind is Kind.TRACK:
        yield Fact("event", call.name)
    elif call.kind in PAGES and call.name == ANY_NAME:
        yield Fact("name", passed=True)
    elif call.name is not None:
        yield Fact("name", call.name)
    if call.kind is Kind.GROUP:
        yield Fact("groupId", passed=True)
    if call.version:
        yield Fact("version", call.version)
