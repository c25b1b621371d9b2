"""A journal reader that holds what a case folder says, and the reports built on it."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from protocols.journal.interface import (
    DestinationCounts,
    Held,
    Quarantined,
    SeenFinding,
    SourceCounts,
    State,
)
from protocols.reports import Report, build_report

CASES = Path(__file__).parents[2] / "cases" / "report"
NOW = "2026-11-22T02:19:00Z"


@dataclass(frozen=True)
class RecordedJournal:
    """A `JournalReader` over values."""

    counted: tuple[SourceCounts, ...] = ()
    reached: tuple[DestinationCounts, ...] = ()
    seen: tuple[SeenFinding, ...] = ()
    kept: tuple[Quarantined, ...] = ()
    held: Mapping[Held, int] | None = None

    def sources(self) -> tuple[SourceCounts, ...]:
        return tuple(sorted(self.counted, key=lambda counts: counts.source))

    def destinations(self) -> tuple[DestinationCounts, ...]:
        return tuple(sorted(self.reached, key=lambda counts: counts.destination))

    def findings(self, source: str | None = None) -> tuple[SeenFinding, ...]:
        wanted = (finding for finding in self.seen if source in {None, finding.source})
        return tuple(sorted(wanted, key=lambda finding: -finding.count))

    def quarantined(
        self,
        *,
        held: Held | None = None,
        source: str | None = None,
        after: int = 0,
        limit: int = 100,
    ) -> Iterator[Quarantined]:
        wanted = (
            entry
            for entry in sorted(self.kept, key=lambda entry: entry.id)
            if entry.id > after and held in {None, entry.held} and source in {None, entry.source}
        )
        for _, entry in zip(range(limit), wanted, strict=False):
            yield entry

    def quarantine_entry(self, entry_id: int) -> Quarantined | None:
        return next((entry for entry in self.kept if entry.id == entry_id), None)

    def quarantine_counts(self) -> Mapping[Held, int]:
        if self.held is not None:
            return self.held
        now = [entry.held for entry in self.kept if entry.state is State.HELD]
        return {sort: now.count(sort) for sort in Held}


@dataclass(frozen=True)
class Case:
    """One folder of `tests/cases/report`."""

    folder: Path
    journal: RecordedJournal
    workspace: str
    plans: Mapping[str, str]

    def report(self, **changes: Any) -> Report:
        given = {"generated_at": NOW, "workspace": self.workspace, "plans": self.plans}
        return build_report(self.journal, **(given | changes))


def _entry(written: dict[str, Any]) -> Quarantined:
    kinds = {"held": Held(written["held"]), "state": State(written["state"])}
    return Quarantined(**(written | kinds | {"body": written["body"].encode()}))


def read_case(name: str) -> Case:
    folder = CASES / name
    told = json.loads((folder / "journal.json").read_text(encoding="utf-8"))
    journal = RecordedJournal(
        tuple(SourceCounts(**counts) for counts in told["sources"]),
        tuple(DestinationCounts(**counts) for counts in told["destinations"]),
        tuple(SeenFinding(**finding) for finding in told["findings"]),
        tuple(_entry(entry) for entry in told["quarantine"]),
        {Held(sort): count for sort, count in told["held"].items()},
    )
    return Case(folder, journal, told["workspace"], told["plans"])


@pytest.fixture
def case() -> Callable[[str], Case]:
    return read_case


@pytest.fixture(params=sorted(path.name for path in CASES.iterdir()))
def each_case(request: pytest.FixtureRequest) -> Case:
    return read_case(request.param)


@pytest.fixture
def journal() -> type[RecordedJournal]:
    return RecordedJournal
