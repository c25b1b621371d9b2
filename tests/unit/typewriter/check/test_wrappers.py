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
