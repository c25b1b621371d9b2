"""Running a document: its `console`, `python` and `yaml` blocks, in order, in a folder of its own.

A comment on the line before a block says what is not plain from the block itself:

    <!-- file: workspace.yaml -->   the block is written to this file (any language)
    <!-- exits 1 -->                the block's last command leaves with this code, not 0
    <!-- not run: why -->           the block is only looked at

Console blocks hold `$ commands`, each followed by what it prints; `...` stands for anything, on a
line of its own for any number of lines. A command that ends in ` &` is the gateway
on port 8765, which stands for a free one; it runs until the end of the document.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import yaml

ROOT: Final = Path(__file__).parents[2]
RUN: Final = ("console", "python", "yaml")
BLOCK: Final = re.compile(
    r"(?:^<!-- (?P<note>[^\n]*?) -->\n\n?)?^```(?P<language>\w+)[^\n]*\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
PORT: Final = "8765"
PATIENCE: Final = 60


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block, the note before it, and the line it starts at."""

    language: str
    text: str
    note: str
    line: int

    @property
    def exits(self) -> int:
        """The code its last command must leave with."""
        found = re.fullmatch(r"exits (\d+)", self.note)
        return int(found[1]) if found else 0

    @property
    def file(self) -> str | None:
        """Where the block is to be written."""
        found = re.fullmatch(r"file: (\S+)", self.note)
        return found[1] if found else None


@dataclass(frozen=True, slots=True)
class Command:
    """A shell command and what it is said to print."""

    line: str
    prints: str


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a document that say something a program can check."""
    for found in BLOCK.finditer(text):
        note = found["note"] or ""
        if found["language"] in RUN or note.startswith("file: "):
            line = text.count("\n", 0, found.start("language")) + 1
            yield Block(found["language"], found["text"], note, line)


def commands(text: str) -> Iterator[Command]:
    """The commands of a console block; a backslash at a line's end continues it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        found = re.match(r"((?:[^\n]*\\\n)*[^\n]*)\n?(.*)", part, re.DOTALL)
        assert found
        yield Command(found[1], found[2])


def matches(said: str, printed: str) -> bool:
    """Whether `printed` is what a document `said`."""
    lines = said.strip("\n").split("\n")
    pattern = "\n".join(
        ".*" if line.strip() == "..." else ".*?".join(map(re.escape, line.rstrip().split("...")))
        for line in lines
    )
    tidy = "\n".join(line.rstrip() for line in printed.strip("\n").split("\n"))
    flags = re.DOTALL if "..." in said else 0
    return re.fullmatch(pattern, tidy, flags) is not None


class Runner:
    """Runs one document's blocks in `folder`, which starts with the shipped plans and examples."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = str(_free_port())
        self.running: list[subprocess.Popen[bytes]] = []
        shutil.copytree(ROOT / "plans", folder / "plans")
        shutil.copytree(ROOT / "docs" / "examples", folder / "examples")

    def run(self, text: str) -> None:
        """Run every block; the first that does not do as it says is an AssertionError."""
        try:
            for block in blocks(text.replace(PORT, self.port)):
                self._run(block)
        finally:
            self._stop()

    def _run(self, block: Block) -> None:
        if block.file is not None:
            target = self.folder / block.file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.text, encoding="utf-8")
        elif block.note.startswith("not run: "):
            return
        elif block.language == "yaml":
            yaml.safe_load(block.text)
        elif block.language == "python":
            self._expect([sys.executable, "-c", block.text], "", block.exits, block.line)
        else:
            self._run_console(block)

    def _run_console(self, block: Block) -> None:
        listed = list(commands(block.text))
        assert listed, f"line {block.line}: a console block without a command"
        for command in listed:
            exits = block.exits if command is listed[-1] else 0
            if command.line.endswith(" &"):
                self._start(command.line.removesuffix(" &"))
            else:
                self._expect(["bash", "-c", command.line], command.prints, exits, block.line)

    def _expect(self, program: Sequence[str], prints: str, exits: int, line: int) -> None:
        done = subprocess.run(
            program,
            cwd=self.folder,
            env=_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        where = f"line {line}: {program[-1]}"
        assert done.returncode == exits, f"{where}\nleft with {done.returncode}\n{done.stdout}"
        if prints.strip():
            assert matches(prints, done.stdout), f"{where}\nprinted\n{done.stdout}\nnot\n{prints}"

    def _start(self, line: str) -> None:
        log = (self.folder / "background.log").open("ab")
        with log:
            process = subprocess.Popen(
                ["bash", "-c", f"exec env {line}"],  # env: the line may set variables
                cwd=self.folder,
                env=_environment(),
                stdout=log,
                stderr=log,
            )
        self.running.append(process)
        limit = time.monotonic() + PATIENCE
        while not _is_ready(int(self.port)):
            said = (self.folder / "background.log").read_text(encoding="utf-8")
            assert process.poll() is None, f"{line}\nleft with {process.returncode}\n{said}"
            assert time.monotonic() < limit, f"{line}\nnever was ready\n{said}"
            time.sleep(0.05)

    def _stop(self) -> None:
        for process in self.running:
            process.send_signal(signal.SIGTERM)
        codes = [process.wait(PATIENCE) for process in self.running]
        assert not any(codes), f"a background command left with {codes}"


def _environment() -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "NO_COLOR": "1", "COLUMNS": "100"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).is_success
    except httpx.TransportError:
        return False
