from collections.abc import Iterator

from protocols.findings.clean import printable, shown_place
from protocols.findings.finding import Finding


def elsewhere(finding: Finding) -> Iterator[str]:
    """The finding's further places, one a line: `lib.yaml:5:7: the other definition`."""
    for at, why in finding.related:
        yield f"{shown_place(at)}: {printable(why)}"
