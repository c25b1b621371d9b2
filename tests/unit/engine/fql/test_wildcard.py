import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.engine.fql.wildcard import MAX_PATTERN, compile_wildcard


@pytest.mark.parametrize(
    ("text", "pattern", "answer"),
    [
        ("abcd", "a*d", True),
        ("", "*", True),
        ("", "", True),
        ("abc", "ab", False),
        ("abc", "bc", False),
        ("abcd", "a??d", True),
        ("abcd", "*d", True),
        ("ab*d", r"ab\*d", True),
        ("abxd", r"ab\*d", False),
        ("abCd", "ab[cC]d", True),
        ("abcd", "ab[a-z]d", True),
        ("abcd", "ab[A-Z]d", False),
        ("a]d", r"a[\]]d", True),
        ("a-d", r"a[x\-z]d", True),
        ("a\nb", "a?b", True),
        ("ア", "?", True),
        ("ABC", "abc", False),
    ],
)
def test_a_pattern_matches_as_documented(text, pattern, answer):
    assert compile_wildcard(pattern)(text) is answer


@pytest.mark.parametrize("pattern", ["[", "[a", "[]", "a\\", "[!a]", "x" * (MAX_PATTERN + 1)])
def test_what_is_no_pattern_is_refused(pattern):
    with pytest.raises(ValueError, match=r"\S"):
        compile_wildcard(pattern)


@given(st.text("ab*?", max_size=8), st.text("ab\n", max_size=12))
def test_stars_and_marks_mean_what_the_shell_means_by_them(pattern, text):
    assert compile_wildcard(pattern)(text) is fnmatch.fnmatchcase(text, pattern)


def test_a_pattern_made_to_go_back_reads_the_text_once():
    reads = 0

    class Counted(str):
        __slots__ = ()

        def __iter__(self):
            nonlocal reads
            for character in str.__iter__(self):
                reads += 1
                yield character

    text = Counted("a" * 30_000)
    assert not compile_wildcard("*a" * 100 + "?b")(text)
    assert reads == len(text)


def test_stars_alone_find_the_first_place_of_each_piece():
    text = "a" * 30_000
    assert not compile_wildcard("*a" * 100 + "b")(text)
    assert compile_wildcard("*a" * 100 + "*")(text)
    assert not compile_wildcard("aa*a")("aa")
    assert not compile_wildcard("a*b*b")("ab")
