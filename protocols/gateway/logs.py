"""Logs on standard error: one JSON object a line, or coloured text for a person at a terminal.

What a client sends never gets into them: not a body, a name, a header or a path.
"""

import logging
import sys
import traceback
from collections.abc import Sequence

import structlog

from protocols.errors import JournalError
from protocols.gateway.ingest import Append
from protocols.journal.interface import Appended
from protocols.pipeline.entry import Entry, Rejection

log = structlog.get_logger("protocols")


def configure_logs() -> None:
    """Send our own logs, and the server's errors, to standard error."""
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    shared: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, renderer],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared)
    )
    logging.basicConfig(handlers=[handler], level=logging.ERROR, force=True)


def logging_failures(append: Append) -> Append:
    """The same, with a line in the log when storing begins to fail and when it works again."""
    failing = ""

    async def logged(items: Sequence[Entry | Rejection]) -> tuple[Appended, ...]:
        nonlocal failing
        try:
            appended = await append(items)
        except JournalError as failed:
            if str(failed) != failing:
                failing = str(failed)
                log.error("no events are taken", reason=failing)  # noqa: TRY400 - the reason is all
            raise
        if failing:
            failing = ""
            log.info("events are taken again")
        return appended

    return logged


def log_fault(fault: Exception) -> None:
    """What failed and where, without the fault's own words: they may hold a client's values."""
    where = traceback.extract_tb(fault.__traceback__)[-1]
    at = f"{where.filename}:{where.lineno}"
    log.error("a request failed", fault=type(fault).__name__, at=at)
