import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from protocols.engine.fql import MAX_BYTES, MAX_DEPTH, compile_fql, parse_fql, print_fql
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
from protocols.errors import FqlError
from tests.unit.engine.fql.strategies import EXPRESSIONS, HOSTILE, MANY

A, B, C = Path(("a",)), Path(("b",)), Path(("c",))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a and b or c", Join(Junction.OR, (Join(Junction.AND, (A, B)), C))),
        ("a or b and c", Join(Junction.OR, (A, Join(Junction.AND, (B, C))))),
        ("a and (b or c)", Join(Junction.AND, (A, Join(Junction.OR, (B, C))))),
        ("!a = b", Compare(Operator.EQUAL, Not(A), B)),
        ("!(a = b)", Not(Compare(Operator.EQUAL, A, B))),
        ("a>=-1.50", Compare(Operator.AT_LEAST, A, Literal(-1.5))),
        ("a in['x',1]", Compare(Operator.IN, A, ListOf((Literal("x"), Literal(1))))),
        ("length( a )", Call("length", (A,))),
        (r"product\ 1.price", Path(("product 1", "price"))),
        (r"a\.b[0].c[]", Path(("a.b", 0, "c", None))),
        (r"\in[0]", Path(("in", 0))),
        ("and.or", Path(("and", "or"))),
        ("all", Everything()),
        (r"\all", Path(("all",))),
        ("'\"'", Literal('"')),
        (r"'a\'", Literal("a\\")),
        ("[]", ListOf(())),
    ],
)
def test_an_expression_reads_as_documented(text, tree):
    assert _unplaced(parse_fql(text)) == _unplaced(tree)


@pytest.mark.parametrize(
    ("text", "offset", "words"),
    [
        ("", 0, "found the end"),
        ("a =", 3, "found the end"),
        ("a = b = c", 6, "do not chain"),
        ("a == b", 2, "write `=`"),
        ("a && b", 2, "write `and`"),
        ('userId = oops"', 13, "not closed"),
        ("a b", 2, "expected the expression to end"),
        ("(a", 2, "to close a `(`"),
        ("(not", 4, "to close a `(`"),
        ("a..b", 1, "on both sides of each dot"),
        ("t and a[]b = 1", 6, "a name follows `]` without a dot"),
        (r"a[0]\.b", 0, "write `list[0].name`"),
        ("a = 5x", 4, "not a number"),
        ("a = 1" + "0" * 21, 4, "beyond 10^20"),
        ("properties.prix_\u20ac = 1", 16, "backslash before"),
        ("lenght(a) > 1", 0, "did you mean `length`"),
        ("contains(a)", 0, "takes 2 argument(s), not 1"),
        ("length(5) > 1", 7, "does not take a number"),
        ("a > '5'", 4, "takes numbers, not a string"),
        ("'x' in 'xyz'", 7, "use contains()"),
        ("[1] in a", 0, "one value, not a list"),
        ("!event = 'x'", 7, "`!` binds closest"),
        ("'a'", 0, "expected a condition"),
        ("a and length(b)", 6, "expected a condition"),
        ("match(a, '[')", 9, "is not closed"),
        ("match(a, '[^a]')", 9, "not defined"),
        ("match(a, '[z-a]')", 9, "backwards"),
        ("(" * (MAX_DEPTH + 1), MAX_DEPTH + 1, "nested deeper"),
        ("a" * (MAX_BYTES + 1), 0, "longer than"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_do(text, offset, words):
    with pytest.raises(FqlError) as caught:
        compile_fql(text)
    assert caught.value.offset == offset
    assert words in str(caught.value)


def test_the_deepest_nesting_and_the_longest_text_are_read():
    assert compile_fql("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH)({"a": True})
    assert compile_fql("!" * MAX_DEPTH + "a")({"a": True})
    assert not compile_fql("a" * MAX_BYTES)({})


@pytest.mark.parametrize(
    ("text", "offset", "written", "remedy"),
    [
        ("a AND b", 2, "AND", "write `and` in small letters"),
        ("a = 1 OR b = 2", 6, "OR", "write `or` in small letters"),
        ("(a = 1 AND b)", 7, "AND", "write `and` in small letters"),
        ("a in ['x' OR 'y']", 10, "OR", "write `or` in small letters"),
        ("a IN ['x']", 2, "IN", "write `in` in small letters"),
        ("a AND (b = 1)", 2, "AND", "write `and` in small letters"),
        ("NOT a", 0, "NOT", "write `!(…)`"),
        ("b and not a = 1", 6, "not", "write `!(…)`"),
        ("a is null", 2, "is", "write `= null`"),
        ("a IS NULL", 2, "IS", "write `= null`"),
        ("a IS NOT NULL", 2, "IS NOT", "write `!= null`"),
        ("a not in ['x']", 2, "not in", "write `!(a in […])`"),
        ("a LIKE 'x%'", 2, "LIKE", "use `match(text, 'pattern')`"),
        ("a not like 'x%'", 2, "not like", "write `!match(text, 'pattern')`"),
        ("a contains 'x'", 2, "contains", "write `contains(text, 'part')`"),
        ("a =~ 'x'", 2, "~", "use `match(text, 'pattern')`"),
        ("a ~ 'x'", 2, "~", "use `match(text, 'pattern')`"),
        ("a <> 'x'", 2, "<>", "write `!=`"),
        ("a !== 'x'", 2, "!==", "write `!=`"),
        ("a || b", 2, "||", "write `or`"),
    ],
)
def test_an_operator_of_another_language_is_told_with_the_one_here(text, offset, written, remedy):
    with pytest.raises(FqlError) as caught:
        compile_fql(text)
    fault = caught.value
    assert (fault.message, fault.offset) == (f"`{written}` is not an operator", offset)
    assert fault.remedy == remedy


def test_not_written_like_a_function_is_told_with_the_sign_for_it():
    with pytest.raises(FqlError, match=r"no function `NOT` .*: write `!\(…\)`"):
        compile_fql("NOT (a = 1)")


@pytest.mark.parametrize("text", ["AND = 1", "is and not", "like.in = null", "a.not = OR"])
def test_a_field_may_have_the_name_of_such_an_operator(text):
    assert compile_fql(text)({}) in {True, False}


@MANY
@given(EXPRESSIONS)
def test_printing_and_reading_again_is_the_identity(tree):
    text = print_fql(tree)
    assert _unplaced(parse_fql(text)) == _unplaced(tree)
    assert print_fql(parse_fql(text)) == text


@MANY
@given(HOSTILE)
@example("A[]0")
def test_hostile_text_raises_nothing_but_an_fql_error_inside_the_text(text):
    offset = _offset_of_fault(compile_fql, text)
    assert offset is None or 0 <= offset <= len(text)


@given(st.binary(max_size=40))
def test_any_characters_at_all_are_refused_or_read(raw):
    text = raw.decode("utf-8", "surrogateescape")
    offset = _offset_of_fault(parse_fql, text)
    assert offset is None or 0 <= offset <= len(text)


def test_what_cannot_be_written_is_not_printed():
    with pytest.raises(ValueError, match="both kinds of quotes"):
        print_fql(Literal("'\""))
    with pytest.raises(ValueError, match="empty key"):
        print_fql(Path(("",)))


def _offset_of_fault(read, text):
    try:
        read(text)
    except FqlError as fault:
        return fault.offset
    return None


def _unplaced(node):
    """A tree's repr without offsets: unlike `==`, it tells 1 from 1.0 and from true."""
    return re.sub(r"(, )?offset=[0-9]+", "", repr(node))
