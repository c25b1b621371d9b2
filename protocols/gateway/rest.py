"""The paths that carry no events: health and metrics, on Starlette."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from protocols.gateway.answers import Answer
from protocols.gateway.health import Health
from protocols.gateway.metrics import Metrics


def rest_app(health: Health, metrics: Metrics, *, lifespan: Any = None) -> Starlette:
    """`/livez`, `/readyz`, `/metrics`, and the lifespan of the whole."""
    pages: dict[str, Callable[[], Answer]] = {
        "/livez": health.live,
        "/readyz": health.ready,
        "/metrics": metrics.answer,
    }
    routes = [Route(path, _endpoint(page)) for path, page in pages.items()]
    return Starlette(routes=routes, lifespan=lifespan)


def _endpoint(page: Callable[[], Answer]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(_request: Request) -> Response:
        # Counting a large backlog takes a while; events must not wait for it.
        answer = await asyncio.to_thread(page)
        headers = {name.decode(): value.decode() for name, value in answer.headers}
        return Response(answer.body, answer.status, headers)

    return endpoint
