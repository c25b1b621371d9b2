"""Whatever a file holds, explain tells of it or says why it cannot: it never fails itself."""

import json
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.cli.explain.arrivals import arrivals
from protocols.cli.explain.build import explained
from protocols.cli.explain.setting import Setting, workspace_setting
from protocols.cli.explain.text import to_text
from protocols.errors import UnreadableInput
from protocols.gateway.sort import Arrival
from protocols.gateway.source import Source

FOLDER = Path(__file__).parents[2] / "cases" / "explain"
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
AT = "2026-03-01T12:00:00.000Z"

KEYS = [
    "song_id", "seconds", "source", "length", "text", "protocols", "event_version", "consent",
    "categoryPreferences", "marketing", "violations", "plan", "a.b", "", "7",
]  # fmt: skip
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
)
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=10,
)
objects = st.dictionaries(st.sampled_from(KEYS), values, max_size=5)
sound = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["track", "page", "screen", "identify", "group", "alias"]),
        "userId": st.just("u1"),
        "event": st.sampled_from(["Song Played", "song played", "Song Rated", "Lyrics Opened"]),
        "groupId": st.just("g"),
        "previousId": st.just("p"),
    },
    optional={
        "name": st.just("Home"),
        "messageId": st.just("m"),
        "receivedAt": st.just(AT),
        "properties": objects,
        "traits": objects,
        "context": objects,
        "integrations": st.dictionaries(st.sampled_from(["All", "crm", "ads"]), st.booleans()),
    },
)
FIELDS = [
    "type",
    "userId",
    "event",
    "messageId",
    "receivedAt",
    "timestamp",
    "properties",
    "context",
]
spoiled = st.builds(
    lambda message, key, value: {**message, key: value}, sound, st.sampled_from(FIELDS), values
)
messages = sound | spoiled
bodies = messages | st.fixed_dictionaries(
    {"batch": st.lists(messages | values, max_size=3)}, optional={"context": objects}
)


@pytest.fixture(scope="module")
def setting() -> Setting:
    return workspace_setting(str(FOLDER / "workspace.yaml"), "web", None)


def _told(body: Any, setting: Setting) -> list[Any]:
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    arrival = Arrival(Source("web", setting.source), moment, AT, lambda: "new")
    found, unreadable = arrivals(json.dumps(body).encode(), "event.json", arrival)
    if unreadable:
        raise unreadable[0]
    return [explained(arrived, setting) for arrived in found]


@given(body=bodies)
def test_anything_is_told_of_or_refused(body: Any, setting: Setting) -> None:
    try:
        told = _told(body, setting)
    except UnreadableInput as refused:
        assert str(refused).startswith("cannot read event.json:1: ")  # noqa: PT017
        return
    text = to_text(told, width=100, whole=True)
    assert not {unicodedata.category(each) for each in set(text) - {"\n"}} & UNSEEN
    for each in told:
        assert json.loads(orjson.dumps(each))["outcome"] == each.outcome
        assert each.steps[0].number == "1"
        blocked = each.outcome != "admitted"
        assert blocked <= (not each.destinations)
        assert blocked <= each.findings
