"""A webhook: batches of messages posted as a JSON array, signed when there is a secret."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from protocols.delivery.destinations.guard import PublicOnly, Resolve, resolve
from protocols.delivery.destinations.interface import Clock, Outgoing, Taken
from protocols.delivery.destinations.signature import sign, signing_key
from protocols.errors import RetryLater, Undeliverable
from protocols.journal.encode import to_json
from protocols.pipeline.workspace.destinations import WebhookDestination

_BATCH: Final = 100
_TIMEOUT: Final = httpx.Timeout(20.0, connect=5.0)
_WHOLE_REQUEST: Final = 30.0
"""Seconds until an answer that only drips in counts as none."""

_MOST_OF_AN_ANSWER: Final = 64 * 1024
_LATER: Final = frozenset({408, 425, 429})
_ABOUT_THE_BODY: Final = frozenset({400, 413, 422})
"""Answers to what was sent; any other 4xx is about the address, and splitting would not help."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to post, and the key that signs; `allow_private` reaches private addresses too."""

    url: str
    key: bytes | None = None
    allow_private: bool = False


class Webhook:
    """Posts. 2xx is taken; 408, 425, 429, 5xx and network faults come again; the rest never.

    Redirects are not followed: the address in the workspace file is the one that gets the data.
    """

    batch = _BATCH

    def __init__(self, endpoint: Endpoint, *, clock: Clock, resolve: Resolve = resolve) -> None:
        self._endpoint = endpoint
        self._clock = clock
        self._resolve = resolve
        self._client: httpx.AsyncClient | None = None

    async def open(self, _bookmark: str | None, /) -> None:
        """Get ready; nothing is connected yet."""
        direct = httpx.AsyncHTTPTransport()
        self._client = httpx.AsyncClient(
            transport=direct
            if self._endpoint.allow_private
            else PublicOnly(direct, resolve=self._resolve),
            timeout=_TIMEOUT,
            trust_env=False,
            follow_redirects=False,
        )

    async def deliver(self, batch: Sequence[Outgoing]) -> Taken:
        """Post the batch.

        Raises:
            RetryLater: no answer, or one that says to come again.
            Undeliverable: something in the body is refused.
        """
        body = b"[" + b",".join(to_json(outgoing.message) for outgoing in batch) + b"]"
        try:
            async with asyncio.timeout(_WHOLE_REQUEST):
                answer = await self._post(body, _batch_id(batch))
        except httpx.InvalidURL as error:
            raise RetryLater("the address cannot be used; correct `url`") from error
        except (httpx.HTTPError, TimeoutError) as error:
            raise RetryLater(f"no answer: {type(error).__name__}") from error
        return self._judge(answer, batch)

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _post(self, body: bytes, batch_id: str) -> httpx.Response:
        if self._client is None:
            raise RetryLater("the webhook is not open")
        headers = {"content-type": "application/json", "user-agent": "protocols"}
        if self._endpoint.key is not None:
            now = int(self._clock())
            headers |= sign(self._endpoint.key, message_id=batch_id, timestamp=now, body=body)
        url = self._endpoint.url
        async with self._client.stream("POST", url, content=body, headers=headers) as answer:
            await _read_some(answer)
        return answer

    def _judge(self, answer: httpx.Response, batch: Sequence[Outgoing]) -> Taken:
        status = answer.status_code
        reason = f"answered {status}"
        if answer.is_success:
            return Taken()
        if status in _LATER or answer.is_server_error:
            raise RetryLater(reason, retry_after(answer.headers.get("retry-after"), self._clock()))
        if status in _ABOUT_THE_BODY:
            raise Undeliverable(reason)
        return Taken(refused={outgoing.row.seq: reason for outgoing in batch})


async def _read_some(answer: httpx.Response) -> None:
    """Read the answer so that its connection can be used again, unless it is unreasonably long."""
    read = 0
    async for chunk in answer.aiter_raw():
        read += len(chunk)
        if read > _MOST_OF_AN_ANSWER:
            return


def _batch_id(batch: Sequence[Outgoing]) -> str:
    """The same for the same messages, so that a receiver recognises a batch that comes again."""
    ids = "\n".join(f"{outgoing.row.seq} {outgoing.row.message_id}" for outgoing in batch)
    return f"batch_{hashlib.sha256(ids.encode()).hexdigest()[:32]}"


def retry_after(header: str | None, now: float) -> float | None:
    """The seconds a Retry-After header asks for, as a number or as a date (RFC 9110, 10.2.3)."""
    if header is None:
        return None
    if header.strip().isascii() and header.strip().isdigit():
        return float(header)
    try:
        date = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, date.replace(tzinfo=date.tzinfo or UTC).timestamp() - now)


def make(options: WebhookDestination, clock: Clock) -> Webhook:
    """The destination that a workspace file describes."""
    secret = options.secret
    key = None if secret is None else signing_key(secret.get_secret_value())
    return Webhook(Endpoint(options.url, key, options.allow_private), clock=clock)
