"""Which ways of breaking or leaving the plan were seen, and how often: bounded per source."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from protocols.engine.decision import Decision, Unplanned, Violation
from protocols.engine.paths import format_path, parse_path
from protocols.engine.shape import shape_of
from protocols.findings.clean import cut
from protocols.journal.encode import text, to_json
from protocols.pipeline.entry import Entry

MOST_PER_SOURCE: Final = 10_000
"""Distinct findings a source may have; what comes after is counted under `OTHER`."""

OTHER: Final = "__other__"

_LONGEST: Final = 300
"""Characters kept of a name or a path: clients choose both."""


class Key(NamedTuple):
    """What makes a finding the same finding."""

    source: str
    category: str
    kind: str
    name: str | None
    version: int | None
    type: str
    field: str


@dataclass(slots=True)
class Hit:
    """A finding as met in one transaction: how often, when, and the first message that had it."""

    entry: Entry
    plan: int | None
    found: Violation | Unplanned
    first: str
    last: str
    count: int = 0


Hits = dict[Key, Hit]


def note(hits: Hits, entry: Entry, decision: Decision, plan: int | None) -> None:
    """Add one message's findings to the hits; `plan` is the stored plan that judged it."""
    at = entry.received_at
    name = None if entry.name is None else _short(entry.name)
    version = None if decision.rule is None else decision.rule.version
    for category, type_, found in _found(decision):
        key = Key(entry.source, category, entry.kind, name, version, type_, folded(found.field))
        hit = hits.get(key)
        if hit is None:
            hit = hits[key] = Hit(entry, plan, found, at, at)
        hit.count += 1
        hit.first, hit.last = min(hit.first, at), max(hit.last, at)


def _found(decision: Decision) -> Iterator[tuple[str, str, Violation | Unplanned]]:
    for violation in decision.violations:
        yield "violation", violation.type, violation
    for unplanned in decision.unplanned:
        yield "unplanned", unplanned.kind.value, unplanned


def folded(path: str) -> str:
    """The path with every array index as `[]`: `products[3].sku` → `products[].sku`."""
    if "[" not in path:
        return _short(path)
    try:
        steps = parse_path(path)
    except ValueError:
        return _short(path)
    return _short(format_path(None if isinstance(step, int) else step for step in steps))


def _short(value: str) -> str:
    return text(cut(value, _LONGEST))


_LOAD: Final = "SELECT id, plan, source, category, kind, name, version, type, field FROM findings"
_INSERT: Final = (
    "INSERT INTO findings (source, category, kind, name, version, type, field,"
    " plan, description, remedy, owner, place, sample, count, first_seen, last_seen)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_COUNT: Final = (
    "UPDATE findings SET count = count + ?, first_seen = min(first_seen, ?),"
    " last_seen = max(last_seen, ?) WHERE id = ?"
)
_RENEW: Final = (
    "UPDATE findings SET plan = ?, description = ?, remedy = ?, owner = ?, place = ? WHERE id = ?"
)


class FindingBook:
    """The store's findings by key, so that a hit on one already known is a counting update."""

    __slots__ = ("_known", "_most", "_per_source")

    def __init__(self, store: sqlite3.Connection, most: int) -> None:
        self._most = most
        self._known: dict[Key, tuple[int, int | None]] = {
            Key(*key): (known, plan) for known, plan, *key in store.execute(_LOAD)
        }
        self._per_source = Counter(key.source for key in self._known)

    def write(self, store: sqlite3.Connection, hits: Hits) -> None:
        """Count the hits; describe those not seen before, and those a changed plan describes anew."""
        for key, hit in hits.items():
            if key not in self._known and self._per_source[key.source] >= self._most:
                self._write_one(store, _other(key), hit)
            else:
                self._write_one(store, key, hit)

    def _write_one(self, store: sqlite3.Connection, key: Key, hit: Hit) -> None:
        known = self._known.get(key)
        if known is None:
            self._insert(store, key, hit)
        else:
            self._count(store, key, hit, known)

    def _insert(self, store: sqlite3.Connection, key: Key, hit: Hit) -> None:
        other = key.type == OTHER
        sample = "" if other else to_json(shape_of(hit.entry.message)).decode()
        about = ("", "", "", "") if other else _about(hit)
        row = (*key, hit.plan, *about, sample, hit.count, hit.first, hit.last)
        self._known[key] = (_rowid(store.execute(_INSERT, row)), hit.plan)
        self._per_source[key.source] += 1

    def _count(
        self, store: sqlite3.Connection, key: Key, hit: Hit, known: tuple[int, int | None]
    ) -> None:
        row, plan = known
        store.execute(_COUNT, (hit.count, hit.first, hit.last, row))
        if plan != hit.plan and key.type != OTHER:
            store.execute(_RENEW, (hit.plan, *_about(hit), row))
            self._known[key] = (row, hit.plan)


def _other(key: Key) -> Key:
    return Key(key.source, key.category, "", OTHER, None, OTHER, OTHER)


def _rowid(cursor: sqlite3.Cursor) -> int:
    return cursor.lastrowid or 0


def not_planned(found: Unplanned) -> str:
    """What is wrong with it, in a sentence."""
    return f"this {found.kind} is not in the plan"


def _about(hit: Hit) -> tuple[str, str, str, str]:
    found, decision = hit.found, hit.entry.decision
    if isinstance(found, Violation):
        about = (found.description, found.remedy, found.owner, found.place)
    else:
        rule = None if decision is None else decision.rule
        owner, place = ("", "") if rule is None else (rule.owner, str(rule.at))
        about = (not_planned(found), found.remedy, owner, place)
    description, remedy, owner, place = map(text, about)
    return description, remedy, owner, place
