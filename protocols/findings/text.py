"""Findings for people: where, what, the line itself, and what to do."""

import os
from collections.abc import Callable, Sequence
from functools import cache
from typing import IO, Final

import click

from protocols.errors import Problem
from protocols.findings.clean import printable, shown_place, width
from protocols.findings.elsewhere import elsewhere
from protocols.findings.finding import Finding, Position, Severity
from protocols.findings.sources import Sources, from_disk, split_lines

_COLORS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_MAX_WIDTH: Final = 140
_BEFORE: Final = 60

Paint = Callable[..., str]


def wants_color(stream: IO[str]) -> bool:
    """Whether to color what goes to `stream`: NO_COLOR and FORCE_COLOR, else a terminal that can."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def to_text(
    findings: Sequence[Problem], sources: Sources | None = None, *, color: bool = False
) -> str:
    """Each finding with the line it points at, a caret under the place, and its help."""
    lines_of = cache(_lines_of(sources or from_disk()))
    paint: Paint = click.style if color else _plain
    blocks = [
        _block(each, lines_of, paint) if isinstance(each, Finding) else printable(each.headline)
        for each in findings
    ]
    return "".join(f"{block}\n" for block in blocks)


def _lines_of(sources: Sources) -> Callable[[str], Sequence[str]]:
    return lambda file: split_lines(sources(file) or "")


def _plain(text: str, **_style: object) -> str:
    return text


def _block(finding: Finding, lines_of: Callable[[str], Sequence[str]], paint: Paint) -> str:
    color = _COLORS[finding.severity]
    label = paint(f"{finding.severity}[{finding.rule}]", fg=color, bold=True)
    lines = [f"{shown_place(finding.at)}: {label} {printable(finding.message)}"]
    lines += _excerpt(finding.at, lines_of(finding.at.file), paint, color)
    if finding.help:
        lines.append(f"  {paint('help:', bold=True)} {printable(finding.help)}")
    lines += [f"  {line}" for line in elsewhere(finding)]
    return "\n".join(lines)


def _excerpt(at: Position, lines: Sequence[str], paint: Paint, color: str) -> list[str]:
    if not 1 <= at.line <= len(lines) or not lines[at.line - 1].strip():
        return []
    line = lines[at.line - 1]
    start = max(0, at.column - 1)
    end = at.end_column - 1 if at.end_line == at.line else len(line.rstrip())
    cut = max(0, start - _BEFORE) if len(line) > _MAX_WIDTH else 0
    shown = printable(line[cut : cut + _MAX_WIDTH]).rstrip()
    before, marked = shown[: start - cut], shown[start - cut : max(end, start + 1) - cut]
    gutter = " " * len(str(at.line))
    carets = paint("^" * max(1, width(marked)), fg=color, bold=True)
    return [f"{at.line} | {shown}", f"{gutter} | {' ' * width(before)}{carets}"]
