"""An HTTP transport that connects only to the addresses it has checked."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import httpx

from protocols.delivery.destinations.addresses import is_public
from protocols.errors import RetryLater

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port to addresses."""

_PORTS: Final = {"http": 80, "https": 443}


async def resolve(host: str, port: int) -> Sequence[str]:
    """What the system's resolver says.

    Raises:
        OSError: the name is unknown, or the resolver does not answer.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class PublicOnly(httpx.AsyncBaseTransport):
    """Resolves, checks every address, and connects to one of those very addresses.

    The name goes into the Host header and the TLS handshake as usual; it is never resolved again,
    so that a name which changes its mind in between gains nothing.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, *, resolve: Resolve = resolve) -> None:
        self._inner = inner
        self._resolve = resolve

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request to the first checked address that takes a connection.

        Raises:
            RetryLater: the host has no address, or one that is not public.
        """
        host = request.url.host
        failed: httpx.ConnectError | None = None
        for address in await self._checked(host, request.url):
            try:
                return await self._inner.handle_async_request(_pinned(request, host, address))
            except httpx.ConnectError as error:
                failed = error
        raise failed or RetryLater(f"{host} has no address")

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()

    async def _checked(self, host: str, url: httpx.URL) -> Sequence[str]:
        try:
            addresses = await self._resolve(host, url.port or _PORTS[url.scheme])
        except OSError as error:
            raise RetryLater(f"{host} cannot be resolved") from error
        if not all(map(is_public, addresses)):
            raise RetryLater(
                f"{host} is a private address; `allow_private: true` lets this destination reach it"
            )
        return list(dict.fromkeys(addresses))


def _pinned(request: httpx.Request, host: str, address: str) -> httpx.Request:
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": host},
    )
