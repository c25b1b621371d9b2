"""What one request may cost. Sizes are bytes, after inflation where a body is compressed."""

from typing import Final

from protocols.engine.nesting import MAX_DEPTH

MESSAGE: Final = 32 * 1024
"""One message (Segment's HTTP Tracking API)."""

BODY: Final = 500 * 1024
"""One request's body (Segment's HTTP Tracking API)."""

BATCH_ITEMS: Final = 2_500
"""Messages in one batch (Segment's HTTP Tracking API)."""

MESSAGE_ID: Final = 100
"""Characters of a messageId (Segment's HTTP Tracking API)."""

DEPTH: Final = MAX_DEPTH
"""How deep objects and arrays of a message may nest."""

SCAN_TOKENS: Final = 100_000
"""Strings and runs of brackets in a body that has to be read without the JSON parser."""

GZIP_MEMBERS: Final = 100
"""Members of one gzip stream."""

HEADERS: Final = 100
HEADER_BYTES: Final = 32 * 1024

HEADER_SECONDS: Final = 10.0
"""How long a client may take over its headers."""

BODY_SECONDS: Final = 10.0
"""How long a client may take over its body."""

IN_FLIGHT: Final = 32 * 1024 * 1024
"""Bytes of bodies that are being read or handled at the same time."""

RETRY_AFTER: Final = 5
"""Seconds a client is asked to wait when a request cannot be taken now."""
