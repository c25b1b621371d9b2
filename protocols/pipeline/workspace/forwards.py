"""Where violations are sent: a source's name, or a map that says how many of them."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from protocols.pipeline.workspace.fields import FileModel, Name


def _share(sample: float) -> float:
    if not 0 < sample <= 1:
        msg = "a share lies between 0 and 1: write 0.1 for 10 %"
        raise ValueError(msg)
    return sample


class ForwardedViolations(FileModel):
    """The source that gets a `Violation Generated` event per violation, and how many it gets."""

    source: Name
    sample: Annotated[float, Field(strict=True), AfterValidator(_share)] = Field(
        1.0, description="the share of messages whose violations are sent: 0.1 for 10 %"
    )
    per_minute: Annotated[int, Field(strict=True, ge=1)] | None = Field(
        None, description="at most so many a minute of each event; the rest is counted"
    )


def _source_alone(value: object) -> object:
    if isinstance(value, str):
        return {"source": value}
    if value is None or isinstance(value, dict):
        return value
    msg = "write a source's name, or {source: ops, sample: 0.1}"
    raise ValueError(msg)


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
