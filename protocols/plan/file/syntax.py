"""What the YAML parser complains about, in words that help."""

from typing import Final

import yaml

from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from protocols.plan.file.spots import Lines

_ADVICE: Final = {
    "did not find expected key": "check how far this line is indented",
    "block end": "check how far this line is indented",
    "end of stream": "a quote or a bracket is not closed",
    "',' or": "a quote or a bracket is not closed",
}
"""The parser's complaint → what usually mends it."""

_QUOTE: Final = "quote text that holds `: ` or ` #`, or begins with one of []{}&*!|>%@`"


def not_yaml(error: yaml.YAMLError, text: str, lines: Lines) -> Finding:
    """The parser's error as a finding at its place in `text`."""
    mark = getattr(error, "problem_mark", None)
    at = lines.position(mark.index, mark.index) if mark else Position(lines.file)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    context = getattr(error, "context", None)
    advice = next((told for part, told in _ADVICE.items() if part in problem), _QUOTE)
    if mark is not None:
        advice = _seen_at(text, mark.index) or advice
    message = f"not YAML: {problem}" + (f" {context}" if context else "")
    return finding("TP001", message, at, advice=advice)


def _seen_at(text: str, index: int) -> str:
    """Advice from what stands where the parser stopped; empty when that says nothing."""
    if text[index : index + 1] == "\t":
        return "indent with spaces, not tabs"
    if text[index - 1 : index + 1] == "${":
        return 'between { and } a variable stands in quotes: "${NAME}"'
    return ""
