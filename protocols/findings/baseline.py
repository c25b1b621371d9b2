"""Findings that are known and accepted for now: a file to begin with, and to empty over time."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from protocols.errors import UnreadableInput
from protocols.findings.finding import Finding
from protocols.findings.sources import Sources, split_lines

VERSION: Final = 1
_CONFLICT: Final = ("<<<<<<< ", ">>>>>>> ")


class Known(NamedTuple):
    """What makes a finding the same one when lines move: no line number is in it."""

    file: str
    rule: str
    line: str
    message: str


Baseline = Mapping[Known, int]
"""How often each finding is accepted."""


class Compared(NamedTuple):
    """Findings that a baseline does not hold, how many it does, and what it holds in vain."""

    new: list[Finding]
    known: int
    gone: Baseline


Recognise = Callable[[Finding], Known]


def recognising(sources: Sources, named: Callable[[str], str]) -> Recognise:
    """Tells which finding is which: by its file as `named`, its id, its line's text, its message."""
    lines_of = cache(lambda file: split_lines(sources(file) or ""))

    def recognise(finding: Finding) -> Known:
        lines, number = lines_of(finding.at.file), finding.at.line
        line = lines[number - 1] if 1 <= number <= len(lines) else ""
        squeezed = " ".join(line.split())
        return Known(named(finding.at.file), finding.rule, squeezed, finding.message)

    return recognise


def baseline_of(findings: Iterable[Finding], recognise: Recognise) -> Baseline:
    """A baseline that holds exactly these findings."""
    return Counter(map(recognise, findings))


def compare(findings: Iterable[Finding], baseline: Baseline, recognise: Recognise) -> Compared:
    """Findings against a baseline; of several alike, as many are known as it counts."""
    left = Counter(baseline)
    new = []
    for finding in findings:
        known = recognise(finding)
        if left[known]:
            left[known] -= 1
        else:
            new.append(finding)
    gone = +left
    return Compared(new, sum(baseline.values()) - gone.total(), gone)


def to_json(baseline: Baseline) -> str:
    """The text of a baseline file: sorted, a finding a line, so that a diff reads well."""
    lines = [
        json.dumps({**known._asdict(), "count": baseline[known]}, ensure_ascii=False)
        for known in sorted(baseline)
    ]
    body = ",\n".join(f"    {line}" for line in lines)
    listed = f"[\n{body}\n  ]" if lines else "[]"
    text = f'{{\n  "version": {VERSION},\n  "findings": {listed}\n}}\n'
    return text.encode("utf-8", "backslashreplace").decode()  # a path may hold lone surrogates


def read_baseline(path: str, text: str) -> Baseline:
    """The baseline in a file's text.

    Raises:
        UnreadableInput: it is not one; says what is wrong with it.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(_CONFLICT):
            raise UnreadableInput(
                f"{path}:{number}", "it holds merge-conflict markers; write it anew"
            )
    try:
        document: Any = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"{path}:{error.lineno}:{error.colno}"
        raise UnreadableInput(place, "it is not JSON") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(path, "it is not JSON") from error
    try:
        return _baseline(document)
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise UnreadableInput(path, "it is not a baseline") from error


def _baseline(document: Any) -> Baseline:
    if document["version"] != VERSION:
        raise ValueError(document["version"])
    found: Counter[Known] = Counter()
    for row in document["findings"]:
        known = Known(*(str(row[field]) for field in Known._fields))
        found[known] += max(0, int(row["count"]))
    return +found
