"""Names are typeable, distinct, and stable."""

import keyword

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from typewriter.naming import (
    LONGEST,
    Key,
    Wanted,
    assign,
    constant,
    is_name,
    latin,
    pascal,
    snake,
    words,
)

FUNCTION_NAMES = [
    ("Product Viewed", "product_viewed"),
    ("productViewed", "product_viewed"),
    ("HTTPServer Started", "http_server_started"),
    ("42_--terrible==\"event'++name~!3", "event_42_terrible_event_name_3"),
    ("🎉 Party Started", "party_started"),
    ("购物车 添加", "购物车_添加"),
    ("Café", "café"),
    ("Cafe\u0301", "café"),
    ("ﬁnished", "finished"),
    ("class", "class_"),
    ("import", "import_"),
    ("None", "none"),
    ("match", "match"),
    ("type", "type"),
    ("print", "print"),
    ("__init__", "init"),
    ("_private", "private"),
    ("$revenue", "revenue"),
    ("a.b", "a_b"),
    ("first\nline", "first_line"),
]


@pytest.mark.parametrize(("wire", "name"), FUNCTION_NAMES)
def test_a_wire_name_becomes_a_readable_name(wire: str, name: str) -> None:
    assert snake(wire, prefix="event", unnamed="event") == name


@pytest.mark.parametrize("wire", ["", "!!!", "🔥", "\u202e", "\x00", "_", "\ud800"])
def test_text_without_letters_is_named_by_its_hash(wire: str) -> None:
    name = snake(wire, prefix="p", unnamed="prop")
    assert name.startswith("prop_")
    assert len(name) == len("prop_") + 4
    assert name != snake(wire + "?", prefix="p", unnamed="prop")


def test_what_cannot_begin_a_name_gets_the_prefix() -> None:
    assert snake("123abc", prefix="p", unnamed="prop") == "p_123abc"


def test_a_long_name_is_cut_and_told_from_others_by_a_hash() -> None:
    one, other = (snake("x" * 255 + end, prefix="p", unnamed="prop") for end in "ab")
    assert one != other
    assert len(one) <= LONGEST + 5


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (["Order Completed", "products", "item"], "OrderCompletedProductsItem"),
        (["order_completed", "", "context"], "OrderCompletedContext"),
        (["none"], "None_"),
        (["42"], "Type42"),
    ],
)
def test_a_path_becomes_a_class_name(path: list[str], name: str) -> None:
    assert pascal(path) == name


@given(st.text())
@example("\xa8")
@example("\u0345b")
@example("İ")
def test_every_text_has_a_name_that_python_reads_as_it_stands(text: str) -> None:
    names = (snake(text, prefix="p", unnamed="prop"), pascal([text, "x"]), constant(text))
    for name in names:
        assert is_name(name)
        assert not keyword.iskeyword(name)
    assert words(text) == words(" ".join(words(text)))


@given(st.text())
@example("\u017f")
@example("\ufb06")
@example("\u0149")
def test_every_text_has_a_name_in_ascii(text: str) -> None:
    for name in (
        snake(text, prefix="p", unnamed="prop", ascii_only=True),
        pascal([text, "x"], ascii_only=True),
        constant(text, ascii_only=True),
    ):
        assert name.isascii()
        assert is_name(name)
    assert latin(text).isascii()


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_what_is_ascii_is_called_the_same_either_way(text: str) -> None:
    assert latin(text) == text
    assert constant(text) == constant(text, ascii_only=True)


def _wanted(*wires: str) -> list[Wanted]:
    return [Wanted((wire,), snake(wire, prefix="event", unnamed="event")) for wire in wires]


ALIKE = ("Product Viewed", "product viewed", "PRODUCT_VIEWED", "Product-Viewed!")


def test_of_names_alike_the_canonical_one_is_plain_and_the_others_carry_their_hash() -> None:
    names = assign(_wanted(*ALIKE))
    assert names["Product Viewed",] == "product_viewed"
    assert sorted(names.values()) == [
        "product_viewed",
        "product_viewed_0aaa",
        "product_viewed_22e6",
        "product_viewed_ea59",
    ]


def test_the_exact_name_comes_before_any_that_only_resembles_it() -> None:
    names = assign(_wanted("Product ID", "product_id", "productId"))
    assert names["product_id",] == "product_id"


def test_a_keyword_comes_before_what_only_resembles_it() -> None:
    names = assign(_wanted("__class__", "Class", "class"))
    assert names["class",] == "class_"
    assert names["__class__",].startswith("class_")


def test_who_had_a_name_keeps_it_when_a_better_candidate_comes() -> None:
    before = assign(_wanted("productId"))
    after = assign(_wanted("productId", "product_id"), kept=before)
    assert after["productId",] == "product_id"
    assert after["product_id",].startswith("product_id_")


def test_a_name_is_not_kept_for_what_it_no_longer_fits() -> None:
    kept: dict[Key, str] = {("Order Completed",): "something_else"}
    assert assign(_wanted("Order Completed"), kept=kept)["Order Completed",] == "order_completed"


def test_a_reserved_name_is_nobodys() -> None:
    assert assign(_wanted("track"), reserved={"track"})["track",].startswith("track_")


wires = st.lists(
    st.one_of(
        st.sampled_from([*ALIKE, "productViewed", "product_viewed_0aaa", "a.b", "a-b", "a_b"]),
        st.text(alphabet="aB_-. 🔥é", max_size=6),
    ),
    unique=True,
    max_size=12,
)


@given(wires)
def test_names_differ_and_do_not_depend_on_order(given_wires: list[str]) -> None:
    names = assign(_wanted(*given_wires))
    assert len(set(names.values())) == len(given_wires)
    assert assign(_wanted(*reversed(given_wires))) == names


@given(wires, wires)
def test_adding_and_removing_renames_nothing_that_stays(
    before: list[str], after: list[str]
) -> None:
    old = assign(_wanted(*before))
    new = assign(_wanted(*after), kept=old)
    assert all(new[wire,] == old[wire,] for wire in set(before) & set(after))
    assert assign(_wanted(*after), kept=new) == new
