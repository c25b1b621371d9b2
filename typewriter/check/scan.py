"""Code held against the clients it uses."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from protocols.findings import Finding, Position
from typewriter.check.known import Known
from typewriter.check.source import Source, matches
from typewriter.check.usage import How, Place, Usage, usage_of


@dataclass(frozen=True, slots=True)
class Options:
    """How a project wants to be scanned.

    `wrappers` are functions of its own that send what they are given: `app.metrics.emit:0`, with the
    place or the keyword of the argument that holds a generated function or an event's name.
    `service` is the plan's name for this program; events whose `sources` do not list it are not
    asked for. `require_used` makes a planned event that is never called an error. `tests` are
    patterns of files whose calls do not count as the program's own.
    """

    wrappers: tuple[str, ...] = ()
    service: str | None = None
    require_used: bool = False
    tests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found; `files` were looked at, `read` of them parsed."""

    findings: tuple[Finding, ...]
    usage: Usage
    files: int
    read: int


def scan(sources: Iterable[Source], clients: Sequence[Known], options: Options) -> Scan:
    """Hold every file against `clients`."""
    uses: dict[tuple[str, str], list[Place]] = defaultdict(list)
    files = read = 0
    for source in sources:
        files += 1
        for client in clients:
            if client.name.encode() not in source.text:
                continue
            read += 1
            _scan(source, client, options, uses)
    return Scan((), usage_of(clients, uses), files, read)


def _scan(
    source: Source,
    client: Known,
    options: Options,
    uses: dict[tuple[str, str], list[Place]],
) -> None:
    test = matches(source.path, options.tests)
    for node in ast.walk(ast.parse(source.text)):
        if isinstance(node, ast.Attribute) and node.attr in client.functions:
            end = (node.end_col_offset or 0) + 1
            line = node.end_lineno or 1
            at = Position(source.path, line, end - len(node.attr), line, end)
            uses[client.name, node.attr].append(Place(at, How.CALLED, test))
