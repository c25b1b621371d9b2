"""Sending calls to Segment's HTTP Tracking API, or to a gateway that speaks it."""

from __future__ import annotations

import atexit
import json
import logging
import os
import sys
import threading
import time
import weakref
from datetime import datetime, timezone
from random import uniform
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from ._outbox import Outbox
from ._post import Endpoint
from ._wire import WIRE_KEYS

if TYPE_CHECKING:
    from typing_extensions import Self

_log: Final = logging.getLogger(__package__)

_MOST_ATTEMPTS: Final = 10
_FIRST_WAIT: Final = 0.5
_LONGEST_WAIT: Final = 60.0


class HttpTransport:
    """Batches calls and posts them from a thread of its own, so that no call waits for the network.

    Lost connections and answers 408, 425, 429 and 5xx are retried with growing pauses, or after
    the server's Retry-After. What does not fit into the queue is dropped, counted in `dropped` and
    logged. At exit, up to ten seconds are spent on what is still waiting.

    Calls are made alike from threads and from asyncio: they only join the queue. To wait until it
    is empty there are `flush` and `shutdown`, and in asyncio `aflush` and `aclose`.

    Args:
        write_key: The source's write key.
        host: Where to post to; the path `/v1/batch` is added.
        queue_size: Calls that may wait.
        queue_bytes: Bytes of JSON that may wait; one batch of at most 500 KB is beside them.
        timeout: Seconds for one request.
    """

    def __init__(
        self,
        write_key: str,
        *,
        host: str = "https://api.segment.io",
        queue_size: int = 10_000,
        queue_bytes: int = 32 * 1024 * 1024,
        timeout: float = 15.0,
    ) -> None:
        self._endpoint = Endpoint(write_key, host, timeout)
        self._limits = (queue_size, queue_bytes)
        self.dropped = 0
        self._start_afresh()
        atexit.register(self.shutdown)
        if hasattr(os, "register_at_fork"):
            reset = weakref.WeakMethod(self._start_afresh)
            os.register_at_fork(after_in_child=lambda: (reset() or _nothing)())

    def track(self, **call: Any) -> None:
        self._put("track", call)

    def identify(self, **call: Any) -> None:
        self._put("identify", call)

    def group(self, **call: Any) -> None:
        self._put("group", call)

    def page(self, **call: Any) -> None:
        self._put("page", call)

    def screen(self, **call: Any) -> None:
        self._put("screen", call)

    def alias(self, **call: Any) -> None:
        self._put("alias", call)

    def flush(self, timeout: float | None = None) -> bool:
        """Send what is waiting, now. Returns whether all of it was dealt with in time."""
        self._outbox.hurry()
        if not self._is_running():
            self._send_here(timeout)
        return self._outbox.wait_until_empty(timeout)

    def shutdown(self, timeout: float = 10.0) -> None:
        """Send what is waiting, for so many seconds at most, and stop."""
        atexit.unregister(self.shutdown)
        if self._finalizer is not None:
            self._finalizer.cancel()
        self._outbox.close()
        if self._thread.is_alive():
            self._thread.join(timeout)
        else:
            self._send_here(timeout)
        self._given_up.set()
        if lost := self._outbox.abandon():
            self._drop(lost, "there was no more time to send it")

    async def aflush(self, timeout: float | None = None) -> bool:
        """`flush` for asyncio: the event loop goes on meanwhile, unless no thread can be started."""
        from ._aio import happened

        self._outbox.hurry()
        if not self._is_running():
            return self.flush(timeout)
        return await happened(self._outbox.watch, timeout)

    async def aclose(self, timeout: float = 10.0) -> None:
        """`shutdown` for asyncio: the event loop goes on meanwhile."""
        self._outbox.close()
        await self.aflush(timeout)
        self.shutdown(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def _start_afresh(self) -> None:
        """Begin with an empty queue. A forked child does, since its parent sends what was waiting."""
        self._outbox = Outbox(*self._limits)
        self._given_up = threading.Event()
        # A signal's handler may track, too, in the midst of a call of the same thread.
        self._counting = threading.RLock()
        self._starting = threading.RLock()
        self._thread = threading.Thread(name="typewriter", daemon=True)
        self._finalizer: Any = None

    def _put(self, kind: str, call: dict[str, Any]) -> None:
        message = {WIRE_KEYS.get(key, key): value for key, value in call.items() if value is not None}
        message.setdefault("timestamp", datetime.now(timezone.utc))
        message.setdefault("messageId", str(uuid4()))
        encoded = json.dumps({"type": kind, **message}, default=_iso, allow_nan=False).encode()
        if refusal := self._outbox.put(encoded):
            self._drop(1, refusal)
        else:
            self._is_running()

    def _is_running(self) -> bool:
        """Whether a thread sends; one is started if it can be. Python's last moments allow none."""
        if self._thread.is_alive():
            return True
        with self._starting:
            if not self._thread.is_alive():
                thread = threading.Thread(target=self._run, name="typewriter", daemon=True)
                try:
                    thread.start()
                except RuntimeError:
                    return False
                self._thread = thread
                self._outlive_workers()
        return True

    def _outlive_workers(self) -> None:
        """Processes of multiprocessing end without `atexit`, but not without this."""
        multiprocessing = sys.modules.get("multiprocessing.util")
        if multiprocessing is not None:
            self._finalizer = multiprocessing.Finalize(None, self.shutdown, exitpriority=0)

    def _run(self) -> None:
        while batch := self._outbox.next_batch():
            self._deliver(batch, _MOST_ATTEMPTS)

    def _send_here(self, timeout: float | None) -> None:
        """Send without a thread: each batch once, and none after so many seconds."""
        limit = time.monotonic() + (threading.TIMEOUT_MAX if timeout is None else timeout)
        while time.monotonic() < limit and (batch := self._outbox.next_batch_now()):
            self._deliver(batch, 1)

    def _deliver(self, batch: list[bytes], attempts: int) -> None:
        failure: str | None = "of a fault"
        try:
            failure = self._post(batch, attempts)
        finally:
            if failure is not None and (lost := self._outbox.write_off()):
                self._drop(lost, failure)
            self._outbox.done()

    def _post(self, batch: list[bytes], attempts: int) -> str | None:
        """Post, again and again if that may help. Returns why all of it was in vain, if so."""
        sent_at = datetime.now(timezone.utc).isoformat()
        body = b'{"batch":[' + b",".join(batch) + b'],"sentAt":"' + sent_at.encode() + b'"}'
        failure: str | None = None
        for attempt in range(attempts):
            failure, retry_after = self._endpoint.post(body)
            if retry_after is None or attempt == attempts - 1:
                break
            backoff = uniform(0, min(_LONGEST_WAIT, _FIRST_WAIT * 2**attempt))
            if self._given_up.wait(max(backoff, retry_after)):
                break
        return failure

    def _drop(self, count: int, why: str) -> None:
        with self._counting:
            before, self.dropped = self.dropped, self.dropped + count
            total = self.dropped
        # One line for the first, then for each tenfold: a long outage must not flood the log.
        if not before or len(str(total)) > len(str(before)):
            _log.warning("%d calls dropped so far; the last because %s", total, why)


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be sent as JSON")


def _nothing() -> None:
    """What a fork does for a transport that is gone."""
