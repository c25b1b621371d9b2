import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.engine.cast import CASTS, CastType


@pytest.mark.parametrize(
    ("wanted", "value", "made"),
    [
        ("string", 5, "5"),
        ("string", 5.0, "5"),
        ("string", 0.1, "0.1"),
        ("string", True, "true"),
        ("string", None, None),
        ("string", [1], [1]),
        ("number", "12.50", 12.5),
        ("number", "-3", -3),
        ("number", "1e3", 1000.0),
        ("number", "0x10", "0x10"),
        ("number", "NaN", "NaN"),
        ("number", "1e999", "1e999"),
        ("number", True, True),
        ("integer", "12", 12),
        ("integer", 12.0, 12),
        ("integer", 12.5, 12.5),
        ("integer", "12.0", "12.0"),
        ("integer", "9" * 5000, "9" * 5000),
        ("integer", False, False),
        ("boolean", "TRUE", True),
        ("boolean", "false", False),
        ("boolean", 1, True),
        ("boolean", 0.0, False),
        ("boolean", 2, 2),
        ("boolean", "yes", "yes"),
        ("boolean", [], []),
        ("date-time", "2024-02-29", "2024-02-29T00:00:00Z"),
        ("date-time", "2023-02-29", "2023-02-29"),
        ("date-time", "2024-01-02 03:04", "2024-01-02T03:04:00Z"),
        ("date-time", "2024-01-02t03:04:05.123456789z", "2024-01-02T03:04:05.123456789Z"),
        ("date-time", "2024-01-02T03:04:05+0130", "2024-01-02T03:04:05+01:30"),
        ("date-time", "2024-01-02T25:04:05Z", "2024-01-02T25:04:05Z"),
        ("date-time", "yesterday", "yesterday"),
        ("date-time", 1704164645, "2024-01-02T03:04:05Z"),
        ("date-time", 1704164645123, "2024-01-02T03:04:05.123Z"),
        ("date-time", 10**400, 10**400),
        ("date-time", 1e300, 1e300),
        ("date-time", True, True),
    ],
)
def test_a_value_is_cast_or_stays(wanted, value, made):
    done = CASTS[CastType(wanted)](value)
    assert (type(done), done) == (type(made), made)


@given(
    st.sampled_from(CastType),
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False),
        st.text(),
        st.from_regex(r"[0-9T:. Z+-]{1,25}", fullmatch=True),
    ),
)
def test_casting_twice_is_casting_once(wanted, value):
    once = CASTS[wanted](value)
    assert repr(CASTS[wanted](once)) == repr(once)
