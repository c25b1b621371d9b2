import pytest

from bench.measure import Series, in_rounds
from bench.targets import Target
from bench.writing import Part, written


def test_a_ratio_is_taken_round_by_round() -> None:
    slow_second_round = Series((100.0, 10.0, 100.0))
    assert Series((200.0, 20.0, 200.0)).over(slow_second_round).values == (2.0, 2.0, 2.0)


def test_every_candidate_runs_once_a_round_and_once_before() -> None:
    ran: list[str] = []

    def candidate(name: str) -> float:
        ran.append(name)
        return float(len(ran))

    found = in_rounds({name: lambda name=name: candidate(name) for name in "ab"}, 3)
    assert ran[:2] == ["a", "b"]
    assert all(sorted(ran[at : at + 2]) == ["a", "b"] for at in range(0, 8, 2))
    assert all(len(series.values) == 3 for series in found.values())


@pytest.mark.parametrize(
    ("less_is_better", "value", "says"),
    [
        (False, 3.0, "met, and the aim"),
        (False, 2.0, "met"),
        (False, 1.9, "**not met**"),
        (True, 2.0, "met"),
        (True, 1.0, "met, and the aim"),
        (True, 2.1, "**not met**"),
    ],
)
def test_a_verdict_knows_which_way_is_better(
    less_is_better: bool, value: float, says: str
) -> None:
    aim = 1.0 if less_is_better else 3.0
    target = Target("key", "what", 2.0, aim, less_is_better=less_is_better)
    assert target.verdict(value) == says


def test_only_what_lies_between_the_marks_is_rewritten() -> None:
    document = "one\n<!-- bench: plan -->\nold\n<!-- end of bench: plan -->\ntwo\n"
    new = written(document, {"plan": Part("Plan", "| new \\1 |\n")})
    assert new == "one\n<!-- bench: plan -->\n| new \\1 |\n<!-- end of bench: plan -->\ntwo\n"
    assert written(new, {"plan": Part("Plan", "| new \\1 |\n")}) == new


def test_a_document_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="plan"):
        written("nothing here\n", {"plan": Part("Plan", "")})
