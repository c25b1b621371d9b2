"""Waiting in asyncio for what a thread will do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

Watch = Callable[[Callable[[], None]], Callable[[], None]]
"""Takes what to call when it has happened, and returns what takes that back."""


async def happened(watch: Watch, timeout: float | None) -> bool:
    """Whether it happened within so many seconds. The event loop goes on meanwhile."""
    loop = asyncio.get_running_loop()
    done = asyncio.Event()

    def tell() -> None:
        with suppress(RuntimeError):  # the loop was closed meanwhile
            loop.call_soon_threadsafe(done.set)

    forget = watch(tell)
    try:
        await asyncio.wait_for(done.wait(), timeout)
    except asyncio.TimeoutError:
        return False
    finally:
        forget()
    return True
