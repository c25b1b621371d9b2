"""What a finding's id means, in the words that every command uses."""

import re
from collections.abc import Iterator, Mapping
from textwrap import indent
from typing import Final

from protocols.findings.catalog import Check
from protocols.findings.examples import EXAMPLES
from protocols.findings.suggest import did_you_mean

_ID: Final = re.compile(r"[A-Za-z]{2}[0-9]{3}")
_AGAIN: Final = (
    "`typewriter generate` repairs it; it can be neither ignored nor accepted by a baseline."
)
_IGNORED: Final = (
    "To let one stand, write `# typewriter: ignore[{id}] reason` on its line, behind the statement or alone "
    "before it; to let all stand that there are now, `typewriter check --baseline FILE --write-baseline`."
)
_WAYS: Final = {
    "TW202": "If other programs send it, list them in the event's `sources` and give `--service NAME`; if nobody does yet, say `status: draft`; "
    "else `# typewriter: ignore[TW202] reason` may stand in the plan beside the event.",
    "TW211": "",
    "TW212": "",
    "TW2": _IGNORED,
    "TW304": "Move the edit into the plan, a template or a file of your own; `typewriter generate --force` discards it.",
    "TW306": "Move the file away, or generate into another folder.",
    "TW3": _AGAIN,
    "TW401": "Move or copy it inside. A link that leads outside does not count as inside.",
    "TW404": "Give each client a `package` or an `output` of its own.",
    "TW407": "End the value with a filter of the language, and put it where that filter is for: `literal` in code, `doc` between three quotes.",
    "TW408": "Include what ships, as shipped/NAME, and add to it, rather than copy it.",
}
"""Beginning of an id → what to do about it beside repairing the code; the first that fits."""


def is_id(text: str) -> bool:
    """Whether the text is written as a finding's id."""
    return _ID.fullmatch(text) is not None


def explained(rule: str, checks: Mapping[str, Check]) -> str:
    """What the finding is, why it is one, an example, and what to do.

    Raises:
        LookupError: none of `checks` has this id; says which one may be meant.
    """
    known = checks.get(rule)
    if known is None:
        families = ", ".join(sorted({each[:2] for each in checks}))
        hint = did_you_mean(rule, checks) or f"; they begin with {families}"
        raise LookupError(f"there is no finding {rule}{hint}")
    return "\n".join(_lines(rule, known)) + "\n"


def _lines(rule: str, check: Check) -> Iterator[str]:
    yield f"{rule} {check.title} ({check.severity})"
    yield check.explanation
    if example := EXAMPLES.get(rule):
        yield from ("", "Found:", indent(example.wrong, "    "))
        yield from ("", "Better:", indent(example.right, "    "))
    way = next((told for prefix, told in _WAYS.items() if rule.startswith(prefix)), "")
    if way:
        yield from ("", way.format(id=rule))
