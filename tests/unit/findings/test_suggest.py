import pytest

from protocols.findings.suggest import did_you_mean


@pytest.mark.parametrize("others", [0, 5000])
def test_a_near_word_is_guessed_among_few_and_among_many(others: int) -> None:
    known = ["price", *(f"p{n:04}{n:04}" for n in range(others))]
    assert did_you_mean("pric", known) == ' (did you mean "price"?)'
    assert did_you_mean("Price", known) == ' (did you mean "price"?)'
    assert did_you_mean("zebra", known) == ""
