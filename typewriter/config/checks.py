"""What must hold of a configuration beyond its form: one function per demand, listed in a table.

They read the data as it is written, whether or not all of it has the right form, so that everything
wrong with a file is told in one run.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from protocols.findings import Finding
from protocols.findings.catalog import finding
from protocols.plan.file import Document, bounds
from typewriter.languages import LANGUAGES

DEFAULT_LANGUAGE: Final = "python"

OUTSIDE: Final = "TW401"
NO_SUCH_FILE: Final = "TW402"
NO_PACKAGE_NAME: Final = "TW403"
SAME_FOLDER: Final = "TW404"
NO_WRAPPER: Final = "TW409"

WRAPPER: Final = re.compile(r"(?:[^\W\d]\w*\.)+(?P<name>[^\W\d]\w*):(?:\d+|[^\W\d]\w*)")
"""A function with its module, and the argument that it sends."""
WRAPPER_ADVICE: Final = (
    "name a function with its module, and the argument that it sends, by place or by name: "
    "app.metrics.emit:0"
)

_Way = tuple[str | int, ...]
ConfigCheck = Callable[[Document], Iterator[Finding]]

_KINDS: Final[Mapping[str, Callable[[Path], bool]]] = {
    "plan": Path.is_file,
    "templates": Path.is_dir,
}
"""What has to be there already, whatever is asked for."""


def _paths(document: Document) -> Iterator[Finding]:
    """Nothing is read or written outside of the file's folder and repository, links followed."""
    file = Path(document.file)
    allowed = bounds(file)
    for key, way, text in _named(document.data):
        path = file.parent / text
        at = document.at(way, value=True)
        if not is_inside(path, allowed):
            message = f"{text} lies outside the folder and the repository of this file"
            yield finding(OUTSIDE, message, at, advice="a link that leads outside counts as well")
        elif key in _KINDS and not _KINDS[key](path):
            message = f"there is no {_WORDS[key]} {path}"
            yield finding(NO_SUCH_FILE, message, at, advice="paths are relative to this file")


def _package_names(document: Document) -> Iterator[Finding]:
    for number, client in _clients(document.data):
        name, language = client.get("package"), client.get("language", DEFAULT_LANGUAGE)
        known = LANGUAGES.get(language) if isinstance(language, str) else None
        if isinstance(name, str) and known and not known.is_package_name(name):
            at = document.at(("clients", number, "package"), value=True)
            message = f"{name!r} is not the name of a package in {language}"
            yield finding(NO_PACKAGE_NAME, message, at)
        elif isinstance(name, str) and hides_a_module(name, _output(document, client), language):
            at = document.at(("clients", number, "package"), value=True)
            yield finding(NO_PACKAGE_NAME, f"{name!r} {HIDES}", at, advice="give it another name")


def hides_a_module(package: str, output: Path, language: object) -> bool:
    """Whether Python has a module of that name. Inside another package it would hide nothing."""
    is_own = language == "python" and package in sys.stdlib_module_names
    return is_own and not (output / "__init__.py").is_file()


HIDES: Final = "is a module of Python's own, and one would hide the other"


def _output(document: Document, client: Mapping[str, Any]) -> Path:
    output = client.get("output")
    return Path(document.file).parent / (output if isinstance(output, str) else ".")


def _wrappers(document: Document) -> Iterator[Finding]:
    for number, text in _texts(document.data, "wrappers"):
        if not WRAPPER.fullmatch(text):
            at = document.at(("check", "wrappers", number), value=True)
            yield finding(NO_WRAPPER, f"{text!r} is no wrapper", at, advice=WRAPPER_ADVICE)


def missing_code(document: Document) -> Iterator[Finding]:
    """Code that a check is to read and that is not there. Other commands need none."""
    for number, text in _texts(document.data, "src"):
        path = Path(document.file).parent / text
        if not path.exists():
            at = document.at(("check", "src", number), value=True)
            message = f"there is no file or folder {path}"
            yield finding(NO_SUCH_FILE, message, at, advice="paths are relative to this file")


def shared_folders(folders: Mapping[int, Path], document: Document) -> Iterator[Finding]:
    """Clients that would be written to the same folder; `folders` are by the client's place."""
    first: dict[str, int] = {}
    for number, folder in folders.items():
        known = first.setdefault(str(folder.resolve()).casefold(), number)
        if known != number:
            yield finding(
                SAME_FOLDER,
                f"another client is written to {folder} too",
                document.at(("clients", number)),
                advice="give each a `package` or an `output` of its own",
                related=((document.at(("clients", known)), "the other is here"),),
            )


def _named(data: Any) -> Iterator[tuple[str, _Way, str]]:
    """Every path in the file: its key, the way to it, and its text."""
    for number, client in _clients(data):
        for key in ("plan", "output", "templates"):
            if isinstance(client.get(key), str):
                yield key, ("clients", number, key), client[key]
    checking = data.get("check") if isinstance(data, dict) else None
    if not isinstance(checking, dict):
        return
    for number, path in _texts(data, "src"):
        yield "src", ("check", "src", number), path
    if isinstance(checking.get("baseline"), str):
        yield "baseline", ("check", "baseline"), checking["baseline"]


def _texts(data: Any, key: str) -> Iterator[tuple[int, str]]:
    """A list under `check`, as far as it is one of texts."""
    checking = data.get("check") if isinstance(data, dict) else None
    listed = checking.get(key) if isinstance(checking, dict) else None
    for number, each in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(each, str):
            yield number, each


def _clients(data: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    listed = data.get("clients") if isinstance(data, dict) else None
    for number, client in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(client, dict):
            yield number, client


def is_inside(path: Path, allowed: tuple[Path, ...]) -> bool:
    """Whether a path, links followed, lies in one of some folders."""
    try:
        real = path.resolve()
    except (OSError, ValueError, RuntimeError):  # a name no disk has, or links in a circle
        return False
    return any(real.is_relative_to(bound) for bound in allowed)


_WORDS: Final = {"plan": "plan", "templates": "folder"}

CHECKS: Final[tuple[ConfigCheck, ...]] = (_paths, _package_names, _wrappers)
