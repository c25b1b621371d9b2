from pathlib import Path
from typing import Any

import pytest

from protocols.journal.clients import MOST_PER_SOURCE, OTHER, Client, client_of, read_code
from tests.unit.journal.journals import entry, in_loop, message, opened

STAMP = {"plan": "radio", "version": "1.3.0", "generator": "protocols-typewriter/0.1.0"}


def _sent(message_id: str, version: str = "1.3.0", **context: Any) -> Any:
    stamped = {"typewriter": STAMP | {"version": version}, **context}
    return entry(message_id, body=message(message_id, context=stamped))


@in_loop
async def test_messages_are_counted_by_the_client_that_sent_them(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.append([_sent("a"), _sent("b"), entry("c")])
        await journal.append([_sent("d", app={"name": "checkout api"}), _sent("a")])
        (counts,) = journal.sources()
    assert counts.clients == {
        "radio 1.3.0 protocols-typewriter/0.1.0": 2,
        "radio 1.3.0 protocols-typewriter/0.1.0 checkout api": 1,
    }
    assert [read_code(code) for code in counts.clients] == [
        Client("radio", "1.3.0", "protocols-typewriter/0.1.0"),
        Client("radio", "1.3.0", "protocols-typewriter/0.1.0", "checkout api"),
    ]


@in_loop
async def test_clients_that_are_made_up_are_told_apart_only_so_far(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.append([_sent(str(n), f"1.0.{n}") for n in range(MOST_PER_SOURCE + 5)])
    async with opened(tmp_path) as journal:
        await journal.append([_sent("again", "1.0.0"), _sent("new", "9.9.9")])
        (counts,) = journal.sources()
    assert len(counts.clients) == MOST_PER_SOURCE + 1
    assert counts.clients[OTHER] == 6
    assert counts.clients["radio 1.0.0 protocols-typewriter/0.1.0"] == 2
    assert read_code(OTHER) is None


@pytest.mark.parametrize(
    "context",
    [
        None,
        "no object",
        {},
        {"typewriter": "radio"},
        {"typewriter": {**STAMP, "plan": "Radio; DROP TABLE counters"}},
        {"typewriter": {**STAMP, "version": "1 0"}},
        {"typewriter": {**STAMP, "generator": "x" * 65}},
        {"typewriter": {key: STAMP[key] for key in ("plan", "version")}},
    ],
)
def test_what_is_no_stamp_is_not_counted(context: Any) -> None:
    assert client_of({"type": "track", "context": context}) is None


@pytest.mark.parametrize("app", [None, "checkout", {"name": 7}, {}])
def test_a_service_without_a_name_is_counted_without_one(app: Any) -> None:
    found = client_of({"context": {"typewriter": STAMP, "app": app}})
    assert found == Client("radio", "1.3.0", "protocols-typewriter/0.1.0")
