import json
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Final
from urllib.parse import quote

from protocols.findings.catalog import CHECKS
from protocols.findings.clean import printable, shown_path
from protocols.findings.explain import explained
from protocols.findings.finding import Finding, Position

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def to_sarif(findings: Sequence[Finding]) -> str:
    """SARIF 2.1.0, as code-scanning services read it."""
    rules = list(dict.fromkeys(each.rule for each in findings))
    driver = {
        "name": "protocols",
        "version": version("protocols-typewriter"),
        "rules": [_rule(rule) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, rules) for each in findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: str) -> dict[str, Any]:
    check = CHECKS.get(rule)
    if check is None:
        return {"id": rule}
    return {
        "id": rule,
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": check.explanation},
        "help": {"text": _text(explained(rule, CHECKS))},
        "defaultConfiguration": {"level": str(check.severity)},
    }


def _result(finding: Finding, rules: Sequence[str]) -> dict[str, Any]:
    advice = f"\n{finding.help}" if finding.help else ""
    related = [
        {"id": index, "message": {"text": _text(why)}, **_location(at)}
        for index, (at, why) in enumerate(finding.related)
    ]
    return {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": str(finding.severity),
        "message": {"text": _text(finding.message) + _text(advice)},
        "locations": [_location(finding.at)],
        **({"relatedLocations": related} if related else {}),
    }


def _location(at: Position) -> dict[str, Any]:
    region = {"startLine": at.line, "startColumn": at.column}
    if (at.end_line, at.end_column) > (at.line, at.column):
        region |= {"endLine": at.end_line, "endColumn": at.end_column}
    artifact = {"uri": quote(shown_path(at.file).replace("\\", "/"))}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}


def _text(text: str) -> str:
    """SARIF reads `[text](target)` as a link; a backslash keeps brackets brackets."""
    lines = "\n".join(printable(line) for line in text.split("\n"))
    return lines.replace("[", "\\[").replace("]", "\\]") if "](" in lines else lines
