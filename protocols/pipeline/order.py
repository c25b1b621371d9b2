"""The order of operations as one table. The rows of admit and route are the ones that they run."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from protocols.pipeline.admit import ADMIT, AdmitStep
from protocols.pipeline.route import ROUTE, RouteStep


class Row(NamedTuple):
    """One step: its number, what it does, the part of the program that does it, what failing costs."""

    number: str
    step: str
    where: str
    on_failure: str


def _rows() -> Iterator[Row]:
    yield Row(
        "1",
        "authenticate, limits, parse, stamp receivedAt, messageId, timestamp",
        "gateway",
        "401, 413, 400; or the item alone is rejected",
    )
    yield Row(
        "2",
        "suppression list, privacy by pii (in a later release)",
        "pipeline.admit",
        "suppressed",
    )
    for number, step in enumerate(ADMIT, 3):
        yield Row(str(number), _told(step), step.where, step.on_failure)
    stored, sent = 3 + len(ADMIT), 4 + len(ADMIT)
    yield Row(
        str(stored),
        "one transaction: dedupe by source and messageId, message, quarantine, counters; fsync; 200",
        "journal",
        "503 and Retry-After",
    )
    for number, routing in enumerate(ROUTE, 1):
        yield Row(f"{sent}.{number}", _told(routing), "pipeline.route", routing.on_failure)
    yield Row(
        f"{sent}.{len(ROUTE) + 1}",
        "deliver, to each destination on its own",
        "delivery",
        "retried; or dead",
    )


def _told(step: AdmitStep | RouteStep) -> str:
    return f"{step.name}: {step.does}" if step.does else step.name


ORDER: Final = tuple(_rows())

_TITLES: Final = Row("#", "step", "where", "on failure")


def to_markdown(rows: Iterable[Row] = ORDER) -> str:
    """The table as people read it in a terminal and in a document alike."""
    *columns, _ = zip(_TITLES, *rows, strict=True)
    widths = [*(max(map(len, column)) for column in columns), 0]
    rule = Row(*("-" * (width or len(_TITLES.on_failure)) for width in widths))
    return "".join(
        "| " + " | ".join(map(str.ljust, row, widths)) + " |\n" for row in (_TITLES, rule, *rows)
    )
