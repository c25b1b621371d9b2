"""Data → a frozen pydantic model, every fault told as a finding at its line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from protocols.findings import Finding
from protocols.findings.catalog import finding
from protocols.plan.file.document import Document
from protocols.plan.file.spots import Step
from protocols.plan.file.suggest import did_you_mean, listed

M = TypeVar("M", bound=BaseModel)

_WANTED: Final = {
    "string_type": "text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "dict_type": "a map",
    "model_type": "a map",
    "model_attributes_type": "a map",
}
"""Pydantic's word for what it expected → ours."""

_NOT_ALLOWED: Final = frozenset({"enum", "literal_error", "string_pattern_mismatch"})
_MAX_SHOWN: Final = 40


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
        return None, tuple(_findings(model, document, tree, error.errors(include_url=False)))


def salvage(model: type[M], document: Document, defaults: Mapping[str, Any]) -> M | None:
    """The model without what did not fit, so that what does fit can still be checked."""
    tree = document.data
    try:
        return model.model_validate(tree, by_alias=True, by_name=False)
    except ValidationError as error:
        faulty = {_path(tree, each) for each in error.errors()}
    try:
        rest = _without(tree, faulty)
        return model.model_validate({**defaults, **rest}, by_alias=True, by_name=False)
    except (ValidationError, TypeError):
        return None


def _without(tree: Any, faulty: Iterable[Sequence[Step]], path: tuple[Step, ...] = ()) -> Any:
    """A copy of the maps in `tree` less each key that is at fault, or holds a list that is."""
    if not isinstance(tree, dict):
        return tree
    kept = {}
    for key, value in tree.items():
        below = [where for where in faulty if where[: len(path) + 1] == (*path, key)]
        if not below:
            kept[key] = value
        elif isinstance(value, dict) and all(len(where) > len(path) + 1 for where in below):
            kept[key] = _without(value, below, (*path, key))
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
    name = f'"{path[-1]}"' if path else "the file"
    if kind == "extra_forbidden":
        known = keys_at(model, tree, path[:-1])
        message = f"unknown key {name}{did_you_mean(str(path[-1]), known)}"
        return finding("TP014", message, document.at(path), advice=_allowed(known))
    if kind == "missing":
        return finding("TP016", f"{name} is missing", document.at(path[:-1]))
    given = errors[0]["input"]
    wanted = [_WANTED[error["type"]] for error in errors if error["type"] in _WANTED]
    if wanted:
        message = f"{name} must be {listed(dict.fromkeys(wanted))}, not {_described(given)}"
        advice = _advice(given, wanted, document.source(path))
        return finding("TP015", message, document.at(path), advice=advice)
    rule = "TP017" if kind in _NOT_ALLOWED or kind == "value_error" else "TP015"
    return finding(rule, f"{name} {_told(errors[0])}", document.at(path, value=True))


def _told(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    if error["type"] in {"enum", "literal_error"}:
        expected = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        return f"must be {listed(expected)}{did_you_mean(str(error['input']), expected)}"
    if error["type"] == "string_pattern_mismatch":
        return f"must match {context['pattern']}"
    if error["type"] == "value_error":
        return f"is wrong: {context['error']}"
    return f"is wrong: {error['msg'][:1].lower()}{error['msg'][1:]}"


def _allowed(known: frozenset[str]) -> str:
    return f"known here: {', '.join(sorted(known))}" if known else ""


def _advice(given: object, wanted: Sequence[str], written: str) -> str:
    if "text" in wanted and isinstance(given, int | float):
        return f'put it in quotes: "{written}"'
    if "a map" in wanted and given is None:
        return "write {} when there is nothing to say"
    if "a list" in wanted and isinstance(given, str):
        return f"put it in brackets: [{given[:_MAX_SHOWN]}]"
    return ""


def _described(given: object) -> str:
    if given is None:
        return "empty"
    if isinstance(given, bool):
        return "true or false"
    if isinstance(given, str):
        return "text"
    if isinstance(given, int | float):
        return "a number"
    return "a map" if isinstance(given, Mapping) else "a list"


def keys_at(model: type[BaseModel], tree: object, path: Sequence[Step]) -> frozenset[str]:
    """The keys the model knows at `path`, for a person who wrote one it does not know."""
    whole = _schema(model)
    branches = [whole]
    for step in path:
        branches = [
            _resolved(whole, below)
            for each in branches
            for below in _below(whole, each, step, tree)
        ]
        tree = _step_into(tree, step)
    flat = [leaf for each in branches for leaf in _alternatives(whole, each, tree)]
    return frozenset(name for branch in flat for name in branch.get("properties", ()))


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def _resolved(whole: Mapping[str, Any], schema: Any) -> dict[str, Any]:
    while isinstance(schema, dict) and "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema if isinstance(schema, dict) else {}


def _alternatives(
    whole: Mapping[str, Any], schema: Mapping[str, Any], tree: object
) -> Iterator[Mapping[str, Any]]:
    """The schema itself, or each schema it lets one choose from; one only if the data tells which."""
    tag = schema.get("discriminator")
    if tag and isinstance(tree, dict) and tree.get(tag["propertyName"]) in tag["mapping"]:
        yield _resolved(whole, {"$ref": tag["mapping"][tree[tag["propertyName"]]]})
        return
    choices = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    if not choices:
        yield schema
    for choice in choices:
        yield from _alternatives(whole, _resolved(whole, choice), tree)


def _below(
    whole: Mapping[str, Any], schema: Mapping[str, Any], step: Step, tree: object
) -> Iterator[Any]:
    for branch in _alternatives(whole, schema, tree):
        if isinstance(step, int):
            yield branch.get("items")
        elif step in branch.get("properties", ()):
            yield branch["properties"][step]
        else:
            yield branch.get("additionalProperties")


def _step_into(tree: object, step: Step) -> object:
    try:
        return tree[step]  # type: ignore[index]
    except (KeyError, IndexError, TypeError):
        return None
