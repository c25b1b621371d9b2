"""Calls that wait to be sent: a queue that is bounded in calls and in bytes."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Final

# Segment's limits: 32 KB a call, 500 KB a batch. A little is left for the envelope.
MOST_BYTES_A_CALL: Final = 32_000
_MOST_BYTES_A_BATCH: Final = 475_000
_MOST_CALLS_A_BATCH: Final = 100
_LINGER: Final = 0.25


class Outbox:
    """Any number of threads put calls in; one takes them out, batch by batch.

    Args:
        most_calls: How many may wait.
        most_bytes: How many bytes of JSON they may be together.
    """

    def __init__(self, most_calls: int, most_bytes: int) -> None:
        self._most_calls = most_calls
        self._most_bytes = most_bytes
        self._changed = threading.Condition()
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._in_flight = 0
        self._busy = self._hurried = self._closed = False
        self._watchers: list[Callable[[], None]] = []

    def put(self, call: bytes) -> str | None:
        """Let a call wait. Returns why it may not, if so."""
        size = len(call)
        if size > MOST_BYTES_A_CALL:
            return f"it is larger than {MOST_BYTES_A_CALL} bytes"
        with self._changed:
            if self._closed:
                return "the transport is shut down"
            full = self._bytes + size > self._most_bytes
            if full or len(self._waiting) >= self._most_calls:
                return "the queue is full"
            self._waiting.append(call)
            self._bytes += size
            self._changed.notify_all()
            return None

    def next_batch(self) -> list[bytes]:
        """Wait for calls, and a moment more for others to join. Empty when it is time to stop."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            self._changed.wait_for(self._is_due, _LINGER)
            return self._take()

    def next_batch_now(self) -> list[bytes]:
        """The same without waiting; empty when there is nothing."""
        with self._changed:
            return self._take()

    def done(self) -> None:
        """The last batch was dealt with."""
        with self._changed:
            self._in_flight = 0
            self._busy = False
            watchers: list[Callable[[], None]] = []
            if not self._waiting:
                watchers, self._watchers = self._watchers, watchers
            self._changed.notify_all()
        for watcher in watchers:
            watcher()

    def hurry(self) -> None:
        """Let nothing wait for others to join."""
        with self._changed:
            self._hurried = True
            self._changed.notify_all()

    def wait_until_empty(self, timeout: float | None) -> bool:
        """Whether all of it was dealt with in so many seconds."""
        with self._changed:
            return self._changed.wait_for(self._is_empty, timeout)

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Call `watcher` once when all of it was dealt with. Returns what takes that back."""
        with self._changed:
            if not self._is_empty():
                self._watchers.append(watcher)
                return lambda: self._forget(watcher)
        watcher()
        return lambda: None

    def close(self) -> None:
        """Take nothing more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def write_off(self) -> int:
        """Give the last batch up. Returns how many calls that loses; none if all were abandoned."""
        with self._changed:
            lost, self._in_flight = self._in_flight, 0
            return lost

    def abandon(self) -> int:
        """Empty it. Returns how many calls were waiting or on their way."""
        with self._changed:
            lost = len(self._waiting) + self._in_flight
            self._waiting.clear()
            self._bytes = self._in_flight = 0
            self._changed.notify_all()
            return lost

    def _take(self) -> list[bytes]:
        batch: list[bytes] = []
        size = 0
        while self._waiting and len(batch) < _MOST_CALLS_A_BATCH:
            size += len(self._waiting[0]) + 1
            if size > _MOST_BYTES_A_BATCH:
                break
            batch.append(self._waiting.popleft())
        self._bytes -= sum(map(len, batch))
        self._in_flight = len(batch)
        self._busy = bool(batch)
        self._hurried = self._hurried and bool(self._waiting)
        return batch

    def _is_due(self) -> bool:
        return self._hurried or self._closed or len(self._waiting) >= _MOST_CALLS_A_BATCH

    def _is_empty(self) -> bool:
        return not self._waiting and not self._busy

    def _forget(self, watcher: Callable[[], None]) -> None:
        with self._changed:
            if watcher in self._watchers:
                self._watchers.remove(watcher)
