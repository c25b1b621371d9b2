"""The ingest routes: one request in, everything in it on disk, one answer out."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from protocols.errors import JournalError
from protocols.gateway import limits
from protocols.gateway.answers import ACCEPTED, Answer, Scope, answer_refusal
from protocols.gateway.auth import basic_key, find
from protocols.gateway.envelope import write_key_in
from protocols.gateway.headers import expected_size, read_headers
from protocols.gateway.load import Load
from protocols.gateway.refusal import Refusal, unauthorized
from protocols.gateway.routes import Route
from protocols.gateway.sort import Arrival, Sorted, sort_items
from protocols.gateway.source import Source
from protocols.gateway.stamp import utc_text
from protocols.gateway.verbose import answer_verbose
from protocols.journal.interface import Appended
from protocols.pipeline.entry import Entry, Rejection

Append = Callable[[Sequence[Entry | Rejection]], Awaitable[tuple[Appended, ...]]]
Read = Callable[[Mapping[bytes, bytes]], Awaitable[bytes]]
"""Gets a request's JSON text, given its headers."""


@dataclass(frozen=True, slots=True)
class Ingest:
    """Takes requests for all sources. `append` returns when everything it was given is on disk."""

    sources: Mapping[bytes, Source]
    append: Append
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    load: Load

    async def answer(self, scope: Scope, route: Route, read: Read) -> Answer:
        """Read, sort and store one request.

        Raises:
            Disconnected: the client left before its body was whole.
        """
        source: Source | None = None
        try:
            headers = read_headers(scope)
            key = basic_key(headers.get(b"authorization"))
            source = self._known(key) if key else None
            with self.load.room(expected_size(headers)):
                return await self._take(await read(headers), route, source)
        except Refusal as refusal:
            return await self._refuse(refusal, source)

    async def _take(self, body: bytes, route: Route, source: Source | None) -> Answer:
        envelope = route.read(body)
        source = source or self._known(envelope.write_key)
        now = self.clock()
        arrival = Arrival(source, now, utc_text(now), self.new_id)
        results = sort_items(envelope, route, arrival, size=len(body))
        appended = await self._store(_flat(results))
        if source.verbose:
            return answer_verbose(results, appended)
        return ACCEPTED

    def _known(self, write_key: str | None) -> Source:
        source = find(self.sources, write_key)
        if source is None:
            raise unauthorized()
        return source

    async def _store(self, items: Sequence[Entry | Rejection]) -> tuple[Appended, ...]:
        try:
            return await self.append(items)
        except JournalError:
            reason = "the messages could not be stored"
            raise Refusal(503, "unavailable", reason, None, limits.RETRY_AFTER) from None

    async def _refuse(self, refusal: Refusal, source: Source | None) -> Answer:
        """The answer to a refused request, whose body is kept when it is known whose it is."""
        if refusal.body is not None:
            source = source or find(self.sources, write_key_in(refusal.body))
            try:
                await self._keep(refusal, refusal.body, source)
            except Refusal as unavailable:
                return answer_refusal(unavailable)
        return answer_refusal(refusal)

    async def _keep(self, refusal: Refusal, body: bytes, source: Source | None) -> None:
        if source is None:
            return
        received_at = utc_text(self.clock())
        await self._store(
            [Rejection(source.name, received_at, refusal.code, refusal.reason, body)]
        )


def _flat(results: Sequence[Sorted]) -> list[Entry | Rejection]:
    flat: list[Entry | Rejection] = []
    for result in results:
        if isinstance(result, Rejection):
            flat.append(result)
        else:
            flat.extend(result)
    return flat
