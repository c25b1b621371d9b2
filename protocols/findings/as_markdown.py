import re
from collections.abc import Sequence
from typing import Final

from protocols.findings.clean import printable, shown_path
from protocols.findings.elsewhere import elsewhere
from protocols.findings.finding import Finding
from protocols.findings.summary import summary

MAX_ROWS: Final = 100
"""A comment on a pull request holds 65,536 characters."""

_MARKUP: Final = re.compile(r"[^\w\s.,;'\"()=+/?%-]|_|(?<=w)\.")


def to_markdown(findings: Sequence[Finding]) -> str:
    """A heading and a table, for a comment on a pull request. No text of a plan can be markup."""
    lines = ["<!-- protocols findings -->", f"**{_escaped(summary(findings))}**"]
    if findings:
        lines += ["", "| | where | finding |", "|---|---|---|"]
    lines += [_row(each) for each in findings[:MAX_ROWS]]
    if len(findings) > MAX_ROWS:
        lines += ["", f"… and {len(findings) - MAX_ROWS} more."]
    return "\n".join(lines) + "\n"


def _row(finding: Finding) -> str:
    where = _escaped(f"{shown_path(finding.at.file)}:{finding.at.line}")
    lines = (finding.help,) if finding.help else ()
    advice = "".join(f"<br>{_escaped(line)}" for line in (*lines, *elsewhere(finding)))
    label = f"{finding.severity} {finding.rule}"
    return f"| {label} | {where} | {_escaped(finding.message)}{advice} |"


def _escaped(text: str) -> str:
    return _MARKUP.sub(lambda match: f"&#{ord(match.group())};", printable(text))
