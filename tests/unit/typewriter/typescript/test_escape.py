"""Text can become TypeScript in one way only, and says afterwards what it said before."""

from pathlib import Path

import jinja2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import nodes

from tests.unit.typewriter.test_escape import hostile, json_values
from typewriter.render.typescript_escape import FILTERS, comment_text, doc, module, name, type_
from typewriter.render.typescript_tokens import NotTypeScript, string_value, tokens
from typewriter.view.typescript.doc import Doc
from typewriter.view.typescript.literals import literal, quoted

TEMPLATES = Path(__file__).parents[4] / "templates" / "typescript"


@given(hostile)
@example("</script><!--")
@example("\u2028\u2029")
@example("\ud800\udc00 \ud800")
@example("\\u0041 \\")
def test_a_string_literal_gives_the_text_back(text: str) -> None:
    source = quoted(text)
    source.encode("utf-8")
    assert source.isprintable()
    assert "</" not in source
    assert "<!" not in source
    (token,) = tokens(source)
    assert token.kind == "string"
    assert _units(string_value(token.text)) == _units(text)


def _units(text: str) -> bytes:
    """As JavaScript has it, where a pair of surrogates is a character."""
    return text.encode("utf-16-le", "surrogatepass")


@given(json_values)
def test_a_literal_is_made_of_tokens_that_are_known(value: object) -> None:
    source = literal(value)
    assert source.isprintable()
    assert {token.kind for token in tokens(source)} <= {
        "string",
        "number",
        "word",
        "sign",
        "space",
    }


@given(hostile)
@example("*/ alert(1) /*")
@example("@deprecated\n@internal {@link x}")
@example("*")
@example("/")
@example("\n*/")
def test_a_comment_ends_where_it_is_meant_to_and_holds_no_tag(text: str) -> None:
    for one in (Doc(text), Doc(text, text)):
        source = doc(one, 2)
        assert source.replace("\n", "").isprintable()
        if source:
            (space, comment, end) = tokens(source)
            assert (space.kind, comment.kind, end.text) == ("space", "comment", "\n")
        said = source.replace(" * @deprecated ", "", 1)
        assert not any(line.strip(" *").startswith("@") for line in said.splitlines())


def test_a_comment_says_what_the_plan_says() -> None:
    assert doc(Doc("A song.")) == "/** A song. */\n"
    assert doc(Doc("")) == ""
    assert doc(Doc("A\n\nB ", "Why  not\nany more.")) == (
        "/**\n * A\n *\n * B\n *\n * @deprecated Why not any more.\n */\n"
    )
    assert comment_text("mail noor@example.com") == "mail noor@example.com"


@pytest.mark.parametrize("text", ["", "a b", "class", "then", "1a", "a-b", "a\n", "a.b", "a;b"])
def test_what_is_not_exactly_a_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a TypeScript name"):
        name(text)


@pytest.mark.parametrize("text", ["../x", "a.b", "A", "", "a/b", 'a"'])
def test_what_is_not_a_module_of_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a module"):
        module(text)


@pytest.mark.parametrize(
    "text",
    ["`a`", "a // b", "a /* b */", "'a'", "a + b", 'a "', "a\u0007",
    "a; b()", "a = b", "a, b: c", "a) {", "[a", "(a]", "{ a: b } }", "a => b"],
)  # fmt: skip
def test_what_no_type_holds_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not (a|in generated) TypeScript"):
        type_(text)


@pytest.mark.parametrize(
    "text",
    ['"a;" | -1', "readonly (A | B)[]", "{ readonly [key: string]: A }", "Options<A> & B<A, C>"],
)
def test_what_a_type_holds_is_not_refused(text: str) -> None:
    assert type_(text) == text


def test_a_token_that_is_unknown_is_refused() -> None:
    with pytest.raises(NotTypeScript):
        list(tokens("export const a = `b`;"))
    with pytest.raises(NotTypeScript):
        list(tokens("\u200b"))


@pytest.mark.parametrize("template", sorted(path.name for path in TEMPLATES.glob("*.jinja")))
def test_a_template_prints_nothing_without_a_filter_of_ours(template: str) -> None:
    environment = jinja2.Environment(autoescape=False)
    environment.filters |= dict.fromkeys(FILTERS, str)
    tree = environment.parse((TEMPLATES / template).read_text(encoding="utf-8"))
    printed = [
        part
        for output in tree.find_all(nodes.Output)
        for part in output.nodes
        if not isinstance(part, nodes.TemplateData)
    ]
    assert printed
    assert [
        part for part in printed if not isinstance(part, nodes.Filter) or part.name not in FILTERS
    ] == []


finite = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)


@given(finite)
def test_a_number_is_the_number_it_was(value: float) -> None:
    assert float(literal(value)) == float(value)
