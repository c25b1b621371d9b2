"""Warnings for names that had to give way to others."""

from collections.abc import Iterator, Mapping

from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from protocols.plan.model import Rule
from protocols.plan.pointers import pointer
from typewriter.naming import snake
from typewriter.view.calls import Call, PlanView
from typewriter.view.python.names import Names

EVENT_COLLISION = "TW101"
ARGUMENT_COLLISION = "TW102"
_ADVICE = "names that differ in more than case and punctuation keep their plain names"


def collision_findings(
    view: PlanView, names: Names, renamed: Mapping[str, Mapping[str, str]]
) -> Iterator[Finding]:
    """A warning for each event or property whose plain name belongs to another."""
    for call in view.calls:
        function = names.functions[call.key]
        if call.key in names.collided:
            yield _warn(
                EVENT_COLLISION,
                f"{call.rule.label!r} becomes {function}(): its plain name belongs to another call",
                call.rule.at,
            )
        for name, wire in sorted(renamed[function].items()):
            if name != snake(wire, prefix="p", unnamed="prop"):
                yield _property_warning(call, function, name, wire)


def _property_warning(call: Call, function: str, name: str, wire: str) -> Finding:
    return _warn(
        ARGUMENT_COLLISION,
        f"property {wire!r} becomes argument {name!r} of {function}(): "
        "its plain name belongs to another property",
        _place(call.rule, wire),
    )


def _place(rule: Rule, wire: str) -> Position:
    return rule.places.get(pointer(("properties", wire)), rule.at)


def _warn(rule: str, message: str, at: Position) -> Finding:
    return finding(rule, message, at, advice=_ADVICE)
