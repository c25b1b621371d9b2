"""Which rule judges a message."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from protocols.engine.decision import Unplanned, UnplannedKind
from protocols.engine.nearest import nearest
from protocols.engine.remedies import unplanned_event, unplanned_version
from protocols.engine.shape import type_name
from protocols.plan.compile import CompiledPlan, CompiledRule
from protocols.plan.model import Kind


class Selected(NamedTuple):
    """The rule for a message, if the plan has one, and what the plan did not expect on the way."""

    rule: CompiledRule | None
    name: str | None = None
    unplanned: tuple[Unplanned, ...] = ()


Guess = Callable[[str], str | None]
"""The planned event name that a person may have meant."""


def select(plan: CompiledPlan, kind: Kind, message: Mapping[str, Any], guess: Guess) -> Selected:
    """Look up the rule by event, name or kind; an event name must match to the letter."""
    match kind:
        case Kind.TRACK:
            return _event(plan, message, guess)
        case Kind.PAGE:
            return _named(plan.pages, message)
        case Kind.SCREEN:
            return _named(plan.screens, message)
        case Kind.IDENTIFY:
            return Selected(plan.identify)
        case Kind.GROUP:
            return Selected(plan.group)
        case Kind.ALIAS:
            return Selected(None)


def _event(plan: CompiledPlan, message: Mapping[str, Any], guess: Guess) -> Selected:
    name = message.get("event")
    name = name if isinstance(name, str) else ""
    versions = plan.events.get(name)
    if versions is None:
        return Selected(None, name, (_unplanned_name("event", name, guess(name)),))
    if len(versions) == 1 and 0 in versions:
        return Selected(versions[0], name)
    return _version(versions, name, message)


def _version(
    versions: Mapping[int, CompiledRule], name: str, message: Mapping[str, Any]
) -> Selected:
    """Missing, unknown and non-integer versions are judged by the oldest, as Segment does.

    2.0 is an integer, as JSON Schema counts them: some senders write all numbers so.
    """
    wanted = event_version(message)
    oldest = next(iter(versions.values()))
    if wanted is None:
        return Selected(oldest, name)
    if type_name(wanted) == "integer" and wanted in versions:
        return Selected(versions[wanted], name)
    unknown = Unplanned(
        UnplannedKind.VERSION,
        "context.protocols.event_version",
        "/context/protocols/event_version",
        unplanned_version(wanted, versions),
    )
    return Selected(oldest, name, (unknown,))


def event_version(message: Mapping[str, Any]) -> Any:
    """The version that a message says its event has; None when it says none."""
    context = message.get("context")
    protocols = context.get("protocols") if isinstance(context, dict) else None
    return protocols.get("event_version") if isinstance(protocols, dict) else None


def _named(rules: Mapping[str, CompiledRule] | None, message: Mapping[str, Any]) -> Selected:
    name = message.get("name")
    name = name if isinstance(name, str) else ""
    if rules is None:
        return Selected(None, name)
    rule = rules.get(name) or rules.get("*")
    if rule is not None:
        return Selected(rule, name)
    return Selected(None, name, (_unplanned_name("name", name, nearest(name, rules)),))


def _unplanned_name(field: str, name: str, meant: str | None) -> Unplanned:
    return Unplanned(UnplannedKind.EVENT, field, f"/{field}", unplanned_event(field, name, meant))
