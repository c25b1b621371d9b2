"""Every sentence of Segment's FQL reference, and of what we add where it is silent, with a case each."""

import pytest

from protocols.engine.fql import compile_expression, compile_fql
from protocols.engine.fql.functions import FUNCTIONS
from protocols.errors import FqlError

MESSAGE = {
    "t": True,
    "f": False,
    "one": 1,
    "text": "1",
    "list": [1, "a", None, True],
    "object": {"deep": {"er": {"still": 4}}},
    "in": 5,
    "umlaut ä": "ü",
}


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        # `and` binds closer than `or`, `!` closer than comparison
        ("t or t and f", True),
        ("(t or t) and f", False),
        ("f and f or t", True),
        ("!f and t", True),
        ("!t = f", True),
        ("!(t = t)", False),
        ("!!t", True),
        # a bare path may stand for a condition; null is false
        ("t", True),
        ("f", False),
        ("gone", False),
        ("gone and t", False),
        ("t and gone", False),
        ("gone or t", True),
        ("!gone", True),
        ("all", True),
        ("all and f", False),
        # equality is strict, and answers for any two types
        ("one = text", False),
        ("one != text", True),
        ("one = t", False),
        ("one != t", True),
        ("one = true", False),
        ("one != true", True),
        ("t != true", False),
        ("t = 1", False),
        ("t != 1", True),
        ("gone != false", True),
        ("one = 1.0", True),
        ("one = +1", True),
        ("text = '1'", True),
        ('text = "1"', True),
        ("list = text", False),
        ("list != null", True),
        ("object = one", False),
        ("object != one", True),
        ("gone = null", True),
        ("gone != null", False),
        ("gone = f", False),
        ("gone = 0", False),
        ("gone = ''", False),
        ("gone = nowhere", True),
        # ordering takes numbers; null is not less, not greater, not equal in order
        ("one >= 1", True),
        ("one <= 1.0", True),
        ("one > 1", False),
        ("2 > one", True),
        ("1 < one", False),
        ("-1 <= one", True),
        ("gone < 1", False),
        ("gone >= null", False),
        ("1 > gone", False),
        # `in` looks for a scalar in a list, as strictly as `=`
        ("one in [1, 2]", True),
        ("one in ['1', true]", False),
        ("text in ['1']", True),
        ("t in [1]", False),
        ("t in [true]", True),
        ("gone in [null]", True),
        ("gone in []", False),
        ("'a' in list", True),
        ("1 in list", True),
        ("2 in list", False),
        ("null in list", True),
        ("'a' in gone", False),
        ("one in [one, two]", True),
        ("one in [length(text)]", True),
        # paths: escapes, depth, keywords, elements
        ("object.deep.er.still = 4", True),
        ("object.deep.er.still.further = null", True),
        (r"\in = 5", True),
        (r"umlaut\ \ä = 'ü'", True),
        ("list[1] = 'a'", True),
        ("list[9] = null", True),
        ("object[0] = null", True),
        ("list.deep = null", True),
        ("true in list[]", True),
        # keywords end where a word ends
        ("gone=null", True),
        ("(gone=null)", True),
        ("gone in[null]", True),
        ("andy = null or orly = null", True),
        # what is decided already is not asked: `or` and `and` go from left to right
        ("t or one > text", True),
        ("f and one > text", False),
    ],
)
def test_it_is_as_the_sentence_says(text, answer):
    assert compile_fql(text)(MESSAGE) is answer


@pytest.mark.parametrize(
    "text",
    [
        "one",
        "text",
        "list",
        "object",
        "t and text",
        "text or t",
        "!one",
        "one > text",
        "text < one",
        "t >= one",
        "list > one",
        "object <= one",
        "list in [1]",
        "object in [1]",
        "one in text",
        "one in object",
        "object = object",
        "object in list",
        "length(one) = 1",
        "length(object) = 1",
        "lowercase(one) = ''",
        "contains(list, 'a')",
        "match(text, one)",
        "typeof(object) = 'object'",
        "string(object) = ''",
        "number(t) = 1",
        "bool(text)",
        "number(object.deep.gone) = 1 or number('x') = 1",
    ],
)
def test_what_has_no_answer_is_refused_and_not_guessed(text):
    with pytest.raises(FqlError):
        compile_fql(text)(MESSAGE)


NULLS = {
    "bool": False,
    "contains": False,
    "kebabcase": None,
    "length": 0,
    "lowercase": None,
    "match": False,
    "number": None,
    "snakecase": None,
    "string": None,
    "titlecase": None,
    "typeof": "null",
    "uppercase": None,
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_of_null_answers_as_documented(name):
    places = range(len(FUNCTIONS[name].takes))
    for null in places:
        for written in ("gone", "null"):
            arguments = ", ".join(written if place == null else "'a'" for place in places)
            answer = compile_expression(f"{name}({arguments})")(MESSAGE)
            assert (type(answer), answer) == (type(NULLS[name]), NULLS[name])


@pytest.mark.parametrize(
    ("text", "bytes_"),
    [("''", 0), ("'abc'", 3), ("'é'", 2), ("'😀'", 4), ("list", 4), ("gone", 0)],
)
def test_length_counts_bytes_of_text_and_elements_of_lists(text, bytes_):
    assert compile_expression(f"length({text})")(MESSAGE) == bytes_
