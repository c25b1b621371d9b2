"""Where violations are sent: a source's name, or a map that says how many of them."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from protocols.pipeline.workspace.fields import FileModel, Name


class ForwardedViolations(FileModel):
    """The source that gets a `Violation Generated` event per violation, and how many it gets."""

    source: Name
    sample: Annotated[float, Field(strict=True, gt=0, le=1)] = Field(
        1.0, description="the share of messages whose violations are sent: 0.1 for 10 %"
    )
    per_minute: Annotated[int, Field(strict=True, ge=1)] | None = Field(
        None, description="at most so many a minute of each event; the rest is counted"
    )


def _source_alone(value: object) -> object:
    return {"source": value} if isinstance(value, str) else value


def _or_a_name(schema: dict[str, Any]) -> None:
    schema["anyOf"].insert(0, {"type": "string"})


ViolationsTo = Annotated[
    ForwardedViolations | None,
    BeforeValidator(_source_alone),
    Field(
        description="a source that gets a `Violation Generated` event per violation",
        json_schema_extra=_or_a_name,
    ),
]
"""`ops`, or `{source: ops, sample: 0.1, per_minute: 600}`."""
