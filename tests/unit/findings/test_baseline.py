"""Known findings: recognised when lines move, counted, and missed when they are gone."""

import json
from itertools import permutations

import pytest

from protocols.errors import UnreadableInput
from protocols.findings import Finding, Position
from protocols.findings.baseline import (
    Baseline,
    Compared,
    Known,
    Recognise,
    baseline_of,
    compare,
    read_baseline,
    recognising,
    to_json,
)
from protocols.findings.catalog import finding

SOURCE = "import a\n\ntrack('x')\ntrack('y')\ntrack('x')\n"


def recognise(source: str = SOURCE) -> Recognise:
    return recognising(lambda _file: source, lambda file: file)


def at(line: int, message: str = "raw", rule: str = "TW301", file: str = "a.py") -> Finding:
    return finding(rule, message, Position(file, line, 1, line, 5))


FOUND = [at(3), at(4), at(5)]


def test_what_was_found_before_is_known() -> None:
    baseline = baseline_of(FOUND, recognise())
    assert compare(FOUND, baseline, recognise()) == Compared([], 3, {})


def test_lines_may_move_and_be_indented() -> None:
    moved = "import a\nimport b\n\nif b:\n    track('x')\n    track('y')\n    track('x')\n"
    baseline = baseline_of(FOUND, recognise())
    assert compare([at(5), at(6), at(7)], baseline, recognise(moved)).new == []


@pytest.mark.parametrize(
    "other", [at(4), at(3, "other"), at(3, rule="TW302"), at(3, file="b.py"), at(9)]
)
def test_another_line_message_id_or_file_is_another_finding(other: Finding) -> None:
    compared = compare([other], baseline_of([at(3)], recognise()), recognise())
    assert compared.new == [other]
    assert compared.gone == {Known("a.py", "TW301", "track('x')", "raw"): 1}


def test_one_more_of_the_same_is_new() -> None:
    compared = compare(FOUND, baseline_of(FOUND[:2], recognise()), recognise())
    assert compared == Compared([FOUND[2]], 2, {})


def test_one_fewer_of_the_same_is_gone() -> None:
    compared = compare(FOUND[:2], baseline_of(FOUND, recognise()), recognise())
    assert compared == Compared([], 2, {Known("a.py", "TW301", "track('x')", "raw"): 1})


def test_the_file_is_the_same_in_any_order_and_reads_back() -> None:
    texts = {to_json(baseline_of(order, recognise())) for order in permutations(FOUND)}
    assert len(texts) == 1
    text = texts.pop()
    assert read_baseline("b.json", text) == baseline_of(FOUND, recognise())
    rows = [line for line in text.splitlines() if '"file"' in line]
    assert len(rows) == 2
    assert json.loads(rows[0].rstrip(","))["count"] == 2


@pytest.mark.parametrize("word", ["Ω", '"', "\\", "\udcff", "\u2028", "\x00"])
def test_any_text_reads_back(word: str) -> None:
    baseline: Baseline = {Known(f"{word}.py", "TW301", word, word): 1}
    text = to_json(baseline)
    assert read_baseline("b.json", text.encode().decode()) == baseline


def test_an_empty_baseline_is_one() -> None:
    assert read_baseline("b.json", to_json({})) == {}


ROW = {"file": "a", "rule": "b", "line": "c", "message": "d", "count": 1}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "b.json:1:1: it is not JSON"),
        ('{"version": 1,\n "findings": [}', "b.json:2:15: it is not JSON"),
        ("[" * 100_000, "b.json: it is not JSON"),
        ("[]", "b.json: it is not a baseline"),
        ("{}", "b.json: it is not a baseline"),
        ('{"version": 2, "findings": []}', "b.json: it is not a baseline"),
        ('{"version": 1, "findings": [1]}', "b.json: it is not a baseline"),
        ('{"version": 1, "findings": [{"file": "a"}]}', "b.json: it is not a baseline"),
        (json.dumps({"version": 1, "findings": [{**ROW, "count": "x"}]}), "b.json: it is not a baseline"),
        ("{\n<<<<<<< HEAD\n", "b.json:2: it holds merge-conflict markers; write it anew"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_with_the_reason(text: str, told: str) -> None:
    with pytest.raises(UnreadableInput) as refused:
        read_baseline("b.json", text)
    assert str(refused.value) == f"cannot read {told}"


def test_a_finding_in_a_file_that_cannot_be_shown_is_known_by_its_words() -> None:
    unseen = recognising(lambda _file: None, lambda file: file)
    assert unseen(at(3)) == Known("a.py", "TW301", "", "raw")
