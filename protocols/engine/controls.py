"""Controls: what to do about violations and about what is unplanned. Everything defaults to allow."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class AllowBlock(StrEnum):
    """Let it through, or block it."""

    ALLOW = "allow"
    BLOCK = "block"


class AllowOmit(StrEnum):
    """Let it through, or leave the value out."""

    ALLOW = "allow"
    OMIT = "omit"


class AllowOmitBlock(StrEnum):
    """Let it through, leave the value out, or block the message."""

    ALLOW = "allow"
    OMIT = "omit"
    BLOCK = "block"


class OnEngineError(StrEnum):
    """When the engine itself fails: keep the message aside, let it through unjudged, or block it."""

    QUARANTINE = "quarantine"
    ALLOW = "allow"
    BLOCK = "block"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EventControl(_Model):
    """The controls of one event, or of the events with one label; what is left out is not said here."""

    unplanned_properties: AllowOmit | None = None
    violations: AllowOmitBlock | None = None
    common: AllowOmitBlock | None = None


class TrackControls(_Model):
    """Controls of track; page and screen take the same (an extension: Segment has none for them).

    `events` go by name, `labels` by a label of the plan written `key:value`. What an event's own
    control leaves out is its labels' to say, the strictest of them, and then the kind's.
    """

    unplanned_events: AllowBlock = AllowBlock.ALLOW
    unplanned_properties: AllowOmit = AllowOmit.ALLOW
    violations: AllowOmitBlock = AllowOmitBlock.ALLOW
    common: AllowOmitBlock = AllowOmitBlock.ALLOW
    events: dict[str, EventControl] = Field(default_factory=dict)
    labels: dict[str, EventControl] = Field(
        default_factory=dict,
        description="controls of all events with a label, as in `area:checkout`",
    )


class TraitsControls(_Model):
    """Controls of identify and of group: traits are never blocked, only left out."""

    unplanned_traits: AllowOmit = AllowOmit.ALLOW
    violations: AllowOmit = AllowOmit.ALLOW
    common: AllowOmitBlock = AllowOmitBlock.ALLOW


class AliasControls(_Model):
    """An alias has neither properties nor traits: only the common rule speaks of it."""

    common: AllowBlock = AllowBlock.ALLOW


class Controls(_Model):
    """What a source does about each kind of message."""

    track: TrackControls = TrackControls()
    page: TrackControls = TrackControls()
    screen: TrackControls = TrackControls()
    identify: TraitsControls = TraitsControls()
    group: TraitsControls = TraitsControls()
    alias: AliasControls = AliasControls()
    on_engine_error: OnEngineError = OnEngineError.QUARANTINE
