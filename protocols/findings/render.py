"""Every way of printing findings: one table of formats, and the one place that prints them."""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import click

from protocols.findings.as_github import to_github
from protocols.findings.as_json import to_json
from protocols.findings.as_junit import to_junit
from protocols.findings.as_markdown import to_markdown
from protocols.findings.as_sarif import to_sarif
from protocols.findings.finding import Finding
from protocols.findings.sources import Sources
from protocols.findings.summary import summary
from protocols.findings.text import to_text, wants_color

TEXT: Final = "text"

FORMATS: Final[Mapping[str, Callable[[Sequence[Finding]], str]]] = {
    TEXT: to_text,
    "json": to_json,
    "junit": to_junit,
    "sarif": to_sarif,
    "github": to_github,
    "markdown": to_markdown,
}
"""What `--format` takes."""

__all__ = [
    "FORMATS",
    "render",
    "to_github",
    "to_json",
    "to_junit",
    "to_markdown",
    "to_sarif",
    "to_text",
    "write",
]


def render(findings: Sequence[Finding], style: str = TEXT, sources: Sources | None = None) -> str:
    """Findings in one of `FORMATS`; as text, in colors if standard output wants them."""
    if style == TEXT:
        return to_text(findings, sources, color=wants_color(sys.stdout))
    return FORMATS[style](findings)


def write(findings: Sequence[Finding], style: str = TEXT, sources: Sources | None = None) -> None:
    """Print findings on standard output, and their number on standard error."""
    click.echo(render(findings, style, sources), nl=False, color=True)
    click.echo(summary(findings), err=True)
