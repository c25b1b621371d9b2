"""What a finding's id means."""

from typing import Final

import click

from protocols.findings import explain
from protocols.findings.catalog import CHECKS, Check
from protocols.pipeline.workspace.faults import CHECKS as WORKSPACE_CHECKS

ALL: Final[dict[str, Check]] = {**CHECKS, **WORKSPACE_CHECKS}


def explain_id(text: str) -> str:
    """A finding in words.

    Raises:
        click.BadParameter: there is none with this id.
    """
    try:
        return explain.explained(text.upper(), ALL)
    except LookupError as error:
        raise click.BadParameter(str(error)) from error
