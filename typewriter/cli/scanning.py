"""Code read from disk and held against clients: what a scan needs of the outside, and its ignores."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from protocols.findings import Finding
from protocols.findings.comments import Comment, python_comments
from protocols.findings.ignores import TYPEWRITER, ignores, sift
from protocols.findings.sources import from_disk
from protocols.plan.file.comments import yaml_comments
from typewriter.check.known import Known
from typewriter.check.scan import Options, scan
from typewriter.check.source import Source, read_sources
from typewriter.check.usage import Usage
from typewriter.cli.client import Made
from typewriter.cli.doubts import doubts, function_of

_WORD: Final = TYPEWRITER.word
TESTS: Final = ("tests", "test_*.py", "*_test.py", "conftest.py")
"""What is taken for tests unless somebody says otherwise."""
_HERE: Final = f".{os.sep}"


@dataclass(frozen=True, slots=True)
class Code:
    """Which code is held against clients, and what is to be known of it.

    Without `src` it is what lies where the clients are imported from.
    """

    src: tuple[Path, ...] = ()
    exclude: tuple[str, ...] = ()
    tests: tuple[str, ...] = TESTS
    wrappers: tuple[str, ...] = ()
    service: str | None = None
    require_used: bool = False


@dataclass(frozen=True, slots=True)
class Scanned:
    """What was found in code, but for what is ignored beside it, and in which files it was looked for.

    `scanned` says whether there was any client in a language whose code is scanned; `doubts` are
    lines on names that fit nothing.
    """

    findings: list[Finding]
    usage: Usage
    paths: frozenset[str]
    ignored: int
    scanned: bool
    doubts: list[str]

    @property
    def files(self) -> int:
        """How many files there are."""
        return len(self.paths)


@dataclass(slots=True)
class _Seen:
    """Which files went by, which of them may hold an ignore, and which `names` they speak of."""

    names: frozenset[str]
    mentioned: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    marked: list[Source] = field(default_factory=list)

    def watch(self, sources: Iterable[Source]) -> Iterator[Source]:
        for found in sources:
            source = replace(found, path=found.path.removeprefix(_HERE))
            self.paths.add(source.path)
            if _WORD.encode() in source.text:
                self.marked.append(source)
            missing = self.names - self.mentioned
            self.mentioned |= {name for name in missing if name.encode() in source.text}
            yield source


def scanned(made: Sequence[Made], code: Code) -> Scanned:
    """All code that may use the clients, held against them."""
    known = [each.known(import_name(each.pair.folder)) for each in made if each.known]
    roots = code.src or _import_roots(each.pair.folder for each in made if each.known)
    options = Options(code.wrappers, code.service, code.require_used, code.tests)
    seen = _Seen(frozenset(map(function_of, code.wrappers)))
    result = scan(seen.watch(read_sources(roots, code.exclude)), known, options)
    comments = [*_in_code(seen.marked), *_in_plans(known)]
    sifted = sift(result.findings, list(ignores(comments, TYPEWRITER)), TYPEWRITER)
    return Scanned(
        findings=sorted(sifted.findings, key=lambda each: (each.at, each.rule)),
        usage=result.usage,
        paths=frozenset(seen.paths),
        ignored=sifted.ignored,
        scanned=bool(known),
        doubts=list(doubts(known, code.service, code.wrappers, seen.mentioned)) if known else [],
    )


def _in_code(sources: Iterable[Source]) -> Iterator[Comment]:
    for source in sources:
        yield from python_comments(source.path, source.text)


def _in_plans(known: Iterable[Known]) -> Iterator[Comment]:
    """An event that nobody calls is told of in the plan, and may be ignored there."""
    files = {function.at.file for each in known for function in each.functions.values()}
    read = from_disk()
    for file in sorted(files):
        text = read(file) or ""
        if _WORD in text:
            yield from yaml_comments(file, text)


def import_name(folder: Path) -> str:
    """The dotted name that code imports a package by, judged by the packages around it."""
    return ".".join(folder.resolve().relative_to(_import_root(folder)).parts)


def _import_roots(folders: Iterable[Path]) -> list[Path]:
    here = Path.cwd()
    roots = dict.fromkeys(map(_import_root, folders))
    return [root.relative_to(here) if root.is_relative_to(here) else root for root in roots]


def _import_root(folder: Path) -> Path:
    root = folder.resolve().parent
    while (root / "__init__.py").is_file() and root != root.parent:
        root = root.parent
    return root
