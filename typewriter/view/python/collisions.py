"""Warnings for names that had to give way to others."""

from collections.abc import Iterator

from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from typewriter.view.calls import PlanView
from typewriter.view.python.names import Names
from typewriter.view.python.pins import place_of

EVENT_COLLISION = "TW101"
ARGUMENT_COLLISION = "TW102"
_ADVICE = "names that differ in more than case and punctuation keep their plain names; or give it an x-python-name"


def collision_findings(view: PlanView, names: Names) -> Iterator[Finding]:
    """A warning for each event or property whose plain name belongs to another."""
    for call in view.calls:
        function = names.functions[call.key]
        if call.key in names.collided:
            yield _warn(
                EVENT_COLLISION,
                f"{call.rule.label!r} becomes {function}(): its plain name belongs to another call",
                call.rule.at,
            )
        for wire in sorted(names.collided_arguments[call.key]):
            yield _warn(
                ARGUMENT_COLLISION,
                f"property {wire!r} becomes argument {names.arguments[call.key][wire]!r} of "
                f"{function}(): its plain name belongs to another property",
                place_of(call, wire),
            )


def _warn(rule: str, message: str, at: Position) -> Finding:
    return finding(rule, message, at, advice=_ADVICE)
