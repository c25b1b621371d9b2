"""Lines of text that know their indent, their colour and where they wrap."""

import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """What a stretch of text is; the value is the SGR code that shows it."""

    HEADING = "1"
    NAME = "36"
    BAD = "31"
    WARN = "33"
    GOOD = "32"
    QUIET = "2"


Paint = Callable[[Style, str], str]


def plain(_style: Style, text: str) -> str:
    """No colours."""
    return text


def ansi(style: Style, text: str) -> str:
    """Colours as SGR escapes. What is painted must be visible text already."""
    return f"\x1b[{style}m{text}\x1b[0m"


@dataclass(frozen=True, slots=True)
class Line:
    """`lead` stands at `indent` and never wraps; `text` follows it and wraps to hang below its start."""

    indent: int = 0
    lead: str = ""
    text: str = ""
    lead_style: Style | None = None
    style: Style | None = None


BLANK = Line()


def laid_out(lines: Iterable[Line], *, width: int, paint: Paint) -> str:
    """The lines, wrapped to `width` characters where they may be, and painted."""
    return "".join(f"{row}\n" for line in lines for row in _rows(line, width, paint))


def _rows(line: Line, width: int, paint: Paint) -> Iterator[str]:
    start = line.indent + len(line.lead) + (1 if line.lead and line.text else 0)
    room = max(width - start, 24)
    wrapped = textwrap.wrap(line.text, room, break_long_words=False, break_on_hyphens=False)
    lead = " " * line.indent + _painted(paint, line.lead_style, line.lead)
    first, *rest = wrapped or [""]
    gap = " " if line.lead and first else ""
    yield (lead + gap + _painted(paint, line.style, first)).rstrip(" ")
    yield from (" " * start + _painted(paint, line.style, row) for row in rest)


def _painted(paint: Paint, style: Style | None, text: str) -> str:
    return paint(style, text) if style and text else text
