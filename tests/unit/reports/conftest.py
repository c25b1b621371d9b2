"""A journal reader that holds what a case folder says, and the reports built on it."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
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
        given = {
            "generated_at": NOW,
            "workspace": self.workspace,
            "plans": self.plans,
            "versions": dict.fromkeys(self.plans, ("ecommerce", "1.1.0")),
        }
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


@pytest.fixture(params=sorted(path.name for path in CASES.iterdir() if path.is_dir()))
def each_case(request: pytest.FixtureRequest) -> Case:
    return read_case(request.param)


@pytest.fixture
def journal() -> type[RecordedJournal]:
    return RecordedJournal


def planted(value: Any, text: str) -> Any:
    """`value` with `text` for every string in it, whatever the string means; enumerations stay."""
    if is_dataclass(value) and not isinstance(value, type):
        held = {each.name: getattr(value, each.name) for each in fields(value)}
        category = {key: held[key] for key in ("category",) if key in held}
        return type(value)(**{key: planted(each, text) for key, each in held.items()} | category)
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return text
    if isinstance(value, Mapping):
        return {planted(key, text): planted(each, text) for key, each in value.items()}
    return tuple(planted(each, text) for each in value) if isinstance(value, tuple) else value


def hostile_report(text: str, case: str = "busy") -> Report:
    """The case's report, with `text` wherever the journal or the workspace holds text."""
    known = read_case(case)
    return build_report(
        planted(known.journal, text),
        generated_at=NOW,
        workspace=text,
        path=text,
        plans={text: text, "ios": text},
    )


@pytest.fixture
def hostile() -> Callable[..., Report]:
    return hostile_report


@pytest.fixture
def golden(regold: bool) -> Callable[[Path, str], None]:
    """Hold `printed` against the file, or rewrite the file when golden files are being rewritten."""

    def hold(path: Path, printed: str) -> None:
        if regold:
            path.write_text(printed, encoding="utf-8")
        assert printed == path.read_text(encoding="utf-8")

    return hold
