"""The engine's step, for a terminal: the rule, what was found, and the controls that decided."""

from collections.abc import Iterator
from typing import Final

from protocols.cli.explain.view import Control, Found, Judgement
from protocols.reports.lines import Line, Style
from protocols.reports.visible import visible

_WIDE: Final = 8
_UNPLANNED: Final = "EV2"


def judged_lines(told: Judgement, indent: int) -> Iterator[Line]:
    """In the engine's order: which rule, unplanned, violations, and what was done about them."""
    yield from _rule(told, indent)
    for key in told.forged:
        yield Line(indent, _lead("dropped"), f"context.protocols.{key}, which a client sent")
    yield from _decided(None, told, indent)
    for control in told.controls:
        yield _control(control, indent)
        yield from _decided(control.control, told, indent + 2)
    if told.unlisted:
        yield Line(indent, _lead("more"), f"{told.unlisted} are counted and not listed")
    if told.annotated:
        keys = ", ".join(told.annotated)
        yield Line(indent, _lead("written"), f"context.protocols: {keys}", Style.NAME)


def _decided(control: str | None, told: Judgement, indent: int) -> Iterator[Line]:
    """What one control decides about."""
    for found in told.found:
        if found.control == control:
            yield from _found(found, indent)


def _lead(word: str) -> str:
    return f"{word:<{_WIDE}}"


def _rule(told: Judgement, indent: int) -> Iterator[Line]:
    lead = _lead("rule")
    if not told.rule:
        yield Line(indent, lead, f"none: {visible(told.why)} ({visible(told.plan)})", Style.NAME)
        return
    owner = f", owner {visible(told.owner)}" if told.owner else ""
    name = f"{visible(told.rule)} of {visible(told.plan)}, {told.status}{owner}  {told.place}"
    yield Line(indent, lead, name, Style.NAME)
    yield Line(indent + _WIDE + 1, text=visible(told.why), style=Style.QUIET)


def _control(control: Control, indent: int) -> Line:
    idle = "" if control.acts or control.value == "allow" else ", but the rule is a draft"
    value = f"{control.value}{idle}"
    where = control.place or "the default"
    text = f"{visible(control.control)}: {value}  {where}"
    if control.blocks:
        return Line(indent, _lead("decided"), text, Style.BAD)
    return Line(indent, _lead("control"), text, Style.NAME)


def _found(found: Found, indent: int) -> Iterator[Line]:
    style = Style.WARN if found.id.startswith(_UNPLANNED) else Style.BAD
    yield Line(indent, found.id, _told(found), style)
    below = indent + len(found.id) + 1
    if found.remedy:
        yield Line(below, "fix:", visible(found.remedy), Style.GOOD)
    owner = f", owner {visible(found.owner)}" if found.owner else ""
    if found.place:
        yield Line(below, text=f"{found.place}{owner}", style=Style.QUIET)


def _told(found: Found) -> str:
    """The field and what is wrong with it, each word once."""
    field, kind, description = (
        visible(found.field),
        visible(found.kind),
        visible(found.description),
    )
    if found.id.startswith(_UNPLANNED):
        return f"{field} {description}"
    said = description.casefold().startswith(kind.casefold())
    return f"{field}: {description}" if said else f"{field}: {kind}: {description}"
