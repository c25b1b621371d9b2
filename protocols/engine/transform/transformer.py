from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from protocols.engine.fql import Predicate, compile_fql
from protocols.engine.transform.edits import Edit, edits_of
from protocols.engine.transform.model import Transformation
from protocols.errors import FqlError


@dataclass(frozen=True, slots=True)
class Change:
    """One thing done to a message: by which transformation, which part of it, and where."""

    by: str
    part: str
    path: str


@dataclass(frozen=True, slots=True)
class Transformed:
    """What became of a message: None when it was dropped.

    When nothing changed it is the very object that came in, and there are no changes.
    """

    message: Mapping[str, Any] | None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class _Step:
    name: str
    applies: Predicate
    edits: tuple[Edit, ...]
    drops: bool


@dataclass(frozen=True, slots=True)
class Transformer:
    """Transformations, ready for messages."""

    steps: tuple[_Step, ...] = ()

    def apply(self, message: Mapping[str, Any]) -> Transformed:
        """Put a message through every transformation, in order. The argument is not touched.

        Raises:
            FqlError: a condition or definition has no answer for this message; names the
                transformation.
        """
        changes: list[Change] = []
        for step in self.steps:
            try:
                if not step.applies(message):
                    continue
                if step.drops:
                    return Transformed(None, (*changes, Change(step.name, "drop", "")))
                message = _edited(step, message, changes)
            except FqlError as fault:
                named = f"transformation {step.name!r}: {fault.message}"
                raise FqlError(named, fault.offset, fault.remedy) from None
        return Transformed(message, tuple(changes))


def _edited(step: _Step, message: Mapping[str, Any], changes: list[Change]) -> Mapping[str, Any]:
    edited = message
    for edit in step.edits:
        before, edited = edited, edit.apply(edited, message)
        if edited is not before:
            changes.append(Change(step.name, edit.part, edit.path))
    return edited


def compile_transformations(items: Sequence[Transformation]) -> Transformer:
    """Transformations in the order in which they act."""
    return Transformer(
        tuple(
            _Step(item.name, compile_fql(item.condition or "all"), edits_of(item), bool(item.drop))
            for item in items
        )
    )
