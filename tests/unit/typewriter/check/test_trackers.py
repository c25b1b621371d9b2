"""The client as an object: made, annotated, handed on, derived from."""

import pytest

from tests.unit.typewriter.check.shop import WHOLE, scanned, told, used

IMPORTS = "from acme_tracking import Tracker, BoundTracker, User\n"
WITH_WHO = f"order_completed(User('u'), {WHOLE})"
WITHOUT = f"order_completed({WHOLE})"

SEEN = {
    "made": f"t = Tracker(None)\nt.{WITH_WHO}",
    "made in place": f"Tracker(None).{WITH_WHO}",
    "made for somebody": f"t = Tracker(None, who=User('u'))\nt.{WITHOUT}",
    "made for somebody, and told": f"t = Tracker(None, who=User('u'))\nt.{WITH_WHO}",
    "perhaps for somebody": f"t = Tracker(None, **options)\nt.{WITHOUT}",
    "a parameter": f"def f(t: Tracker):\n    t.{WITH_WHO}",
    "a bound parameter": f"def f(t: 'BoundTracker | None'):\n    t.{WITHOUT}",
    "a parameter that may be bound": f"def f(t: Tracker):\n    t.{WITHOUT}",
    "injected": f"class A:\n    def __init__(self, t: Tracker):\n        self.t = t\n    def f(self):\n        self.t.{WITH_WHO}",
    "a field": f"@dataclass\nclass A:\n    t: Tracker\n    def f(self):\n        self.t.{WITH_WHO}",
    "annotated for a framework": f"def f(t: Annotated[Tracker, Depends(g)]):\n    t.{WITH_WHO}",
    "promised": f"def get() -> Tracker:\n    return request.tracker\nget().{WITH_WHO}",
    "derived": f"class Mine(Tracker): pass\nMine(None).{WITH_WHO}",
    "of itself": f"class Mine(Tracker):\n    def f(self):\n        self.{WITHOUT}",
    "of the package": f"import acme_tracking as a\nt: a.Tracker = make()\nt.{WITH_WHO}",
}


@pytest.mark.parametrize("form", SEEN)
def test_calls_of_trackers_are_seen(form: str) -> None:
    found = scanned(IMPORTS + SEEN[form])
    assert [line.split()[:2] for line in used(found)] == [["order_completed", "called"]]
    assert told(found) == []


TOLD = {
    "an unknown call": (
        "Tracker(None).order_complete(u)",
        'TW201 app.py:2:15-29 a Tracker of acme_tracking has no order_complete (did you mean "order_completed"?)',
    ),
    "nobody": (
        f"Tracker(None).{WITHOUT}",
        "TW205 app.py:2:15-30 order_completed() lacks who_",
    ),
    "an unknown argument": (
        f"def f(t: BoundTracker):\n    t.order_completed({WHOLE}, cupon='x')",
        'TW205 app.py:3:46-51 order_completed() has no argument cupon (did you mean "coupon"?)',
    ),
    "a missing one": (
        "def f(t: BoundTracker):\n    t.order_completed(total=1)",
        "TW205 app.py:3:7-22 order_completed() lacks order_id",
    ),
}


@pytest.mark.parametrize("form", TOLD)
def test_what_is_wrong_with_them_is_told(form: str) -> None:
    source, expected = TOLD[form]
    assert told(scanned(IMPORTS + source)) == [expected]


@pytest.mark.parametrize(
    "source",
    [
        "Tracker(None).alias('a', 'b')",
        "Tracker(None)._settings",
        "class Mine(Tracker):\n    def more(self): pass\nMine(None).more()\nMine(None).unheard_of()",
        "t = Tracker(None) if x else Fake()\nt.unheard_of()",
        "def f(t: Tracker):\n    if hasattr(t, 'later'):\n        t.later()",
    ],
)
def test_what_may_be_right_is_not_told(source: str) -> None:
    assert told(scanned(IMPORTS + source)) == []
