"""A program with a generated client, which sends every kind of call through the transport it is told."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from typing import Any

import kinds_tracking as kinds

ORDER: dict[str, str] = json.load(sys.stdin)
CONTEXT = {"app": {"version": "5.2.0"}}
FAILURES: list[str] = []


def every_call(transport: Any) -> None:
    """One call of each kind, in the order in which they must arrive."""
    kinds.configure(transport, validate="raise", context=CONTEXT)
    who = kinds.User("u1")
    kinds.identify(who, email="noor@example.com")
    kinds.song_played(
        who,
        song_id="s_1",
        source="radio",
        rating=None,
        volume=0.5,
        songs=[{"song_id": "s_2", "at": datetime(2026, 1, 2, tzinfo=UTC)}],
        meta_={
            "timestamp": datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC),
            "message_id": "m_1",
            "integrations": {"Mixpanel": False},
        },
    )
    kinds.subscription_started(kinds.Both("u1", "a1"), price=9.99)
    kinds.subscription_started_v1(kinds.Anonymous("a1"), price_cents=999)
    kinds.script_quoted(who)
    kinds.open_sent(who, known="a", extra_={"other": [1, {"deep": None}]})
    kinds.located(who, context_={"groupId": "g1"})
    kinds.group(who, "g1", size=3)
    kinds.page(who, "Library", path="/library")
    kinds.page_home(who, signed_in=True, category_="main")
    kinds.Tracker(transport, who=who, context=CONTEXT, validate="raise").screen_menu(depth=2)
    kinds.alias("a1", "u1")


def own() -> None:
    with kinds.HttpTransport(ORDER["writeKey"], host=ORDER["url"]) as transport:
        every_call(transport)
    FAILURES.extend(["dropped"] * transport.dropped)


def own_in_asyncio() -> None:
    async def main() -> None:
        async with kinds.HttpTransport(ORDER["writeKey"], host=ORDER["url"]) as transport:
            every_call(transport)
            assert await transport.aflush(30)
        FAILURES.extend(["dropped"] * transport.dropped)

    asyncio.run(main())


def segment() -> None:
    from segment.analytics import Client

    client = Client(ORDER["writeKey"], host=ORDER["url"], on_error=_failed)
    every_call(client)
    client.shutdown()


def rudder() -> None:
    from rudderstack.analytics.client import Client

    client = Client(ORDER["writeKey"], host=ORDER["url"], on_error=_failed)
    every_call(client)
    client.shutdown()


def _failed(error: object, _: object) -> None:
    FAILURES.append(str(error))


{"own": own, "own in asyncio": own_in_asyncio, "segment": segment, "rudder": rudder}[
    ORDER["over"]
]()
if FAILURES:
    sys.exit("\n".join(FAILURES))
