"""Warnings for names that had to give way to others."""

from collections.abc import Iterator
from typing import Final

from protocols.findings import Finding
from protocols.findings.catalog import finding
from typewriter.view.calls import PlanView
from typewriter.view.collisions import ADVICE, call_collision
from typewriter.view.lock import Lock
from typewriter.view.python.names import Names
from typewriter.view.python.pins import place_of

ARGUMENT_COLLISION: Final = "TW102"
_ADVICE: Final = f"{ADVICE}; or give it an x-python-name"


def collision_findings(view: PlanView, names: Names, previous: Lock | None) -> Iterator[Finding]:
    """A warning for each event or property whose plain name belongs to another.

    What has its name already, by `previous`, was warned of when it got it.
    """
    kept = previous.kept_names() if previous else {}
    for call in view.calls:
        function = names.functions[call.key]
        if call.key in names.collided and kept.get(call.key) != function:
            yield call_collision(call, function, _ADVICE)
        known = previous.kept_arguments(function) if previous else {}
        for wire in sorted(names.collided_arguments[call.key]):
            if known.get((wire,)) == names.arguments[call.key][wire]:
                continue
            yield finding(
                ARGUMENT_COLLISION,
                f"property {wire!r} becomes argument {names.arguments[call.key][wire]!r} of "
                f"{function}(): its plain name belongs to another property",
                place_of(call, wire),
                advice=_ADVICE,
            )
