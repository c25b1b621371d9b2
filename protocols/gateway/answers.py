from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from protocols.gateway.refusal import Refusal

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]

JSON: Final = (b"content-type", b"application/json")
GIF: Final = (b"content-type", b"image/gif")


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP response."""

    status: int
    body: bytes = b""
    headers: Headers = ()


ACCEPTED: Final = Answer(200, b'{"success":true}', (JSON,))


def answer_json(content: Mapping[str, Any], *, status: int = 200, headers: Headers = ()) -> Answer:
    """`content` as JSON."""
    return Answer(status, orjson.dumps(content), (JSON, *headers))


def answer_refusal(refusal: Refusal) -> Answer:
    """A refusal, with the wait that stock SDKs understand when trying again makes sense."""
    headers: Headers = ()
    if refusal.retry_after is not None:
        wait = str(refusal.retry_after).encode()
        headers = ((b"retry-after", wait), (b"x-ratelimit-reset", wait))
    content = {"success": False, "code": refusal.code, "message": refusal.reason}
    return answer_json(content, status=refusal.status, headers=headers)


async def send_answer(send: Send, answer: Answer, extra: Headers = ()) -> None:
    """Send `answer` whole, with its length."""
    length = (b"content-length", str(len(answer.body)).encode())
    headers = [length, *answer.headers, *extra]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
