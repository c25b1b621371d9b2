"""The demo's folder and programs: set up, started, watched, stopped."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from protocols.cli.demo.workspace import WORKSPACE
from protocols.errors import OutputRefused, ProtocolsError
from protocols.resources import packaged

CLIENT: Final = "shop_tracking"
PATIENCE: Final = 60.0
"""Seconds that one step may take."""

_MARK: Final = ".protocols-demo"
_ADDRESS: Final = re.compile(r"http://[\w.\[\]:]+:\d+")
_BIN: Final = Path(sys.executable).parent


def prepare(folder: Path) -> None:
    """An empty demo folder with the shipped plans and a workspace file.

    Raises:
        OutputRefused: the folder holds something that no demo wrote.
    """
    if folder.exists():
        if any(folder.iterdir()) and not (folder / _MARK).exists():
            raise OutputRefused(
                str(folder), "it is not empty and no demo made it; name another with -o"
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / _MARK).write_text("made by protocols demo; a further run replaces it\n", "utf-8")
    _copy(packaged("protocols", "_plans", "plans"), folder / "plans")
    (folder / "delivered").mkdir()
    (folder / "workspace.yaml").write_text(WORKSPACE, "utf-8")


def _copy(source: Traversable, target: Path) -> None:
    target.mkdir()
    for item in source.iterdir():
        if item.is_dir():
            _copy(item, target / item.name)
        else:
            (target / item.name).write_bytes(item.read_bytes())


def run(folder: Path, *command: str, **environment: str) -> str:
    """Run one of our programs in the demo's folder; what it printed.

    Raises:
        ProtocolsError: it failed; with what it said.
    """
    done = subprocess.run(  # noqa: S603 - our own programs, no shell
        [str(_BIN / command[0]), *command[1:]],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode != 0:
        msg = f"`{' '.join(command)}` failed:\n{done.stdout}{done.stderr}"
        raise ProtocolsError(msg)
    return done.stdout


@contextmanager
def gateway(folder: Path) -> Iterator[str]:
    """`protocols serve` on a free loopback port; its address. Stopped gracefully afterwards."""
    log = folder / "gateway.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            [str(_BIN / "protocols"), "serve", "workspace.yaml", "--port", "0"],
            cwd=folder,
            stdout=output,
            stderr=output,
        )
    try:
        yield _address(process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit and process.poll() is None:
        found = _ADDRESS.search(log.read_text("utf-8", "replace"))
        if found:
            return found[0]
        time.sleep(0.05)
    msg = f"the gateway did not start:\n{log.read_text('utf-8', 'replace')}"
    raise ProtocolsError(msg)


def wait_until_delivered(folder: Path, sent: int) -> None:
    """Return when every call has been received and no destination has anything pending.

    Raises:
        ProtocolsError: that does not come about.
    """
    from protocols.journal import open_reader

    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        with open_reader(folder / "data") as reader:
            received = sum(s.received for s in reader.sources() if s.source in {"shop", "legacy"})
            pending = sum(destination.pending for destination in reader.destinations())
        if received >= sent and not pending:
            return
        time.sleep(0.1)
    msg = f"after {PATIENCE:.0f} s {received} of {sent} events are in and {pending} wait for delivery"
    raise ProtocolsError(msg)
