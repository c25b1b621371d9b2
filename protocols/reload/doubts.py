"""What is told of a workspace that is served and hardly means what it says: one line in the log each."""

from pathlib import Path

from protocols.findings.clean import printable
from protocols.gateway.logs import log
from protocols.prepare import Prepared
from protocols.reload.problems import place_from


def log_doubts(prepared: Prepared, folder: Path) -> None:
    """Warn of each doubt, with its place as seen from `folder`.

    The messages quote names and paths of the workspace file and never the value of a variable.
    """
    for doubt in prepared.doubts:
        log.warning(
            "served, but hardly meant",
            at=place_from(folder, doubt.at),
            id=doubt.rule,
            message=printable(doubt.message),
        )
