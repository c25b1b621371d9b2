"""Quarantine: what is held, as a list without values, and one entry whole."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from protocols.journal.interface import Held, JournalReader, Quarantined, State
from protocols.reports.figures import moment
from protocols.reports.lines import BLANK, Line, Paint, Style, laid_out, plain
from protocols.reports.visible import visible, visible_block

_PAGE: Final = 500
_ONE_LINE: Final = bytes.maketrans(b"\r\n", b"  ")


@dataclass(frozen=True, slots=True)
class Listed:
    """A quarantine entry without what it keeps; `bytes` is how long that is."""

    id: int
    held: Held
    state: State
    source: str
    received_at: str
    code: str
    reason: str
    message_id: str | None
    kind: str | None
    name: str | None
    destination: str | None
    field: str | None
    bytes: int


def held_entries(
    reader: JournalReader, *, held: Held | None = None, source: str | None = None
) -> Iterator[Quarantined]:
    """Entries that are held still, by id; read page by page."""
    after = 0
    while page := tuple(reader.quarantined(held=held, source=source, after=after, limit=_PAGE)):
        after = page[-1].id
        yield from (entry for entry in page if entry.state is State.HELD)


def list_json(entries: Sequence[Quarantined]) -> str:
    """A JSON array of `Listed`."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps([_listed(entry) for entry in entries], option=options).decode()


def list_text(entries: Sequence[Quarantined], *, width: int = 80, paint: Paint = plain) -> str:
    """Two or three lines an entry: what it is, and why it is held."""
    wide = max((len(str(entry.id)) for entry in entries), default=0)
    lines = (line for entry in entries for line in _entry(entry, wide))
    return laid_out(lines, width=width, paint=paint)


def entry_text(entry: Quarantined, *, paint: Paint = plain) -> str:
    """The entry and all that it keeps. Only unseen characters are spelled out; no line is wrapped."""
    facts = [
        Line(0, f"{name}:", visible(text), Style.QUIET) for name, text in _facts(entry) if text
    ]
    head = laid_out([*facts, BLANK], width=1_000, paint=paint)
    return head + (visible_block(_indented(entry.body)) or _erased(entry)) + "\n"


def entry_json(entry: Quarantined) -> str:
    """One line with all of `Listed`, and as `body` what the entry keeps: JSON if it is, else text."""
    facts = orjson.loads(orjson.dumps(_listed(entry)))
    line = orjson.dumps({**facts, "body": _embedded(entry.body)}).decode()
    return visible_block(line) + "\n"


def _embedded(body: bytes) -> orjson.Fragment | str | None:
    """Byte for byte, but for line breaks, which in JSON stand between values only."""
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError:
        return body.decode("utf-8", "backslashreplace") or None
    return orjson.Fragment(body.translate(_ONE_LINE))


def _listed(entry: Quarantined) -> Listed:
    return Listed(
        id=entry.id,
        held=entry.held,
        state=entry.state,
        source=entry.source,
        received_at=entry.received_at,
        code=entry.code,
        reason=entry.reason,
        message_id=entry.message_id,
        kind=entry.kind,
        name=entry.name,
        destination=entry.destination,
        field=entry.field,
        bytes=len(entry.body),
    )


def _entry(entry: Quarantined, wide: int) -> Iterator[Line]:
    what = " ".join(filter(None, (entry.kind, entry.name)))
    about = filter(None, (what, entry.field, entry.destination and f"to {entry.destination}"))
    origin = f"from {visible(entry.source)}, {visible(moment(entry.received_at))}"
    told = ", ".join(visible(part) for part in about)
    lead = f"{entry.id:>{wide}}  {entry.held:<8} {visible(entry.code)}"
    yield Line(0, lead, f"{told + ', ' if told else ''}{origin}", Style.NAME)
    if entry.reason:
        yield Line(wide + 2, text=visible(entry.reason))


def _facts(entry: Quarantined) -> Iterator[tuple[str, str | None]]:
    yield "id", str(entry.id)
    yield "held", f"{entry.held} ({entry.state})" if entry.state is not State.HELD else entry.held
    yield "source", entry.source
    yield "received", moment(entry.received_at)
    yield "code", entry.code
    yield "reason", entry.reason
    yield "type", entry.kind
    yield "name", entry.name
    yield "message id", entry.message_id
    yield "destination", entry.destination
    yield "field", entry.field


def _erased(entry: Quarantined) -> str:
    return "its bytes were purged" if entry.state is State.PURGED else "nothing was sent in it"


def _indented(body: bytes) -> str:
    """Indented when that changes nothing else; what JSON would read differently stays as it came."""
    text = body.decode("utf-8", "backslashreplace")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    same = json.dumps(value, separators=(",", ":"), ensure_ascii=False) == text
    return json.dumps(value, indent=2, ensure_ascii=False) if same else text
