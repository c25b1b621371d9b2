"""Which generated clients messages came from: what their calls say of themselves, bounded per source."""

import re
import sqlite3
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from protocols.findings.clean import cut
from protocols.journal.counters import Scope, Term
from protocols.journal.encode import text

MOST_PER_SOURCE: Final = 50
"""Distinct clients of a source that are told apart; what comes after is counted under `OTHER`."""

OTHER: Final = "__other__"

_STAMP: Final = ("plan", "version", "generator")
_PLAN: Final = re.compile(r"[a-z0-9-]{1,64}")
_WORD: Final = re.compile(r"[0-9A-Za-z./+_-]{1,64}")
_LONGEST: Final = 60
"""Characters kept of a service's name: clients choose it."""

_KNOWN: Final = "SELECT DISTINCT name, code FROM counters WHERE scope = ? AND term = ?"


class Client(NamedTuple):
    """What sent a message: the plan it was generated from, by what, and in which service."""

    plan: str
    version: str
    generator: str
    service: str = ""


class ClientBook:
    """The clients of each source that are counted by name."""

    __slots__ = ("_known", "_sizes")

    def __init__(self, store: sqlite3.Connection) -> None:
        rows = store.execute(_KNOWN, (Scope.SOURCE, Term.CLIENTS))
        self._known = {(source, code) for source, code in rows if code != OTHER}
        self._sizes = Counter(source for source, _ in self._known)

    def code(self, source: str, client: Client) -> str:
        """What the client's messages are counted under."""
        code = " ".join(client).rstrip(" ")
        if (source, code) not in self._known:
            if self._sizes[source] >= MOST_PER_SOURCE:
                return OTHER
            self._known.add((source, code))
            self._sizes[source] += 1
        return code


def client_of(message: Mapping[str, Any]) -> Client | None:
    """What a generated client wrote into `context.typewriter`, and the name of its `context.app`."""
    context = message.get("context")
    stamp = context.get("typewriter") if isinstance(context, dict) else None
    if not isinstance(context, dict) or not isinstance(stamp, dict):
        return None
    plan, version, generator = (str(stamp.get(key, "")) for key in _STAMP)
    if not (_PLAN.fullmatch(plan) and _WORD.fullmatch(version) and _WORD.fullmatch(generator)):
        return None
    return Client(plan, version, generator, _service(context.get("app")))


def read_code(code: str) -> Client | None:
    """The client that is counted under `code`; None for those that are not told apart."""
    plan, version, generator, service = [*code.split(" ", 3), "", "", ""][:4]
    return None if code == OTHER else Client(plan, version, generator, service)


def _service(app: Any) -> str:
    name = app.get("name") if isinstance(app, dict) else None
    return text(cut(name, _LONGEST)) if isinstance(name, str) else ""
