"""What cannot both have its way, refused with the places of both."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pydantic_core import PydanticCustomError

from protocols.engine.paths import Step, parse_path
from protocols.engine.transform.overlaps import Overlaps

Way = tuple[str | int, ...]
"""From a transformation, or from a list of them, to a part of it as the file has it."""


class Named(NamedTuple):
    """A path or name as a person wrote it: as a key at the end of `way`, or as the value there."""

    text: str
    way: Way
    is_value: bool = False


def keys(part: str, written: Iterable[str] | None) -> Iterator[Named]:
    """The keys of a map."""
    for text in written or ():
        yield Named(text, (part, text))


def values(part: str, written: Mapping[str, str] | None) -> Iterator[Named]:
    """The values of a map."""
    for key, text in (written or {}).items():
        yield Named(text, (part, key), is_value=True)


def items(way: Way, written: Sequence[str] | None) -> Iterator[Named]:
    """The items of a list."""
    for place, text in enumerate(written or ()):
        yield Named(text, (*way, place), is_value=True)


def conflict(message: str, later: Named, earlier: Named) -> PydanticCustomError:
    """An error that stands at `later` and points at `earlier`.

    Its context has `places`: for each of the two, the way to it and whether it is the value there.
    """
    places = tuple((each.way, each.is_value) for each in (later, earlier))
    return PydanticCustomError("conflict", "{message}", {"message": message, "places": places})


def refuse_overlaps(named: Iterable[Named]) -> None:
    """Raises the conflict of two paths that name the same value, or one a part of the other's."""
    seen: Overlaps[Named] = Overlaps()
    for later in named:
        steps = parse_path(later.text)
        earlier = seen.find(steps)
        if earlier is not None:
            raise conflict(_twice(earlier, later), later, earlier)
        seen.add(steps, later)


def _twice(one: Named, other: Named) -> str:
    parts = " and ".join(dict.fromkeys(f"`{each.way[0]}`" for each in (one, other)))
    if one.text == other.text:
        return f"`{one.text}` is named twice, in {parts}; name it once, or write a second transformation"
    return (
        f"`{one.text}` and `{other.text}` overlap, in {parts}; "
        "write a second transformation for one of them"
    )


def refuse_removed(kept: Sequence[Named], written: Iterable[Named]) -> None:
    """Raises the conflict of a path in `written` that the keeping of `kept` alone would take away."""
    stays = {parse_path(each.text) for each in kept}
    parents: dict[tuple[Step, ...], Named] = {}
    for each in kept:
        parents.setdefault(parse_path(each.text)[:-1], each)
    for named in written:
        steps = parse_path(named.text)
        outer = [steps[:length] for length in range(len(steps) + 1)]
        judge = next((parents[each] for each in outer if each in parents), None)
        if judge is not None and not any(each in stays for each in outer):
            message = f"`{named.text}` is written but not among `allow_properties`"
            raise conflict(message, named, judge)
