from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.engine.paths import MISSING
from protocols.pipeline.difference import differences

leaves = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([0.0, 1.0, "", "a", "1"])
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b.c", "", "[0]"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": True}, [("a", 1, True)]),
        ({"a": 1}, {"a": 1.0}, [("a", 1, 1.0)]),
        ({"a": {"b": 1}}, {"a": {"c": 1}}, [("a.b", 1, MISSING), ("a.c", MISSING, 1)]),
        ({"a.b": [1, {"c": 2}]}, {"a.b": [1, {"c": 3}]}, [(r"a\.b[1].c", 2, 3)]),
        ({"a": [1]}, {"a": [1, 2]}, [("a", [1], [1, 2])]),
        ({"a": None}, {}, [("a", None, MISSING)]),
    ],
)
def test_what_differs_is_told_with_its_place(before: Any, after: Any, told: Any) -> None:
    assert [tuple(each) for each in differences(before, after)] == told


@given(values, values)
def test_nothing_differs_exactly_when_both_are_written_alike(before: Any, after: Any) -> None:
    written = [orjson.dumps(each, option=orjson.OPT_SORT_KEYS) for each in (before, after)]
    assert (differences(before, after) == ()) == (written[0] == written[1])
