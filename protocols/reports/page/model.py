"""What the template prints. All text is visible already; all bars are measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a bar, in units of `bars.SCALE`."""

    kind: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Chip:
    """A segment in words; `why` splits it by code."""

    kind: str
    number: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A total, and what it is made of."""

    name: str
    number: str
    segments: tuple[Segment, ...]
    chips: tuple[Chip, ...]
    note: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One number of the verdict; `tone` is good, warn, bad or empty."""

    label: str
    figure: str
    note: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding; `weight` is its share of the section's most frequent, in units of the scale."""

    number: str
    weight: float
    title: str
    field: str
    description: str
    remedy: str
    owner: str
    place: str
    first: str
    last: str
    shape: str


@dataclass(frozen=True, slots=True)
class EventCard:
    """What was found about one event of one source; `labels` are its plan's, each after a comma."""

    label: str
    source: str
    labels: str
    seen: str
    findings: tuple[FindingRow, ...]
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Findings of one sort, or the sentence that says there are none."""

    number: str
    seen: str
    otherwise: str
    events: tuple[EventCard, ...]
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class SourceCard:
    """One source in short; `silent` says that nothing came from it, or is empty."""

    name: str
    plan: str
    silent: str
    bar: Bar
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """One owner's share; `weight` in units of the scale."""

    name: str
    said: str
    weight: float


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One sort of quarantine entry."""

    name: str
    meaning: str
    number: str
    command: str
    empty: bool


@dataclass(frozen=True, slots=True)
class EquationRow:
    """One equation, spelled out."""

    about: str
    spelled: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page. `start` is the command to run first, where nothing has arrived yet."""

    workspace: str
    scope: str
    made_at: str
    tone: str
    headline: str
    rates: str
    start: str
    contents: tuple[tuple[str, str], ...]
    tiles: tuple[Tile, ...]
    flow: tuple[Bar, ...]
    owners: tuple[OwnerRow, ...]
    nobody: str
    sources: tuple[SourceCard, ...]
    no_sources: str
    violations: Section
    unplanned: Section
    destinations: tuple[Bar, ...]
    destinations_note: str
    held: tuple[HeldRow, ...]
    nothing_held: str
    equations: tuple[EquationRow, ...]
    accounted: str
    adds_up: bool
