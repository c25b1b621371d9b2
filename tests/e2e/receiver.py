"""A webhook's other end, on loopback: it answers as told and keeps what it accepted."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

POISON = "poison"
"""A message with this id is refused for good, and so is the batch it stands in."""


@dataclass(slots=True)
class Received:
    """What came: messages of accepted requests, in order, and the headers of every request."""

    messages: list[Mapping[str, Any]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)


@contextmanager
def receiver(failures: Sequence[int] = ()) -> Iterator[tuple[str, Received]]:
    """Its address and what it got. The first requests are answered with `failures`, then 200."""
    received = Received()
    waiting = list(failures)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.headers.append({key.lower(): value for key, value in self.headers.items()})
            received.bodies.append(body)
            messages = json.loads(body)
            if waiting:
                self._answer(waiting.pop(0))
            elif any(message["messageId"] == POISON for message in messages):
                self._answer(422)
            else:
                received.messages.extend(messages)
                self._answer(200)

        def _answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            if status == 503:
                self.send_header("Retry-After", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/events", received
        finally:
            server.shutdown()
            thread.join()
