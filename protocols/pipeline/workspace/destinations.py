"""What a workspace file says of each kind of destination."""

from typing import Annotated, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr

from protocols.engine.transform import Filters, Transformations
from protocols.pipeline.workspace.fields import FileModel, FilePath, Later, Name


def _http_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        msg = "write a whole address: https://host/path"
        raise ValueError(msg)
    if parts.username or parts.password:
        msg = "an address holds no user name or password; sign requests with `secret`"
        raise ValueError(msg)
    return url


class _Destination(FileModel):
    """What every destination has: which messages it gets, and in what form."""

    warehouse: ClassVar[bool] = False
    """Whether it is a store of everything, which `integrations: {All: false}` does not stop."""

    sources: tuple[Name, ...] = Field(min_length=1, description="whose messages it gets")
    consent: tuple[str, ...] = Field(
        (), description="consent categories, all of which a user must have agreed to"
    )
    filters: Filters = ()
    transformations: Transformations = ()
    mapping: Later = None


class FileDestination(_Destination):
    """Appends messages to a file, one JSON object a line."""

    type: Literal["file"]
    path: FilePath
    rotate_bytes: int | None = Field(
        None, gt=0, description="start a new file when this one has grown to so many bytes"
    )


class WebhookDestination(_Destination):
    """Posts batches of messages to an address as JSON arrays, signed when there is a secret."""

    type: Literal["webhook"]
    url: Annotated[str, AfterValidator(_http_url)]
    secret: SecretStr | None = Field(None, description="signs requests; only as ${NAME}")
    allow_private: bool = Field(
        default=False, description="whether it may be a loopback or private address"
    )


class DuckdbDestination(_Destination):
    """Loads messages into the table `messages` of a DuckDB file."""

    warehouse: ClassVar[bool] = True

    type: Literal["duckdb"]
    path: FilePath


Destination = Annotated[
    FileDestination | WebhookDestination | DuckdbDestination, Field(discriminator="type")
]
