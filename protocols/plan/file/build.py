"""Data → a frozen pydantic model, every fault told as a finding at its line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from protocols.findings import Finding
from protocols.findings.catalog import finding
from protocols.findings.suggest import did_you_mean, listed
from protocols.plan.file.compose import MAX_PROBLEMS
from protocols.plan.file.document import Document
from protocols.plan.file.known import keys_at
from protocols.plan.file.spots import Step
from protocols.plan.file.words import (
    ANOTHER_FILE,
    OF_SEGMENT,
    UNION,
    WANTED,
    advice_on,
    described,
    known_here,
    name_of,
    one_of,
    told,
)

M = TypeVar("M", bound=BaseModel)

_NOT_ALLOWED: Final = frozenset(
    {"enum", "literal_error", "string_pattern_mismatch", "value_error"}
)


def build(
    model: type[M],
    document: Document,
    *,
    context: Mapping[str, Any] | None = None,
    data: object = None,
) -> tuple[M | None, tuple[Finding, ...]]:
    """Validate a document's data. `None` with findings, in file order, when it does not fit.

    `data` replaces the document's own when given: the same tree with some values resolved.
    """
    tree = document.data if data is None else data
    try:
        return model.model_validate(tree, context=context, by_alias=True, by_name=False), ()
    except ValidationError as error:
        errors = error.errors(include_url=False)[:MAX_PROBLEMS]
        return None, tuple(_findings(model, document, tree, errors))


def salvage(model: type[M], document: Document, defaults: Mapping[str, Any]) -> M | None:
    """The model without what did not fit, so that what does fit can still be checked."""
    tree = document.data
    try:
        return model.model_validate(tree, by_alias=True, by_name=False)
    except ValidationError as error:
        faults = _as_tree(_path(tree, each) for each in error.errors(include_url=False))
    if not isinstance(tree, dict):
        return None
    try:
        rest = {**defaults, **_without(tree, faults)}
        return model.model_validate(rest, by_alias=True, by_name=False)
    except ValidationError:
        return None


_Faults = dict[Step, "_Faults"]
"""Paths as a tree; one that ends is at fault as a whole."""


def _as_tree(paths: Iterable[Sequence[Step]]) -> _Faults:
    faults: _Faults = {}
    for path in paths:
        below = faults
        for step in path:
            below = below.setdefault(step, {})
    return faults


def _without(tree: Mapping[str, Any], faults: _Faults) -> dict[str, Any]:
    """A copy less each key that is at fault, or holds a list with something at fault."""
    kept = {}
    for key, value in tree.items():
        below = faults.get(key)
        if below is None:
            kept[key] = value
        elif below and isinstance(value, dict):
            kept[key] = _without(value, below)
    return kept


def _findings(
    model: type[BaseModel], document: Document, tree: object, errors: Iterable[ErrorDetails]
) -> list[Finding]:
    at_path: dict[tuple[Step, ...], list[ErrorDetails]] = {}
    for error in errors:
        at_path.setdefault(_path(tree, error), []).append(error)
    found = [_finding(model, document, tree, path, together) for path, together in at_path.items()]
    return sorted(found, key=lambda each: each.at)


def _path(tree: object, error: ErrorDetails) -> tuple[Step, ...]:
    loc = error["loc"]
    return tuple(_written(tree, loc[:-1] if loc[-1:] == ("[key]",) else loc))


def _written(tree: object, loc: Sequence[int | str]) -> Iterator[Step]:
    """The part of pydantic's location that is in the data: it also names union branches."""
    for place, step in enumerate(loc):
        if isinstance(tree, dict):
            key = str(step)
            if key in tree:
                yield key
                tree = tree[key]
            elif place == len(loc) - 1:
                yield key
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            yield step
            tree = tree[step]


def _finding(
    model: type[BaseModel],
    document: Document,
    tree: object,
    path: tuple[Step, ...],
    errors: Sequence[ErrorDetails],
) -> Finding:
    kind = errors[0]["type"]
    name = name_of(path)
    if kind == "extra_forbidden":
        return _unknown(document, path, keys_at(model, tree, path[:-1]))
    if kind == "conflict":
        return _conflict(document, path, errors[0])
    if kind == "fql":
        return _misread(document, path, errors[0])
    if kind == "missing":
        return finding("TP016", f"{name} is missing", document.at(path[:-1]))
    if kind in UNION:
        return _of_union(document, path, errors[0])
    given = errors[0]["input"]
    wanted = [WANTED[error["type"]] for error in errors if error["type"] in WANTED]
    if wanted:
        message = f"{name} must be {listed(dict.fromkeys(wanted))}, not {described(given)}"
        advice = advice_on(given, wanted, document.source(path))
        return finding("TP015", message, document.at(path), advice=advice)
    rule = "TP017" if kind in _NOT_ALLOWED else "TP015"
    return finding(rule, f"{name} {told(errors[0])}", document.at(path, value=True))


def _unknown(document: Document, path: tuple[Step, ...], known: frozenset[str]) -> Finding:
    key, at = path[-1], document.at(path)
    if written := OF_SEGMENT.get(key):
        return finding(
            "TP014", f'unknown key "{key}"', at, advice=f"Segment's; here it is `{written}`"
        )
    advice = ANOTHER_FILE.get(key, "") if len(path) == 1 else ""
    message = f"unknown key {name_of(path)}{did_you_mean(str(key), known)}"
    return finding("TP014", message, at, advice=advice or known_here(known))


def _conflict(document: Document, path: tuple[Step, ...], error: ErrorDetails) -> Finding:
    """An error of two parts that cannot both be meant, with the way from `path` to each.

    It is told at the one that stands later in the file.
    """
    other, at = sorted(
        document.at((*path, *way), value=is_value) for way, is_value in error["ctx"]["places"]
    )
    return finding("TP017", error["msg"], at, related=((other, "the other is here"),))


def _misread(document: Document, path: tuple[Step, ...], error: ErrorDetails) -> Finding:
    """An expression that cannot be read: told at the very character, where the file has it as it is."""
    told, name = error["ctx"], name_of(path)
    at = document.inside(path, error["input"], told["offset"])
    if at is None:
        at = document.at(path, value=True)
        return finding("TP017", f"{name} is wrong: {told['told']}", at)
    return finding("TP017", f"{name} is wrong: {told['message']}", at, advice=told["remedy"])


def _of_union(document: Document, path: tuple[Step, ...], error: ErrorDetails) -> Finding:
    """A map that says by one of its keys what it is, and says nothing known."""
    key, given = str(error["ctx"]["discriminator"]).strip("'"), error["ctx"].get("tag")
    if given is None:
        return finding("TP016", f'"{key}" is missing', document.at(path))
    choices = one_of(str(error["ctx"]["expected_tags"]), str(given))
    return finding("TP017", f'"{key}" must be {choices}', document.at((*path, key), value=True))
