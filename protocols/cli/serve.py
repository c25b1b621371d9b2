import asyncio
import gc
import os
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from protocols.cli.signals import early_signals, on_hangup
from protocols.errors import JournalFailed, UnreadableInput

if TYPE_CHECKING:
    from protocols.pipeline.workspace import Workspace
    from protocols.reload import Loaded

_YOUNG_OBJECTS: Final = 10_000


@click.command()
@click.argument(
    "workspace", type=click.Path(dir_okay=False, path_type=Path), default="workspace.yaml"
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="Port to listen on; 0 picks a free one.",
)
def serve(workspace: Path, host: str, port: int) -> None:
    """Run the Segment-compatible gateway of WORKSPACE (default ./workspace.yaml).

    It takes events as Segment's HTTP Tracking API does, judges them by their source's plan, keeps
    them in the journal, and delivers them to the workspace's destinations.

    \b
    Examples:
      protocols serve
      protocols serve shop/workspace.yaml --host 0.0.0.0 --port 80
    """
    with early_signals():
        interrupted = _run(workspace, host, port)
    if interrupted:
        raise KeyboardInterrupt


def _run(workspace: Path, host: str, port: int) -> bool:
    try:
        from protocols.gateway.logs import configure_logs
        from protocols.reload import Origin
    except ModuleNotFoundError as missing:
        hint = f"the gateway needs {missing.name}: pip install 'protocols-typewriter[gateway]'"
        raise click.ClickException(hint) from None

    if not workspace.exists():
        raise UnreadableInput(
            str(workspace), "there is no such file; name your workspace file: protocols serve FILE"
        )
    loaded = Origin(workspace, os.environ).load()
    listening = _listen(host, port)
    configure_logs()
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(_serve(loaded, listening))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise click.ClickException(f"cannot listen on {host}:{port}: {reason}") from None


async def _serve(loaded: "Loaded", listening: socket.socket) -> bool:
    """Serve until asked to stop; whether it was ^C that asked.

    Raises:
        JournalFailed: nothing can be stored any more in this process; a supervisor starts a new one.
    """
    from protocols.app import running
    from protocols.gateway.server import GracefulServer

    async with running(loaded) as service:
        relieve_collector()
        workspace = loaded.prepared.workspace
        server = GracefulServer(
            service.gateway,
            on_start=lambda: click.echo(_banner(workspace, listening), err=True),
            on_stop=service.gateway.ingest.load.drain,
        )
        hung_up = on_hangup(service.reload, server.stop)
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, hung_up)
        service.lost.add_done_callback(lambda _: server.stop())
        await server.serve(sockets=[listening])
    if not service.lost.cancelled():
        raise JournalFailed(service.lost.result())
    return server.interrupted


def relieve_collector() -> None:
    """Let the garbage collector look less often, and never at what start-up built.

    Parsed messages hold no cycles, so that each look at the thousands of objects of a batch that is
    being stored finds nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS)


def _loop_factory() -> type[asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ModuleNotFoundError:  # Windows has none
        return None
    loop: type[asyncio.AbstractEventLoop] = uvloop.Loop
    return loop


def _banner(workspace: "Workspace", listening: socket.socket) -> str:
    url = _url(listening)
    sources = [
        f"  {name:<16} {source.plan.name if source.plan else 'no plan: nothing is judged'}"
        for name, source in workspace.sources.items()
    ]
    destinations = [
        f"  {name:<16} {destination.type}" for name, destination in workspace.destinations.items()
    ]
    lines = [
        f"Protocols serves {workspace.workspace} on {url}",
        "",
        "Sources",
        *sources,
        *(["Destinations", *destinations] if destinations else []),
        "",
        "Point an SDK here, with a source's write key:",
        f'  Python   analytics.host = "{url}"',
        f'  Node     new Analytics({{ writeKey, host: "{url}" }})',
        f'  Browser  AnalyticsBrowser.load({{ writeKey, cdnURL: "{url}" }})',
        f"Health: {url}/readyz   Metrics: {url}/metrics   Stop: ^C",
    ]
    return "\n".join(lines)


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
