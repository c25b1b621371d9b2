"""The Node process that runs Ajv, and why there may be none."""

import json
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

FOLDER: Final = Path(__file__).parent / "node"


def absent() -> str | None:
    """Why Ajv cannot be measured here; None when it can."""
    if shutil.which("node") is None:
        return "Node was not found"
    if not (FOLDER / "node_modules" / "ajv").is_dir():
        return "its packages are not installed: npm ci --prefix bench/node"
    return None


class Node:
    """A running `judge.mjs`; one request at a time, so that nothing runs beside a measurement."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", "--max-old-space-size=4096", FOLDER / "judge.mjs"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate(timeout=30)

    def ask(self, do: str, **about: Any) -> Any:
        """Ask for one thing and wait for the answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **about}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"Node left with {self._process.wait()}")
        return json.loads(line)
