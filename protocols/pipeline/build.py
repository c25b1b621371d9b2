"""Sources and destinations of a workspace, made ready for admit and route. One way, for all who run them."""

from collections.abc import Callable, Sequence

from protocols.engine.decide import Engine
from protocols.engine.transform import (
    Transformation,
    Transformer,
    compile_filters,
    compile_transformations,
)
from protocols.pipeline.admit import AdmittingSource
from protocols.pipeline.cap import RateCap
from protocols.pipeline.forward import ViolationForwarding
from protocols.pipeline.route import RoutingDestination
from protocols.pipeline.workspace.destinations import Destination
from protocols.pipeline.workspace.forwards import ForwardedViolations
from protocols.pipeline.workspace.model import Source
from protocols.plan.compile import CompiledPlan


def admitting_source(
    name: str,
    source: Source,
    plan: CompiledPlan | None,
    *,
    clock: Callable[[], float] | None = None,
) -> AdmittingSource:
    """The source `name` as admit takes it; without a plan it judges nothing.

    `clock` counts seconds, for the cap on forwarded violations; without it there is no cap.
    """
    controls = source.controls
    return AdmittingSource(
        name=name,
        engine=Engine(plan, controls=controls, source_id=name) if plan else None,
        transformer=_transformer(source.transformations),
        on_engine_error=controls.on_engine_error,
        plan_title=plan.plan.title if plan else "",
        forward_violations_to=_forwarding(source.forward_violations_to, clock),
        forward_blocked_to=source.forward_blocked_to,
    )


def routing_destination(name: str, destination: Destination) -> RoutingDestination:
    """The destination `name` as route takes it."""
    return RoutingDestination(
        name=name,
        warehouse=destination.warehouse,
        consent=destination.consent,
        filters=compile_filters(destination.filters) if destination.filters else None,
        transformer=_transformer(destination.transformations),
    )


def _forwarding(
    wanted: ForwardedViolations | None, clock: Callable[[], float] | None
) -> ViolationForwarding | None:
    if wanted is None:
        return None
    if wanted.per_minute is None or clock is None:
        return ViolationForwarding(wanted.source, wanted.sample)
    return ViolationForwarding(
        wanted.source, wanted.sample, RateCap(wanted.per_minute, clock).take
    )


def _transformer(items: Sequence[Transformation]) -> Transformer | None:
    return compile_transformations(items) if items else None
