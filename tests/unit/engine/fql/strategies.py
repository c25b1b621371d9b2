"""Expressions and messages for the laws."""

import string

from hypothesis import settings
from hypothesis import strategies as st

from protocols.engine.fql.functions import FUNCTIONS
from protocols.engine.fql.tree import (
    Call,
    Compare,
    Everything,
    Join,
    Junction,
    ListOf,
    Literal,
    Not,
    Operator,
    Path,
)

_EXAMPLES = settings().max_examples
MANY = settings(max_examples=100_000 if _EXAMPLES > 1000 else _EXAMPLES)
"""A hundred thousand examples in the long form: `pytest tests/unit/engine/fql --hypothesis-profile long --timeout 0`."""

KEYS = st.sampled_from(["a", "b", "in", "all", "1st", "-x", "product 1", "a.b", "é", "[0]", "\\"])
STEPS = st.one_of(KEYS, st.integers(0, 3), st.none())
PATHS = st.builds(lambda first, rest: Path((first, *rest)), KEYS, st.lists(STEPS, max_size=3))
TEXTS = st.one_of(
    st.text(st.characters(exclude_characters="'"), max_size=6),
    st.text(st.characters(exclude_characters='"'), max_size=6),
    st.sampled_from(["a*", "[a-z]", "[", "\\", "true", "12", "a b"]),
)
NUMBERS = st.one_of(st.integers(-(10**20), 10**20), st.floats(-1e20, 1e20, allow_subnormal=True))
LITERALS = st.builds(Literal, st.one_of(TEXTS, NUMBERS, st.booleans(), st.none()))


def _deeper(nodes):
    several = st.lists(nodes, max_size=3).map(tuple)
    known = st.sampled_from(sorted(FUNCTIONS)).flatmap(
        lambda name: st.tuples(*[nodes] * len(FUNCTIONS[name].takes)).map(
            lambda arguments: Call(name, arguments)
        )
    )
    return st.one_of(
        st.builds(ListOf, several),
        known,
        st.builds(Not, nodes),
        st.builds(Compare, st.sampled_from(Operator), nodes, nodes),
        st.builds(
            Join, st.sampled_from(Junction), st.lists(nodes, min_size=2, max_size=3).map(tuple)
        ),
    )


EXPRESSIONS = st.recursive(
    st.one_of(LITERALS, PATHS, st.just(Everything())), _deeper, max_leaves=8
)

JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=5),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(KEYS, st.text(max_size=3)), inner, max_size=3),
    ),
    max_leaves=10,
)
MESSAGES = st.dictionaries(KEYS, JSON, max_size=5)
HOSTILE = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [
                *"()[]!=<>,.\\'\"",
                " ",
                "and",
                "or",
                "in",
                "all",
                "null",
                "a.b",
                "1",
                "match(",
                "length",
            ]
        ),
        max_size=30,
    ).map("".join),
    st.text(string.printable, max_size=60),
)
