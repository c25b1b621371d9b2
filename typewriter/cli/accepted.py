"""Findings that a baseline file accepts: read, compared, written."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from protocols.errors import UnreadableInput
from protocols.findings import Finding
from protocols.findings.baseline import (
    Baseline,
    Recognise,
    baseline_of,
    compare,
    read_baseline,
    recognising,
    to_json,
)
from protocols.findings.clean import printable, shown_path
from protocols.findings.sources import from_disk
from typewriter.cli.scanning import Scanned
from typewriter.cli.writing import refuse_others, write_text

_SHOWN: Final = 10
_BEGINNING: Final = re.compile(r'\s*\{\s*"version":\s*\d+,\s*"findings":')
"""How a baseline begins, also one that could not be merged."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The file of findings that are accepted, if there is one, and whether it is to be written anew."""

    file: Path | None = None
    rewrite: bool = False


class Judged(NamedTuple):
    """Findings that nobody accepted, and lines on those that somebody did."""

    findings: list[Finding]
    told: list[str]


def accept(found: Scanned, accepted: Accepted) -> Judged:
    """Leave out what the baseline accepts.

    Raises:
        UnreadableInput: the baseline cannot be read.
        OutputRefused: it cannot be written, or is some other file.
    """
    if accepted.file is None:
        return Judged(found.findings, [])
    recognise = recognising(from_disk(), _named_from(accepted.file.parent))
    if accepted.rewrite:
        return _rewritten(found.findings, accepted.file, recognise)
    compared = compare(found.findings, _read(accepted.file), recognise)
    gone = _looked_for(compared.gone, accepted.file, found)
    return Judged(compared.new, list(_told(accepted.file, compared.known, gone)))


def _rewritten(findings: list[Finding], file: Path, recognise: Recognise) -> Judged:
    refuse_others(file, _BEGINNING, "baseline")
    write_text(file, to_json(baseline_of(findings, recognise)))
    number = len(findings)
    return Judged(
        [], [f"{shown_path(str(file))}: {number} known finding{'s' * (number != 1)} written"]
    )


def _told(file: Path, known: int, gone: Baseline) -> Iterator[str]:
    name = shown_path(str(file))
    yield f"{name}: {known} known finding{'s' * (known != 1)} left out"
    if not gone:
        return
    number = sum(gone.values())
    yield f"{name}: {number} known finding{'s' * (number != 1)} no longer found; --write-baseline drops them:"
    for one in sorted(gone)[:_SHOWN]:
        yield f"  {printable(one.file)}: {one.rule} {printable(one.message)}"
    if len(gone) > _SHOWN:
        yield f"  … and {len(gone) - _SHOWN} more"


def _looked_for(gone: Baseline, file: Path, found: Scanned) -> Baseline:
    """What this run would have found: not what is in a file that is there and was left out."""
    seen = {os.path.realpath(path) for path in found.paths}
    paths = {one: file.parent / one.file for one in gone}
    return {
        one: number
        for one, number in gone.items()
        if paths[one].suffix != ".py"
        or not paths[one].exists()
        or os.path.realpath(paths[one]) in seen
    }


def _read(file: Path) -> Baseline:
    try:
        return read_baseline(str(file), file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UnreadableInput(
            str(file), "there is no such file; --write-baseline makes it"
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableInput(str(file), "it is not text") from error
    except OSError as error:
        raise UnreadableInput(str(file), error.strerror or str(error)) from error


def _named_from(folder: Path) -> Callable[[str], str]:
    """Files as seen from the baseline's own folder, so that it holds wherever the check runs."""
    return lambda file: Path(os.path.relpath(file, folder)).as_posix()
