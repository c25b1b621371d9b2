"""Comments that wave a finding through: where they reach, what they need, when they are in vain."""

import pytest

from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from protocols.findings.comments import python_comments
from protocols.findings.ignores import TYPEWRITER, Sifted, ignores, sift


def sifted(source: str, *findings: Finding) -> Sifted:
    found = list(ignores(python_comments("a.py", source.encode()), TYPEWRITER))
    return sift(findings, found, TYPEWRITER)


def at(line: int, rule: str = "TW301", *, file: str = "a.py", end_line: int = 0) -> Finding:
    return finding(rule, "raw", Position(file, line, 1, end_line or line, 5))


def left(source: str, *findings: Finding) -> list[str]:
    return [f"{each.rule}:{each.at.line}" for each in sifted(source, *findings).findings]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("x = 1  # typewriter: ignore[TW301] why not\n", 1),
        ("x = 1  # typewriter:ignore[ tw301 ,TW302]: why not\n", 1),
        ("x = 1  # noqa: E501  # typewriter: ignore[TW301] why\n", 1),
        ("x = 1  # other: ignore[A] b  # typewriter: ignore[TW301] why\n", 1),
        ("# typewriter: ignore[TW301] why not\nx = 1\n", 2),
        ("# typewriter: ignore[TW301] why not\n# more words\n\nx = 1\n", 4),
        ("def f():\n    # typewriter: ignore[TW301] why not\n    x = 1\n", 3),
        ("if y:\n    z = 1\n# typewriter: ignore[TW301] why not\nx = 1\n", 4),
        ("x = 1\nx = (  # a\n    # b\n    1,  # typewriter: ignore[TW301] why not\n)\n", 4),
        ("def f():  # typewriter: ignore[TW301] why not\n    x = 1\n", 1),
        ("x = 1; y = 2  # typewriter: ignore[TW301] why not\nz = 3\n", 1),
        ("x = (\n    # typewriter: ignore[TW301] why not\n    1,\n)\n", 3),
    ],
)
def test_an_ignore_is_about_its_line_or_the_next(source: str, line: int) -> None:
    for number in range(1, 6):
        kept = left(source, at(number))
        assert ("TW301:" + str(number) in kept) is (number != line)


def test_an_ignore_inside_a_finding_of_several_lines_is_about_it() -> None:
    source = "track(\n    'x',  # typewriter: ignore[TW301] why not\n)\n"
    assert left(source, at(1, end_line=3)) == []


@pytest.mark.parametrize(
    "source",
    [
        "y = 1\ntrack(\n    'x',\n)  # typewriter: ignore[TW301] why not\ny = 1\n",
        "y = 1\ntrack(  # typewriter: ignore[TW301] why not\n    'x',\n)\ny = 1\n",
        "if y:\n    track(  # typewriter: ignore[TW301] why not\n        'x',  # a comment\n    )\ny = 1\n",
        "# typewriter: ignore[TW301] why not\ntrack(\n    'x',  # a comment\n)\ny = 1\n",
        "if y:\n    track(\n        'x'\n    )  # typewriter: ignore[TW301] why not\ny = 1\n",
    ],
)
def test_an_ignore_behind_or_before_a_statement_is_about_all_of_it(source: str) -> None:
    assert left(source, *map(at, range(1, 6))) == ["TW301:1", "TW301:5"]


def test_one_ignore_may_cover_several_findings() -> None:
    result = sifted("x  # typewriter: ignore[TW301] why\n", at(1), at(1))
    assert result == Sifted([], 2)


def test_only_what_is_named_is_ignored_and_only_in_its_file() -> None:
    source = "x  # typewriter: ignore[TW301] why\n"
    assert left(source, at(1), at(1, "TW302"), at(1, file="b.py")) == ["TW302:1", "TW301:1"]


@pytest.mark.parametrize("reason", ["", " ", " - ", ":"])
def test_an_ignore_needs_a_reason(reason: str) -> None:
    (fault,) = sifted(f"x  # typewriter: ignore[TW301]{reason}\n", at(1)).findings
    assert fault.headline == "a.py:1:4: error[TW211] this ignore of TW301 gives no reason"


@pytest.mark.parametrize("text", ["ignore because", "ignore", "ignore[] because"])
def test_an_ignore_of_everything_ignores_nothing(text: str) -> None:
    assert left(f"x  # typewriter: {text}\n", at(1)) == ["TW301:1", "TW211:1"]


def test_an_ignore_that_ignores_nothing_is_told() -> None:
    first, second = sifted(
        "x  # typewriter: ignore[TW301, TW302] why\ny  # typewriter: ignore[TW999] why\n", at(1)
    ).findings
    assert first.headline == "a.py:1:4: warning[TW212] nothing here is TW302 any more"
    assert second.headline == "a.py:2:4: warning[TW212] there is no finding TW999 to ignore"


@pytest.mark.parametrize(
    "source",
    [
        's = "# typewriter: ignore[TW301] why"\n',
        "s = '''\n# typewriter: ignore[TW301] why\n'''\nx\n",
        "x  # see typewriter: ignore[TW301] why\n",
        "x  # typewriterish: ignore[TW301] why\n",
        "x  # typewriter: ignored[TW301] why\n",
        "x  # protocols: ignore[TW301] why\n",
    ],
)
def test_what_is_no_such_comment_ignores_nothing(source: str) -> None:
    lines = range(1, 5)
    assert left(source, *map(at, lines)) == [f"TW301:{line}" for line in lines]


@pytest.mark.parametrize(
    "source",
    [b"x = (\n", b"x = 1\n  y\n", b"\xff\xfe\x00", b"# coding: nonsense\nx\n", b"\x00", b"'''"],
)
def test_a_file_that_is_not_python_has_no_comments(source: bytes) -> None:
    assert list(python_comments("a.py", source)) == []


def test_comments_before_a_fault_count() -> None:
    source = b"x  # typewriter: ignore[TW301] why\ny = '''\n"
    assert [each.first for each in python_comments("a.py", source)] == [1]


def test_an_ignore_at_the_end_of_a_file_ignores_nothing_and_is_told() -> None:
    assert left("x\n# typewriter: ignore[TW301] why\n", at(1)) == ["TW301:1", "TW212:2"]


def test_the_place_counts_characters() -> None:
    (comment,) = python_comments("a.py", "s = '日本'  # why\n".encode())
    assert comment.at == Position("a.py", 1, 11, 1, 16)
