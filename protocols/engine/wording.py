"""The words for a violation, one row per keyword: Segment's type names and sentences, our advice."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from protocols.findings import clean


class Words(NamedTuple):
    """A violation type as Segment prints it, its sentence, and what to do when nothing more is known."""

    type: str
    text: str
    advice: str


WORDS: Final[Mapping[str, Words]] = {
    "required": Words(
        "Required", "{field} is required", "send {field}, or make it optional in the plan"
    ),
    "type": Words(
        "Invalid Type",
        "Invalid type. Expected: {expected}, given: {given}",
        "send {types}, or widen the type in the plan",
    ),
    "enum": Words(
        "Enum",
        "{field} must be one of the following: {expected}",
        "send one of {wanted}, or add the value to the plan",
    ),
    "const": Words("Const", "{field} does not match: {expected}", "send {wanted}"),
    "pattern": Words(
        "Pattern", "Does not match pattern '{expected}'", "send a value of the form {wanted}"
    ),
    "format": Words(
        "Format", "Does not match format '{expected}'", "send a value in {wanted} form"
    ),
    "minimum": Words(
        "Number Gte", "Must be greater than or equal to {expected}", "send {wanted} or more"
    ),
    "exclusiveMinimum": Words(
        "Number Gt", "Must be greater than {expected}", "send more than {wanted}"
    ),
    "maximum": Words(
        "Number Lte", "Must be less than or equal to {expected}", "send {wanted} or less"
    ),
    "exclusiveMaximum": Words(
        "Number Lt", "Must be less than {expected}", "send less than {wanted}"
    ),
    "multipleOf": Words(
        "Multiple Of", "Must be a multiple of {expected}", "send a multiple of {wanted}"
    ),
    "minLength": Words(
        "String Gte",
        "String length must be greater than or equal to {expected}",
        "send at least {wanted} characters",
    ),
    "maxLength": Words(
        "String Lte",
        "String length must be less than or equal to {expected}",
        "send at most {wanted} characters, or allow more in the plan",
    ),
    "minItems": Words(
        "Array Min Items",
        "Array must have at least {expected} items",
        "send at least {wanted} elements",
    ),
    "maxItems": Words(
        "Array Max Items",
        "Array must have at most {expected} items",
        "send at most {wanted} elements, or allow more in the plan",
    ),
    "additionalItems": Words(
        "Array No Additional Items",
        "No additional items allowed on array",
        "send no more than {wanted} elements",
    ),
    "uniqueItems": Words("Unique", "Array items must be unique", "send each element once"),
    "contains": Words(
        "Contains",
        "At least one of the items must match",
        "send at least one element of the kind that the plan's `contains` describes",
    ),
    "minProperties": Words(
        "Array Min Properties",
        "Must have at least {expected} properties",
        "send at least {wanted} keys",
    ),
    "maxProperties": Words(
        "Array Max Properties",
        "Must have at most {expected} properties",
        "send at most {wanted} keys",
    ),
    "additionalProperties": Words(
        "Additional Property Not Allowed",
        "Additional property {name} is not allowed",
        "leave {field} out, or add it to the plan",
    ),
    "propertyNames": Words(
        "Invalid Property Name",
        'Property name of "{name}" does not match',
        "rename the key: the plan says how keys here are spelt",
    ),
    "anyOf": Words(
        "Number Any Of",
        "Must validate at least one schema (anyOf)",
        "send a value that fits one of the shapes in the plan",
    ),
    "oneOf": Words(
        "Number One Of",
        "Must validate one and only one schema (oneOf)",
        "send a value that fits one of the shapes in the plan, and only one",
    ),
    "not": Words(
        "Number Not",
        "Must not validate the schema (not)",
        "send a value other than those the plan rules out",
    ),
    "falseSchema": Words(
        "False", "False always fails validation", "leave {field} out: the plan forbids it"
    ),
    "contentEncoding": Words(
        "Format", "Does not match content encoding '{expected}'", "send it in {wanted} encoding"
    ),
    "contentMediaType": Words(
        "Format",
        "Does not match content media type '{expected}'",
        "send text that is valid {wanted}",
    ),
}
"""The type is the error code of the Go library that Segment's texts come from, title-cased."""

UNKNOWN: Final = Words(
    "Invalid", "Does not validate", "send a value that satisfies the plan, or widen the plan"
)

MAX_SHOWN: Final = 120
"""Characters of a name or a path that a sentence repeats: senders choose some of them."""

_MAX_LISTED: Final = 80
"""Characters of a list of values that advice repeats; the description has it whole."""

_TYPES: Final[Mapping[str, str]] = {
    "array": "an array",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}
_ONE: Final = re.compile(r"\b1 (character|element|key)s\b")


def advice_of(words: Words, field: str, wanted: str, accepts: Sequence[str]) -> str:
    """What a person does about a broken keyword, whatever was sent."""
    if words.type == "Enum" and len(wanted) > _MAX_LISTED:
        return "send one of the values that the plan lists, or add the value to it"
    types = " or ".join(_TYPES.get(each, "another") for each in accepts)
    text = words.advice.format(field=shown(field), wanted=shown(wanted), types=types)
    return _ONE.sub(r"1 \1", text)


def shown(text: str) -> str:
    """A name or path as a sentence repeats it: what cannot be seen escaped, cut when it is long."""
    short = cut(text)
    if short.isprintable():
        return short
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in short)


def cut(text: str) -> str:
    """As much of a name or a path as a sentence repeats."""
    return clean.cut(text, MAX_SHOWN)
