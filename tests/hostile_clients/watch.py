"""What happens while a client is imported: nothing but the import."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import CodeType
from typing import Any, Final

from tests.hostile_clients.look import check

_ALLOWED: Final = frozenset({"sys._getframe", "compile"})
"""A TypedDict looks at its caller's frame, and compiles each annotation without running it."""

_watched: list[list[str]] = []


def effects(code: CodeType, name: str, package: str) -> list[str]:
    """Audit events while a module of `package` runs, but for those that all modules cause."""
    _watched.append([])
    try:
        exec(code, {"__name__": f"{package}.{name[:-3]}", "__package__": package})
    finally:
        seen = _watched.pop()
    # Running the module itself is the first one.
    return [event for event in seen[1:] if event not in _ALLOWED]


def _audit(event: str, _: tuple[Any, ...]) -> None:
    if _watched and not event.startswith("object."):
        _watched[-1].append(event)


sys.addaudithook(_audit)


_PROGRAM: Final = """
import asyncio, collections.abc, datetime, enum, importlib, os, sys, typing, typing_extensions
seen = []
HARMLESS = {"import", "exec", "compile", "marshal.loads", "os.listdir", "os.scandir", "sys._getframe"}
def audit(event, given):
    if event == "open":
        path, mode, flags = given
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND):
            seen.append(f"open {path!r} to write")
    elif event not in HARMLESS and not event.startswith("object."):
        seen.append(event)
sys.addaudithook(audit)
sys.path.insert(0, sys.argv[1])
for name in sys.argv[2:]:
    for file in sorted(os.listdir(os.path.join(sys.argv[1], name))):
        if file.endswith(".py"):
            module = importlib.import_module(name if file == "__init__.py" else f"{name}.{file[:-3]}")
    package = sys.modules[name]
    for public in dir(package):
        getattr(package, public)
print(*seen, sep="\\n")
sys.exit(len(seen) > 0)
"""


def import_apart(clients: Sequence[Mapping[str, str]], folder: Path) -> None:
    """Import whole clients in a program of their own, which tells of whatever an import should not do."""
    names = [f"client_{number}" for number in range(len(clients))]
    for name, files in zip(names, clients, strict=True):
        (folder / name).mkdir(parents=True)
        for path, text in files.items():
            (folder / name / path).write_text(text, encoding="utf-8")
    command = [sys.executable, "-B", "-W", "error", "-c", _PROGRAM, str(folder), *names]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    check(run.returncode == 0, run.stdout, run.stderr)
