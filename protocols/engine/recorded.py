"""Judging recorded events: lines that hold a message, a batch body, or one of our own exports."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

import orjson

from protocols.engine.batch import merged, shared_in
from protocols.engine.decide import Engine
from protocols.engine.decision import Decision, Verdict
from protocols.engine.findings import findings_of
from protocols.engine.nesting import MAX_DEPTH, nests_deeper
from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from protocols.plan.model import Kind, Rule

_KINDS: Final = frozenset(kind.value for kind in Kind)
_WRAPPERS: Final = ("message", "body")
"""Where our own exports keep the message: the journal's rows and quarantine entries."""

_DEPTH: Final = MAX_DEPTH + 2
"""A batch's body, or an export's line, has two levels of its own."""

_TOO_DEEP: Final = f"it is nested deeper than {MAX_DEPTH} levels, and the gateway rejects it"


class Fate(StrEnum):
    """What became of a recorded message, or would have."""

    CLEAN = "clean"
    FOUND = "with findings"
    REWRITTEN = "rewritten"
    BLOCKED = "blocked"
    UNREADABLE = "unreadable"


class Judged(NamedTuple):
    """One recorded message: its fate, what is to be said of it, and the rule that judged it, if any.

    The message itself is let go.
    """

    fate: Fate
    findings: tuple[Finding, ...]
    rule: Rule | None = None


def judge_lines(lines: Iterable[bytes], file: str, engine: Engine) -> Iterator[Judged]:
    """Judge every message of every line, in order; `file` names the lines in findings."""
    for number, line in enumerate(lines, start=1):
        if line.isspace():
            continue
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError as fault:
            at = Position(file, number, fault.colno, number, fault.colno + 1)
            advice = "write one JSON value per line"
            yield _unreadable("EV001", f"not JSON: {fault.msg}", at, advice)
            continue
        for item in (_TOO_DEEP,) if nests_deeper(value, line, _DEPTH) else _messages(value):
            yield _judge(item, file, number, engine)


def _judge(item: Mapping[str, Any] | str, file: str, line: int, engine: Engine) -> Judged:
    if isinstance(item, str):
        at = Position(file, line, 1, line, 1)
        return _unreadable("EV002", item, at, "record messages as they were sent")
    decision = engine.decide(item)
    if decision.verdict is Verdict.ALLOWED and not (decision.violations or decision.unplanned):
        return Judged(Fate.CLEAN, (), decision.rule)
    findings = tuple(findings_of(decision, item, Position(file, line, 1, line, 1)))
    return Judged(_fate(decision, findings), findings, decision.rule)


def _fate(decision: Decision, findings: tuple[Finding, ...]) -> Fate:
    match decision.verdict:
        case Verdict.BLOCKED:
            return Fate.BLOCKED
        case Verdict.REWRITTEN:
            return Fate.REWRITTEN
        case Verdict.ALLOWED:
            return Fate.FOUND if findings else Fate.CLEAN


def _unreadable(rule: str, message: str, at: Position, advice: str) -> Judged:
    return Judged(Fate.UNREADABLE, (finding(rule, message, at, advice=advice),))


def _messages(value: object) -> Iterable[Mapping[str, Any] | str]:
    """Messages ready to be judged, or sentences on why there is none."""
    if not isinstance(value, dict):
        return ("a line is a JSON object: a message, or a body with a batch of messages",)
    if "batch" in value and "type" not in value:
        return _batch(value)
    return (_message(unwrapped(value)),)


def _batch(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any] | str]:
    items = body["batch"]
    if not isinstance(items, list):
        yield "`batch` is a list of messages"
        return
    shared = shared_in(body)
    for item in items:
        yield _message(merged(item, shared)) if isinstance(item, dict) else "an item is no object"


def unwrapped(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """The message that a line of our own exports holds; any other object itself."""
    if "type" in value:
        return value
    return next((value[key] for key in _WRAPPERS if isinstance(value.get(key), dict)), value)


def _message(value: Mapping[str, Any]) -> Mapping[str, Any] | str:
    kind = value.get("type")
    if isinstance(kind, str) and kind in _KINDS:
        return value
    return "a message has a `type`: " + ", ".join(sorted(_KINDS))
