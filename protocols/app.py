"""The composition root: the one place that builds clocks, ids, the journal, engines and destinations."""

import asyncio
import os
import random
import time
import traceback
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import orjson
import structlog
from starlette.applications import Starlette

from protocols.delivery import Effects, Lane, build, deliver
from protocols.errors import JournalError, PlanError, Problem, WorkspaceError
from protocols.findings import Finding
from protocols.gateway.answers import AsgiApp, Receive, Scope, Send
from protocols.gateway.auth import directory
from protocols.gateway.clock import new_id, steady_clock, utc_now
from protocols.gateway.gateway import Gateway
from protocols.gateway.health import Health
from protocols.gateway.ingest import Append, Ingest
from protocols.gateway.load import Load
from protocols.gateway.metrics import Metrics
from protocols.gateway.rest import rest_app
from protocols.gateway.settings import browser_plan
from protocols.gateway.source import Source
from protocols.journal import open_journal
from protocols.journal.interface import Appended, Journal, Retention
from protocols.pipeline import workspace as files
from protocols.pipeline.build import admitting_source, routing_destination
from protocols.pipeline.entry import Entry, Rejection
from protocols.pipeline.route import route
from protocols.pipeline.workspace import Workspace, load_workspace
from protocols.pipeline.workspace.destinations import Destination as DestinationOptions
from protocols.pipeline.workspace.planned import unplanned_controls
from protocols.plan.compile import CompiledPlan, compile_plan
from protocols.plan.file import load_plan

_SWEEP_SECONDS: Final = 3600.0
_GRACE_SECONDS: Final = 10.0

log = structlog.get_logger("protocols")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A workspace with its plans compiled: all that can be wrong with its files has been told."""

    workspace: Workspace
    sources: Mapping[bytes, Source]
    lanes: tuple[Lane, ...]
    clock: Callable[[], float]


def prepare(workspace: Workspace) -> Prepared:
    """Load and compile every plan of a workspace, and build its destinations. Nothing is opened.

    Raises:
        PlanError: plans cannot be used; carries the problems of all of them.
        WorkspaceError: controls name events or labels that their plan does not have.
        UnreadableInput: a plan cannot be read.
        Undeliverable: a destination needs a library that is not installed.
    """
    clock = steady_clock()
    lanes = tuple(_lane(name, options, clock) for name, options in workspace.destinations.items())
    return Prepared(workspace, _sources(workspace, clock), lanes, clock)


def _sources(workspace: Workspace, clock: Callable[[], float]) -> Mapping[bytes, Source]:
    load = cache(lambda path: compile_plan(load_plan(path)))
    problems: list[Problem] = []
    strange: list[Finding] = []
    sources: list[tuple[str, Source]] = []
    for name, source in workspace.sources.items():
        try:
            compiled = None if source.plan is None else load(source.plan)
        except PlanError as invalid:
            problems += [each for each in invalid.problems if each not in problems]
        else:
            key = source.write_key.get_secret_value()
            sources.append((key, _source(name, source, compiled, clock)))
            strange += _strange_controls(workspace, name, compiled)
    if problems:
        raise PlanError(problems)
    if strange:
        raise WorkspaceError(strange)
    return directory(sources)


def _strange_controls(
    workspace: Workspace, source: str, compiled: CompiledPlan | None
) -> tuple[Finding, ...]:
    document, controls = workspace.document, workspace.sources[source].controls
    if document is None or compiled is None:
        return ()
    under = ("sources", source, "controls")
    return tuple(unplanned_controls(controls, compiled.plan, document, under))


def _lane(name: str, options: DestinationOptions, clock: Callable[[], float]) -> Lane:
    routing = routing_destination(name, options)
    return Lane(
        name=name,
        sources=options.sources,
        route=lambda row: route(orjson.loads(row.body), routing),
        destination=build(options, clock=clock),
    )


def _source(
    name: str,
    source: files.Source,
    compiled: CompiledPlan | None,
    clock: Callable[[], float],
) -> Source:
    admitting = admitting_source(name, source, compiled, clock=clock)
    plan = browser_plan(compiled, source.controls) if compiled else {}
    return Source(name=name, admitting=admitting, plan=plan, verbose=source.verbose)


@asynccontextmanager
async def running(prepared: Prepared) -> AsyncIterator[Gateway]:
    """Open the journal, start delivery, and give the gateway; on the way out, put all of it away.

    Raises:
        JournalLocked: another process writes to the journal.
        JournalFailed: the journal cannot be opened.
    """
    workspace = prepared.workspace
    journal = open_journal(
        workspace.data,
        clock=prepared.clock,
        dedupe_window=workspace.retention.dedupe.total_seconds(),
    )
    load, stopping = Load(), asyncio.Event()
    effects = Effects(clock=prepared.clock, sleep=asyncio.sleep, random=random.random)
    delivering = asyncio.create_task(deliver(prepared.lanes, journal, effects, stopping))
    sweeping = asyncio.create_task(_sweep(journal, workspace))
    try:
        yield _gateway(prepared, journal, load)
    finally:
        load.drain()
        stopping.set()
        sweeping.cancel()
        await _finish(delivering)
        await journal.close()


async def _finish(delivering: asyncio.Task[None]) -> None:
    """Let destinations settle what they have in hand; the rest is delivered after the next start."""
    try:
        await asyncio.wait_for(delivering, _GRACE_SECONDS)
    except TimeoutError:
        log.info("delivery goes on after the next start")
    except JournalError as failed:
        log.warning("delivery stopped", reason=str(failed))


def _gateway(prepared: Prepared, journal: Journal, load: Load) -> Gateway:
    ingest = Ingest(
        sources=prepared.sources,
        append=_logging(journal.append),
        clock=utc_now,
        new_id=new_id,
        load=load,
    )
    metrics = Metrics(journal, load)
    rest = rest_app(Health(journal, load), metrics)
    return Gateway(
        ingest=ingest, metrics=metrics, rest=rest, timer=time.perf_counter, on_fault=_log_fault
    )


def _logging(append: Append) -> Append:
    """The same, with a line in the log when storing begins to fail and when it works again."""
    failing = ""

    async def logged(items: Sequence[Entry | Rejection]) -> tuple[Appended, ...]:
        nonlocal failing
        try:
            appended = await append(items)
        except JournalError as failed:
            if str(failed) != failing:
                failing = str(failed)
                log.error("no events are taken", reason=failing)  # noqa: TRY400 - the reason is all
            raise
        if failing:
            failing = ""
            log.info("events are taken again")
        return appended

    return logged


def _log_fault(fault: Exception) -> None:
    """What failed and where, without the fault's own words: they may hold a client's values."""
    where = traceback.extract_tb(fault.__traceback__)[-1]
    at = f"{where.filename}:{where.lineno}"
    log.error("a request failed", fault=type(fault).__name__, at=at)


async def _sweep(journal: Journal, workspace: Workspace) -> None:
    """Delete what is older than the workspace keeps, now and every hour."""
    kept = workspace.retention
    retention = Retention(
        received=kept.received.total_seconds(),
        quarantine=kept.quarantine.total_seconds(),
        counters=kept.counters.total_seconds(),
    )
    while True:
        try:
            await journal.expire(retention)
        except JournalError as failed:
            log.warning("old data could not be deleted", reason=str(failed))
        await asyncio.sleep(_SWEEP_SECONDS)


class App:
    """A workspace as an ASGI application, for a server of one's own. It needs the lifespan protocol."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._gateway: Gateway | None = None
        self._lifespan = Starlette(lifespan=self._run)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection event."""
        if scope["type"] == "lifespan":
            await self._lifespan(scope, receive, send)
            return
        if self._gateway is None:
            msg = "the server has to run the ASGI lifespan protocol, which opens the journal"
            raise RuntimeError(msg)
        await self._gateway(scope, receive, send)

    @asynccontextmanager
    async def _run(self, _app: Starlette) -> AsyncIterator[None]:
        async with running(self._prepared) as self._gateway:
            yield
        self._gateway = None


def create_app(
    workspace: Workspace | str | os.PathLike[str] = "workspace.yaml",
    *,
    env: Mapping[str, str] | None = None,
) -> AsgiApp:
    """The gateway of a workspace as an ASGI application, delivery to destinations included.

    `env` resolves the workspace file's `${NAME}`; the process's environment when left out. The
    journal is opened when the server starts the application's lifespan.

    Raises:
        WorkspaceError: the workspace file cannot be used.
        PlanError: one of its plans cannot be used.
        UnreadableInput: a file cannot be read.
    """
    if not isinstance(workspace, Workspace):
        workspace = load_workspace(Path(workspace), os.environ if env is None else env)
    return App(prepare(workspace))
