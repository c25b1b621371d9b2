"""The equations that the counts must satisfy, as tables."""

from collections.abc import Callable, Sequence
from typing import Final

from protocols.journal.interface import DestinationCounts, SourceCounts
from protocols.reports.report import Equation, Term

_OF_A_SOURCE: Final = {
    "received": ("accepted", "duplicate", "suppressed", "rejected"),
    "accepted": ("admitted", "blocked", "dropped"),
}


def equation(about: str, total: Term, terms: Sequence[Term]) -> Equation:
    """The equation, checked."""
    adds_up = total.count == sum(term.count for term in terms)
    return Equation(about, total, tuple(terms), adds_up and all(t.count >= 0 for t in terms))


def of_source(counts: SourceCounts) -> tuple[Equation, ...]:
    """Every message a source received is in exactly one place."""
    term: Callable[[str], Term] = lambda name: Term(name, getattr(counts, name))  # noqa: E731
    return tuple(
        equation(f"source {counts.source}", term(total), [term(name) for name in terms])
        for total, terms in _OF_A_SOURCE.items()
    )


def of_destination(counts: DestinationCounts) -> Equation:
    """Every admitted message of a destination's sources has been settled there, or waits."""
    terms = (
        Term("delivered", counts.delivered),
        Term("filtered", sum(counts.filtered.values())),
        Term("dead", counts.dead),
        Term("pending", counts.pending),
    )
    return equation(f"destination {counts.destination}", Term("admitted", counts.admitted), terms)


def of_quarantine(kept: int, held: int) -> Equation:
    """What was kept is held still, or has been replayed, purged or outlived its retention."""
    terms = (Term("held", held), Term("no longer held", kept - held))
    return equation("quarantine", Term("rejected + blocked + dead", kept), terms)
