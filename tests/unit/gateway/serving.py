"""A gateway in process: the real ASGI application over a journal that keeps everything in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx

from protocols.errors import JournalFailed
from protocols.gateway.auth import directory
from protocols.gateway.gateway import Gateway
from protocols.gateway.health import Health
from protocols.gateway.ingest import Ingest
from protocols.gateway.load import Load
from protocols.gateway.metrics import Metrics
from protocols.gateway.rest import rest_app
from protocols.gateway.source import Source
from protocols.journal.interface import Appended, DestinationCounts, Held, SourceCounts
from protocols.pipeline.admit import AdmittingSource
from protocols.pipeline.entry import Entry, Rejection

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
NOW_TEXT = "2026-03-01T12:00:00.000Z"
KEY = "web-key"


@dataclass
class MemoryJournal:
    """What the gateway needs of a journal."""

    items: list[Entry | Rejection] = field(default_factory=list)
    failure: str | None = None
    counts: tuple[SourceCounts, ...] = ()
    destination_counts: tuple[DestinationCounts, ...] = ()

    async def append(self, items: Sequence[Entry | Rejection]) -> tuple[Appended, ...]:
        if self.failure is not None:
            raise JournalFailed(self.failure)
        return tuple(self._append(item) for item in items)

    def _append(self, item: Entry | Rejection) -> Appended:
        if isinstance(item, Entry) and item.dedupe:
            known = {(each.source, each.message_id) for each in self.entries}
            if (item.source, item.message_id) in known:
                return Appended.DUPLICATE
        self.items.append(item)
        return Appended.STORED

    @property
    def entries(self) -> list[Entry]:
        return [item for item in self.items if isinstance(item, Entry)]

    @property
    def rejections(self) -> list[Rejection]:
        return [item for item in self.items if isinstance(item, Rejection)]

    def sources(self) -> tuple[SourceCounts, ...]:
        return self.counts

    def destinations(self) -> tuple[DestinationCounts, ...]:
        return self.destination_counts

    def quarantine_counts(self) -> Mapping[Held, int]:
        return {Held.REJECTED: len(self.rejections)}


@dataclass
class Served:
    """A gateway, its journal, and a client that talks to it without a socket."""

    gateway: Gateway
    journal: MemoryJournal
    load: Load

    def client(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.gateway, raise_app_exceptions=True)
        return httpx.AsyncClient(transport=transport, base_url="http://gateway.test:8765")

    async def post(self, path: str, body: bytes | Any = None, **options: Any) -> httpx.Response:
        sent: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {"json": body}
        options.setdefault("auth", (KEY, ""))
        async with self.client() as client:
            return await client.post(path, **sent, **options)

    async def get(self, path: str, **options: Any) -> httpx.Response:
        async with self.client() as client:
            return await client.get(path, **options)

    @property
    def messages(self) -> list[Mapping[str, Any]]:
        return [entry.message for entry in self.journal.entries]


def serve(
    *sources: tuple[str, Source], journal: MemoryJournal | None = None, load: Load | None = None
) -> Served:
    """A gateway for pairs of write key and source; by default one source `web`."""
    journal = journal or MemoryJournal()
    load = load or Load()
    served = sources or ((KEY, source("web")),)
    numbers = count(1)
    ingest = Ingest(
        sources=directory(served),
        append=journal.append,
        clock=lambda: NOW,
        new_id=lambda: f"api-{next(numbers)}",
        load=load,
    )
    metrics = Metrics(journal, load)
    rest = rest_app(Health(journal, load), metrics)
    gateway = Gateway(
        ingest=ingest, metrics=metrics, rest=rest, timer=lambda: 0.0, on_fault=_raise
    )
    return Served(gateway, journal, load)


def _raise(fault: Exception) -> None:
    raise fault


def source(name: str, **options: Any) -> Source:
    """A source without a plan."""
    admitting = options.pop("admitting", None) or AdmittingSource(name)
    return Source(name=name, admitting=admitting, **options)


def track(number: int = 1, **extra: Any) -> dict[str, Any]:
    """A small good track call."""
    return {
        "type": "track",
        "messageId": f"m{number}",
        "userId": "u1",
        "event": "Song Played",
        "properties": {"song_id": "s_1"},
        **extra,
    }
