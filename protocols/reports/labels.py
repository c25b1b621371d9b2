"""Which labels the plans of today give to what was found."""

from collections.abc import Iterable, Mapping
from typing import Final

from protocols.engine.policy import labels_of
from protocols.journal.interface import SeenFinding
from protocols.plan.model import Plan

Labels = Mapping[tuple[str, str], tuple[str, ...]]
"""By kind and name, the labels of a plan's rules: `("track", "Song Played")` → `("area:playback",)`."""

_ANY: Final = "*"


def labels_in(plan: Plan) -> Labels:
    """The labels of every rule of a plan."""
    return {(rule.kind.value, rule.name or ""): labels_of(rule) for rule in plan.rules}


def labels_about(finding: SeenFinding, known: Mapping[str, Labels]) -> tuple[str, ...]:
    """The labels of what a finding is about; `known` has each source's plan's."""
    its = known.get(finding.source, {})
    own, any_name = (finding.kind, finding.name or ""), (finding.kind, _ANY)
    return its.get(own, its.get(any_name, ()))


def all_labels(known: Iterable[Labels]) -> tuple[str, ...]:
    """Every label there is, sorted."""
    return tuple(sorted({label for labels in known for each in labels.values() for label in each}))
