"""Which generated clients a source hears from, and which of them lag behind its plan."""

from collections.abc import Mapping

from protocols.journal.clients import Client, read_code
from protocols.reports.report import ClientShare

_FURTHER = Client("", "", "")


def client_shares(
    counts: Mapping[str, int], current: tuple[str, str] | None
) -> tuple[ClientShare, ...]:
    """The counted clients, the busiest first; `current` is the id and version of the source's plan."""
    found = [(read_code(code) or _FURTHER, number) for code, number in counts.items()]
    found.sort(key=lambda pair: (-pair[1], pair[0]))
    return tuple(
        ClientShare(*client[:3], client.service, number, _wanted(client, current))
        for client, number in found
    )


def _wanted(client: Client, current: tuple[str, str] | None) -> str:
    if current is None or client.plan != current[0] or client.version == current[1]:
        return ""
    return current[1]
