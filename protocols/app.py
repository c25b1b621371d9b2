"""The composition root: the one place that builds clocks, ids, the journal, engines and destinations."""

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from starlette.applications import Starlette

from protocols.delivery import Delivery, Effects
from protocols.errors import JournalError
from protocols.gateway.answers import AsgiApp, Receive, Scope, Send
from protocols.gateway.clock import new_id, utc_now
from protocols.gateway.gateway import Gateway
from protocols.gateway.health import Health
from protocols.gateway.in_use import InUse
from protocols.gateway.ingest import Ingest
from protocols.gateway.load import Load
from protocols.gateway.logs import log, log_fault, logging_failures
from protocols.gateway.metrics import Metrics
from protocols.gateway.rest import rest_app
from protocols.journal import open_journal
from protocols.journal.interface import Journal, Retention
from protocols.pipeline.workspace import Workspace
from protocols.pipeline.workspace.model import Retention as KeptFor
from protocols.prepare import Prepared
from protocols.reload import Loaded, Origin, Reloader, log_doubts

_SWEEP_SECONDS: Final = 3600.0
_GRACE_SECONDS: Final = 10.0
_LOST_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Running:
    """A workspace that is served. `reload` has its files read anew at once.

    `lost` ends with the reason when the journal takes no writes until the process is started anew.
    """

    gateway: Gateway
    reload: Callable[[], None]
    lost: asyncio.Task[str]


@asynccontextmanager
async def running(loaded: Loaded) -> AsyncIterator[Running]:
    """Open the journal, start delivery, and watch the files; on the way out, put all of it away.

    Raises:
        JournalLocked: another process writes to the journal.
        JournalFailed: the journal cannot be opened.
    """
    prepared = loaded.prepared
    journal = open_journal(
        prepared.workspace.data,
        clock=prepared.clock,
        dedupe_window=prepared.workspace.retention.dedupe.total_seconds(),
    )
    log_doubts(prepared, loaded.origin.folder)
    service = _Service(loaded, journal)
    delivering = asyncio.create_task(_deliver(service.delivery))
    lost = asyncio.create_task(_lost(journal))
    watching = [
        lost,
        asyncio.create_task(service.reloader.run()),
        asyncio.create_task(service.sweep()),
    ]
    try:
        yield Running(service.gateway, service.reloader.ask, lost)
    finally:
        service.load.drain()
        for task in watching:
            task.cancel()
        service.delivery.stop()
        await _finish(delivering)
        await asyncio.wait(watching)
        await journal.close()


class _Service:
    """The parts of a running workspace, and how a reloaded one takes the place of the first."""

    def __init__(self, loaded: Loaded, journal: Journal) -> None:
        prepared = loaded.prepared
        effects = Effects(clock=prepared.clock, sleep=asyncio.sleep, random=random.random)
        self.load = Load()
        self.delivery = Delivery(journal, effects, prepared.lanes)
        self.reloader = Reloader(loaded, self._take)
        self.gateway = _gateway(prepared, journal, self.load, lambda: self.reloader.in_use)
        self._journal = journal
        self._retention = prepared.workspace.retention

    async def sweep(self) -> None:
        """Delete what is older than the workspace keeps, now and every hour."""
        while True:
            try:
                await self._journal.expire(_seconds(self._retention))
            except JournalError as failed:
                log.warning("old data could not be deleted", reason=str(failed))
            await asyncio.sleep(_SWEEP_SECONDS)

    def _take(self, prepared: Prepared) -> None:
        """Serve by what was read anew: requests from the next one on, destinations after their batch."""
        self.gateway.ingest = replace(self.gateway.ingest, sources=prepared.sources)
        self.delivery.use(prepared.lanes)
        self._retention = prepared.workspace.retention


async def _deliver(delivery: Delivery) -> None:
    """Deliver until stopped. A fault of ours ends it, and not the taking of events."""
    try:
        await delivery.run()
    except* Exception as faults:  # noqa: BLE001 - told here, since nobody waits for it until the end
        fault = type(faults.exceptions[0]).__name__
        log.error("a fault of the program: delivery goes on after the next start", fault=fault)


async def _finish(delivering: asyncio.Task[None]) -> None:
    """Let destinations settle what they have in hand; the rest is delivered after the next start."""
    try:
        await asyncio.wait_for(delivering, _GRACE_SECONDS)
    except TimeoutError:
        log.info("delivery goes on after the next start")


async def _lost(journal: Journal) -> str:
    while True:
        if journal.failed_for_good:
            return journal.failure or ""
        await asyncio.sleep(_LOST_SECONDS)


def _seconds(kept: KeptFor) -> Retention:
    return Retention(
        received=kept.received.total_seconds(),
        quarantine=kept.quarantine.total_seconds(),
        counters=kept.counters.total_seconds(),
    )


def _gateway(
    prepared: Prepared, journal: Journal, load: Load, in_use: Callable[[], InUse]
) -> Gateway:
    ingest = Ingest(
        sources=prepared.sources,
        append=logging_failures(journal.append),
        clock=utc_now,
        new_id=new_id,
        load=load,
    )
    metrics = Metrics(journal, load, in_use)
    rest = rest_app(Health(journal, load, in_use), metrics)
    return Gateway(
        ingest=ingest, metrics=metrics, rest=rest, timer=time.perf_counter, on_fault=log_fault
    )


class App:
    """A workspace as an ASGI application, for a server of one's own. It needs the lifespan protocol."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
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
        async with running(self._loaded) as service:
            self._gateway = service.gateway
            yield
        self._gateway = None


def create_app(
    workspace: Workspace | str | os.PathLike[str] = "workspace.yaml",
    *,
    env: Mapping[str, str] | None = None,
) -> AsgiApp:
    """The gateway of a workspace as an ASGI application, delivery to destinations included.

    `env` resolves the workspace file's `${NAME}`; the process's environment when left out. The
    journal is opened when the server starts the application's lifespan. From then on the files are
    watched, and read anew when they change; of a `Workspace` made in Python, its plans.

    Raises:
        WorkspaceError: the workspace file cannot be used.
        PlanError: one of its plans cannot be used.
        UnreadableInput: a file cannot be read.
    """
    source = workspace if isinstance(workspace, Workspace) else Path(workspace)
    return App(Origin(source, os.environ if env is None else env).load())
