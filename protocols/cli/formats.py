"""The `--format` option, wherever findings are printed."""

from collections.abc import Callable
from typing import Any, Final

import click

FORMATS: Final = ("text", "json", "junit", "sarif", "github", "markdown")
"""The names in `protocols.findings.render.FORMATS`, told without importing it."""

format_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--format",
    "style",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How findings are printed.",
)
