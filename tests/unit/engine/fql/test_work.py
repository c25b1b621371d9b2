"""An expression does no more than its budget, whatever it says and whatever the message holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.engine.fql import MAX_BYTES, compile_expression, compile_fql, parse_fql
from protocols.engine.fql.work import MAX_LENGTH, MAX_WORK, length_for
from protocols.engine.weight import weight
from protocols.errors import FqlError
from tests.unit.engine.fql.strategies import JSON
from tests.unit.engine.steps import calls

QUOTES = {"a": '"' * 30_000, "l": ["x"] * 15_000, "o": {"l": [[1]] * 9_000}, "e": "a" * 32_000}


ROOM = 40


def many(part, joined=" or "):
    """The part as often as an expression may say it."""
    return joined.join([part] * ((MAX_BYTES - ROOM) // (len(part) + len(joined))))


@pytest.mark.parametrize(
    "text",
    [
        many("match(e, '*a?a*b')"),
        many("contains(e, 'ab')"),
        many("lowercase(e) = uppercase(e)"),
        many("'y' in l"),
        many("'y' in l[]"),
        many("l = o.l"),
        many("l[] = l"),
        many("o.l[][] = l"),
        f"length([{many('string(l)', ', ')}]) = 0",
        "string([" * 15 + "a" + "])" * 15 + " = ''",
        f"string([{many('a', ', ')}]) = ''",
        f"{'uppercase(' * 31}e{')' * 31} = 'e'",
    ],
)
def test_the_longest_expressions_over_the_longest_values_stay_within_their_budget(text):
    assert len(text) <= MAX_BYTES
    holds = compile_fql(text)
    assert calls(lambda: _asked(holds, QUOTES)) < 300_000


def test_the_same_expressions_answer_for_what_is_short():
    short = {"e": "Song Played", "l": ["x"] * 20, "o": {"l": [[1]] * 20}, "a": '"'}
    assert compile_fql(many("match(e, 'So*d?a*b')"))(short) is False
    assert compile_fql(many("'y' in l[]"))(short) is False


@pytest.mark.parametrize(
    ("text", "longest"),
    [
        ("a = 'x'", MAX_LENGTH),
        ("contains(a, 'x')", MAX_LENGTH),
        (" or ".join(["contains(a, 'x')"] * 64), MAX_WORK // 64),
        (" or ".join(["match(a, 'x')"] * 64), MAX_WORK // 1024),
        (" or ".join(["'x' in a[]"] * 64), MAX_WORK // 2048),
    ],
)
def test_the_more_walks_the_shorter_the_texts(text, longest):
    assert length_for(parse_fql(text)) == longest


def test_one_more_than_the_longest_is_refused_and_the_longest_is_not():
    text = " or ".join(["match(a, 'x?')"] * 64)
    longest = length_for(parse_fql(text))
    assert compile_fql(text)({"a": "y" * longest}) is False
    with pytest.raises(FqlError, match=f"longer than {longest}"):
        compile_fql(text)({"a": "y" * (longest + 1)})


def test_what_grows_by_being_written_stays_bounded():
    nested = compile_expression("string([string([string([string([a])])])])")
    with pytest.raises(FqlError, match="longer than"):
        nested(QUOTES)


@given(JSON, st.integers(0, 40))
def test_a_weight_counts_everything_or_stops_beyond_the_most(value, most):
    whole = weight(value, 10**9)
    assert whole == _weighed(value)
    assert (weight(value, most) > most) == (whole > most)


def _weighed(value):
    if isinstance(value, list):
        return 1 + len(value) + sum(map(_weighed, value))
    if isinstance(value, dict):
        return 1 + sum(map(len, value)) + sum(map(_weighed, value.values()))
    return 1 + (len(value) if isinstance(value, str) else 0)


def _asked(holds, message):
    try:
        return holds(message)
    except FqlError:
        return None
