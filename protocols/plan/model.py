"""What a plan says: the file as people write it (`PlanFile`) and the resolved `Plan`.

`PlanFile` is the one description of the format: the loader validates against it and editors get
its JSON Schema. `Plan` is what is left once libraries are joined in, `required: true` is moved to
where draft-07 wants it, and every part knows the line it came from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, Strict, model_validator
from pydantic.json_schema import SkipJsonSchema

from protocols.findings import Position

PLAN_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"

NO_VERSION = "0.0.0"
"""What a plan that does not count its versions has for one."""

JsonSchema = dict[str, Any] | Annotated[bool, Strict()]
"""A draft-07 JSON Schema written in YAML."""


class Kind(StrEnum):
    """The six calls of the Segment Spec."""

    TRACK = "track"
    IDENTIFY = "identify"
    GROUP = "group"
    PAGE = "page"
    SCREEN = "screen"
    ALIAS = "alias"


class Status(StrEnum):
    """A draft rule is judged and reported, and never blocks or omits."""

    DRAFT = "draft"
    LIVE = "live"
    DEPRECATED = "deprecated"


class DateTimeMode(StrEnum):
    """`strict` is RFC 3339 with a zone; `lenient` lets the zone be left out."""

    STRICT = "strict"
    LENIENT = "lenient"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Examples(_Model):
    """Properties (or traits) that must pass, and some that must not. `protocols lint` runs them."""

    good: tuple[dict[str, Any], ...] = Field((), description="each must satisfy the rule")
    bad: tuple[dict[str, Any], ...] = Field((), description="each must break the rule")


SchemaMap = Annotated[
    dict[str, JsonSchema],
    Field(description="name → draft-07 schema; `required: true` on an entry makes it required"),
]


class _Body(_Model):
    schema_: dict[str, Any] | None = Field(
        None, alias="schema", description="further draft-07 keywords for the object itself"
    )
    context: SchemaMap = Field(default_factory=dict, description="what `context` must hold")
    message: JsonSchema | None = Field(None, description="a schema over the whole message")
    examples: Examples = Examples()


EXTENSION = "x-"
"""How keys begin that are their author's own."""


class _About(_Model):
    model_config = ConfigDict(json_schema_extra={"patternProperties": {f"^{EXTENSION}": True}})

    extensions: SkipJsonSchema[dict[str, Any]] = Field(default_factory=dict, alias=EXTENSION)
    description: str = ""
    owner: str = Field("", description="who answers for it; the plan's owner when left out")
    labels: dict[str, str] = Field(default_factory=dict)
    status: Status = Status.LIVE
    sources: tuple[str, ...] = Field((), description="where it is sent from; empty means anywhere")

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, data: Any) -> Any:
        """Every key that begins with `x-` goes into `extensions`."""
        if not isinstance(data, Mapping) or not any(map(_is_extension, data)):
            return data
        own = {key: value for key, value in data.items() if _is_extension(key)}
        return {key: value for key, value in data.items() if key not in own} | {EXTENSION: own}


def _is_extension(key: Any) -> bool:
    return isinstance(key, str) and key.startswith(EXTENSION)


class VersionBody(_Body):
    """What one version of an event must look like."""

    description: str = ""
    properties: SchemaMap = Field(default_factory=dict)


class EventRule(_About, VersionBody):
    """One event of `track`. With `versions` there are no `properties` beside them."""

    versions: dict[int, VersionBody] = Field(
        default_factory=dict, description="chosen by context.protocols.event_version"
    )


class PageRule(_About, _Body):
    """One page or screen name; the name `*` is the rule for all the others."""

    properties: SchemaMap = Field(default_factory=dict)


class TraitsRule(_About, _Body):
    """What `identify` or `group` traits must look like."""

    traits: SchemaMap = Field(default_factory=dict)


class PlanFile(_Model):
    """A tracking plan, or a library: one YAML file."""

    plan: str = Field(pattern=PLAN_ID, description="the plan's id")
    title: str = ""
    version: str = Field(NO_VERSION, description="yours to count, as in 2.3.0")
    owner: str = ""
    description: str = ""
    use: tuple[str, ...] = Field((), description="libraries: paths relative to this file")
    types: dict[str, JsonSchema] = Field(
        default_factory=dict, description='shared schemas, used as {$ref: "#/types/name"}'
    )
    events: dict[str, EventRule] = Field(default_factory=dict)
    identify: TraitsRule | None = None
    group: TraitsRule | None = None
    page: dict[str, PageRule] | None = None
    screen: dict[str, PageRule] | None = None
    common: JsonSchema | None = Field(None, description="a schema over every message")
    date_time: DateTimeMode = DateTimeMode.STRICT


@dataclass(frozen=True, slots=True)
class Example:
    """A value for `properties` or `traits`, and the line it stands on."""

    value: Mapping[str, Any]
    at: Position


@dataclass(frozen=True, slots=True)
class Extension:
    """The value of a key that begins with `x-`, and where that key stands."""

    value: Any
    at: Position


@dataclass(frozen=True, slots=True)
class Rule:
    """What the plan says of one event (in one version), page or screen name, or of traits.

    `body` is a draft-07 schema for the `properties` (or `traits`) object and `context` one for
    `context`, both with `required` as lists and with references still spelled `#/types/NAME`.
    `extensions` are the rule's own keys that begin with `x-`; schemas keep theirs.
    `places` maps RFC 6901 pointers into `body` to where each part is written; `context_places` and
    `message_places` do so for the other two.
    """

    kind: Kind
    name: str | None
    version: int | None
    at: Position
    body: Mapping[str, Any]
    context: Mapping[str, Any] | None = None
    message: JsonSchema | None = None
    description: str = ""
    owner: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    status: Status = Status.LIVE
    sources: tuple[str, ...] = ()
    good: tuple[Example, ...] = ()
    bad: tuple[Example, ...] = ()
    places: Mapping[str, Position] = field(default_factory=dict)
    context_places: Mapping[str, Position] = field(default_factory=dict)
    message_places: Mapping[str, Position] = field(default_factory=dict)
    extensions: Mapping[str, Extension] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """How people call it: `Order Completed`, `identify`, `page Home`."""
        named = f"{self.kind} {self.name}" if self.kind in {Kind.PAGE, Kind.SCREEN} else self.name
        return named or str(self.kind)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan with its libraries joined in. `sha256` covers what it means, not how it is written.

    `type_places` say for each type, and `common_places` for each schema of `common`, where its parts
    are written.
    """

    id: str
    version: str
    title: str
    owner: str
    sha256: str
    files: tuple[str, ...]
    types: Mapping[str, JsonSchema]
    rules: tuple[Rule, ...]
    common: tuple[JsonSchema, ...] = ()
    has_pages: bool = False
    has_screens: bool = False
    date_time: DateTimeMode = DateTimeMode.STRICT
    description: str = ""
    common_at: Position | None = None
    common_places: tuple[Mapping[str, Position], ...] = ()
    type_places: Mapping[str, Mapping[str, Position]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanRef:
    """Which plan judged a message."""

    id: str
    version: str
    sha256: str

    @property
    def label(self) -> str:
        """`shop 2.3.0`, or `shop` for a plan that does not count its versions."""
        return self.id if self.version == NO_VERSION else f"{self.id} {self.version}"
