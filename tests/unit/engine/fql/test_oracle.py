"""What is compiled answers as the walk over the tree in `oracle` does: same value, same type, or none."""

from hypothesis import given
from hypothesis import strategies as st

from protocols.engine.fql import compile_expression, parse_fql, print_fql
from protocols.engine.fql.tree import Compare, Join, Junction, ListOf, Literal, Operator, Path
from protocols.errors import FqlError
from tests.unit.engine.fql import oracle
from tests.unit.engine.fql.strategies import EXPRESSIONS, MANY, MESSAGES

VALUES = st.sampled_from(
    [None, True, False, 0, 1, 1.0, -0.0, 0.0, 2**53, 0.1, "", "1", "a", "true", [], ["a"], [1], [[1]], {}]
)  # fmt: skip
SMALL = st.dictionaries(st.sampled_from(["a", "b", "c"]), VALUES, max_size=3)
NESTED = st.builds(lambda flat, inner: {**flat, "o": {**inner, "p": flat}}, SMALL, SMALL)
PLACES = st.sampled_from(
    [("a",), ("b",), ("o", "a"), ("o", "p", "b"), ("o", "p", "b", "c"), ("c", 0)]
)
TERMS = st.one_of(
    st.builds(Path, PLACES),
    st.sampled_from([None, True, False, 0, 1, 1.0, 2, 0.1, "", "1", "a", "true"]).map(Literal),
)
LISTS = st.lists(TERMS, max_size=3).map(lambda items: ListOf(tuple(items)))
COMPARISONS = st.builds(Compare, st.sampled_from(Operator), TERMS, st.one_of(TERMS, LISTS))
CONDITIONS = st.one_of(
    COMPARISONS,
    st.builds(
        Join,
        st.sampled_from(Junction),
        st.lists(st.one_of(COMPARISONS, TERMS), min_size=2, max_size=4).map(tuple),
    ),
)


def both(text, message):
    """The answer of each side, None where it has none; a value stands with its type."""
    try:
        one = repr(compile_expression(text)(message))
    except FqlError:
        one = None
    try:
        other = repr(oracle.evaluate(parse_fql(text), message))
    except oracle.Refused:
        other = None
    return one, other


def is_accepted(text):
    try:
        compile_expression(text)
    except FqlError:
        return False
    return True


@MANY
@given(EXPRESSIONS, MESSAGES)
def test_any_expression_answers_as_the_oracle_does(tree, message):
    text = print_fql(tree)
    if is_accepted(text):
        one, other = both(text, message)
        assert one == other


@given(CONDITIONS, NESTED)
def test_comparing_with_a_constant_is_comparing(tree, message):
    text = print_fql(tree)
    if is_accepted(text):
        one, other = both(text, message)
        assert one == other


@given(COMPARISONS, NESTED)
def test_a_constant_compares_as_a_value_of_the_message_does(tree, message):
    """`a = 1` is `a = k` where k is 1: the short way is the long way."""
    text = print_fql(tree)
    if not isinstance(tree.right, Literal) or not is_accepted(text):
        return
    moved = Compare(tree.operator, tree.left, Path(("k",)))
    one, _ = both(text, message)
    other, _ = both(print_fql(moved), {**message, "k": tree.right.value})
    assert one == other
