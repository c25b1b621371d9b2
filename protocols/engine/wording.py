"""The words for a violation: Segment's type names and sentences, one row per keyword."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Words(NamedTuple):
    """A violation type as Segment prints it, and its sentence."""

    type: str
    text: str


WORDS: Final[Mapping[str, Words]] = {
    "required": Words("Required", "{field} is required"),
    "type": Words("Invalid Type", "Invalid type. Expected: {expected}, given: {given}"),
    "enum": Words("Enum", "{field} must be one of the following: {expected}"),
    "const": Words("Const", "{field} does not match: {expected}"),
    "pattern": Words("Pattern", "Does not match pattern '{expected}'"),
    "format": Words("Format", "Does not match format '{expected}'"),
    "minimum": Words("Number Gte", "Must be greater than or equal to {expected}"),
    "exclusiveMinimum": Words("Number Gt", "Must be greater than {expected}"),
    "maximum": Words("Number Lte", "Must be less than or equal to {expected}"),
    "exclusiveMaximum": Words("Number Lt", "Must be less than {expected}"),
    "multipleOf": Words("Multiple Of", "Must be a multiple of {expected}"),
    "minLength": Words("String Gte", "String length must be greater than or equal to {expected}"),
    "maxLength": Words("String Lte", "String length must be less than or equal to {expected}"),
    "minItems": Words("Array Min Items", "Array must have at least {expected} items"),
    "maxItems": Words("Array Max Items", "Array must have at most {expected} items"),
    "additionalItems": Words("Array No Additional Items", "No additional items allowed on array"),
    "uniqueItems": Words("Unique", "Array items must be unique"),
    "contains": Words("Contains", "At least one of the items must match"),
    "minProperties": Words("Array Min Properties", "Must have at least {expected} properties"),
    "maxProperties": Words("Array Max Properties", "Must have at most {expected} properties"),
    "additionalProperties": Words(
        "Additional Property Not Allowed", "Additional property {name} is not allowed"
    ),
    "propertyNames": Words("Invalid Property Name", 'Property name of "{name}" does not match'),
    "anyOf": Words("Number Any Of", "Must validate at least one schema (anyOf)"),
    "oneOf": Words("Number One Of", "Must validate one and only one schema (oneOf)"),
    "not": Words("Number Not", "Must not validate the schema (not)"),
    "falseSchema": Words("False", "False always fails validation"),
    "contentEncoding": Words("Format", "Does not match content encoding '{expected}'"),
    "contentMediaType": Words("Format", "Does not match content media type '{expected}'"),
}
"""The type is the error code of the Go library that Segment's texts come from, title-cased."""

UNKNOWN: Final = Words("Invalid", "Does not validate")
