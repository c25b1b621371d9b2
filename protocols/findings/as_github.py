from collections.abc import Sequence
from typing import Final

from protocols.findings.clean import printable, shown_path
from protocols.findings.elsewhere import elsewhere
from protocols.findings.finding import Finding, Severity

_COMMANDS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}
_ORDER: Final = list(_COMMANDS)
_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def to_github(findings: Sequence[Finding]) -> str:
    """GitHub workflow commands, errors first: a step shows only its first ten of each sort.

    Every line begins with our own command, so no text of a plan can issue one.
    """
    ordered = sorted(findings, key=lambda each: _ORDER.index(each.severity))
    return "".join(f"{_command(each)}\n" for each in ordered)


def _command(finding: Finding) -> str:
    at = finding.at
    properties = {"file": shown_path(at.file), "line": at.line, "col": at.column}
    if at.end_line == at.line:
        properties["endColumn"] = at.end_column
    properties["title"] = finding.rule
    listed = ",".join(
        f"{key}={str(value).translate(_PROPERTY)}" for key, value in properties.items()
    )
    advice = (printable(finding.help),) if finding.help else ()
    text = "\n".join((printable(finding.message), *advice, *elsewhere(finding)))
    return f"::{_COMMANDS[finding.severity]} {listed}::{text.translate(_DATA)}"
