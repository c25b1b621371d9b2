"""Text can become source in one way only, and says afterwards what it said before."""

import ast
import inspect
from pathlib import Path

import jinja2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import nodes

from typewriter.render.escape import (
    FILTERS,
    annotation,
    default_value,
    doc,
    dotted,
    indented,
    literal,
    name,
    names,
)
from typewriter.view.python.package import Sent

TEMPLATES = Path(__file__).parents[3] / "templates" / "python"
PRINTING = {*FILTERS, "value"}
HOSTILE = "\"'\\\n\r\t\x00\x0b\x0c\x1b\x85\u2028\u2029\u202e\u200b\ufeff\ud800{}$#`*/N"

hostile = st.text(alphabet=st.one_of(st.sampled_from(HOSTILE), st.characters()), max_size=40)


@given(hostile)
@example('"""\nimport os\n"""')
@example('ends with a quote"')
@example("ends with a backslash\\")
@example("\\N{BULLET}")
@example("\r")
def test_a_docstring_gives_the_text_back_and_holds_nothing_that_does_not_print(text: str) -> None:
    source = f'def f():\n    """{doc(text)}"""\n'
    source.encode("utf-8")
    assert source.replace("\n", "").replace("\t", "").isprintable()
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    assert len(function.body) == 1
    found = ast.get_docstring(function, clean=False)
    assert found == indented(text)
    lines = inspect.cleandoc(found or "").split()
    assert lines == text.replace("\r\n", "\n").expandtabs().split()


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | hostile,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(hostile, inner, max_size=3),
    max_leaves=6,
)


@given(json_values)
def test_a_literal_gives_the_value_back(value: object) -> None:
    source = literal(value)
    assert ast.literal_eval(source) == value
    assert source.isprintable()


@pytest.mark.parametrize(
    "text", ["", "a b", "class", "None", "1a", "a-b", "ﬁ", "a\n", "a.b", "\U0001d431"]
)
def test_what_is_not_exactly_a_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a Python name"):
        name(text)
    with pytest.raises(ValueError, match="not a Python name"):
        names(["fine", text])


@pytest.mark.parametrize("text", ["os; import sys", "..x y", "a..b"])
def test_what_is_not_a_module_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a Python name"):
        dotted(text)


@pytest.mark.parametrize(
    "text",
    ["print()", "a.b", "x := 1", "lambda: 0", "[a]", "a if b else c", "f'{a}'", "await a", "a\nb"],
)
def test_what_could_run_is_no_annotation(text: str) -> None:
    with pytest.raises((ValueError, SyntaxError)):
        annotation(text)


def test_nothing_stands_behind_an_annotation() -> None:
    assert annotation("Sequence[str] | None  # ") == "Sequence[str] | None"


def test_a_default_is_one_of_three() -> None:
    assert [default_value(text) for text in ("", "None", "UNSET")] == ["", " = None", " = UNSET"]
    with pytest.raises(KeyError):
        default_value("print()")


@pytest.mark.parametrize("template", sorted(path.name for path in TEMPLATES.glob("*.jinja")))
def test_a_template_prints_nothing_without_a_filter_of_ours(template: str) -> None:
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    environment = jinja2.Environment(autoescape=False)
    environment.filters |= dict.fromkeys(PRINTING, str)
    tree = environment.parse(text)
    printed = [
        part
        for output in tree.find_all(nodes.Output)
        for part in output.nodes
        if not isinstance(part, nodes.TemplateData)
    ]
    assert printed
    raw = [
        part for part in printed if not isinstance(part, nodes.Filter) or part.name not in PRINTING
    ]
    assert raw == []


def test_the_filter_for_what_is_sent_takes_a_name_or_a_literal() -> None:
    from typewriter.render.python import sent_value

    assert sent_value(Sent("wire", "argument")) == "argument"
    assert sent_value(Sent("wire", None, "it's")) == '"it\'s"'
    with pytest.raises(ValueError, match="not a Python name"):
        sent_value(Sent("wire", "not a name"))
