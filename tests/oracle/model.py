"""Section by section what an engine must answer, written plainly and slowly, and apart from ours.

A `Model` is a plan as plain draft-07 data and the controls. It knows nothing of compiled rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from tests.oracle.amendments import AMENDMENTS
from tests.oracle.ours import message_schema
from tests.oracle.peer import Path, complaints, peer
from tests.oracle.planned import Walk

ALL: Final = tuple(AMENDMENTS.values())
TRAITS: Final = ("identify", "group")


class Answer(NamedTuple):
    """What is certain of a decision before anything is left out for a violation."""

    discard: str | None
    unplanned: frozenset[Path]
    faults: frozenset[tuple[Path, str]]
    left: Mapping[str, Any]
    may_omit: bool


@dataclass(slots=True)
class Model:
    """`events` maps a name to versions, and these to bodies; 0 stands for the one without a number."""

    events: dict[str, dict[int, Any]] = field(default_factory=dict)
    drafts: set[str] = field(default_factory=set)
    traits: Any = None
    common: Any = None
    track: dict[str, str] = field(default_factory=dict)
    identify: dict[str, str] = field(default_factory=dict)

    def answer(self, message: Mapping[str, Any]) -> Answer:
        """The steps in order: version, unplanned, rule, common."""
        kind = message["type"]
        root = "traits" if kind in TRAITS else "properties"
        controls = {"track": self.track, "identify": self.identify}.get(kind, {})
        body, known = self.body(message)
        if not known and controls.get("unplanned_events") == "block":
            return Answer("unplanned", frozenset(), frozenset(), message, may_omit=False)
        draft = kind == "track" and message["event"] in self.drafts
        acts = {} if draft else controls
        walk = Walk({})
        extra = frozenset(walk.unplanned([body], message.get(root), (root,)) if body else ())
        omits = acts.get(f"unplanned_{root}") == "omit"
        left = without(message, extra) if omits else message
        faults = frozenset(found(body, root, left)) if body is not None else frozenset()
        discard = None
        if faults and acts.get("violations") == "block":
            any_unplanned = bool(extra) or not known
            discard = "unplanned_and_schema_violation" if any_unplanned else "schema_violation"
        elif not (faults and acts.get("violations") == "omit"):
            broken = self.common is not None and bool(found(self.common, "", left))
            if broken and controls.get("common") == "block":
                discard = "common_schema_violation"
        may_omit = "omit" in {acts.get("violations"), controls.get("common")}
        return Answer(discard, extra, faults, left, may_omit)

    def body(self, message: Mapping[str, Any]) -> tuple[Any, bool]:
        """The schema that judges, and whether the plan knows the name."""
        if message["type"] == "identify":
            return self.traits, True
        if message["type"] != "track":
            return None, True
        versions = self.events.get(message["event"])
        if versions is None:
            return None, False
        wanted = message.get("context", {}).get("protocols", {}).get("event_version")
        oldest = versions[min(versions)]
        if 0 in versions or wanted is None:
            return oldest, True
        return versions.get(wanted, oldest), True


def found(body: Any, root: str, message: Mapping[str, Any]) -> set[tuple[Path, str]]:
    """Where a message breaks a body, or with no `root` a schema over the whole message."""
    schema = message_schema(body, {}, root) if root else body
    said = complaints(peer(schema, *ALL), message)
    return {(leaf.path, leaf.keyword) for each in said for leaf in each.leaves}


def without(message: Any, places: Iterable[Path]) -> Any:
    """A copy of the message less the keys at `places`."""
    gone = set(places)
    return _copied(message, gone, ())


def _copied(value: Any, gone: set[Path], path: Path) -> Any:
    if isinstance(value, dict):
        return {
            key: _copied(child, gone, (*path, key))
            for key, child in value.items()
            if (*path, key) not in gone
        }
    if isinstance(value, list):
        return [_copied(child, gone, (*path, index)) for index, child in enumerate(value)]
    return value
