"""Events that the plan expects of this program, and that it never sends."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from protocols.findings import Finding, Severity
from protocols.findings.catalog import finding
from protocols.plan.model import Kind, Status
from typewriter.check.known import Known, KnownFunction
from typewriter.check.usage import EventUsage, Usage


def never_called(
    clients: Iterable[Known],
    usage: Usage,
    *,
    service: str | None,
    is_error: bool,
    perhaps: Collection[tuple[str, str]] = (),
) -> Iterator[Finding]:
    """A finding for each live event that `service` should send and nothing but tests does.

    `perhaps` are functions of clients that may be called out of sight: nothing is said of those.
    """
    used: dict[tuple[str, str | None], list[EventUsage]] = defaultdict(list)
    for one in usage.events:
        if one.kind == Kind.TRACK:
            used[one.client, one.name].append(one)
    for client in clients:
        for event, function in sorted(client.events.items()):
            found = used[client.name, event]
            is_used = any(one.is_used or (one.client, one.function) in perhaps for one in found)
            if _is_expected(function, service) and not is_used:
                told = _told(client, function, found)
                yield replace(told, severity=Severity.ERROR) if is_error else told


def _is_expected(function: KnownFunction, service: str | None) -> bool:
    ours = not function.sources or service in function.sources
    return ours and function.status is Status.LIVE


def _told(client: Known, function: KnownFunction, found: Sequence[EventUsage]) -> Finding:
    tested = any(one.places for one in found)
    where = "no call of it was found but in tests" if tested else "no call of it was found"
    advice = (
        f"call {client.name}.{function.name}(), mark the event as a draft, "
        "or list in its `sources` who sends it"
    )
    return finding(
        "TW202", f'"{function.event}" is planned, and {where}', function.at, advice=advice
    )
