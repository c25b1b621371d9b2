import json
from collections.abc import Sequence
from typing import Any

from protocols.findings.clean import shown_path
from protocols.findings.finding import Finding, Position
from protocols.findings.summary import count


def to_json(findings: Sequence[Finding]) -> str:
    """One JSON object: `findings`, and `summary` with a count per severity. ASCII only."""
    report = {
        "findings": [_finding(each) for each in findings],
        "summary": {f"{severity}s": number for severity, number in count(findings).items()},
    }
    return json.dumps(report, indent=2) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "message": finding.message,
        **_place(finding.at),
        "help": finding.help,
        "related": [{**_place(at), "message": why} for at, why in finding.related],
    }


def _place(at: Position) -> dict[str, Any]:
    return {
        "path": shown_path(at.file),
        "line": at.line,
        "col": at.column,
        "endLine": at.end_line,
        "endCol": at.end_column,
    }
