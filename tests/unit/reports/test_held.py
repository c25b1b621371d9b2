import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from protocols.journal.interface import Held, Quarantined, State
from protocols.reports.held import entry_text, held_entries, list_json, list_text


def entry(number: int = 1, **changes: Any) -> Quarantined:
    held = Quarantined(
        id=number,
        held=Held.BLOCKED,
        state=State.HELD,
        source="web",
        received_at="2026-11-22T02:00:01Z",
        code="schema_violation",
        reason="properties.total is required",
        body=b'{"type":"track","event":"Order Completed","userId":"canary@example.com"}',
        message_id="m-1",
        kind="track",
        name="Order Completed",
        seq=11,
    )
    return replace(held, **changes)


def test_every_page_of_what_is_held_is_read(journal: Callable[..., Any]) -> None:
    kept = tuple(
        entry(number, state=State.REPLAYED if number % 3 == 0 else State.HELD)
        for number in range(1, 1502)
    )
    found = [each.id for each in held_entries(journal(kept=kept))]
    assert found == [number for number in range(1, 1502) if number % 3]


def test_what_is_held_can_be_narrowed(case: Callable[[str], Any]) -> None:
    reader = case("busy").journal
    assert [each.id for each in held_entries(reader, held=Held.BLOCKED)] == [2]
    assert [each.id for each in held_entries(reader, source="ios")] == []


def test_a_list_tells_what_and_why_without_values() -> None:
    text = list_text([entry(), entry(12, held=Held.DEAD, destination="crm", code="refused")])
    assert "canary" not in text
    assert text.splitlines() == [
        " 1  blocked  schema_violation track Order Completed, from web, 2026-11-22 02:00",
        "                              UTC",
        "    properties.total is required",
        "12  dead     refused track Order Completed, to crm, from web, 2026-11-22 02:00",
        "                     UTC",
        "    properties.total is required",
    ]


def test_a_list_as_json_has_every_field_but_the_body() -> None:
    (written,) = json.loads(list_json([entry()]))
    assert written["id"] == 1
    assert written["held"] == "blocked"
    assert written["bytes"] == len(entry().body)
    assert "body" not in written
    assert "canary" not in json.dumps(written)


def test_an_entry_is_shown_with_its_values() -> None:
    text = entry_text(entry())
    assert "reason: properties.total is required\n" in text
    assert json.loads(text.partition("\n\n")[2]) == json.loads(entry().body)


@pytest.mark.parametrize(
    "body",
    [b'{"a":1,"a":2}', b'{"n":1e400}', b'{"n": 1.50}', b"[1,", b"", b"\xff\xfe{", b"[" * 9000],
    ids=lambda body: ascii(body[:12]),
)  # fmt: skip
def test_what_json_would_read_differently_is_shown_as_it_came(body: bytes) -> None:
    shown = entry_text(entry(body=body)).partition("\n\n")[2].removesuffix("\n")
    assert shown == (body.decode("utf-8", "backslashreplace") or "nothing was sent in it")


def test_a_number_of_any_length_is_kept() -> None:
    assert "123456789012345678901234567890" in entry_text(
        entry(body=b'{"n":123456789012345678901234567890}')
    )


def test_a_purged_entry_says_where_its_bytes_went() -> None:
    assert "its bytes were purged" in entry_text(entry(body=b"", state=State.PURGED))


@pytest.mark.parametrize("show", [entry_text, lambda held: list_text([held])])
@pytest.mark.parametrize(
    "payload", ["\x1b[2J", "\x1b]0;x\x07", "\x9b2J", "\u202e", "a\rb", "\u2028"]
)
def test_nothing_kept_reaches_the_terminal_as_a_control(
    show: Callable[[Quarantined], str], payload: str
) -> None:
    texts = ("source", "code", "reason", "message_id", "kind", "name", "destination", "field")
    hostile = entry(body=payload.encode(), **dict.fromkeys(texts, payload))
    unseen = {c for c in show(hostile) if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}}
    assert unseen <= {"\n"}
