"""Servers to load: the gateway with its engine, the same without a plan, and Node with Ajv."""

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from bench.children import BIN, ran
from bench.material import Material
from bench.node_peer import FOLDER

KEY: Final = "bench_write_key"
AUTHORIZATION: Final = f"Basic {base64.b64encode(f'{KEY}:'.encode()).decode()}"
_ADDRESS: Final = re.compile(r"http://127\.0\.0\.1:\d+")
_PATIENCE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server listens, and its folder. `workspace` is None when it is not ours."""

    url: str
    workspace: Path | None = None


def can_pin() -> bool:
    """Whether processes can be kept apart: the system can, and there are several processors."""
    return hasattr(os, "sched_setaffinity") and len(os.sched_getaffinity(0)) > 1


@contextmanager
def pinned(core: int) -> Iterator[None]:
    """Processes started inside stay on one processor, all their threads included."""
    if not can_pin():
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {sorted(allowed)[core % len(allowed)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


@contextmanager
def gateway(folder: Path, plan: Path | None) -> Iterator[Server]:
    """`protocols serve` over a workspace with one source; without a plan nothing is judged."""
    folder.mkdir()
    workspace = folder / "workspace.yaml"
    source = {"write_key": KEY} | ({"plan": str(plan)} if plan else {})
    content = {"workspace": "bench", "data": "./data", "sources": {"web": source}}
    workspace.write_text(json.dumps(content), encoding="utf-8")
    program = [str(BIN / "protocols"), "serve", str(workspace), "--port", "0"]
    with _running(program, folder) as url:
        yield Server(url, workspace)


@contextmanager
def node(folder: Path, material: Material) -> Iterator[Server]:
    """The bare server with Ajv and a group commit."""
    folder.mkdir()
    program: list[str | Path] = [
        "node",
        FOLDER / "server.mjs",
        material.schemas_file,
        folder / "log.ndjson",
    ]
    with _running(program, folder) as url:
        yield Server(url)


@contextmanager
def _running(program: Sequence[str | Path], folder: Path) -> Iterator[str]:
    said = folder / "said.log"
    with said.open("wb") as log, pinned(0):
        process = subprocess.Popen(program, cwd=folder, stdout=log, stderr=log)
    try:
        yield _address(process, said)
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _address(process: subprocess.Popen[bytes], said: Path) -> str:
    limit = monotonic() + _PATIENCE
    while monotonic() < limit and process.poll() is None:
        found = _ADDRESS.search(said.read_text(encoding="utf-8"))
        if found:
            return found[0]
        sleep(0.02)
    raise RuntimeError(f"the server did not start\n{said.read_text(encoding='utf-8')[:2000]}")


def received(server: Server) -> int:
    """How many messages the gateway's journal holds, by its own report."""
    assert server.workspace is not None
    done = ran([BIN / "protocols", "report", server.workspace, "--format", "json"])
    report: Mapping[str, Mapping[str, Mapping[str, int]]] = json.loads(done.output)
    return report["summary"]["counts"]["received"]


def python(*arguments: str | Path) -> list[str | Path]:
    """A module of ours as a program."""
    return [sys.executable, "-m", *arguments]
