from hypothesis import given
from hypothesis import strategies as st

from protocols.plan.pointers import pointer, steps_of


def test_slashes_and_tildes_are_escaped() -> None:
    assert pointer(("properties", "a/b~1", 0)) == "/properties/a~1b~01/0"
    assert pointer(()) == ""


@given(st.lists(st.text()).map(tuple))
def test_what_is_written_is_read_back(steps: tuple[str, ...]) -> None:
    assert steps_of(pointer(steps)) == steps
