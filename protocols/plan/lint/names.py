"""What people read: descriptions and names."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from protocols.plan.compile import CompiledPlan
from protocols.plan.lint.examples import named
from protocols.plan.model import Kind, Plan, Rule
from protocols.plan.pointers import pointer

_HIDDEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Co"})


def undescribed(plan: Plan, _compiled: CompiledPlan) -> Iterator[Finding]:
    """Rules that nobody has described."""
    for rule in plan.rules:
        if not rule.description.strip():
            advice = "say in a sentence when it is sent"
            yield finding("TP042", f"{named(rule)} has no description", rule.at, advice=advice)


def deceptive_names(plan: Plan, _compiled: CompiledPlan) -> Iterator[Finding]:
    """Names of events and properties that do not read as they are."""
    for name, at in _names(plan):
        fault = _fault(name)
        if fault:
            advice = "type the name again by hand"
            yield finding("TP043", f'the name "{name}" {fault}', at, advice=advice)


def names_alike(plan: Plan, _compiled: CompiledPlan) -> Iterator[Finding]:
    """Events whose names differ only in case, spaces or punctuation."""
    alike: dict[tuple[Kind, str], dict[str, Rule]] = defaultdict(dict)
    for rule in plan.rules:
        if rule.name is not None and _folded(rule.name):
            alike[rule.kind, _folded(rule.name)].setdefault(rule.name, rule)
    for rules in alike.values():
        first, *others = rules.values()
        for other in others:
            yield finding(
                "TP044",
                f'"{other.name}" differs from "{first.name}" only in case, spaces or punctuation',
                other.at,
                advice="rename one, or transform one into the other at the source",
                related=((first.at, "the other name"),),
            )


def _names(plan: Plan) -> Iterator[tuple[str, Position]]:
    for rule in plan.rules:
        if rule.name is not None:
            yield rule.name, rule.at
        for name in rule.body.get("properties", ()):
            yield name, rule.places.get(pointer(("properties", name)), rule.at)


def _fault(name: str) -> str | None:
    if any(unicodedata.category(character) in _HIDDEN for character in name):
        return "holds characters that cannot be seen"
    if name != name.strip():
        return "begins or ends with a space"
    if unicodedata.normalize("NFC", name) != name:
        return "is written with combining characters that look like one"
    return None


def _folded(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())
