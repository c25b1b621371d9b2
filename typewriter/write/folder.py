"""Files on disk: what is there, and replacing it without ever leaving half of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from protocols.errors import OutputRefused
from typewriter.view.marks import LOCK, is_marked, is_replaceable

Files = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """Which files were replaced or made, and which were deleted."""

    changed: tuple[str, ...]
    deleted: tuple[str, ...]


def read_folder(folder: Path) -> dict[str, str]:
    """The text of each file right inside `folder`. Line ends are ours, whatever git made of them.

    Raises:
        OutputRefused: `folder` is a link or a file, or something in it cannot be read.
    """
    with _refusing(folder):
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise OutputRefused(str(folder), "it is not a folder of its own")
        if not folder.exists():
            return {}
        return {path.name: _text(path) for path in sorted(folder.iterdir()) if _is_file(path)}


def stale_files(existing: Files, files: Files) -> tuple[str, ...]:
    """Files that we wrote once and that the plan no longer has."""
    return tuple(name for name, text in existing.items() if name not in files and is_marked(text))


def write_folder(folder: Path, files: Files) -> Written:
    """Make `folder` hold `files`, and leave alone what is not ours.

    All is written beside its place first and then renamed, the lock last: a run that fails leaves
    the client that was there.

    Raises:
        OutputRefused: a file of the same name is not ours, or the disk refused.
    """
    existing = read_folder(folder)
    _refuse_foreign(folder, files, existing)
    changed = [name for name, text in files.items() if existing.get(name) != text]
    deleted = stale_files(existing, files)
    with _refusing(folder):
        _replace(folder, {name: files[name] for name in sorted(changed, key=lambda n: n == LOCK)})
        for name in deleted:
            (folder / name).unlink()
    return Written(tuple(changed), deleted)


def _refuse_foreign(folder: Path, files: Files, existing: Files) -> None:
    for name in files:
        target = folder / name
        if target.name != name or target.parent != folder:
            raise OutputRefused(str(target), "it would stand outside of the folder")
        if target.is_symlink() or target.is_dir():
            raise OutputRefused(str(target), "it is a link or a folder, not a file of ours")
        if not is_replaceable(existing.get(name, "")):
            raise OutputRefused(str(target), "it is not a generated file; move it or choose -o")


def _replace(folder: Path, files: Files) -> None:
    if not files:
        return
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".typewriter-") as staging:
        for name, text in files.items():
            (Path(staging) / name).write_text(text, encoding="utf-8", newline="\n")
        for name in files:
            (Path(staging) / name).replace(folder / name)


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace").replace("\r\n", "\n")


@contextmanager
def _refusing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputRefused(error.filename or str(folder), error.strerror or str(error)) from error
