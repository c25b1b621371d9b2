"""The report as JSON: `Report` itself, field by field, so that the format and the type are one."""

from typing import Any

import orjson
from pydantic import TypeAdapter

from protocols.reports.report import Report


def to_json(report: Report) -> str:
    """Indented JSON with a line break at the end. `json_schema` describes it."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(report, option=options).decode()


def json_schema() -> dict[str, Any]:
    """The JSON Schema of what `to_json` prints, made from the types."""
    return TypeAdapter(Report).json_schema(mode="serialization")
