"""Comments of YAML files: where they are, what they are about, and what only looks like one."""

import pytest

from protocols.plan.file.comments import yaml_comments


def told(text: str) -> list[tuple[str, int, int, int]]:
    return [
        (one.text, one.at.line, one.at.column, one.first)
        for one in yaml_comments("plan.yaml", text)
    ]


@pytest.mark.parametrize(
    ("text", "comments"),
    [
        ("a: 1 # why\n", [("# why", 1, 6, 1)]),
        ("# why\na: 1\n", [("# why", 1, 1, 2)]),
        ("a:\n  # why\n  # more\n\n  b: 1\n", [("# why", 2, 3, 5), ("# more", 3, 3, 5)]),
        ("a: 1\n# last\n", [("# last", 2, 1, 2)]),
        ("a: {b: 1, # why\n c: 2}\n", [("# why", 1, 11, 1)]),
        ("日本: 1 # why\n", [("# why", 1, 7, 1)]),
        ("a: 🎉 # why\n", [("# why", 1, 6, 1)]),
        ("a: 1\t# why\r\nb: 2 # so\r\n", [("# why", 1, 6, 1), ("# so", 2, 6, 2)]),
        ("#", [("#", 1, 1, 1)]),
    ],
)
def test_comments(text: str, comments: list[tuple[str, int, int, int]]) -> None:
    assert told(text) == comments


@pytest.mark.parametrize(
    "text",
    [
        "a: b#c\n",
        'a: "b # c"\n',
        "a: 'b # c'\n",
        "a: |\n  # b\n  c # d\n",
        "a: >\n  b\n  # c\n",
        'a: "b\n  # c"\n',
        "'a # b': 1\n",
        "",
    ],
)
def test_texts_are_no_comments(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize("text", ["a: [", "a: 'b # c", "\x00 # a", "a: b: c # d"])
def test_what_is_not_yaml_has_none(text: str) -> None:
    assert told(text) == []


def test_comments_after_a_block_are_found() -> None:
    assert told("a: |\n  b\n# why\nc: 1\n") == [("# why", 3, 1, 4)]
