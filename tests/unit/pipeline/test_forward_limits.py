"""How many violations are forwarded: samples, caps, and the count of the rest."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from protocols.engine.decide import Engine
from protocols.pipeline.cap import RateCap
from protocols.pipeline.entry import Unforwarded
from tests.unit.pipeline.forwarding import admitted, engine_in, forwarding, played


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return engine_in(tmp_path)


def _broken(number: int) -> list[dict[str, Any]]:
    return [played(f"m{each}") for each in range(number)]


def _kept(engine: Engine, sample: float) -> set[str]:
    source = forwarding(engine, sample=sample)
    return {
        message["messageId"] for message in _broken(2_000) if len(admitted(message, source)) > 1
    }


def test_a_sample_is_a_share_the_same_each_time_and_within_every_larger_one(
    engine: Engine,
) -> None:
    tenth, fifth, all_of_them = _kept(engine, 0.1), _kept(engine, 0.2), _kept(engine, 1.0)
    assert tenth < fifth < all_of_them
    assert 140 < len(tenth) < 260
    assert 320 < len(fifth) < 480
    assert len(all_of_them) == 2_000
    assert tenth == _kept(engine, 0.1)


def test_events_are_sampled_apart(engine: Engine) -> None:
    def kept(event: str, **extra: Any) -> set[str]:
        source = forwarding(engine, sample=0.5)
        messages = [played(f"m{n}", event=event, **extra) for n in range(500)]
        return {message["messageId"] for message in messages if len(admitted(message, source)) > 1}

    assert kept("Song Played") != kept("Song Shared", properties={"to": 1})


def test_a_messages_violations_are_sampled_together(engine: Engine) -> None:
    source = forwarding(engine, sample=0.5)
    for number in range(200):
        message = played(f"m{number}", properties={"seconds": "3", "tags": [1, 2]})
        entry, *forwarded = admitted(message, source)
        assert (len(forwarded), entry.unforwarded) in [
            (4, Unforwarded()),
            (0, Unforwarded(sampled_out=4)),
        ]


def test_what_the_cap_holds_back_is_counted_and_comes_again_with_time(engine: Engine) -> None:
    now = [0.0]
    source = forwarding(engine, room=RateCap(6, lambda: now[0]).take)

    def sent(number: int) -> tuple[int, int]:
        came = [admitted(message, source) for message in _broken(number)]
        held = sum(entry.unforwarded.over_the_cap for entry, *_ in came)
        return sum(len(forwarded) for _, *forwarded in came), held

    assert sent(10) == (6, 4)
    now[0] += 30
    assert sent(10) == (3, 7)
    now[0] += 3600
    assert sent(10) == (6, 4)


def test_the_cap_lets_through_as_many_of_one_message_as_there_is_room_for(engine: Engine) -> None:
    source = forwarding(engine, room=RateCap(3, lambda: 0.0).take)
    message = played(properties={"seconds": "3", "tags": [1, 2]})
    entry, *forwarded = admitted(message, source)
    assert (len(forwarded), entry.unforwarded) == (3, Unforwarded(over_the_cap=1))


def test_each_event_of_the_plan_has_a_cap_of_its_own_and_unknown_names_share_one(
    engine: Engine,
) -> None:
    taken: Counter[str] = Counter()

    def room(event: str, wanted: int) -> int:
        taken[event] += wanted
        return wanted

    source = forwarding(engine, room=room)
    shared = {"event": "Song Shared", "properties": {"to": []}}
    for version in (1, 2):
        admitted(played(**shared, context={"protocols": {"event_version": version}}), source)
    for number in range(5):
        admitted(played(event=f"Made up {number}", anonymousId="a"), source)
        admitted({**played(), "type": "page", "name": f"P{number}", "anonymousId": "a"}, source)
    assert taken == {"Song Shared": 2, "track": 5, "page *": 5}


def test_violations_past_those_that_are_listed_are_counted(engine: Engine) -> None:
    message = played(properties={"song_id": "s", "tags": list(range(80))})
    entry, *forwarded = admitted(message, forwarding(engine))
    assert (len(forwarded), entry.unforwarded) == (50, Unforwarded(unlisted=30))


def test_a_clean_message_takes_no_room(engine: Engine) -> None:
    def room(_event: str, _wanted: int) -> int:
        raise AssertionError

    (entry,) = admitted(played(properties={"song_id": "s"}), forwarding(engine, room=room))
    assert entry.unforwarded == Unforwarded()
