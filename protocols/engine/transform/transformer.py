from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from protocols.engine.access import MAX_ELEMENTS, TooMany
from protocols.engine.fql import Predicate, always, compile_fql
from protocols.engine.transform.edits import Edit, edits_of
from protocols.engine.transform.growth import FREELY, expect_size
from protocols.engine.transform.model import Transformation
from protocols.engine.weight import weight
from protocols.errors import FqlError


class Change(NamedTuple):
    """One thing done to a message: by which transformation, which part of it, and where."""

    by: str
    part: str
    path: str


class Transformed(NamedTuple):
    """What became of a message: None when it was dropped.

    When nothing changed it is the very object that came in, and there are no changes.
    """

    message: Mapping[str, Any] | None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class _Step:
    """A transformation; `applies` is None where it applies to every message."""

    name: str
    applies: Predicate | None
    edits: tuple[tuple[Edit, Change], ...]
    drops: bool


@dataclass(frozen=True, slots=True)
class Transformer:
    """Transformations, ready for messages."""

    steps: tuple[_Step, ...] = ()

    def apply(self, message: Mapping[str, Any]) -> Transformed:
        """Put a message through every transformation, in order. The argument is not touched.

        Raises:
            FqlError: a condition or definition has no answer for this message, or the message would
                grow without measure; names the transformation.
        """
        changes: list[Change] = []
        grown = 0  # since the message was weighed
        for step in self.steps:
            try:
                if step.applies is not None and not step.applies(message):
                    continue
                if step.drops:
                    return Transformed(None, (*changes, Change(step.name, "drop", "")))
                origin = message
                for edit, change in step.edits:
                    given = None if edit.compute is None else edit.compute(origin)
                    edited = edit.apply(message, given)
                    if edited is not message:
                        message = edited
                        changes.append(change)
                        grown += edit.grows if given is None else edit.grows + _length(given)
                        if grown > FREELY:
                            expect_size(message)
                            grown = 0
            except (FqlError, TooMany, RecursionError) as fault:
                raise _named(step, fault) from None
        return Transformed(message, tuple(changes))


def _length(given: Any) -> int:
    """By how much a computed value may lengthen a message."""
    return len(given) if type(given) is str else weight(given, FREELY)


def _named(step: _Step, fault: Exception) -> FqlError:
    where = f"transformation {step.name!r}"
    if isinstance(fault, FqlError):
        return FqlError(f"{where}: {fault.message}", fault.offset, fault.remedy)
    if isinstance(fault, TooMany):
        return FqlError(f"{where}: an array of more than {MAX_ELEMENTS} elements", 0)
    return FqlError(f"{where}: values are nested too deep", 0)


def compile_transformations(items: Sequence[Transformation]) -> Transformer:
    """Transformations in the order in which they act."""
    return Transformer(tuple(map(_step, items)))


def _step(item: Transformation) -> _Step:
    applies = compile_fql(item.condition or "all")
    return _Step(
        item.name,
        None if applies is always else applies,
        tuple((edit, Change(item.name, edit.part, edit.path)) for edit in edits_of(item)),
        bool(item.drop),
    )
