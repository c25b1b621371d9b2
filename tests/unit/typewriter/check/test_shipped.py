"""Calls of what every client ships, and what may travel with every call."""

import ast
from pathlib import Path

import pytest

from tests.unit.typewriter.check.shop import client, scanned, told
from typewriter.check.shipped import SHIPPED_CALLS
from typewriter.view.python.vocabulary import RUNTIME_EXPORTS

ROOT = Path(__file__).parents[4]
T = "import acme_tracking as t\n"
IDENTITY = "is told first whom it is about: User(…), Anonymous(…) or Both(…)"
WRONG = {
    "t.alias('a')": "2:3-8 alias() lacks user_id_",
    "t.alias('a', user_id_='b')": "2:14-22 alias() takes user_id_ without its name, in the first places",
    "t.alias('a', 'b', 'c')": "2:19-22 alias() takes no more by place than previous_id_, user_id_",
    "t.Tracker()": "2:3-10 Tracker() lacks transport",
    "t.Tracker(None, whom=u)": '2:17-21 Tracker() has no argument whom (did you mean "who"?)',
    "t.User()": "2:3-7 User() lacks user_id",
    "t.User(None)": "2:8-12 user_id: must be a string, not None",
    "t.User(userid='u')": '2:8-14 User() has no argument userid (did you mean "user_id"?)',
    "t.Both('u')": "2:3-7 Both() lacks anonymous_id",
    "t.HttpTransport()": "2:3-16 HttpTransport() lacks write_key",
    "t.configure()": "2:3-12 configure() lacks transport",
    "t.configure(None, transport=x)": "2:19-28 configure() is given transport twice",
    "t.configure(None, validat='warn')": '2:19-26 configure() has no argument validat (did you mean "validate"?)',
    "t.configure(None, validate='on')": "2:28-32 validate: must be 'off', 'warn' or 'raise', not 'on'",
    "t.cart_emptied(t.User)": f"2:16-22 cart_emptied() {IDENTITY}",
    "t.cart_emptied(u, meta_='x')": "2:25-28 meta_: must be a dict or None, not 'x'",
    "t.cart_emptied(u, meta_={'message_id': 3})": "2:40-41 meta_.message_id: must be a string, not 3",
}
RIGHT = (
    "t.alias('a', 'b', meta_=None)",
    "t.alias(*both)",
    "t.Tracker(None, who=t.User('u'), validate='raise')",
    "t.User(**row)",
    "t.User(user_id='u')",
    "t.HttpTransport('k', host='h', queue_size=1, timeout=1)",
    "t.configure(transport=None, context={}, on_violation=f)",
    "t.Meta(message_id='m')",
    "t.cart_emptied(u, meta_={'timestamp': now, 'context': {'ip': '::1'}, 'more': 1})",
    "with pytest.raises(TypeError):\n    t.User()",
)
CONTEXT = """
plan: acme
events:
  Signed Up:
    context: {page: {type: object, properties: {url: {type: string}}}}
"""


@pytest.mark.parametrize("source", WRONG)
def test_what_breaks_is_told(source: str) -> None:
    assert told(scanned(T + source)) == [f"TW205 app.py:{WRONG[source]}"]


@pytest.mark.parametrize("source", RIGHT)
def test_what_works_is_let_be(source: str) -> None:
    assert told(scanned(T + source)) == []


def test_context_holds_what_the_plan_says_and_more() -> None:
    source = f"{T}t.signed_up(u, context_={{'page': {{'url': 3}}, 'mine': 1}})"
    (line,) = told(scanned(source, None, client("acme_tracking", CONTEXT)))
    assert line.endswith(" context_.page.url: must be a string, not 3")


@pytest.mark.parametrize("name", SHIPPED_CALLS)
def test_signatures_are_those_of_the_templates(name: str) -> None:
    known = SHIPPED_CALLS[name]
    file = ROOT / f"templates/python/{RUNTIME_EXPORTS[name]}.py"
    (node,) = [
        one
        for one in ast.parse(file.read_text()).body
        if isinstance(one, ast.ClassDef | ast.FunctionDef) and one.name == name
    ]
    assert _signature(node) == (list(known.places), list(known.keywords), known.unnamed)


def _signature(node: ast.ClassDef | ast.FunctionDef) -> tuple[list[str], list[str], bool]:
    if isinstance(node, ast.FunctionDef):
        given = node.args
    else:
        made = [one for one in node.body if isinstance(one, ast.FunctionDef)]
        inits = [one for one in made if one.name == "__init__"]
        if not inits:  # a dataclass
            fields = [one.target for one in node.body if isinstance(one, ast.AnnAssign)]
            return [one.id for one in fields if isinstance(one, ast.Name)], [], False
        given = inits[0].args
    places = [one.arg for one in (*given.posonlyargs, *given.args) if one.arg != "self"]
    return places, [one.arg for one in given.kwonlyargs], bool(given.posonlyargs)
