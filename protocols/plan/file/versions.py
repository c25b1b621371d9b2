"""An event's versions are counted from 1."""

import re
from collections.abc import Iterator
from typing import Any, Final

from protocols.findings import Finding
from protocols.findings.catalog import finding
from protocols.plan.file.document import Document

VERSION: Final = "^[1-9][0-9]{0,8}$"


def misnumbered(document: Document) -> Iterator[Finding]:
    """Keys of `versions` that are not plain counting numbers: `01` and `1` would be the same."""
    for path, versions in _versions(document.data):
        for version in versions:
            if not re.match(VERSION, version):
                yield finding(
                    "TP017",
                    f'"{version}" is not a version',
                    document.at((*path, version)),
                    advice="number versions 1, 2, 3",
                )


def _versions(data: Any) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    events = data.get("events") if isinstance(data, dict) else None
    for name, event in events.items() if isinstance(events, dict) else ():
        versions = event.get("versions") if isinstance(event, dict) else None
        if isinstance(versions, dict):
            yield ("events", name, "versions"), versions
