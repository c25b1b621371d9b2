"""The workspace file's one description: the loader checks against it, and editors get its schema."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from pydantic import Field, PrivateAttr, SecretStr

from protocols.engine.controls import Controls
from protocols.engine.transform import Transformations
from protocols.pipeline.workspace.destinations import Destination
from protocols.pipeline.workspace.fields import Duration, FileModel, FilePath, Later, Name
from protocols.pipeline.workspace.forwards import ViolationsTo
from protocols.plan.file import Document

_DATA: Final = Path(".protocols")


class Source(FileModel):
    """Where messages come from, which plan judges them, and what happens to those that break it."""

    write_key: SecretStr = Field(
        min_length=1, max_length=1024, description="what senders authenticate with"
    )
    plan: FilePath | None = Field(None, description="a plan file; without one nothing is judged")
    controls: Controls = Controls()
    privacy: Later = None
    forward_violations_to: ViolationsTo = None
    forward_blocked_to: Name | None = Field(
        None, description="a source that gets the messages which are blocked here"
    )
    transformations: Transformations = ()
    verbose: bool = Field(
        default=False, description="answers carry each item's decision; for development"
    )


class Retention(FileModel):
    """How long the journal keeps what."""

    received: Duration = timedelta(days=7)
    quarantine: Duration = timedelta(days=30)
    dedupe: Duration = timedelta(hours=24)
    counters: Duration = timedelta(days=400)


class Workspace(FileModel):
    """What happens: sources, controls, transformations, destinations."""

    workspace: Name
    data: FilePath = Field(_DATA, validate_default=True, description="the journal's folder")
    sources: dict[Name, Source] = Field(min_length=1)
    destinations: dict[Name, Destination] = Field(default_factory=dict)
    retention: Retention = Retention()
    _document: Document | None = PrivateAttr(None)

    def model_post_init(self, context: Any, /) -> None:
        """Remember the file it is read from, for what only shows beside the plans."""
        self._document = (context or {}).get("document")

    @property
    def document(self) -> Document | None:
        """The file as it is written; None for a workspace that was not read from one."""
        return self._document
