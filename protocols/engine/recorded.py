"""Judging recorded events: lines that hold a message, a batch body, or one of our own exports."""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from itertools import chain
from typing import Any, Final, NamedTuple

import orjson

from protocols.engine.batch import merged, shared_in
from protocols.engine.decide import Engine
from protocols.engine.decision import Decision, Verdict
from protocols.engine.findings import findings_of
from protocols.engine.nesting import MAX_DEPTH, nests_deeper
from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from protocols.findings.suggest import did_you_mean
from protocols.plan.model import Kind, Rule

_KINDS: Final = frozenset(kind.value for kind in Kind)
_WRAPPERS: Final = ("message", "body")
"""Where our own exports keep the message: the journal's rows and quarantine entries."""

_DEPTH: Final = MAX_DEPTH + 2
"""A batch's body, or an export's line, has two levels of its own."""

_TOO_DEEP: Final = f"it is nested deeper than {MAX_DEPTH} levels, and the gateway rejects it"

_NO_OBJECT: Final = "a line is a JSON object: a message, or a body with a batch of messages"
_SPLIT: Final = "of a list, write each item on a line of its own: jq -c '.[]'"


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
    for number, line in enumerate(without_bom(lines), start=1):
        if line.isspace():
            continue
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError as fault:
            at = Position(file, number, fault.colno, number, fault.colno + 1)
            yield _unreadable("EV001", f"not JSON: {fault.msg}", at, _mending(line))
            continue
        if nests_deeper(value, line, _DEPTH):
            yield _judge(_TOO_DEEP, file, number, engine)
        elif _is_batch(value):
            yield from _judge_batch(value, file, number, engine)
        else:
            yield _judge(_single(value), file, number, engine)


def without_bom(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines without the mark that some editors put before the first."""
    rest = iter(lines)
    first = next(rest, None)
    return rest if first is None else chain((first.removeprefix(BOM_UTF8),), rest)


def _mending(line: bytes) -> str:
    try:
        line.decode()
    except UnicodeDecodeError:
        return "save the file as UTF-8"
    return "write each message on a line of its own; explain reads one that spans several"


def _judge_batch(
    body: Mapping[str, Any], file: str, line: int, engine: Engine
) -> Iterator[Judged]:
    """Each item, its findings with its place in the batch, since all have one line."""
    items = body["batch"]
    if not isinstance(items, list):
        yield _judge("`batch` is a list of messages", file, line, engine)
        return
    shared = shared_in(body)
    for index, item in enumerate(items):
        judged = _judge(_item(item, shared), file, line, engine)
        yield judged._replace(
            findings=tuple(
                replace(each, message=f"batch[{index}]: {each.message}")
                for each in judged.findings
            )
        )


def _judge(item: Mapping[str, Any] | str, file: str, line: int, engine: Engine) -> Judged:
    if isinstance(item, str):
        at = Position(file, line, 1, line, 1)
        advice = _SPLIT if item == _NO_OBJECT else "record messages as they were sent"
        return _unreadable("EV002", item, at, advice)
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


def _is_batch(value: object) -> bool:
    return isinstance(value, dict) and "batch" in value and "type" not in value


def _single(value: object) -> Mapping[str, Any] | str:
    """The message that a line holds, or a sentence on why there is none."""
    return _message(unwrapped(value)) if isinstance(value, dict) else _NO_OBJECT


def _item(item: object, shared: Mapping[str, Any]) -> Mapping[str, Any] | str:
    return _message(merged(item, shared)) if isinstance(item, dict) else "an item is no object"


def unwrapped(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """The message that a line of our own exports holds; any other object itself."""
    if "type" in value:
        return value
    return next((value[key] for key in _WRAPPERS if isinstance(value.get(key), dict)), value)


def _message(value: Mapping[str, Any]) -> Mapping[str, Any] | str:
    kind = value.get("type")
    if isinstance(kind, str) and kind in _KINDS:
        return value
    meant = did_you_mean(kind, _KINDS) if isinstance(kind, str) else ""
    return f"a message has a `type`: {', '.join(sorted(_KINDS))}{meant}"
