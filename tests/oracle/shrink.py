"""From a case on which opinions differ to the smallest one like it."""

import copy
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, Final

from protocols.errors import ProtocolsError
from tests.oracle import amendments, ours
from tests.oracle.compare import Case, Outcome, compare
from tests.oracle.peer import peer

PLAIN: Final = (True, {}, 0, "", None)


def rebuilt(schema: Any, message: Any, *, lenient: bool, folder: Path) -> tuple[Case, Outcome]:
    """The case made anew from a schema over the whole message, and judged."""
    body, types = schema["properties"]["properties"], schema.get("definitions", {})
    plan = ours.compiled([body], types, lenient=lenient, random=Random(0), folder=folder)
    extra = (amendments.LENIENT,) if lenient else ()
    whole = ours.message_schema(body, types)
    case = Case(plan, ours.engine(plan), "E0", whole, {**message, "event": "E0"}, extra)
    return case, compare(case, peer(whole, *extra))


def shrunk(case: Case, folder: Path, tries: int = 1500) -> tuple[Case, Outcome]:
    """The smallest case found that is still unlisted; at most `tries` are judged."""
    lenient = bool(case.always)
    best = rebuilt(case.schema, case.message, lenient=lenient, folder=folder)
    if not best[1].unlisted:
        return case, best[1]
    progress = True
    while progress and tries > 0:
        progress = False
        for schema, message in _smaller(best[0].schema, best[0].message):
            tries -= 1
            found = _judged(schema, message, lenient=lenient, folder=folder)
            if found is not None:
                best, progress = found, True
                break
            if tries <= 0:
                break
    return best


def _judged(
    schema: Any, message: Any, *, lenient: bool, folder: Path
) -> tuple[Case, Outcome] | None:
    """The case, if it can be built and is unlisted."""
    try:
        found = rebuilt(schema, message, lenient=lenient, folder=folder)
    except (ProtocolsError, KeyError, TypeError, AttributeError, ValueError):
        return None
    return found if found[1].unlisted else None


def _smaller(schema: Any, message: Any) -> Iterator[tuple[Any, Any]]:
    for types in _variants(schema["definitions"], 0):
        yield {**schema, "definitions": types}, message
    for body in _variants(schema["properties"]["properties"], 0):
        yield {**schema, "properties": {"properties": body}}, message
    for value in _variants(message.get("properties"), 0):
        yield schema, {**message, "properties": value}


def _variants(value: Any, depth: int) -> Iterator[Any]:
    """The value with one thing less in it: the biggest things first."""
    if isinstance(value, str) and len(value) > 1:
        yield from (value[1:], value[:-1])
    if not isinstance(value, dict | list):
        return
    inside = list(value.items() if isinstance(value, dict) else enumerate(value))
    if depth and inside:
        yield from copy.deepcopy([part for _, part in inside])
        yield from PLAIN
    if isinstance(value, list) and len(value) > 3:
        yield from (value[: len(value) // 2], value[len(value) // 2 :])
    for key, _ in inside:
        rest = [(name, part) for name, part in inside if name != key]
        yield dict(rest) if isinstance(value, dict) else [part for _, part in rest]
    for key, part in inside:
        for other in _variants(part, depth + 1):
            changed = copy.copy(value)
            changed[key] = other
            yield changed
