"""Pydantic's complaints in words for the person who wrote the file."""

from collections.abc import Mapping, Sequence
from typing import Final

from pydantic_core import ErrorDetails

from protocols.findings.suggest import did_you_mean, listed
from protocols.plan.file.spots import Step

WANTED: Final = {
    "string_type": "text",
    "path_type": "text",
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

UNION: Final = frozenset({"union_tag_invalid", "union_tag_not_found"})
"""A map that should say by one of its keys what it is."""

ANOTHER_FILE: Final[Mapping[Step, str]] = {
    "plan": "this is a tracking plan, and another file is wanted here",
    "workspace": "this is a workspace file, and another file is wanted here",
    "clients": "this is typewriter's configuration, and another file is wanted here",
    "controls": "controls stand under a source of a workspace; a file of controls holds only what stands under `controls`",
}
"""Keys at the top that tell whose file it is → what is said where that is not what is read."""

OF_SEGMENT: Final[Mapping[Step, str]] = {
    "allowUnplannedEvents": "unplanned_events: allow or block",
    "allowUnplannedEventProperties": "unplanned_properties: allow or omit",
    "allowEventOnViolations": "violations: allow or block",
    "allowPropertiesOnViolations": "violations: allow or omit",
    "allowUnplannedTraits": "unplanned_traits: allow or omit",
    "allowTraitsOnViolations": "violations: allow or omit",
    "commonEventOnViolations": "common: allow, omit or block",
    "forwardingViolationsTo": "forward_violations_to: the name of a source",
    "forwardingBlockedEventsTo": "forward_blocked_to: the name of a source",
}
"""A setting of Segment's API → what is written here for it."""

_MAX_SHOWN: Final = 40
_YAML: Final = {"True": "true", "False": "false", "None": "null"}
"""Python's word for a value → what stands in the file."""


def name_of(path: Sequence[Step]) -> str:
    """What people call it: an item of a list has no name, only a place among the others."""
    if not path:
        return "the file"
    if isinstance(path[-1], str):
        return f'"{path[-1]}"'
    of = f' of "{path[-2]}"' if isinstance(path[-2:][0], str) else ""
    return f"item {path[-1] + 1}{of}"


def told(error: ErrorDetails) -> str:
    """What is said of a fault, behind the name of what is at fault."""
    context = error.get("ctx", {})
    if error["type"] in {"enum", "literal_error"}:
        return f"must be {one_of(str(context['expected']), str(error['input']))}"
    if error["type"] == "string_pattern_mismatch":
        return f"must match {context['pattern']}"
    if error["type"] == "value_error":
        return f"is wrong: {context['error']}"
    _, should, what = error["msg"].partition(" should ")
    if should:
        return f"must {what.replace(' after validation', '')}"
    return f"is wrong: {error['msg'][:1].lower()}{error['msg'][1:]}"


def one_of(expected: str, given: str) -> str:
    """Pydantic's list of what may stand there, as people write it, and which of it was meant."""
    words = expected.replace("'", "").replace(" or ", ", ").split(", ")
    known = [_YAML.get(each, each) for each in words]
    return f"{listed(known)}{did_you_mean(given, known)}"


def known_here(known: frozenset[str]) -> str:
    """The keys that may stand there."""
    return f"known here: {', '.join(sorted(known))}" if known else ""


def advice_on(given: object, wanted: Sequence[str], written: str) -> str:
    """What mends it, when that shows from the value; `written` is how it stands in the file."""
    if "text" in wanted and isinstance(given, int | float):
        return f'put it in quotes: "{written}"'
    if "a map" in wanted and given is None:
        return "write {} when there is nothing to say"
    if "a list" in wanted and isinstance(given, str):
        return f"put it in brackets: [{given[:_MAX_SHOWN]}]"
    return ""


def described(given: object) -> str:
    """The kind of value that stands there."""
    if given is None:
        return "empty"
    if isinstance(given, bool):
        return "true or false"
    if isinstance(given, str):
        return "text"
    if isinstance(given, int | float):
        return "a number"
    return "a map" if isinstance(given, Mapping) else "a list"
