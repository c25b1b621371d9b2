"""Whether the engine and its peers say the same of every message."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.material import Material
from bench.measure import Series, say, table
from bench.node_peer import Node
from bench.python_peers import fastjsonschema_errors, has_fastjsonschema, jsonschema_errors
from protocols import Engine

LISTED = 5
"""How many disagreements with one peer are shown."""


@dataclass(frozen=True, slots=True)
class Peer:
    """What a peer found: errors per message; where it stops at the first, 0 or 1."""

    name: str
    errors: Sequence[int]
    stops_at_first: bool = False

    def verdicts_unlike(self, ours: Sequence[int]) -> list[int]:
        """Numbers of the messages that it calls broken and we do not, or the other way round."""
        return [i for i, found in enumerate(self.errors) if bool(found) is not bool(ours[i])]

    def counts_unlike(self, ours: Sequence[int]) -> list[int]:
        """Numbers of the messages in which it finds another number of errors."""
        if self.stops_at_first:
            return self.verdicts_unlike(ours)
        return [i for i, found in enumerate(self.errors) if found != ours[i]]


def agreement(material: Material, node: Node | None) -> tuple[dict[str, Series], str]:
    """Compare verdicts and error counts over the whole corpus; the figure needs every peer."""
    say("  comparing verdicts")
    decide = Engine(material.plan).decide
    ours = [decide(message).violation_count for message in material.parsed]
    peers = list(_peers(material, node))
    rows = [_row(peer, ours) for peer in peers]
    listed = "".join(line for peer in peers for line in _shown(peer, ours, material))
    head = ["Agreement with the engine", "messages", "broken", "verdicts differ", "counts differ"]
    differing = {i for peer in peers for i in peer.counts_unlike(ours)}
    measured = {"agreement": Series((float(len(differing)),))} if node else {}
    return measured, f"\n{table(head, rows)}{listed}"


def _peers(material: Material, node: Node | None) -> Iterator[Peer]:
    count = jsonschema_errors(material.schemas)
    yield Peer("jsonschema", [count(message) for message in material.parsed])
    if node:
        yield Peer("Ajv", node.ask("errors", corpus=material.name)["errors"])
    if has_fastjsonschema():
        first = fastjsonschema_errors(material.schemas)
        found = [first(message) for message in material.parsed]
        yield Peer("fastjsonschema", found, stops_at_first=True)


def _row(peer: Peer, ours: Sequence[int]) -> tuple[object, ...]:
    counts = "stops at the first" if peer.stops_at_first else len(peer.counts_unlike(ours))
    broken = sum(1 for found in ours if found)
    return (
        peer.name,
        f"{len(ours):,}",
        f"{broken:,}",
        len(peer.verdicts_unlike(ours)),
        counts,
    )


def _shown(peer: Peer, ours: Sequence[int], material: Material) -> list[str]:
    return [
        f"\n- message {i} ({material.parsed[i]['event']}): the engine finds {ours[i]}, "
        f"{peer.name} {peer.errors[i]}"
        for i in peer.counts_unlike(ours)[:LISTED]
    ]
