import asyncio
from collections.abc import Awaitable, Callable
from typing import Any


async def in_lifespan(app: Any, work: Callable[[], Awaitable[None]]) -> None:
    """Run `work` between an application's startup and its shutdown, as a server does."""
    events: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    started = asyncio.Event()

    async def send(event: dict[str, str]) -> None:
        assert event["type"].endswith("complete"), event
        started.set()

    await events.put({"type": "lifespan.startup"})
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
    living = asyncio.create_task(app(scope, events.get, send))
    await asyncio.wait(
        {living, asyncio.create_task(started.wait())}, return_when="FIRST_COMPLETED"
    )
    try:
        await work()
    finally:
        await events.put({"type": "lifespan.shutdown"})
        await living
