"""Enforcing a plan in front of someone else's ingest server: an adapter of `pipeline.admit`."""

from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from protocols.engine.decide import Engine
from protocols.engine.decision import Decision
from protocols.engine.nesting import nests_deeper
from protocols.errors import JournalError
from protocols.gateway import cors, limits
from protocols.gateway.answers import (
    ACCEPTED,
    AsgiApp,
    Headers,
    Receive,
    Scope,
    Send,
    answer_refusal,
    send_answer,
)
from protocols.gateway.auth import basic_key, directory, find
from protocols.gateway.clock import new_id, utc_now
from protocols.gateway.embedded import EmbeddedJournal
from protocols.gateway.judge import RequestJudge
from protocols.gateway.refusal import TOO_LARGE, Refusal, bad_request
from protocols.gateway.routes import ROUTES, Route
from protocols.gateway.stamp import utc_text
from protocols.gateway.wire import Disconnected, decode, read_body
from protocols.pipeline.admit import AdmittingSource
from protocols.pipeline.entry import Entry, Outcome

OnBlocked = Callable[[Sequence[Decision]], Awaitable[None]]

_BODY_HEADERS: Final = frozenset({b"content-length", b"content-encoding", b"transfer-encoding"})


@dataclass(frozen=True, slots=True)
class _Request:
    """A tracking request whose body could be parsed."""

    body: bytes
    content: Mapping[str, Any]
    source: AdmittingSource


class ProtocolsMiddleware:
    """Judges tracking requests before `app` sees them. Blocked messages never reach it.

    Give `engine` to judge every request alike, or `sources`, from write key to engine, to judge each
    source by its own plan; a request of another write key then passes untouched. `paths` are the
    ingest paths (Segment's, if left out); the last part of each says what it takes: `batch`,
    `track`, …. The app finds `scope["protocols"]`: one decision per item, None for what is no message.

    `on_blocked` is awaited with the blocked messages' decisions before the app is called; what it
    raises ends the request. Left out, they go to a journal in `./.protocols`, values that were taken
    out of messages too. Bodies over Segment's limit are answered with 413, since they could not be
    judged; bodies that cannot be parsed pass untouched.
    """

    def __init__(
        self,
        app: AsgiApp,
        *,
        engine: Engine | None = None,
        sources: Mapping[str, Engine] | None = None,
        on_blocked: OnBlocked | None = None,
        paths: Collection[str] | None = None,
    ) -> None:
        if engine is None and not sources:
            msg = "give an `engine`, or `sources` with one engine per write key"
            raise ValueError(msg)
        self._app = app
        self._any = None if engine is None else _admitting(engine, "default")
        named = enumerate((sources or {}).items(), 1)
        self._sources = directory(
            (key, _admitting(each, f"source-{number}")) for number, (key, each) in named
        )
        self._routes = ROUTES if paths is None else _routes(paths)
        self._journal = EmbeddedJournal()
        self._keep = self._journal.append if on_blocked is None else _telling(on_blocked)
        self._keeps_journal = on_blocked is None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection event."""
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
            return
        route = self._routes.get(scope["path"]) if scope["type"] == "http" else None
        if route is None or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        try:
            await self._judge(route, scope, receive, send)
        except Refusal as refusal:
            await send_answer(send, answer_refusal(refusal), cors.OPEN)
        except Disconnected:
            return

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Open the journal with the server, so that a fault shows at once, and close it last."""
        if self._keeps_journal:
            self._journal.open()
        try:
            await self._app(scope, receive, send)
        finally:
            await self._journal.close()

    async def _judge(self, route: Route, scope: Scope, receive: Receive, send: Send) -> None:
        raw = await read_body(receive)
        request = self._parse(raw, dict(scope["headers"]), route)
        if request is None:
            await self._app(scope, _replay(raw, receive), send)
            return
        judging = RequestJudge(request.source, utc_text(utc_now()), new_id)
        judged = judging.judge(request.body, request.content, route)
        await self._store(judged.touched)
        if judged.body is None:
            await send_answer(send, ACCEPTED, cors.OPEN)
            return
        unchanged = judged.body is request.body
        body = raw if unchanged else judged.body
        passed = {
            **scope,
            "headers": scope["headers"] if unchanged else _mended(scope["headers"], body),
            "protocols": tuple(entry.decision if entry else None for entry in judged.entries),
        }
        await self._app(passed, _replay(body, receive), send)

    def _parse(self, raw: bytes, headers: Mapping[bytes, bytes], route: Route) -> _Request | None:
        """The request, or None when it cannot be parsed or is nobody's.

        Raises:
            Refusal: it could be parsed by others, and is too large or too deep to be judged.
        """
        try:
            body = decode(raw, headers.get(b"content-encoding"))
            content = orjson.loads(body)
        except orjson.JSONDecodeError:
            return None
        except Refusal as refusal:
            if refusal.code == TOO_LARGE:
                raise
            return None
        if not isinstance(content, dict) or not _fits(content, route):
            return None
        if nests_deeper(content, body, limits.DEPTH):
            raise bad_request(f"the body nests deeper than {limits.DEPTH} levels")
        key = basic_key(headers.get(b"authorization")) or content.get("writeKey")
        source = find(self._sources, key if isinstance(key, str) else None) or self._any
        return None if source is None else _Request(body, content, source)

    async def _store(self, touched: Sequence[Entry]) -> None:
        """Keep what does not go on, or refuse the request: nothing is dropped unrecorded."""
        if not touched:
            return
        try:
            await self._keep(touched)
        except JournalError:
            reason = "the messages could not be stored"
            raise Refusal(503, "unavailable", reason, None, limits.RETRY_AFTER) from None


def _telling(on_blocked: OnBlocked) -> Callable[[Sequence[Entry]], Awaitable[None]]:
    async def tell(entries: Sequence[Entry]) -> None:
        decisions = [entry.decision for entry in entries if entry.outcome is Outcome.BLOCKED]
        if decisions:
            await on_blocked(tuple(decision for decision in decisions if decision))

    return tell


def _admitting(engine: Engine, name: str) -> AdmittingSource:
    name = engine.source_id or name
    return AdmittingSource(name, engine, on_engine_error=engine.controls.on_engine_error)


def _routes(paths: Collection[str]) -> Mapping[str, Route]:
    routes = {path: ROUTES.get(f"/v1/{path.rpartition('/')[2]}") for path in paths}
    unknown = [path for path, route in routes.items() if route is None]
    if unknown:
        msg = f"the last part of a path says what it takes (batch, track, …): {', '.join(unknown)}"
        raise ValueError(msg)
    return {path: route for path, route in routes.items() if route}


def _fits(content: Mapping[str, Any], route: Route) -> bool:
    return route.kind is not None or isinstance(content.get("batch"), list)


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body as one event, then whatever the server says next."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> MutableMapping[str, Any]:
        return waiting.pop() if waiting else await receive()

    return replay


def _mended(headers: Headers, body: bytes) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in headers if name.lower() not in _BODY_HEADERS]
    return [*kept, (b"content-length", str(len(body)).encode())]
