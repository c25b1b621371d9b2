from hypothesis import example, given
from hypothesis import strategies as st

from protocols.plan.pointers import pointer, reference_to, referred, steps_of


def test_slashes_and_tildes_are_escaped() -> None:
    assert pointer(("properties", "a/b~1", 0)) == "/properties/a~1b~01/0"
    assert pointer(()) == ""


@given(st.lists(st.text()).map(tuple))
def test_what_is_written_is_read_back(steps: tuple[str, ...]) -> None:
    assert steps_of(pointer(steps)) == steps


@given(st.text())
@example("\ud800")
def test_a_reference_is_a_uri_and_leads_back_to_its_name(name: str) -> None:
    reference = reference_to(name)
    assert reference.isascii()
    assert not set(' "<>\\^`{|}#/') & set(reference.removeprefix("#/definitions/"))
    assert referred(reference) == name


def test_a_plain_name_stays_readable_in_a_reference() -> None:
    assert reference_to("line_item-2.b") == "#/definitions/line_item-2.b"
    assert reference_to("a/b ~") == "#/definitions/a~1b%20~0"
