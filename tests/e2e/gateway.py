"""The real program, started as its users start it: `protocols serve` in a process of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final, Self

import httpx

PROTOCOLS: Final = Path(sys.executable).parent / "protocols"
ADDRESS: Final = re.compile(r"http://127\.0\.0\.1:(\d+)")
PATIENCE: Final = 30.0
"""Seconds to wait for a state that must come; long, so that a slow machine proves nothing."""


class Gateway:
    """One gateway over `folder/workspace.yaml`; its data is in `folder/data`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "gateway.log"
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens: the SDKs' `host`."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Start it, on its old port when it had one, and return when it is ready."""
        with self.log.open("ab") as log:
            seen = log.tell()
            self._process = subprocess.Popen(
                [PROTOCOLS, "serve", "workspace.yaml", "--port", str(self.port)],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                env={**os.environ, "NO_COLOR": "1"},
            )
        self._wait_until_ready(seen)
        return self

    def stop(self) -> None:
        """Ask it to stop, as a supervisor does, and insist that it leaves cleanly."""
        process = self._running()
        process.send_signal(signal.SIGTERM)
        code = process.wait(PATIENCE)
        assert code == 0, f"exit code {code}\n{self.said()}"
        self._process = None

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal that does not end it."""
        self._running().send_signal(number)

    def kill(self) -> None:
        """SIGKILL: no handler runs, nothing is flushed."""
        process = self._running()
        process.kill()
        process.wait(PATIENCE)
        self._process = None

    def close(self) -> None:
        """Leave nothing running, whatever the test did."""
        if self._process is not None:
            self.kill()

    def said(self) -> str:
        """All it printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "the gateway does not run"
        assert self._process.poll() is None, f"the gateway has gone\n{self.said()}"
        return self._process

    def _wait_until_ready(self, seen: int) -> None:
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            self._running()
            found = ADDRESS.search(self.log.read_bytes()[seen:].decode(errors="replace"))
            if found:
                self.port = int(found[1])
                if self._is_ready():
                    return
            time.sleep(0.02)
        raise AssertionError(f"not ready within {PATIENCE} s\n{self.said()}")

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False
