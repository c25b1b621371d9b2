"""One transaction of the writer: the rows of many callers, gathered and written together."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from protocols.journal import counters
from protocols.journal.clients import ClientBook
from protocols.journal.counters import Count, Scope, Tally, Term
from protocols.journal.findings import FindingBook, Hits
from protocols.journal.rows import INSERT_MESSAGE, INSERT_QUARANTINE, MessageRow, QuarantineRow
from protocols.plan.model import PlanRef


@dataclass(slots=True)
class Memory:
    """What the writer knows without asking the store. Read anew after a transaction that failed."""

    last_seq: int
    plans: dict[PlanRef, int]
    findings: FindingBook
    clients: ClientBook

    @classmethod
    def load(cls, store: sqlite3.Connection, *, most_findings: int) -> "Memory":
        """What the store says now."""
        seq = store.execute("SELECT seq FROM sqlite_sequence WHERE name = 'messages'").fetchone()
        plans = store.execute("SELECT id, version, sha256, ref FROM plans")
        return cls(
            last_seq=seq[0] if seq else 0,
            plans={PlanRef(*plan): ref for *plan, ref in plans},
            findings=FindingBook(store, most_findings),
            clients=ClientBook(store),
        )

    def plan(self, store: sqlite3.Connection, plan: PlanRef) -> int:
        """The stored row of a plan, made when it is new."""
        ref = self.plans.get(plan)
        if ref is None:
            row = (plan.id, plan.version, plan.sha256)
            made = store.execute("INSERT INTO plans (id, version, sha256) VALUES (?, ?, ?)", row)
            ref = self.plans[plan] = made.lastrowid or 0
        return ref


@dataclass(slots=True)
class Transaction:
    """Rows wait in `messages` (by seq) and `quarantine` until `flush` writes them.

    `now` is the journal's clock in whole seconds, `dedupe_window` a number of seconds.
    """

    store: sqlite3.Connection
    memory: Memory
    now: int
    dedupe_window: int
    tally: Tally
    hits: Hits
    messages: dict[int, MessageRow]
    quarantine: list[QuarantineRow]

    @classmethod
    def begin(
        cls, store: sqlite3.Connection, memory: Memory, *, now: float, dedupe_window: float
    ) -> "Transaction":
        """Start one; the caller commits or rolls back."""
        store.execute("BEGIN IMMEDIATE")
        return cls(store, memory, int(now), int(dedupe_window), Tally(), {}, {}, [])

    def flush(self) -> None:
        """Write what was gathered."""
        self.store.executemany(INSERT_MESSAGE, self.messages.values())
        self.store.executemany(INSERT_QUARANTINE, self.quarantine)
        self.memory.findings.write(self.store, self.hits)
        counters.add(self.store, self.tally)
        self.messages.clear()
        self.quarantine.clear()
        self.hits.clear()
        self.tally.clear()

    def today(self) -> str:
        """The day of the journal's clock, for what has no day of its own."""
        return datetime.fromtimestamp(self.now, UTC).date().isoformat()

    def count_delivery(self, destination: str, term: Term, n: int, code: str = "") -> None:
        """Count what a destination did today."""
        if n:
            self.tally[Count(Scope.DESTINATION, destination, term, code, self.today())] += n
