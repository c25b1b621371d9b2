"""What one destination gets of one admitted message: step 6 of the order of operations. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from protocols.engine.transform import (
    FILTERED_BY_RULES,
    INVALID_SETTINGS,
    FilterSet,
    Transformer,
)
from protocols.errors import FqlError
from protocols.pipeline.entry import Routed

CONSENT_EVENT: Final = "Segment Consent Preference Updated"
BY_CONSENT: Final = "FILTERED_BY_END_USER_CONSENT"
BY_INTEGRATIONS: Final = "FILTERED_BY_INTEGRATIONS_OBJECT"

Message = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RoutingDestination:
    """A destination, ready to be asked what it gets.

    `name` is what senders call it in `integrations`, capitals and all. A `warehouse` is a store of
    everything: `{All: false}` does not stop it, naming it does.
    """

    name: str
    warehouse: bool = False
    consent: tuple[str, ...] = ()
    filters: FilterSet | None = None
    transformer: Transformer | None = None


@dataclass(frozen=True, slots=True)
class RouteStep:
    """One row of the order of operations. Steps after one that discards do not run.

    `does` is the step's own order, where it has one.
    """

    name: str
    does: str
    on_failure: str
    run: Callable[[Message, RoutingDestination], Routed]


Watch = Callable[[RouteStep, Message, Routed], None]
"""Told of each step that ran: the message as it went in, and what came out."""


def _consent(message: Message, destination: RoutingDestination) -> Routed:
    agreed = not destination.consent or _agreed(message, destination.consent)
    return Routed(message) if agreed else Routed(None, BY_CONSENT)


def _agreed(message: Message, categories: tuple[str, ...]) -> bool:
    """Whether the user agreed to every category, as far as the message says anything of consent.

    An empty consent object is enforced only beside `integrations`; empty preferences always are.
    """
    context = message.get("context")
    consent = context.get("consent") if isinstance(context, Mapping) else None
    if consent is None or message.get("event") == CONSENT_EVENT:
        return True
    if consent == {}:
        return "integrations" not in message
    preferences = consent.get("categoryPreferences") if isinstance(consent, Mapping) else None
    if not isinstance(preferences, Mapping):
        return False
    return all(preferences.get(category) is True for category in categories)


def _integrations(message: Message, destination: RoutingDestination) -> Routed:
    wanted = message.get("integrations")
    if not isinstance(wanted, Mapping):
        return Routed(message)
    default = destination.warehouse or wanted.get("All") is not False
    chosen = wanted.get(destination.name)
    sent = default if chosen is None else chosen is not False
    return Routed(message) if sent else Routed(None, BY_INTEGRATIONS)


def _filters(message: Message, destination: RoutingDestination) -> Routed:
    if destination.filters is None:
        return Routed(message)
    left, code = destination.filters.apply(message)
    return Routed(left, code)


def _transformations(message: Message, destination: RoutingDestination) -> Routed:
    if destination.transformer is None:
        return Routed(message)
    try:
        left = destination.transformer.apply(message).message
    except FqlError:
        return Routed(None, INVALID_SETTINGS)
    return Routed(left) if left is not None else Routed(None, FILTERED_BY_RULES)


ROUTE: Final = (
    RouteStep("consent", "", BY_CONSENT, _consent),
    RouteStep("integrations", "", BY_INTEGRATIONS, _integrations),
    RouteStep(
        "filters",
        "sample, drop and only-send, drop properties, allow properties",
        f"{FILTERED_BY_RULES}; {INVALID_SETTINGS} when one has no answer",
        _filters,
    ),
    RouteStep(
        "transformations",
        "",
        f"{FILTERED_BY_RULES}; {INVALID_SETTINGS} when one has no answer",
        _transformations,
    ),
)
"""Step 6 of `protocols.pipeline.order`, up to delivery."""


def route(message: Message, destination: RoutingDestination, watch: Watch | None = None) -> Routed:
    """The message as `destination` gets it, or None and Segment's discard code."""
    routed = Routed(message)
    for step in ROUTE:
        if routed.message is None:
            break
        before, routed = routed.message, step.run(routed.message, destination)
        if watch is not None:
            watch(step, before, routed)
    return routed
