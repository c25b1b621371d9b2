"""What a finding's id means."""

import re
from typing import Final

import click

from protocols.findings.catalog import CHECKS, Check
from protocols.findings.suggest import did_you_mean
from protocols.pipeline.workspace.faults import CHECKS as WORKSPACE_CHECKS

ALL: Final[dict[str, Check]] = {**CHECKS, **WORKSPACE_CHECKS}

_ID: Final = re.compile(r"[A-Za-z]{2}[0-9]{3}")


def is_id(text: str) -> bool:
    """Whether the text is written as a finding's id."""
    return _ID.fullmatch(text) is not None


def explain_id(text: str) -> str:
    """One paragraph on a finding.

    Raises:
        click.BadParameter: there is none with this id.
    """
    known = ALL.get(text.upper())
    if known is None:
        hint = did_you_mean(text.upper(), ALL) or f"; they begin with {', '.join(_families())}"
        raise click.BadParameter(f"there is no finding {text.upper()}{hint}")
    return f"{text.upper()} {known.title} ({known.severity})\n{known.explanation}\n"


def _families() -> list[str]:
    return sorted({each[:2] for each in ALL})
