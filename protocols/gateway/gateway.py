"""The gateway as an ASGI application: bare on Segment's paths, Starlette for the rest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from protocols.gateway import cors, limits
from protocols.gateway.answers import (
    ACCEPTED,
    Answer,
    AsgiApp,
    Receive,
    Scope,
    Send,
    answer_refusal,
    send_answer,
)
from protocols.gateway.auth import find
from protocols.gateway.ingest import Ingest
from protocols.gateway.metrics import Metrics
from protocols.gateway.pixel import answer_pixel, read_query
from protocols.gateway.refusal import Refusal, unauthorized
from protocols.gateway.routes import PIXEL, ROUTES, Route
from protocols.gateway.settings import answer_settings
from protocols.gateway.wire import Disconnected, read_text

_PROJECTS: Final = "/v1/projects/"
_SETTINGS: Final = "/settings"
_NOT_FOUND: Final = Refusal(404, "not_found", "no such path; see Segment's HTTP Tracking API")
_FAULT: Final = Refusal(500, "internal", "a fault of the server", None, limits.RETRY_AFTER)


@dataclass(slots=True)
class Gateway:
    """Segment's HTTP Tracking API, and what analytics.js needs beside it. `rest` serves other paths.

    Sources change by setting `ingest`: a request reads it once, so that all of it is handled by the
    sources that were served when it came.
    """

    ingest: Ingest
    metrics: Metrics
    rest: AsgiApp
    timer: Callable[[], float]
    on_fault: Callable[[Exception], None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection event."""
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self.rest(scope, receive, send)
            return
        started = self.timer()
        try:
            name, answer = await self._answer(scope, receive)
        except Disconnected:
            return
        except Exception as fault:  # noqa: BLE001 - a fault of ours: the client is told to try again
            self.on_fault(fault)
            name, answer = "fault", answer_refusal(_FAULT)
        self.metrics.observe(name, answer.status, self.timer() - started)
        await send_answer(send, answer, cors.OPEN)

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[str, Answer]:
        method, path = scope["method"], scope["path"]
        if method == "OPTIONS":
            return "preflight", cors.answer_preflight(dict(scope["headers"]))
        route = ROUTES.get(path)
        if route is not None:
            return route.name, await self._post(scope, receive, route)
        if method == "GET":
            return await self._get(scope, path)
        if path == "/v1/m":
            return "m", ACCEPTED
        return "unknown", answer_refusal(_NOT_FOUND)

    async def _post(self, scope: Scope, receive: Receive, route: Route) -> Answer:
        if scope["method"] != "POST":
            refusal = Refusal(405, "bad_request", "send events with POST")
            return replace(answer_refusal(refusal), headers=((b"allow", b"POST, OPTIONS"),))
        return await self.ingest.answer(scope, route, partial(read_text, receive))

    async def _get(self, scope: Scope, path: str) -> tuple[str, Answer]:
        pixel = PIXEL.get(path)
        if pixel is not None:
            read = partial(read_query, scope["query_string"])
            return "pixel", answer_pixel(await self.ingest.answer(scope, pixel, read))
        if path.startswith(_PROJECTS) and path.endswith(_SETTINGS):
            return "settings", self._settings(scope, path[len(_PROJECTS) : -len(_SETTINGS)])
        return "unknown", answer_refusal(_NOT_FOUND)

    def _settings(self, scope: Scope, write_key: str) -> Answer:
        source = find(self.ingest.sources, write_key)
        if source is None:
            return answer_refusal(unauthorized())
        headers: Mapping[bytes, bytes] = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        return answer_settings(source, write_key, scope, host)
