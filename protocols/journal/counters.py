"""Counters: one row per scope, name, term, code and day; written once per transaction."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple


class Scope(StrEnum):
    """Whose counter it is."""

    SOURCE = "source"
    DESTINATION = "destination"


class Term(StrEnum):
    """What is counted.

    `rejected`, `blocked`, `filtered` are split by code, `violations_not_forwarded` by reason,
    `targeted` by destination, `clients` by what sent them. A targeted message was admitted for one destination only: a dead letter's replay.
    """

    DUPLICATE = "duplicate"
    SUPPRESSED = "suppressed"
    REJECTED = "rejected"
    ADMITTED = "admitted"
    BLOCKED = "blocked"
    DROPPED = "dropped_by_transformation"
    REWRITTEN = "rewritten"
    OMITTED = "omitted"
    VIOLATIONS = "violations"
    UNFORWARDED = "violations_not_forwarded"
    ENGINE_ERRORS = "engine_errors"
    DEDUPE_CONFLICTS = "dedupe_conflicts"
    REPLAYED = "replayed"
    TARGETED = "targeted"
    DELIVERED = "delivered"
    FILTERED = "filtered"
    DEAD = "dead"
    CLIENTS = "clients"


class Count(NamedTuple):
    """A counter's key."""

    scope: Scope
    name: str
    term: Term
    code: str
    day: str


Tally = Counter[Count]

_ADD: Final = (
    "INSERT INTO counters (scope, name, term, code, day, n) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET n = n + excluded.n"
)


def add(store: sqlite3.Connection, tally: Mapping[Count, int]) -> None:
    """Add a tally to the stored counters."""
    store.executemany(_ADD, [(*key, n) for key, n in tally.items()])


class Sums:
    """Stored counters of one name, summed over days."""

    __slots__ = ("_by_term",)

    def __init__(self, rows: Iterable[tuple[str, str, int]]) -> None:
        self._by_term: dict[str, dict[str, int]] = {}
        for term, code, n in rows:
            self._by_term.setdefault(term, {})[code] = n

    def total(self, term: Term) -> int:
        """The sum over all codes."""
        return sum(self.codes(term).values())

    def codes(self, term: Term) -> Mapping[str, int]:
        """The sum of each code, sorted by code."""
        return dict(sorted(self._by_term.get(term, {}).items()))


_SUMS: Final = (
    "SELECT name, term, code, sum(n) FROM counters WHERE scope = ? GROUP BY name, term, code"
)


def sums(store: sqlite3.Connection, scope: Scope) -> Mapping[str, Sums]:
    """The counters of every source, or of every destination."""
    rows: dict[str, list[tuple[str, str, int]]] = {}
    for name, term, code, n in store.execute(_SUMS, (scope,)):
        rows.setdefault(name, []).append((term, code, n))
    return {name: Sums(found) for name, found in sorted(rows.items())}
