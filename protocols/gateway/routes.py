from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from protocols.gateway.envelope import Envelope, read_batch, read_single


@dataclass(frozen=True, slots=True)
class Route:
    """One ingest path of Segment's HTTP Tracking API. `kind` is None where items say their own."""

    name: str
    kind: str | None

    def read(self, body: bytes) -> Envelope:
        """The envelope of a request to this route."""
        return read_batch(body) if self.kind is None else read_single(body)


_KINDS: Final = ("track", "identify", "page", "screen", "group", "alias")

ROUTES: Final[Mapping[str, Route]] = {
    **{f"/v1/{kind}": Route(kind, kind) for kind in _KINDS},
    **{f"/v1/{kind[0]}": Route(kind, kind) for kind in _KINDS},
    "/v1/batch": Route("batch", None),
    "/v1/b": Route("batch", None),
    "/v1/import": Route("batch", None),
}
"""Path → route. The one-letter paths are those of analytics.js."""

PIXEL: Final[Mapping[str, Route]] = {f"/v1/pixel/{kind}": Route(kind, kind) for kind in _KINDS}
"""The paths that take a message in their query and answer with an image."""
