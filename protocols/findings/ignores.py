"""Findings that somebody waved through: a comment beside them, with the reason.

`# typewriter: ignore[TW203] the old queue is drained first` stands behind the statement, behind its
first line, on a line of the finding, or alone before either. Without a reason, or with nothing to ignore,
it is itself a finding.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from protocols.findings.catalog import CHECKS, finding
from protocols.findings.comments import Comment
from protocols.findings.finding import Finding, Position

_IGNORE: Final = r"\s*:\s*ignore\b\s*(?:\[(?P<rules>[^\]]*)\])?(?P<reason>.*)"


@dataclass(frozen=True, slots=True)
class Dialect:
    """Whose ignores are read: the word they begin with, and the ids of what is wrong with one."""

    word: str
    no_reason: str
    unused: str


TYPEWRITER: Final = Dialect("typewriter", no_reason="TW211", unused="TW212")


@dataclass(frozen=True, slots=True)
class Ignore:
    """A comment that asks for some findings about the lines `first` to `last` to be left out."""

    at: Position
    first: int
    last: int
    rules: tuple[str, ...]
    reason: str


class Sifted(NamedTuple):
    """What is left of some findings, and how many were ignored."""

    findings: list[Finding]
    ignored: int


def ignores(comments: Iterable[Comment], dialect: Dialect) -> Iterator[Ignore]:
    """The ignores among some comments."""
    pattern = re.compile(rf"#\s*{dialect.word}{_IGNORE}")
    for comment in comments:
        if found := pattern.search(comment.text):
            rules = (rule.strip().upper() for rule in (found["rules"] or "").split(","))
            reason = found["reason"].strip(" \t:-*/")
            named = tuple(filter(None, rules))
            yield Ignore(comment.at, comment.first, comment.last, named, reason)


def sift(findings: Sequence[Finding], found: Sequence[Ignore], dialect: Dialect) -> Sifted:
    """Leave out what is ignored; say which ignores have no reason, and which ignore nothing."""
    asked: dict[tuple[str, str], list[Ignore]] = defaultdict(list)
    for ignore in found:
        for rule in ignore.rules:
            asked[ignore.at.file, rule].append(ignore)
    used: set[tuple[Position, str]] = set()
    kept = []
    for each in findings:
        meant = [one for one in asked[each.at.file, each.rule] if _is_about(one, each)]
        used.update((ignore.at, each.rule) for ignore in meant)
        if not meant:
            kept.append(each)
    ignored = len(findings) - len(kept)
    return Sifted([*kept, *_faults(found, used, dialect)], ignored)


def _is_about(ignore: Ignore, each: Finding) -> bool:
    last = max(each.at.line, each.at.end_line)
    return ignore.first <= last and each.at.line <= ignore.last


def _faults(
    found: Iterable[Ignore], used: set[tuple[Position, str]], dialect: Dialect
) -> Iterator[Finding]:
    for ignore in found:
        unused = [rule for rule in ignore.rules if (ignore.at, rule) not in used]
        if not ignore.rules:
            yield finding(
                dialect.no_reason,
                "this ignore names no finding",
                ignore.at,
                advice=f"name what it is about and say why: # {dialect.word}: ignore[ID] reason",
            )
        elif not ignore.reason:
            yield finding(
                dialect.no_reason,
                f"this ignore of {', '.join(ignore.rules)} gives no reason",
                ignore.at,
                advice="say behind the bracket why the finding may stand",
            )
        if unused:
            yield finding(dialect.unused, _unused(unused), ignore.at, advice="delete it")


def _unused(rules: Sequence[str]) -> str:
    unknown = [rule for rule in rules if rule not in CHECKS]
    if unknown:
        return f"there is no finding {', '.join(unknown)} to ignore"
    return f"nothing here is {' or '.join(rules)} any more"
