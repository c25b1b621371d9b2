"""What transformations of one list mean to each other."""

from collections.abc import Iterable
from typing import Annotated, Final

from pydantic import AfterValidator

from protocols.engine.fql import parse_fql, print_fql
from protocols.engine.paths import Step, parse_path
from protocols.engine.transform.conflicts import Named, conflict
from protocols.engine.transform.model import Transformation
from protocols.engine.transform.overlaps import Overlaps

_ALL: Final = "all"


def refuse_conflicts(items: tuple[Transformation, ...]) -> tuple[Transformation, ...]:
    """The transformations themselves.

    Raises:
        PydanticCustomError: two have one name, or rename one thing to two names under one condition.
    """
    _names_differ(items)
    _events_agree(items)
    _renames_agree(items)
    return items


def _names_differ(items: Iterable[Transformation]) -> None:
    first: dict[str, Named] = {}
    for place, item in enumerate(items):
        named = Named(item.name, (place, "name"), is_value=True)
        earlier = first.setdefault(item.name, named)
        if earlier is not named:
            raise conflict(f"two transformations are named {item.name!r}", named, earlier)


def _events_agree(items: Iterable[Transformation]) -> None:
    """After one that renames the event, another under the same condition cannot mean that event."""
    first: dict[str, Named] = {}
    for place, item in enumerate(items):
        if item.rename_event is None:
            continue
        named = Named(item.rename_event, (place, "rename_event"), is_value=True)
        earlier = first.setdefault(_condition(item), named)
        if earlier.text != named.text:
            message = f"the event is renamed to `{earlier.text}` and to `{named.text}`"
            raise conflict(f"{message} under one condition; keep one", named, earlier)


def _renames_agree(items: Iterable[Transformation]) -> None:
    """What an earlier one renamed is not there for a later one, unless something writes it anew."""
    first: dict[tuple[tuple[Step, ...], str], tuple[Named, str]] = {}
    written: Overlaps[bool] = Overlaps()
    for place, item in enumerate(items):
        condition = _condition(item)
        for source, target in (item.rename or {}).items():
            named, steps = Named(source, (place, "rename", source)), parse_path(source)
            for before in (_ALL, condition):
                earlier, name = first.get((steps, before), (named, target))
                if name != target and written.find(steps) is None:
                    message = f"`{source}` is renamed to `{name}` and to `{target}`"
                    raise conflict(f"{message} under one condition; keep one", named, earlier)
            first.setdefault((steps, condition), (named, target))
        for each in item.written():
            written.add(parse_path(each.text), value=True)


def _condition(item: Transformation) -> str:
    """The condition in one spelling; it may have been checked before, and is never refused here."""
    return print_fql(parse_fql(item.condition or _ALL))


Transformations = Annotated[tuple[Transformation, ...], AfterValidator(refuse_conflicts)]
"""Transformations in the order in which they act; each sees what the one before it made."""
