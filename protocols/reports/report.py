"""The report as a value: what every format prints, and nothing that needs working out again."""

from dataclasses import dataclass
from typing import Final

from protocols.journal.interface import DestinationCounts, Held, SeenFinding, SourceCounts

VIOLATION: Final = "violation"
"""The category of a finding that breaks a rule; any other finding is of something unplanned."""


@dataclass(frozen=True, slots=True)
class Term:
    """A named count."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Equation:
    """`total` is the sum of `terms`; `holds` says whether it is, with no term below zero."""

    about: str
    total: Term
    terms: tuple[Term, ...]
    holds: bool


@dataclass(frozen=True, slots=True)
class EventFindings:
    """What was found about one event, page or screen name, or about traits; most frequent first.

    `label` is how people call it, such as `Order Completed v2` or `page Home`; `labels` are the
    plan's, such as `area:checkout`; `count` is the sum over `findings`.
    """

    label: str
    labels: tuple[str, ...]
    owners: tuple[str, ...]
    count: int
    findings: tuple[SeenFinding, ...]


@dataclass(frozen=True, slots=True)
class ClientShare:
    """How many accepted messages of a source came from one generated client.

    `plan` and `version` are what it was generated from, all empty for clients past the most that
    are told apart; `service` is the name that its calls carry in `context.app`. `wanted` is
    the version of the source's plan, where that is the same plan in another version.
    """

    plan: str
    version: str
    generator: str
    service: str
    count: int
    wanted: str


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source's traffic, and what was wrong with it.

    `plan` is the plan's file as the workspace names it. `violations_per_message` is over accepted
    messages, and null when there were none. `clients` are those that were generated, the busiest first.
    """

    name: str
    plan: str
    counts: SourceCounts
    clients: tuple[ClientShare, ...]
    violations_per_message: float | None
    violations: tuple[EventFindings, ...]
    unplanned: tuple[EventFindings, ...]


@dataclass(frozen=True, slots=True)
class OwnerShare:
    """How much of what was found is one owner's: distinct findings, and times they were seen."""

    owner: str
    findings: int
    count: int


@dataclass(frozen=True, slots=True)
class HeldCount:
    """How many entries of one sort are in quarantine now, and the command that lists them."""

    held: Held
    count: int
    command: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers over all sources of the report.

    `findings` counts distinct ones, `violations` and `unplanned` how often they were seen;
    `blocked_share` is of accepted messages, and null when there were none. `pending` and `dead` are
    deliveries: a message that waits for two destinations counts twice.
    """

    counts: SourceCounts
    findings: int
    unplanned: int
    violations_per_message: float | None
    blocked_share: float | None
    delivered: int
    filtered: int
    dead: int
    pending: int
    held: int
    counts_add_up: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What happened to a workspace's traffic up to `generated_at` (RFC 3339 UTC).

    `only_source` is the one source the report is limited to, null for all. `only_label` is the label
    that all its findings have, null for any; counts know no labels. `serve_command` starts the
    gateway of this workspace: what to run when there is nothing to report yet.
    """

    format: int
    workspace: str
    generated_at: str
    only_source: str | None
    only_label: str | None
    summary: Summary
    owners: tuple[OwnerShare, ...]
    sources: tuple[SourceReport, ...]
    destinations: tuple[DestinationCounts, ...]
    quarantine: tuple[HeldCount, ...]
    equations: tuple[Equation, ...]
    serve_command: str
