"""What is told of messages, for a terminal. Every text from outside is cut and made visible first."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import orjson

from protocols.cli.explain.judged_text import judged_lines
from protocols.cli.explain.view import Change, Delivery, Explained, Forwarded, Omission, Part, Step
from protocols.pipeline.order import ORDER
from protocols.pipeline.trace import Did
from protocols.reports.lines import BLANK, Line, Paint, Style, laid_out, plain
from protocols.reports.visible import visible, visible_block
from protocols.reports.wording import NOT_FORWARDED

_LONGEST: Final = 60
_SIGNS: Final = {"added": "+", "removed": "-", "changed": "~"}
_SIGN_STYLES: Final = {"added": Style.GOOD, "removed": Style.BAD, "changed": Style.WARN}
_DESTINATIONS: Final = ORDER[-1].number.partition(".")[0]
_GOOD: Final = frozenset({"accepted", "passed", "admitted", "allowed"})
_MIDDLING: Final = frozenset({"rewritten", "dropped_by_transformation", "not judged", "nothing"})
_IDLE: Final = {
    "passed": "let through by:",
    Did.NOTHING.value: "nothing to do:",
    Did.UNASKED.value: "not for this message:",
}


def to_text(
    messages: Iterable[Explained], *, width: int, whole: bool = False, paint: Paint = plain
) -> str:
    """Each message from arrival to destinations; with `whole`, what a destination gets in full."""
    between = f"\n{'─' * width}\n\n"
    return between.join(
        laid_out(_lines(each), width=width, paint=paint) + (_bodies(each) if whole else "")
        for each in messages
    )


def _lines(told: Explained) -> Iterator[Line]:
    origin = f" from {visible(told.source)}" if told.source else ""
    yield Line(
        0,
        f"{visible(told.label)}{origin}:",
        _fate(told),
        Style.HEADING,
        _style(_tone(told)),
    )
    yield Line(2, text=visible(told.place), style=Style.QUIET)
    for step in told.steps:
        yield BLANK
        yield from _step(step)
    yield from _forwards(told)
    if told.destinations:
        yield BLANK
        yield Line(0, f"{_DESTINATIONS} destinations", lead_style=Style.HEADING)
    for delivery in told.destinations:
        yield from _delivery(delivery)


def _fate(told: Explained) -> str:
    """`blocked as schema_violation`, or how it is admitted."""
    if told.code:
        return f"{told.outcome} as {visible(told.code)}"
    if _verdict(told) == "rewritten":
        return f"{told.outcome}, rewritten"
    found = told.findings and told.outcome == "admitted"
    return f"{told.outcome}, with findings" if found else told.outcome


def _tone(told: Explained) -> str:
    return "rewritten" if told.findings and told.outcome == "admitted" else told.outcome


def _verdict(told: Explained) -> str:
    return next((step.judgement.verdict for step in told.steps if step.judgement), "")


def _style(outcome: str) -> Style:
    if outcome in _GOOD:
        return Style.GOOD
    return Style.WARN if outcome in _MIDDLING else Style.BAD


def _step(step: Step, indent: int = 0) -> Iterator[Line]:
    outcome = "" if indent or step.outcome in {"passed", "nothing"} else step.outcome
    rest = ", ".join(filter(None, (outcome, visible(step.note))))
    lead = f"{step.number} {step.step}{':' if rest else ''}"
    heading = Style.QUIET if step.outcome == "nothing" else Style.HEADING
    yield Line(indent, lead, rest, heading, _style(step.outcome) if outcome else Style.QUIET)
    told, changes = step.judgement, step.changes
    if told:
        yield from judged_lines(told, indent + 4)
        changes = tuple(each for each in changes if not _annotates(each))
    yield from _changes(changes, indent + 4, told.omitted if told else ())
    yield from _parts(step.parts, indent + 4)


def _parts(parts: Iterable[Part], indent: int) -> Iterator[Line]:
    idle: dict[str, list[str]] = {}
    for part in parts:
        why = _IDLE.get(part.did)
        if why:
            idle.setdefault(why, []).append(visible(part.name))
            continue
        style = Style.WARN if part.did == Did.CHANGED else Style.BAD
        yield Line(indent, visible(part.name), f"{part.did}  {part.place}", Style.NAME, style)
        if part.fault:
            yield Line(indent + 2, text=visible(part.fault))
        yield from _changes(part.changes, indent + 2)
    for why, names in idle.items():
        yield Line(indent, why, ", ".join(names), Style.QUIET, Style.QUIET)


def _annotates(change: Change) -> bool:
    """Whether it is of `context.protocols`, of which a line of its own tells."""
    return change.path == "context" or change.path.startswith("context.protocols")


def _changes(
    changes: Sequence[Change], indent: int, omitted: Sequence[Omission] = ()
) -> Iterator[Line]:
    reasons = {each.field: f"  ({each.reason})" for each in omitted}
    wide = min(max((len(visible(each.path)) for each in changes), default=0), 40)
    for each in changes:
        lead = f"{_SIGNS[each.what]} {visible(each.path):<{wide}}"
        yield Line(
            indent, lead, _values(each) + reasons.get(each.path, ""), _SIGN_STYLES[each.what]
        )


def _values(change: Change) -> str:
    if change.what == "changed":
        half = _LONGEST // 2
        return f"{_value(change.before, half)} → {_value(change.after, half)}"
    return _value(change.after if change.what == "added" else change.before, _LONGEST)


def _value(value: Any, limit: int) -> str:
    return visible(orjson.dumps(value).decode(), limit=limit)


def _forwards(told: Explained) -> Iterator[Line]:
    if not told.forwarded and not told.unforwarded:
        return
    yield BLANK
    yield Line(0, "forwarded", "past the controls of the source it goes to", Style.HEADING)
    for each in told.forwarded:
        yield Line(4, visible(each.label), f"{_about(each)}{_route_of(each)}", Style.NAME)
    for why, count in told.unforwarded.items():
        yield Line(
            4, text=f"{count} not forwarded: {NOT_FORWARDED.get(why, why)}", style=Style.QUIET
        )


def _about(forwarded: Forwarded) -> str:
    field = (forwarded.message.get("properties") or {}).get("violationField")
    return f"about {visible(field)} " if field and "Violation" in forwarded.label else ""


def _route_of(forwarded: Forwarded) -> str:
    readers = ", ".join(map(visible, forwarded.destinations)) or "no destination reads it"
    return f"to {visible(forwarded.source)} → {readers}"


def _delivery(delivery: Delivery) -> Iterator[Line]:
    lead = f"{visible(delivery.destination)} ({delivery.type}):"
    place = delivery.place
    if delivery.discard is not None:
        yield Line(4, lead, f"does not get it: {delivery.discard}  {place}", Style.NAME, Style.BAD)
        yield from _step(delivery.steps[-1], 6)
        return
    how = "with changes" if delivery.changes else "as admitted"
    yield Line(4, lead, f"gets it {how}  {place}", Style.NAME, Style.GOOD)
    for step in delivery.steps:
        if any(part.did not in _IDLE for part in step.parts):
            yield from _step(step, 6)


def _bodies(told: Explained) -> str:
    """What each destination gets, as JSON that can be read back."""
    bodies = (each.message for each in told.destinations if each.message is not None)
    texts = (orjson.dumps(body, option=orjson.OPT_INDENT_2).decode() for body in bodies)
    return "".join(f"\n{visible_block(text)}\n" for text in texts)
