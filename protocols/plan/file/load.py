"""A plan's file and its libraries become one `Plan`, or one error that tells everything wrong."""

import gc
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson

from protocols.errors import PlanError
from protocols.findings import Finding
from protocols.findings.catalog import finding
from protocols.plan.file.bodies import Schemas
from protocols.plan.file.compose import MAX_PROBLEMS
from protocols.plan.file.join import Joined
from protocols.plan.file.libraries import Source, read_sources
from protocols.plan.file.places import Places, whole_places
from protocols.plan.file.rules import RuleReader
from protocols.plan.file.types import Scopes, type_faults
from protocols.plan.model import DateTimeMode, Plan


def load_plan(path: str | os.PathLike[str]) -> Plan:
    """Read a tracking plan and the libraries it uses.

    Raises:
        PlanError: the plan cannot be used; holds every problem of every file, in order.
        UnreadableInput: the plan's own file cannot be read.
    """
    with _collector_paused():
        sources, findings = read_sources(path)
        plan, more = _assembled(sources)
    problems = _ordered([*findings, *more], sources)
    if problems or plan is None:
        raise PlanError(problems)
    return plan


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Nearly all that loading builds is kept, so looking for garbage meanwhile doubles its time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _assembled(sources: Sequence[Source]) -> tuple[Plan | None, list[Finding]]:
    schemas = Schemas(Scopes(list(sources)))
    reader = RuleReader(sources, schemas)
    joined = Joined()
    types, type_places = _types(sources, schemas, joined)
    rules = tuple(reader.rules())
    common = _common(sources, schemas)
    models = [(each.model, each.part()) for each in sources if each.model]
    date_time = joined.one('"date_time"', _said_date_time(sources), DateTimeMode.STRICT)
    findings = [
        *reader.findings,
        *joined.findings,
        *_faults(types, type_places),
        *schemas.findings,
    ]
    own = sources[0].model if sources else None
    if own is None:
        return None, findings
    plan = Plan(
        id=own.plan,
        version=own.version,
        title=own.title,
        owner=own.owner,
        description=own.description,
        sha256=_sha256(sources),
        files=tuple(source.document.file for source in sources),
        types=types,
        type_places=type_places,
        rules=rules,
        common=tuple(schema for schema, _ in common),
        common_at=common[0][1].at(()) if common else None,
        common_places=tuple(places for _, places in common),
        has_pages=any(model.page is not None for model, _ in models),
        has_screens=any(model.screen is not None for model, _ in models),
        date_time=date_time,
    )
    return plan, findings


def _types(
    sources: Sequence[Source], schemas: Schemas, joined: Joined
) -> tuple[dict[str, Any], dict[str, Places]]:
    said = [(each.model.types, each.part("types")) for each in sources if each.model]
    entries = joined.entries("type", said)
    places = {name: whole_places(written.part(name)) for name, (_, written) in entries.items()}
    settled = {name: schemas.settled(raw, places[name]) for name, (raw, _) in entries.items()}
    return settled, places


def _faults(types: dict[str, Any], places: dict[str, Places]) -> Iterator[Finding]:
    for name, rule, message, advice in type_faults(types):
        yield finding(rule, message, places[name].at(()), advice=advice)


def _common(sources: Sequence[Source], schemas: Schemas) -> list[tuple[Any, Places]]:
    common: list[tuple[Any, Places]] = []
    for source in sources:
        if source.model is not None and source.model.common is not None:
            places = whole_places(source.part("common"))
            schema = schemas.settled(source.model.common, places)
            if all(schema != known for known, _ in common):
                common.append((schema, places))
    return common


def _said_date_time(sources: Sequence[Source]) -> Iterator[tuple[DateTimeMode, Any]]:
    for source in sources:
        if source.model is not None and "date_time" in source.model.model_fields_set:
            yield source.model.date_time, source.part("date_time")


def _sha256(sources: Sequence[Source]) -> str:
    own, *libraries = (_canonical(source) for source in sources)
    digest = hashlib.sha256(own)
    for library in sorted(libraries):
        digest.update(b"\n" + library)
    return digest.hexdigest()


def _canonical(source: Source) -> bytes:
    """What a file says, whatever the order of its keys and wherever its libraries lie."""
    meaning = {key: value for key, value in source.document.data.items() if key != "use"}
    return orjson.dumps(meaning, option=orjson.OPT_SORT_KEYS)


def _ordered(findings: Sequence[Finding], sources: Sequence[Source]) -> list[Finding]:
    order = {source.document.file: index for index, source in enumerate(sources)}
    unique = dict.fromkeys(findings)
    ordered = sorted(unique, key=lambda each: (order.get(each.at.file, len(order)), each.at))
    more = len(ordered) - MAX_PROBLEMS
    if more <= 0:
        return ordered
    shown = ordered[:MAX_PROBLEMS]
    return [*shown, finding("TP019", f"at least {more} more problems follow", shown[-1].at)]
