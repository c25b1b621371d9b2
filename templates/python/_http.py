"""Sending calls to Segment's HTTP Tracking API, or to a gateway that speaks it."""

from __future__ import annotations

import atexit
import base64
import json
import logging
import os
import threading
import time
import weakref
from collections import deque
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from random import uniform
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import uuid4

from ._plan import GENERATOR

_log: Final = logging.getLogger(__package__)

# Segment's limits: 32 KB a call, 500 KB a batch. A little is left for the envelope.
_MOST_BYTES_A_CALL: Final = 32_000
_MOST_BYTES_A_BATCH: Final = 475_000
_MOST_CALLS_A_BATCH: Final = 100
_LINGER: Final = 0.25
_RETRIED: Final = frozenset({408, 425, 429})
_MOST_ATTEMPTS: Final = 10
_FIRST_WAIT: Final = 0.5
_LONGEST_WAIT: Final = 60.0
_LONGEST_RETRY_AFTER: Final = 300.0
_SERVER_ERROR: Final = 500

_WIRE: Final = {
    "user_id": "userId",
    "anonymous_id": "anonymousId",
    "group_id": "groupId",
    "previous_id": "previousId",
    "message_id": "messageId",
}


class _NoRedirects(HTTPRedirectHandler):
    """A redirected POST would become a GET that succeeds and stores nothing."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class HttpTransport:
    """Batches calls and posts them from a thread of its own, so that no call waits for the network.

    Lost connections and answers 408, 425, 429 and 5xx are retried with growing pauses, or after
    the server's Retry-After. What does not fit into the queue is dropped, counted and logged.
    At exit, up to ten seconds are spent on what is still waiting.

    Args:
        write_key: The source's write key.
        host: Where to post to; the path `/v1/batch` is added.
        queue_size: Calls that may wait.
        timeout: Seconds for one request.
    """

    def __init__(
        self,
        write_key: str,
        *,
        host: str = "https://api.segment.io",
        queue_size: int = 10_000,
        timeout: float = 15.0,
    ) -> None:
        if urlsplit(host).scheme not in ("http", "https"):
            raise ValueError(f"host must begin with http:// or https://, not {host!r}")
        credentials = base64.b64encode(f"{write_key}:".encode()).decode("ascii")
        self._url = f"{host.rstrip('/')}/v1/batch"
        self._headers = {
            "Authorization": f"Basic {credentials}",
            "Content-Type": "application/json",
            "User-Agent": GENERATOR,
        }
        self._queue_size = queue_size
        self._timeout = timeout
        self._opener = build_opener(_NoRedirects)
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
        with self._changed:
            self._hurried = True
            self._changed.notify_all()
            return self._changed.wait_for(lambda: not self._waiting and not self._busy, timeout)

    def shutdown(self, timeout: float = 10.0) -> None:
        """Send what is waiting, for so many seconds at most, and stop."""
        atexit.unregister(self.shutdown)
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(timeout)
        self._given_up.set()
        if self._waiting:
            self._drop(len(self._waiting), "the program ended")

    def _start_afresh(self) -> None:
        """Begin with an empty queue. A forked child does, since its parent sends what was waiting."""
        self._changed = threading.Condition()
        self._waiting: deque[bytes] = deque()
        self._given_up = threading.Event()
        self._thread: threading.Thread | None = None
        self._busy = self._hurried = self._closing = False

    def _put(self, kind: str, call: dict[str, Any]) -> None:
        message = {_WIRE.get(key, key): value for key, value in call.items() if value is not None}
        message.setdefault("timestamp", datetime.now(timezone.utc))
        message.setdefault("messageId", str(uuid4()))
        encoded = json.dumps({"type": kind, **message}, default=_iso, allow_nan=False).encode()
        if len(encoded) > _MOST_BYTES_A_CALL:
            self._drop(1, f"it is larger than {_MOST_BYTES_A_CALL} bytes")
            return
        with self._changed:
            if self._closing or len(self._waiting) >= self._queue_size:
                self._drop(1, "the transport is shut down" if self._closing else "the queue is full")
                return
            self._waiting.append(encoded)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="typewriter", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def _run(self) -> None:
        while batch := self._next_batch():
            try:
                self._deliver(batch)
            finally:
                with self._changed:
                    self._busy = False
                    self._changed.notify_all()

    def _next_batch(self) -> list[bytes]:
        """Wait for calls, and a moment more for others to join them. Empty when it is time to stop."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            self._changed.wait_for(self._is_due, _LINGER)
            batch: list[bytes] = []
            size = 0
            while self._waiting and len(batch) < _MOST_CALLS_A_BATCH:
                size += len(self._waiting[0]) + 1
                if size > _MOST_BYTES_A_BATCH:
                    break
                batch.append(self._waiting.popleft())
            self._busy = bool(batch)
            self._hurried = self._hurried and bool(self._waiting)
            return batch

    def _is_due(self) -> bool:
        return self._hurried or self._closing or len(self._waiting) >= _MOST_CALLS_A_BATCH

    def _deliver(self, batch: list[bytes]) -> None:
        sent_at = datetime.now(timezone.utc).isoformat()
        body = b'{"batch":[' + b",".join(batch) + b'],"sentAt":"' + sent_at.encode() + b'"}'
        failure: str | None = None
        for attempt in range(_MOST_ATTEMPTS):
            failure, retry_after = self._post(body)
            if failure is None:
                return
            if retry_after is None:
                break
            backoff = uniform(0, min(_LONGEST_WAIT, _FIRST_WAIT * 2**attempt))
            if self._given_up.wait(max(backoff, retry_after)):
                break
        self._drop(len(batch), str(failure))

    def _post(self, body: bytes) -> tuple[str | None, float | None]:
        """What went wrong, and if trying again may help: not before how many seconds."""
        request = Request(self._url, data=body, headers=self._headers, method="POST")
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                answer.read()
            return None, None
        except HTTPError as error:
            with error:
                error.read()
            if error.code in _RETRIED or error.code >= _SERVER_ERROR:
                return f"the server answered {error.code}", _seconds(error.headers["Retry-After"])
            return f"the server answered {error.code}", None
        except (OSError, HTTPException, ValueError) as error:
            return f"{type(error).__name__}: {error}", 0.0

    def _drop(self, count: int, why: str) -> None:
        with self._changed:
            before, self.dropped = self.dropped, self.dropped + count
            # One line for the first, then for each tenfold: a long outage must not flood the log.
            if not before or len(str(self.dropped)) > len(str(before)):
                _log.warning("%d calls dropped so far; the last because %s", self.dropped, why)


def _seconds(retry_after: str | None) -> float:
    """A Retry-After header, which is a number of seconds or a date (RFC 9110)."""
    if not retry_after:
        return 0.0
    try:
        wait = float(retry_after)
    except ValueError:
        try:
            wait = parsedate_to_datetime(retry_after).timestamp() - time.time()
        except (TypeError, ValueError):
            wait = 0.0
    return min(max(0.0, wait), _LONGEST_RETRY_AFTER)


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be sent as JSON")


def _nothing() -> None:
    """What a fork does for a transport that is gone."""
