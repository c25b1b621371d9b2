"""Our opinion, by the road a user takes: a plan file is written, loaded, compiled, and judges."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

import yaml

from protocols import CompiledPlan, Controls, Engine, Verdict, compile_plan, load_plan
from tests.oracle.peer import Leaf
from tests.oracle.peer import Path as Steps

ROOT: Final = "properties"
_DUMPER: Final = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_MAPS: Final = ("properties", "patternProperties", "dependencies")
_LISTS: Final = ("allOf", "anyOf", "oneOf", "items")
_ONE: Final = (
    *("items", "additionalItems", "additionalProperties", "not", "if", "then", "else"),
    *("contains", "propertyNames"),
)


def compiled(
    bodies: Sequence[Mapping[str, Any]],
    types: Mapping[str, Any],
    *,
    lenient: bool,
    random: Random,
    folder: Path,
) -> CompiledPlan:
    """A plan whose event `E0` has the first body, `E1` the second, and so on."""
    write = Writer(random)
    plan = {
        "plan": "oracle",
        "date_time": "lenient" if lenient else "strict",
        "types": {name: write.schema(schema) for name, schema in types.items()},
        "events": {f"E{index}": write.event(body) for index, body in enumerate(bodies)},
    }
    path = folder / "plan.yaml"
    path.write_text(yaml.dump(plan, Dumper=_DUMPER, sort_keys=False), encoding="utf-8")
    return compile_plan(load_plan(path))


def message_schema(
    body: Mapping[str, Any], types: Mapping[str, Any], root: str = ROOT
) -> dict[str, Any]:
    """The body's schema over the whole message. A body that must hold something must be there."""
    needs = bool(body.get("required") or body.get("minProperties"))
    return {
        "definitions": types,
        "type": "object",
        "properties": {root: body},
        "required": [root] if needs else [],
    }


class Writer:
    """Plain draft-07 in the plan's own spelling: `#/types/`, marks for `required`, `$ref` with siblings."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def event(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """An event's entry: its properties, and all other keywords under `schema`."""
        written = self.schema(body)
        rest = {key: value for key, value in written.items() if key not in {ROOT, "type"}}
        return {ROOT: written.get(ROOT, {}), **({"schema": rest} if rest else {})}

    def schema(self, schema: Any) -> Any:
        if not isinstance(schema, Mapping):
            return schema
        written = {key: self._keyword(key, value) for key, value in schema.items()}
        self._mark(written)
        if "$ref" in written:
            written["$ref"] = written["$ref"].replace("#/definitions/", "#/types/")
        together = written.get("allOf", ())
        if len(written) == 1 and len(together) == 2 and self._random.random() < 0.7:
            return self._joined(*together) or written
        return written

    def _joined(self, reference: Any, beside: Any) -> dict[str, Any] | None:
        """`{$ref, …}` for `allOf: [{$ref}, {…}]`."""
        if not isinstance(reference, dict) or not isinstance(beside, dict) or "$ref" in beside:
            return None
        return {**reference, **beside} if [*reference] == ["$ref"] and beside else None

    def _keyword(self, keyword: str, value: Any) -> Any:
        if keyword in _MAPS:
            return {name: self.schema(part) for name, part in value.items()}
        if keyword in _LISTS and isinstance(value, list):
            return [self.schema(part) for part in value]
        return self.schema(value) if keyword in _ONE else value

    def _mark(self, written: dict[str, Any]) -> None:
        """Some names of a `required` list become `required: true` on their entries."""
        listed, entries = written.get("required"), written.get(ROOT, {})
        if not isinstance(listed, list):
            return
        kept = []
        for name in listed:
            entry = entries.get(name)
            free = isinstance(entry, dict) and "required" not in entry
            if free and self._random.random() < 0.7:
                entry["required"] = True
            else:
                kept.append(name)
        if kept or self._random.random() < 0.5:
            written["required"] = kept
        else:
            del written["required"]


def raw_leaves(plan: CompiledPlan, event: str, message: Mapping[str, Any]) -> set[Leaf]:
    """What the rule's validator says, at its own places."""
    errors = plan.events[event][0].validator.iter_errors(message)
    return {Leaf(tuple(error.instance_path), error.kind.name) for error in errors}


def as_raw(leaf: Leaf) -> Leaf:
    """A place as the validator writes it: it takes keys of digits for numbers and omits empty keys."""
    return Leaf(tuple(step for key in leaf.path for step in _raw_step(key)), leaf.keyword)


def _raw_step(key: str | int) -> Sequence[str | int]:
    if isinstance(key, int):
        return (key,)
    digits = key.removeprefix("+")
    if digits.isascii() and digits.isdigit() and int(digits) < 2**64:
        return (int(digits),)
    return (key,) if key else ()


def engine(plan: CompiledPlan) -> Engine:
    """An engine that blocks what breaks its rule."""
    return Engine(plan, Controls.model_validate({"track": {"violations": "block"}}))


class Judged(NamedTuple):
    """What the engine says of a message: pointers and keywords of violations, pointers of unplanned keys."""

    blocked: bool
    count: int
    listed: set[tuple[str, str]]
    unplanned: set[str]
    unplanned_count: int


def judged(engine: Engine, message: Mapping[str, Any]) -> Judged:
    """Let the engine decide."""
    decision = engine.decide(message)
    return Judged(
        decision.verdict is Verdict.BLOCKED,
        decision.violation_count,
        {(violation.pointer, violation.keyword) for violation in decision.violations},
        {each.pointer for each in decision.unplanned},
        decision.unplanned_count,
    )


def pointer(path: Steps) -> str:
    """RFC 6901."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
