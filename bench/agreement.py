"""Whether the engine and its peers say the same of every message."""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

from bench.material import Material
from bench.measure import Series, say, table
from bench.node_peer import Node
from bench.python_peers import fastjsonschema_errors, has_fastjsonschema, jsonschema_errors
from protocols import Engine

LISTED = 5
"""How many disagreements are shown."""


def agreement(material: Material, node: Node | None) -> tuple[dict[str, Series | bool], str]:
    """Compare verdicts and error counts over the whole corpus."""
    say("  comparing verdicts")
    decide = Engine(material.plan).decide
    ours = [decide(message).violation_count for message in material.parsed]
    peers: dict[str, tuple[list[int], bool]] = {
        "jsonschema": (_counts(jsonschema_errors(material.schemas), material.parsed), True)
    }
    if node:
        peers["Ajv"] = (node.ask("errors", corpus=material.name)["errors"], True)
    if has_fastjsonschema():
        found = _counts(fastjsonschema_errors(material.schemas), material.parsed)
        peers["fastjsonschema"] = (found, False)
    rows, listed = [], []
    for name, (theirs, counted) in peers.items():
        verdicts = [i for i, n in enumerate(theirs) if bool(n) is not bool(ours[i])]
        counts = [i for i, n in enumerate(theirs) if n != ours[i]] if counted else None
        rows.append(_row(name, ours, verdicts, counts))
        listed += _shown(name, ours, theirs, verdicts or counts or [], material)
    equal = not any(_differ(ours, theirs, counted=counted) for theirs, counted in peers.values())
    head = ["Agreement with the engine", "messages", "broken", "verdicts differ", "counts differ"]
    return {"agreement": equal}, f"\n{table(head, rows)}{''.join(listed)}"


def _counts(errors: Callable[[Any], int], messages: Sequence[Any]) -> list[int]:
    return [errors(message) for message in messages]


def _differ(ours: Sequence[int], theirs: Sequence[int], *, counted: bool) -> bool:
    if counted:
        return list(ours) != list(theirs)
    return [bool(n) for n in ours] != [bool(n) for n in theirs]


def _row(
    name: str, ours: Sequence[int], verdicts: Sequence[int], counts: Sequence[int] | None
) -> tuple[object, ...]:
    broken = sum(1 for n in ours if n)
    told = "first error only" if counts is None else len(counts)
    return name, f"{len(ours):,}", f"{broken:,}", len(verdicts), told


def _shown(
    name: str, ours: Sequence[int], theirs: Sequence[int], at: Sequence[int], material: Material
) -> list[str]:
    return [
        f"\n- {name}: message {i} ({material.parsed[i]['event']}): the engine finds {ours[i]}, "
        f"{name} {theirs[i]}"
        for i in islice(at, LISTED)
    ]
