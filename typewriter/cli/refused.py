from collections.abc import Iterable

from protocols.console import USAGE, explained
from protocols.errors import InvalidInput, ProtocolsError
from protocols.findings import Finding
from protocols.findings.render import TEXT, write


def refused(errors: Iterable[ProtocolsError], style: str) -> list[Finding]:
    """What is wrong with files that cannot be used, as findings to print in a format.

    People read it on standard error, as everything that has no place in a file: that is said here.
    """
    findings = list[Finding]()
    for error in errors:
        if style == TEXT or not isinstance(error, InvalidInput):
            explained(error)
        else:
            findings += (each for each in error.problems if isinstance(each, Finding))
    return findings


def tell_refused(errors: Iterable[ProtocolsError], style: str) -> int:
    """Print them; returns the exit code."""
    if findings := refused(errors, style):
        write(findings, style)
    return USAGE
