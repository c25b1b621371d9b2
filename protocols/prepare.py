"""A workspace becomes what serves it: sources with their engines, destinations with their lanes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import orjson

from protocols.delivery import Lane, build
from protocols.errors import PlanError, Problem, WorkspaceError
from protocols.findings import Finding
from protocols.gateway.auth import directory
from protocols.gateway.clock import steady_clock
from protocols.gateway.settings import browser_plan
from protocols.gateway.source import Source
from protocols.pipeline import workspace as files
from protocols.pipeline.build import admitting_source, routing_destination
from protocols.pipeline.route import route
from protocols.pipeline.workspace import Workspace
from protocols.pipeline.workspace.destinations import Destination as DestinationOptions
from protocols.pipeline.workspace.doubts import doubts
from protocols.pipeline.workspace.planned import unplanned_in
from protocols.plan.compile import CompiledPlan, compile_plan
from protocols.plan.file import load_plan
from protocols.plan.model import Plan, PlanRef

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A workspace with its plans compiled: all that can be wrong with its files has been told.

    `sources` are found by write key, `plans` by the name of their source. `doubts` are what the
    workspace says and hardly means; they keep nothing from being served.
    """

    workspace: Workspace
    sources: Mapping[bytes, Source]
    plans: Mapping[str, PlanRef]
    lanes: tuple[Lane, ...]
    clock: Clock
    doubts: tuple[Finding, ...]


def prepare(workspace: Workspace, before: Prepared | None = None) -> Prepared:
    """Load and compile every plan of a workspace, and build its destinations. Nothing is opened.

    Destinations that are described as they were `before` keep their lanes.

    Raises:
        PlanError: plans cannot be used; carries the problems of all of them.
        WorkspaceError: controls name events or labels that their plan does not have.
        UnreadableInput: a plan cannot be read.
        Undeliverable: a destination needs a library that is not installed.
    """
    clock = steady_clock() if before is None else before.clock
    compiled = _compiled(workspace)
    plans = {name: each.plan for name, each in compiled.items()}
    _refuse_strange_controls(workspace, plans)
    return Prepared(
        workspace=workspace,
        sources=directory(
            (source.write_key.get_secret_value(), _source(name, source, compiled.get(name), clock))
            for name, source in workspace.sources.items()
        ),
        plans={name: plan.ref for name, plan in compiled.items()},
        lanes=tuple(_lanes(workspace, before, clock)),
        clock=clock,
        doubts=tuple(sorted(doubts(workspace, plans), key=lambda each: each.at)),
    )


def _compiled(workspace: Workspace) -> Mapping[str, CompiledPlan]:
    """The plan of each source that has one; a plan of several sources is loaded once."""
    load = cache(lambda path: compile_plan(load_plan(path)))
    problems: list[Problem] = []
    plans: dict[str, CompiledPlan] = {}
    for name, source in workspace.sources.items():
        try:
            if source.plan is not None:
                plans[name] = load(source.plan)
        except PlanError as invalid:
            problems += [each for each in invalid.problems if each not in problems]
    if problems:
        raise PlanError(problems)
    return plans


def _refuse_strange_controls(workspace: Workspace, plans: Mapping[str, Plan]) -> None:
    strange = tuple(unplanned_in(workspace, plans))
    if strange:
        raise WorkspaceError(strange)


def _source(
    name: str, source: files.Source, compiled: CompiledPlan | None, clock: Clock
) -> Source:
    admitting = admitting_source(name, source, compiled, clock=clock)
    plan = browser_plan(compiled, source.controls) if compiled else {}
    return Source(name=name, admitting=admitting, plan=plan, verbose=source.verbose)


def _lanes(workspace: Workspace, before: Prepared | None, clock: Clock) -> Iterator[Lane]:
    known = {lane.name: lane for lane in before.lanes} if before else {}
    for name, options in workspace.destinations.items():
        same = before is not None and before.workspace.destinations.get(name) == options
        yield known[name] if same else _lane(name, options, clock)


def _lane(name: str, options: DestinationOptions, clock: Clock) -> Lane:
    routing = routing_destination(name, options)
    return Lane(
        name=name,
        sources=options.sources,
        route=lambda row: route(orjson.loads(row.body), routing),
        destination=build(options, clock=clock),
    )
