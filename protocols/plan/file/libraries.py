"""A plan's file and the libraries it uses: transitively, each once, never from elsewhere."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from protocols.errors import UnreadableInput
from protocols.findings import Finding
from protocols.findings.catalog import finding
from protocols.plan.file.build import build, salvage
from protocols.plan.file.compose import MAX_PROBLEMS
from protocols.plan.file.document import Document, read_document
from protocols.plan.file.places import Written
from protocols.plan.file.versions import misnumbered
from protocols.plan.model import PlanFile

MAX_FILES: Final = 500


@dataclass(slots=True, eq=False)
class Source:
    """One file of a plan. `model` lacks what does not fit the format; None when nothing does."""

    document: Document
    model: PlanFile | None
    uses: list["Source"] = field(default_factory=list)
    whole: bool = True
    """False when a library it names could not be read."""

    def part(self, *steps: str | int) -> Written:
        """A part of the file."""
        return Written(self.document.spots).part(*steps)

    def visible(self) -> Iterator["Source"]:
        """The file itself, then every file it uses, however indirectly."""
        seen: list[Source] = [self]
        for source in seen:
            yield source
            seen.extend(each for each in source.uses if each not in seen)


@dataclass(slots=True)
class _Reading:
    """One run: files by their real path, and everything wrong so far."""

    bounds: tuple[Path, ...]
    sources: dict[Path, Source | None] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_sources(path: str | os.PathLike[str]) -> tuple[list[Source], list[Finding]]:
    """The plan's own file first, then its libraries in the order they are first used.

    Raises:
        UnreadableInput: the plan's own file cannot be read.
    """
    file = os.fspath(path)
    reading = _Reading(bounds(Path(file)))
    _read(file, reading)
    return [source for source in reading.sources.values() if source], reading.findings


def bounds(file: Path) -> tuple[Path, ...]:
    """Where what a file names may lie: the file's folder, or the git repository around it."""
    folder = file.parent.resolve()
    repository = next(
        (each for each in (folder, *folder.parents) if (each / ".git").exists()), None
    )
    return (folder, repository) if repository else (folder,)


def _read(file: str, reading: _Reading) -> Source | None:
    document, problems = read_document(file)
    reading.findings.extend(problems)
    real = Path(file).resolve()
    if document is None:
        reading.sources[real] = None
        return None
    model, problems = build(PlanFile, document)
    misread = tuple(misnumbered(document))
    places = {each.at for each in misread}
    reading.findings.extend([*misread, *(each for each in problems if each.at not in places)])
    if model is None:
        model = salvage(PlanFile, document, {"plan": "unnamed"})
    source = Source(document, model)
    reading.sources[real] = source
    for index, use in enumerate(model.use if model else ()):
        if len(reading.findings) > MAX_PROBLEMS:
            source.whole = False
            break
        library = _library(use, source.part("use", index), reading)
        if library is None:
            source.whole = False
        elif library is not source:
            source.uses.append(library)
    return source


def _library(use: str, written: Written, reading: _Reading) -> Source | None:
    refused = _refused(use)
    if refused is None:
        file = os.path.normpath(Path(written.file).parent / use)
        real = Path(file).resolve()
        if real in reading.sources:
            return reading.sources[real]
        refused = _out_of_bounds(use, real, reading)
    if refused is None:
        try:
            return _read(file, reading)
        except UnreadableInput as error:
            reading.sources[real] = None
            refused = (
                "TP030",
                f"cannot read {use}: {error.reason}",
                "paths are relative to this file",
            )
    rule, message, advice = refused
    reading.findings.append(finding(rule, message, written.at(), advice=advice))
    return None


def _refused(use: str) -> tuple[str, str, str] | None:
    if "://" in use:
        return (
            "TP031",
            f"{use} is not a file",
            "nothing is ever fetched: keep a copy beside the plan",
        )
    if not use.strip() or "\0" in use:
        return "TP030", "a library needs a path", "paths are relative to this file"
    return None


def _out_of_bounds(use: str, real: Path, reading: _Reading) -> tuple[str, str, str] | None:
    if not any(real.is_relative_to(bound) for bound in reading.bounds):
        return (
            "TP031",
            f"{use} lies outside the plan's folder and repository",
            "move or copy it inside",
        )
    if len(reading.sources) >= MAX_FILES:
        return "TP031", f"a plan has at most {MAX_FILES} files", "join small libraries"
    try:
        mode = real.stat().st_mode
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return "TP030", f"cannot read {use}: {reason}", "paths are relative to this file"
    return None if stat.S_ISREG(mode) else ("TP030", f"{use} is not a file", "name a YAML file")
