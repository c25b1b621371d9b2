"""Where each event is called, as a file for other programs."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from protocols.findings.clean import shown_place
from typewriter.check.usage import EventUsage, How, Usage
from typewriter.view.lock import read_lock
from typewriter.view.marks import LOCK
from typewriter.write.drift import Comparison

VERSION: Final = 1
BEGINNING: Final = re.compile(r'\s*\{\s*"version":\s*\d+,\s*"plans":')
"""How a usage file begins."""
_TRACK: Final = "track"


def used(usage: Usage) -> tuple[int, int]:
    """How many events something but a test calls, and how many there are."""
    events = [each for each in usage.events if each.kind == _TRACK]
    return sum(each.is_used for each in events), len(events)


def usage_json(usage: Usage, clients: Sequence[Comparison]) -> str:
    """The text of a usage file: sorted, a call of the plan a line, the same for the same code."""
    lines = [json.dumps(_event(each)) for each in usage.events]
    document: Mapping[str, Any] = {"version": VERSION, "plans": list(_plans(clients))}
    head = json.dumps(document, indent=2).removesuffix("\n}")
    body = ",\n".join(f"    {line}" for line in lines)
    return (
        f'{head},\n  "events": [\n{body}\n  ]\n}}\n' if lines else f'{head},\n  "events": []\n}}\n'
    )


def _plans(clients: Iterable[Comparison]) -> Iterable[Mapping[str, str]]:
    for client in sorted(clients, key=lambda each: each.folder.name):
        lock = read_lock(client.files[LOCK])
        if lock is not None:
            yield {
                "client": client.folder.name,
                "plan": lock.plan.id,
                "version": lock.plan.version,
                "sha256": lock.plan.sha256,
            }


def _event(event: EventUsage) -> Mapping[str, Any]:
    own = [place for place in event.places if not place.test]
    return {
        "client": event.client,
        "function": event.function,
        "type": event.kind,
        "name": event.name,
        "version": event.version,
        **{str(how): [shown_place(each.at) for each in own if each.how is how] for how in How},
        "tests": [shown_place(each.at) for each in event.places if each.test],
    }
