"""A warning for a call whose name had to give way to another's, in any language."""

from typing import Final

from protocols.findings import Finding
from protocols.findings.catalog import finding
from typewriter.view.calls import Call

EVENT_COLLISION: Final = "TW101"
ADVICE: Final = "names that differ in more than case and punctuation keep their plain names"


def call_collision(call: Call, function: str, advice: str = ADVICE) -> Finding:
    """The plain name of `call` belongs to another call, so it became `function`."""
    message = f"{call.rule.label!r} becomes {function}(): its plain name belongs to another call"
    return finding(EVENT_COLLISION, message, call.rule.at, advice=advice)
