"""Stock SDKs and a plain HTTP client, pointed at a gateway by the options their users have."""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from tests import tools

DRIVERS: Final = Path(__file__).parent / "drivers"
BROWSER_BUNDLES: Final = tools.NODE_FOLDER / "node_modules/@segment/analytics-next/dist/umd"
BROWSER_FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE: Final = 60
"""Seconds a driver may take; a stock SDK that retries needs a few."""

Message = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BrowserOutcome:
    """What the page saw: each call's id and integrations, and what reached its own destination."""

    sent: Sequence[Mapping[str, Any]]
    on_device: Sequence[str]
    failures: Sequence[str]


def python_sdk(url: str, write_key: str, messages: Sequence[Message], **options: Any) -> None:
    """Send with segment-analytics-python; returns when its queue is empty."""
    _drive([sys.executable, str(DRIVERS / "python_sdk.py")], url, write_key, messages, options)


def node_sdk(url: str, write_key: str, messages: Sequence[Message]) -> None:
    """Send with @segment/analytics-node; returns when it has flushed."""
    _drive([tools.path("node"), str(DRIVERS / "node_sdk.mjs")], url, write_key, messages, {})


def _drive(
    command: Sequence[str],
    url: str,
    write_key: str,
    messages: Sequence[Message],
    options: Mapping[str, Any],
) -> None:
    order = {"url": url, "writeKey": write_key, "messages": messages, **options}
    run = subprocess.run(
        command,
        input=json.dumps(order),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def browser_sdk(
    url: str,
    write_key: str,
    messages: Sequence[Message],
    delivery_strategy: Mapping[str, Any] | None = None,
) -> BrowserOutcome:
    """Send with @segment/analytics-next in a headless browser, from a page of another origin."""
    order = {
        "url": url,
        "writeKey": write_key,
        "messages": messages,
        "deliveryStrategy": delivery_strategy,
    }
    with _page(order) as page, _browser(page.url):
        assert page.done.wait(PATIENCE), "the page never finished"
    return BrowserOutcome(
        sent=page.outcome["sent"],
        on_device=page.outcome["onDevice"],
        failures=page.outcome["failures"],
    )


def browser_program(url: str, write_key: str, program: Path) -> Mapping[str, Any]:
    """What `run` of the module `program/browser.js` returns, in a page that has the stock SDK."""
    order = {"url": url, "writeKey": write_key}
    with _page(order, "module.html", program) as page, _browser(page.url):
        assert page.done.wait(PATIENCE), "the page never finished"
    return page.outcome


class _Page(ThreadingHTTPServer):
    """Serves the page, its modules and the SDK's bundles on loopback, and takes the page's last word."""

    def __init__(self, order: Mapping[str, Any], html: str, program: Path) -> None:
        super().__init__(("127.0.0.1", 0), _PageHandler)
        text = json.dumps(order).replace("<", "\\u003c")
        self.html = (DRIVERS / html).read_text("utf-8").replace("__ORDER__", text).encode()
        self.modules = {
            f"/program/{path.relative_to(program).as_posix()}": path.read_bytes()
            for path in program.rglob("*.js")
        }
        self.url = f"http://127.0.0.1:{self.server_port}/"
        self.done = threading.Event()
        self.outcome: dict[str, Any] = {}


class _PageHandler(BaseHTTPRequestHandler):
    server: _Page

    def do_GET(self) -> None:
        bundle = BROWSER_BUNDLES / Path(self.path).name
        if self.path == "/":
            self._answer(200, "text/html; charset=utf-8", self.server.html)
        elif self.path.startswith("/analytics-next/bundles/") and bundle.is_file():
            self._answer(200, "text/javascript", bundle.read_bytes())
        elif self.path in self.server.modules:
            self._answer(200, "text/javascript", self.server.modules[self.path])
        else:
            self._answer(404, "text/plain", b"")

    def do_POST(self) -> None:
        self.server.outcome = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(204, "text/plain", b"")
        self.server.done.set()

    def _answer(self, status: int, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: the page's outcome says what matters."""


@contextmanager
def _page(
    order: Mapping[str, Any], html: str = "page.html", program: Path = DRIVERS
) -> Iterator[_Page]:
    with _Page(order, html, program) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def _browser(url: str) -> Iterator[None]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [
            tools.path("chromium"),
            *BROWSER_FLAGS,
            f"--user-data-dir={profile}",
            "--remote-debugging-port=0",  # keeps a headless browser open
            url,
        ]
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        ) as process:
            try:
                yield
            finally:
                process.terminate()
                process.wait(timeout=20)
