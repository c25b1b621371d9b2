"""A server on the loopback that takes batches, for a client's own transport."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from typing import Any

PLAN = """
plan: radio
version: 2.0.0
events:
  Song Played: {properties: {song_id: {type: string, required: true}}}
"""
PATIENCE = 30.0
"""Seconds to wait for what must come."""
Answer = tuple[int, dict[str, str]]


@dataclass
class Server:
    """What was posted, and what to answer next; 200 when nothing is said.

    A request is answered only while `answering` is set; `asked` tells that one came.
    """

    url: str = ""
    answers: list[Answer] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answering: threading.Event = field(default_factory=threading.Event)
    asked: threading.Event = field(default_factory=threading.Event)

    @property
    def batches(self) -> list[list[dict[str, Any]]]:
        return [json.loads(body)["batch"] for _, _, body in self.requests]

    @property
    def songs(self) -> list[str]:
        """The song of each call that was posted."""
        return [one["properties"]["song_id"] for batch in self.batches for one in batch]


@contextmanager
def serving() -> Iterator[Server]:
    state = Server()
    state.answering.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.requests.append((self.path, dict(self.headers), body))
            state.asked.set()
            state.answering.wait(PATIENCE)
            status, headers = state.answers.pop(0) if state.answers else (200, {})
            if status == 0:
                self.connection.close()
                return
            self.send_response(status)
            for name, value in {"Content-Length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{listening.server_port}"
    thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield state
    finally:
        state.answering.set()
        listening.shutdown()
        thread.join()
        listening.server_close()


def play(client: ModuleType, *songs: str) -> None:
    """A call for each song."""
    for song in songs:
        client.song_played(client.User("u1"), song_id=song)


def transport(client: ModuleType, server: Server, **options: Any) -> Any:
    """The client's own transport, sending to `server`."""
    made = client.HttpTransport("write_key", host=server.url, **options)
    client.configure(made, validate="off")
    return made
