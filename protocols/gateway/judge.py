"""Judging a request for someone else's ingest server: its decisions, and the body that may go on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from protocols.engine.batch import merged, shared_in
from protocols.gateway.items import Fault, kind_of
from protocols.gateway.routes import Route
from protocols.pipeline.admit import AdmittingSource, admit
from protocols.pipeline.entry import Entry, Outcome


@dataclass(frozen=True, slots=True)
class Judged:
    """A request's messages, judged. Items that are no message are passed on as they are.

    `body` is None when nothing of it may go on, and the very bytes that came when nothing changed.
    """

    entries: tuple[Entry | None, ...]
    body: bytes | None

    @property
    def touched(self) -> tuple[Entry, ...]:
        """Messages that do not go on, or not as they came."""
        return tuple(
            entry
            for entry in self.entries
            if entry is not None
            and (entry.outcome is not Outcome.ADMITTED or entry.forwarded is not None)
        )


@dataclass(frozen=True, slots=True)
class RequestJudge:
    """Judges one request's messages. `new_id` makes ids for those that have none."""

    source: AdmittingSource
    received_at: str
    new_id: Callable[[], str]

    def judge(self, body: bytes, content: Mapping[str, Any], route: Route) -> Judged:
        """Judge every message of the request `content`, which was parsed from `body`."""
        if route.kind is None:
            return self._batch(body, content)
        return self._single(body, content, route.kind)

    def _single(self, body: bytes, content: Mapping[str, Any], kind: str) -> Judged:
        entry = self._entry({**content, "type": kind})
        left = _left(entry, content)
        return Judged((entry,), body if left is content else _encoded(left))

    def _batch(self, body: bytes, content: Mapping[str, Any]) -> Judged:
        batch = content["batch"]
        shared = shared_in(content)
        entries = [self._item(item, shared) for item in batch]
        lefts = [_left(entry, item) for entry, item in zip(entries, batch, strict=True)]
        if all(left is item for left, item in zip(lefts, batch, strict=True)):
            return Judged(tuple(entries), body)
        kept = [left for left in lefts if left is not None]
        return Judged(tuple(entries), _encoded({**content, "batch": kept} if kept else None))

    def _item(self, item: Any, shared: Mapping[str, Any]) -> Entry | None:
        """The item's entry; None when it is none of the Spec's calls."""
        if not isinstance(item, dict) or isinstance(kind_of(item), Fault):
            return None
        return self._entry(merged(item, shared))

    def _entry(self, message: Mapping[str, Any]) -> Entry:
        message_id = message.get("messageId")
        if not isinstance(message_id, str) or not message_id:
            message = {**message, "messageId": self.new_id()}
        return admit(message, self.source, received_at=self.received_at)[0]


def _left(entry: Entry | None, item: Any) -> Any:
    """What goes on of an item: nothing, the very item, or its rewritten message."""
    if entry is None:
        return item
    if entry.outcome is not Outcome.ADMITTED:
        return None
    return item if entry.forwarded is None else entry.forwarded


def _encoded(content: Mapping[str, Any] | None) -> bytes | None:
    return None if content is None else orjson.dumps(content)
