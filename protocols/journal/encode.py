"""What a message becomes before it is written: JSON bytes, made in the caller's thread."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from protocols.engine.decision import Decision, Verdict
from protocols.pipeline.entry import Entry, Rejection
from protocols.plan.model import Rule


class Encoded(NamedTuple):
    """An entry and its bytes. `decision` is None when the engine had nothing to say."""

    entry: Entry
    message: bytes
    forwarded: bytes | None
    decision: bytes | None


def encode(item: Entry | Rejection) -> Encoded | Rejection:
    """The bytes of an entry; a rejection is kept as it came."""
    if isinstance(item, Rejection):
        return item
    return Encoded(
        item,
        to_json(item.message),
        None if item.forwarded is None else to_json(item.forwarded),
        None if item.decision is None else _decision(item.decision),
    )


def to_json(value: object) -> bytes:
    """The value as JSON, also where strict UTF-8 or 64 bits are too narrow for it."""
    try:
        return orjson.dumps(value, default=_plain)
    except TypeError:
        return json.dumps(value, separators=(",", ":"), default=_plain).encode()


def text(value: str) -> str:
    """The same text in a form SQLite stores: a lone surrogate becomes its escape."""
    return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode()


def _decision(decision: Decision) -> bytes | None:
    found = decision.violations or decision.unplanned or decision.discard
    if decision.verdict is Verdict.ALLOWED and not found:
        return None
    return to_json(
        {
            "verdict": decision.verdict,
            "rule": None if decision.rule is None else _rule(decision.rule),
            "violations": [found._asdict() for found in decision.violations],
            "violation_count": max(decision.violation_count, len(decision.violations)),
            "unplanned": [found._asdict() for found in decision.unplanned],
            "omitted": [
                {"reason": omitted.reason, "field": omitted.field, "pointer": omitted.pointer}
                for omitted in decision.omitted
            ],
            "discard": decision.discard,
            **({"fault": decision.fault} if decision.fault else {}),
        }
    )


def _rule(rule: Rule) -> Mapping[str, Any]:
    return {"kind": rule.kind, "name": rule.name, "version": rule.version}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)
