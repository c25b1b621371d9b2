"""A DuckDB file with one table, `messages`: a row for each message, replaced when it comes again."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from protocols.delivery.destinations.interface import Clock, Outgoing, Taken
from protocols.errors import RetryLater, Undeliverable
from protocols.journal.encode import to_json
from protocols.pipeline.workspace.destinations import DuckdbDestination

_SETTINGS: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "threads": "1",
}
"""Nothing is fetched, no other file is touched, and the gateway beside it keeps its cores."""

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS messages (
  source VARCHAR NOT NULL,
  id VARCHAR NOT NULL,
  received_at TIMESTAMPTZ,
  "timestamp" TIMESTAMPTZ,
  "type" VARCHAR,
  event VARCHAR,
  user_id VARCHAR,
  anonymous_id VARCHAR,
  properties JSON,
  traits JSON,
  context JSON,
  message JSON NOT NULL,
  PRIMARY KEY (source, id)
)
"""
_LOAD: Final = """
INSERT OR REPLACE INTO messages
SELECT source, id, try_cast(received_at AS TIMESTAMPTZ), try_cast("timestamp" AS TIMESTAMPTZ),
  "type", event, user_id, anonymous_id, properties, traits, context, message
FROM batch
"""
_COLUMNS: Final = pa.schema(
    [
        (name, pa.string())
        for name in (
            "source",
            "id",
            "received_at",
            "timestamp",
            "type",
            "event",
            "user_id",
            "anonymous_id",
            "properties",
            "traits",
            "context",
            "message",
        )
    ]
)


class DuckdbTable:
    """Loads batches. The file is open only while one is loaded, so that others can read in between."""

    batch = 5_000

    def __init__(self, path: Path) -> None:
        self._path = path

    async def open(self, _bookmark: str | None, /) -> None:
        """Nothing to do: the file is opened for each batch."""

    async def deliver(self, batch: Sequence[Outgoing]) -> Taken:
        """Load the batch in one transaction.

        Raises:
            RetryLater: the file is locked by someone else, or the disk refused.
            Undeliverable: DuckDB takes one of the messages for malformed.
        """
        rows = {(out.row.source, out.row.message_id): _row(out) for out in batch}
        await asyncio.to_thread(self._load, list(rows.values()))
        return Taken()

    async def close(self) -> None:
        """Nothing to do: the file is closed after each batch."""

    def _load(self, rows: list[Mapping[str, str | None]]) -> None:
        # DuckDB's own messages quote what they refuse: only the name of the fault is passed on.
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with duckdb.connect(self._path, config=_SETTINGS) as lake:
                lake.execute(_TABLE)
                lake.register("batch", pa.Table.from_pylist(rows, schema=_COLUMNS))
                lake.execute(_LOAD)
        except duckdb.DataError as error:
            raise Undeliverable(f"refused: {type(error).__name__}") from error
        except (duckdb.Error, OSError) as error:
            raise RetryLater(f"{self._path}: {type(error).__name__}") from error


def _row(outgoing: Outgoing) -> Mapping[str, str | None]:
    message = outgoing.message
    return {
        "source": outgoing.row.source,
        "id": outgoing.row.message_id,
        "received_at": outgoing.row.received_at,
        "timestamp": _text(message.get("timestamp")),
        "type": _text(message.get("type")),
        "event": _text(message.get("event") or message.get("name")),
        "user_id": _text(message.get("userId")),
        "anonymous_id": _text(message.get("anonymousId")),
        "properties": _json(message.get("properties")),
        "traits": _json(message.get("traits")),
        "context": _json(message.get("context")),
        "message": _json(message),
    }


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else to_json(value).decode()


def _json(value: Any) -> str | None:
    return None if value is None else to_json(value).decode()


def make(options: DuckdbDestination, _clock: Clock) -> DuckdbTable:
    """The destination that a workspace file describes."""
    return DuckdbTable(options.path)
