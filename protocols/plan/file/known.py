"""Which keys a model knows at a place, for a person who wrote one it does not know."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel

from protocols.plan.file.spots import Step


def keys_at(model: type[BaseModel], tree: object, path: Sequence[Step]) -> frozenset[str]:
    """The keys the model knows at `path` of `tree`."""
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
