"""Functions of a project's own that send what they are given."""

import pytest

from tests.unit.typewriter.check.shop import scanned, told, used
from typewriter.check.scan import Options

WRAPPER = "import acme_tracking as t\ndef emit(event, user):\n    getattr(t, event)(user)\n"
WRAPPED = {
    "a function": ("emit(t.cart_emptied, u)", ["cart_emptied called app/a.py:3:8"], []),
    "a name": ("emit('Cart Emptied', u)", ["cart_emptied called app/a.py:3:6"], []),
    "a function's name": ("emit('cart_emptied', u)", ["cart_emptied called app/a.py:3:6"], []),
    "an alias": ("e = emit\ne(t.cart_emptied, u)", ["cart_emptied called app/a.py:4:5"], []),
    "no event": (
        "emit('Cart Empty', u)",
        [],
        [
            'TW208 app/a.py:3:6-18 no plan has the event "Cart Empty" (did you mean "Cart Emptied"?)'
        ],
    ),
    "computed": (
        "emit(x(), u)",
        [],
        ["TW204 app/a.py:3:6-9 which event this sends cannot be told"],
    ),
    "a name that is not there": (
        "emit(t.cart_emtied, u)",
        [],
        ['TW201 app/a.py:3:8-19 acme_tracking has no cart_emtied (did you mean "cart_emptied"?)'],
    ),
    "not this one": ("other.emit('Nothing', u)", [], []),
}


@pytest.mark.parametrize("form", WRAPPED)
def test_wrappers(form: str) -> None:
    source, uses, findings = WRAPPED[form]
    files = {
        "app/metrics.py": WRAPPER,
        "app/a.py": f"from app.metrics import emit\nimport acme_tracking as t\n{source}",
    }
    found = scanned(files, Options(wrappers=("app.metrics.emit:0",)))
    assert used(found) == uses
    assert told(found) == findings


@pytest.mark.parametrize(
    ("wrapper", "source"),
    [
        ("lib.metrics.emit:event", "from lib.metrics import emit\nemit(u, event='Cart Emptied')"),
        ("lib.metrics.emit:1", "import lib.metrics as m\nm.emit(u, 'Cart Emptied')"),
        ("lib.Metrics.emit:0", "from lib import Metrics\nMetrics().emit('Cart Emptied')"),
        (
            "app.Metrics.emit:0",
            """
class Metrics:
    def emit(self, event): pass
class A:
    def __init__(self, m: Metrics):
        self.m = m
    def f(self):
        self.m.emit('Cart Emptied')
""",
        ),
    ],
)
def test_wrappers_of_other_kinds(wrapper: str, source: str) -> None:
    found = scanned(source, Options(wrappers=(wrapper,)))
    assert [line.split()[:2] for line in used(found)] == [["cart_emptied", "called"]]
    assert told(found) == []


CODE = """
class Bus:
    def send(self, who, event, **more): pass
    @staticmethod
    def post(who, event): pass
def emit(who, name): pass
def place(who, event, /): pass
def key(who, *, event): pass
async def later(event): pass
"""
CALLS = {
    "a name for a place": ("emit:1", "emit(u, name='Cart Empied')", True),
    "a place for a place": ("emit:1", "emit(u, 'Cart Empied')", True),
    "a place for a name": ("emit:name", "emit(u, 'Cart Empied')", True),
    "another place": ("emit:name", "emit('Cart Empied', 'Cart Emptied')", False),
    "a method's place for a name": ("Bus.send:event", "Bus().send(u, 'Cart Empied')", True),
    "a method's name for a place": ("Bus.send:1", "Bus().send(u, event='Cart Empied')", True),
    "a static method": ("Bus.post:event", "Bus.post(u, 'Cart Empied')", True),
    "a place that has no name": ("place:1", "place(u, event='Cart Empied')", False),
    "a name that has no place": ("key:event", "key('Cart Empied', event='Cart Emptied')", False),
    "awaited": ("later:event", "async def f():\n    await later('Cart Empied')", True),
    "of a number beyond": ("emit:99999999999999999999", "emit(u, 'Cart Empied')", False),
}


@pytest.mark.parametrize("form", CALLS)
def test_what_a_wrapper_sends_is_given_by_place_or_by_name(form: str) -> None:
    wrapper, source, is_seen = CALLS[form]
    name = wrapper.partition(":")[0].partition(".")[0]
    files = {"app.py": CODE, "use.py": f"from app import {name}\n{source}"}
    found = told(scanned(files, Options(wrappers=(f"app.{wrapper}",))))
    assert [line.split()[0] for line in found] == ["TW208"] * is_seen


FORWARDS = {
    "by place": (
        "def emit(event, who, **kw): event(who, **kw)",
        "emit(t.product_viewed, u, sku=1)",
    ),
    "described, by name": (
        "def emit(who, event, **kw):\n    'Send.'\n    return event(who, **kw)",
        "emit(u, event=t.product_viewed, sku=1)",
    ),
    "all there is": (
        "def emit(event, *a, **k): event(*a, **k)",
        "emit(t.product_viewed, u, sku=1)",
    ),
    "awaited": (
        "async def emit(event, who, *, sku): await event(who, sku=sku)",
        "emit(t.product_viewed, u, sku=1)",
    ),
}
NO_FORWARDS = {
    "more is done": ("def emit(event, **kw):\n    kw['sku'] = ''\n    event(u, **kw)", "sku=1"),
    "something is left out": ("def emit(event, who, **kw): event(who)", "u, sku=1"),
    "a default": ("def emit(event, who=1, **kw): event(who, **kw)", "sku='s'"),
    "another order": ("def emit(event, a, b, **kw): event(b, a, **kw)", "1, u, sku='s'"),
    "something else is called": ("def emit(event, who, **kw): f(who, **kw)", "u, sku=1"),
    "by another's name": ("def emit(event, who, **kw): event(who, **kw)", "who=u, sku='s'"),
    "from a list": ("def emit(event, who, **kw): event(who, **kw)", "*some, sku='s'"),
}


@pytest.mark.parametrize("form", FORWARDS)
def test_what_a_wrapper_passes_on_is_checked_in_its_place(form: str) -> None:
    code, source = FORWARDS[form]
    files = {
        "app.py": code,
        "use.py": f"from app import emit\nimport acme_tracking as t\n{source}",
    }
    place = "event" if "who, event" in code else "0"
    (line,) = list(told(scanned(files, Options(wrappers=(f"app.emit:{place}",)))))
    assert line.startswith("TW205 use.py:3:")
    assert line.endswith("sku: must be a string, not 1")


@pytest.mark.parametrize("form", NO_FORWARDS)
def test_what_a_wrapper_makes_of_its_arguments_is_its_own_affair(form: str) -> None:
    code, given = NO_FORWARDS[form]
    source = f"from app import emit\nimport acme_tracking as t\nemit(t.product_viewed, {given})"
    found = scanned({"app.py": code, "use.py": source}, Options(wrappers=("app.emit:0",)))
    assert told(found) == []
