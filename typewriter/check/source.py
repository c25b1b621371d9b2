"""Python files to scan, read from disk."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePath
from typing import Final

from typewriter.view.marks import LOCK, MARK

MOST_BYTES: Final = 8 * 1024 * 1024
"""Of a larger file only so much is looked at, to see whether it matters that it is not read."""
SKIPPED: Final = frozenset(
    {"__pycache__", "node_modules", "site-packages", "dist-packages", "venv", "env", "virtualenv"}
)
"""Folders that hold nobody's own code; hidden folders and virtual environments are skipped, too."""


_UNREAD: Final = "*"
"""Stands for all that is in a folder that cannot be read."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file: its path as people know it, its bytes, its dotted module name.

    `problem` says why its bytes are not here, if they are not, or not all.
    """

    path: str
    text: bytes
    module: str
    problem: str = ""


def read_sources(roots: Sequence[Path], exclude: Sequence[str]) -> Iterator[Source]:
    """Every Python file below `roots`, sorted, each once; a root may be a file itself.

    `exclude` are glob patterns as in `matches`. Links are not followed. Of a generated package only
    what was not generated is source. A folder that cannot be read comes as one that has a problem.
    """
    seen: set[str] = set()
    for root in roots:
        package = _package_of(root if root.is_dir() else root.parent)
        folder = os.path.realpath(root if root.is_dir() else root.parent)
        for path, parts in _walk(root, exclude):
            real = "/".join((folder, *parts))
            if real not in seen:
                seen.add(real)
                yield _read(path, module_name((*package, *parts)))


def matches(path: str, patterns: Sequence[str]) -> bool:
    """Whether a pattern fits a path.

    `tests` or `test_*.py` fits any folder or file of it; `app/gen`, with a slash, the path from its
    beginning and all that is below; `**/app/gen` the same from anywhere.
    """
    if not patterns:
        return False
    parts = PurePath(path).parts
    return any(_matches(parts, pattern.strip("/")) for pattern in patterns)


def module_name(parts: Sequence[str]) -> str:
    """`("app", "metrics.py")` → `app.metrics`; a package's `__init__.py` is the package."""
    *folders, file = parts
    stem = file.removesuffix(".py")
    return ".".join(folders if stem == "__init__" else [*folders, stem])


def _matches(parts: Sequence[str], pattern: str) -> bool:
    if "/" not in pattern:
        return any(fnmatchcase(part, pattern) for part in parts)
    anywhere = pattern.startswith("**/")
    pattern = pattern.removeprefix("**/").removesuffix("/**")
    starts = range(len(parts)) if anywhere else (0,)
    return any(
        fnmatchcase("/".join(parts[start:end]), pattern)
        for start in starts
        for end in range(start + 1, len(parts) + 1)
    )


def _package_of(folder: Path) -> list[str]:
    """The package that `folder` is, if it is one: its name, after its parents'."""
    folder = folder.resolve()
    names: list[str] = []
    while (folder / "__init__.py").is_file() and folder.name:
        names.insert(0, folder.name)
        folder = folder.parent
    return names


def _walk(root: Path, exclude: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Paths of Python files, and their parts below `root`."""
    if not root.is_dir():
        yield str(root), (root.name,)
        return
    waiting: list[tuple[str, tuple[str, ...]]] = [(str(root), ())]
    while waiting:
        folder, parts = waiting.pop()
        folders, generated = [], _is_generated(folder)
        entries = _entries(folder)
        if entries is None:
            yield folder, (*parts, _UNREAD)
        for entry in entries or ():
            below = (*parts, entry.name)
            if entry.is_symlink() or matches("/".join(below), exclude):
                continue
            if entry.is_dir():
                folders.append((entry.path, below))
            elif entry.name.endswith(".py") and not (generated and _is_marked(entry.path)):
                yield entry.path, below
        waiting += [each for each in reversed(folders) if not _is_skipped(*each)]


def _entries(folder: str) -> list[os.DirEntry[str]] | None:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return None


def _is_skipped(folder: str, parts: tuple[str, ...]) -> bool:
    name = parts[-1]
    if name.startswith(".") or name in SKIPPED:
        return True
    return os.path.exists(f"{folder}/pyvenv.cfg")  # noqa: PTH110 - a closed folder says no


def _is_generated(folder: str) -> bool:
    locked = os.path.exists(f"{folder}/{LOCK}")  # noqa: PTH110 - the same
    return locked and _is_marked(f"{folder}/__init__.py")


def _is_marked(path: str) -> bool:
    """Whether we wrote it. In a client's folder there may be files of its users', too."""
    try:
        with Path(path).open(encoding="utf-8", errors="replace") as file:
            return file.read(len(MARK)) == MARK
    except OSError:
        return False


def _read(path: str, module: str) -> Source:
    try:
        found = Path(path).stat()
        if stat.S_ISDIR(found.st_mode):
            return Source(path, b"", module, "this folder cannot be read")
        if not stat.S_ISREG(found.st_mode):
            return Source(path, b"", module, "not a regular file")
        if found.st_size > MOST_BYTES:
            problem = f"larger than {MOST_BYTES // 2**20} MiB"
            return Source(path, _beginning(path), module, problem)
        return Source(path, Path(path).read_bytes(), module)
    except OSError as fault:
        return Source(path, b"", module, f"cannot be read: {fault.strerror or fault}".lower())


def _beginning(path: str) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(MOST_BYTES)
