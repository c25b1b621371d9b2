"""Each finding, at its very place; and what comes near to one and is none."""

from dataclasses import dataclass

import pytest

from protocols.findings import Severity
from tests.unit.typewriter.check.shop import WHOLE, scanned, told, used
from typewriter.check.scan import Options

T = "import acme_tracking as t\n"
SEGMENT = "import segment.analytics as analytics\n"
NEED = 'order_id="o", total=1'


@dataclass(frozen=True)
class Case:
    source: str
    findings: tuple[str, ...] = ()


def oc(more: str) -> str:
    return f"{T}t.order_completed(who, {WHOLE}, {more})"


CASES = {
    "unknown function": Case(
        f"{T}t.order_complete(who)",
        (
            'TW201 app.py:2:3-17 acme_tracking has no order_complete (did you mean "order_completed"?)',
        ),
    ),
    "unknown import": Case(
        "from acme_tracking import cart_emptied, order_complet",
        (
            'TW201 app.py:1:41-54 acme_tracking has no order_complet (did you mean "order_completed"?)',
        ),
    ),
    "unknown import in brackets": Case(
        "from acme_tracking import (\n    cart_emptied,\n    nothing_like_it as x,\n)",
        ("TW201 app.py:3:5-25 acme_tracking has no nothing_like_it",),
    ),
    "unknown by getattr": Case(
        f"{T}getattr(t, 'cart_empty')()",
        ('TW201 app.py:2:12-24 acme_tracking has no cart_empty (did you mean "cart_emptied"?)',),
    ),
    "unknown beyond ASCII": Case(
        f"{T}x = 'é漢🎉', t.order_complete",
        (
            'TW201 app.py:2:14-28 acme_tracking has no order_complete (did you mean "order_completed"?)',
        ),
    ),
    "unknown type": Case(
        f"{T}x = t.Usr('u')",
        ('TW201 app.py:2:7-10 acme_tracking has no Usr (did you mean "User"?)',),
    ),
    "what else it offers": Case(
        f"{T}t.configure(None)\nt.User('u')\nt.alias('a', 'b')\nt.testing.capture()\nt.UNSET\n"
        "t.__name__\nt._runtime.send\nt.OrderCompletedAddress\nfrom acme_tracking.testing import capture"
    ),
    "a guarded import": Case(
        "try:\n    from acme_tracking import gone\nexcept ImportError:\n    gone = None"
    ),
    "a suppressed import": Case("with suppress(ImportError):\n    from acme_tracking import gone"),
    "an expected failure": Case(f"{T}with pytest.raises(AttributeError):\n    t.gone()"),
    "an expected wrong call": Case(
        f"{T}with pytest.raises(TypeError):\n    t.order_completed(u)\n"
        "with self.assertRaises(ValueError):\n    t.order_completed(u, plan='x')\n"
        "with contextlib.suppress(TypeError):\n    t.order_completed('u')"
    ),
    "a wrong call where something else is expected": Case(
        f"{T}with suppress(OSError):\n    t.cart_emptied('u')\nt.cart_emptied('u')",
        (
            "TW205 app.py:3:20-23 cart_emptied() is told first whom it is about: User(…), Anonymous(…) or Both(…)",
            "TW205 app.py:4:16-19 cart_emptied() is told first whom it is about: User(…), Anonymous(…) or Both(…)",
        ),
    ),
    "asked for first": Case(f"{T}if hasattr(t, 'gone'):\n    t.gone()"),
    "with a default": Case(f"{T}getattr(t, 'gone', None)"),
    "set by the code": Case(f"{T}t.extra = 1\nt.extra()"),
    "set by a test": Case(
        f"{T}def test(monkeypatch):\n    monkeypatch.setattr(t, 'gone', f, raising=False)\n    t.gone()"
    ),
    "patched by a test": Case(f"{T}with mock.patch.object(t, 'gone', create=True):\n    t.gone()"),
    "perhaps another": Case(
        "if x:\n    import acme_tracking as t\nelse:\n    import other as t\nt.gone()"
    ),
    "patched by its name": Case(
        f"{T}with mock.patch('acme_tracking.gone', create=True):\n    t.gone()"
    ),
    "raw, planned": Case(
        f'{SEGMENT}analytics.track("u", "Order Completed", {{}})',
        (
            'TW203 app.py:2:22-39 "Order Completed" is sent by name, and the plan has a function for it',
        ),
    ),
    "raw, by keyword": Case(
        f'{SEGMENT}analytics.track(event="Order Completed", user_id="u")',
        (
            'TW203 app.py:2:23-40 "Order Completed" is sent by name, and the plan has a function for it',
        ),
    ),
    "raw, by a client object": Case(
        "from segment.analytics import Client\nc = Client('k')\nc.track('u', 'Cart Emptied')",
        (
            'TW203 app.py:3:14-28 "Cart Emptied" is sent by name, and the plan has a function for it',
        ),
    ),
    "raw, by an annotated object": Case(
        "from rudderstack.analytics import Client\ndef f(c: Client):\n    c.track('u', 'Cart Empty')",
        (
            'TW208 app.py:3:18-30 no plan has the event "Cart Empty" (did you mean "Cart Emptied"?)',
        ),
    ),
    "raw, of self": Case(
        "import rudderstack.analytics as ra\nclass A:\n    def __init__(self):\n        self.c = ra.Client()\n"
        "    def f(self):\n        self.c.track('u', 'Cart Emptied')",
        (
            'TW203 app.py:6:27-41 "Cart Emptied" is sent by name, and the plan has a function for it',
        ),
    ),
    "raw, by an imported name": Case(
        "from segment.analytics import track\ntrack('u', 'Cart Emptied')",
        (
            'TW203 app.py:2:12-26 "Cart Emptied" is sent by name, and the plan has a function for it',
        ),
    ),
    "raw, a constant": Case(
        f"{SEGMENT}E = 'Cart Emptied'\nanalytics.track('u', E)",
        (
            'TW203 app.py:3:22-23 "Cart Emptied" is sent by name, and the plan has a function for it',
        ),
    ),
    "raw, an enumeration": Case(
        f"{SEGMENT}class E(Enum):\n    CART = 'Cart Emptied'\nanalytics.track('u', E.CART.value)",
        (
            'TW203 app.py:4:22-34 "Cart Emptied" is sent by name, and the plan has a function for it',
        ),
    ),
    "raw, an unknown thing called analytics": Case(
        "def f(analytics):\n    analytics.track('Cart Emptied')\n    analytics.track('cart emptied')",
        (
            'TW203 app.py:2:21-35 "Cart Emptied" is sent by name, and the plan has a function for it',
            'TW208 app.py:3:21-35 no plan has the event "cart emptied" (did you mean "Cart Emptied"?)',
        ),
    ),
    "raw, an unknown thing": Case(
        "def f(self):\n    self.client.track('u', 'Cart Emptied')",
        (
            'TW203 app.py:2:28-42 "Cart Emptied" is sent by name, and the plan has a function for it',
        ),
    ),
    "raw, in no plan": Case(
        f"{SEGMENT}analytics.track('u', 'Wholly Other')",
        ('TW208 app.py:2:22-36 no plan has the event "Wholly Other"',),
    ),
    "raw, other casing": Case(
        f"{SEGMENT}analytics.track('u', 'ORDER_COMPLETED')",
        (
            'TW208 app.py:2:22-39 no plan has the event "ORDER_COMPLETED" (did you mean "Order Completed"?)',
        ),
    ),
    "raw, dynamic": Case(
        f"{SEGMENT}def f(name):\n    analytics.track('u', name)",
        ("TW204 app.py:3:26-30 which event this sends cannot be told",),
    ),
    "raw, an f-string": Case(
        f"{SEGMENT}def f(x):\n    analytics.track('u', f'{{x}} Viewed')",
        ("TW204 app.py:3:26-39 which event this sends cannot be told",),
    ),
    "tracks of other kinds": Case(
        "from music import playlist\nplaylist.track('u', 'Wholly Other')\nplaylist.track('order completed')\n"
        "def f(x, track):\n    x.track(1)\n    x.track()\n    track('Cart Emptied')"
    ),
    "identity is not an event": Case(
        f"{SEGMENT}analytics.identify('u', {{}})\nanalytics.track('u')"
    ),
    "dynamic function": Case(
        f"{T}def f(name):\n    getattr(t, name)(who)",
        ("TW204 app.py:3:16-20 which function of acme_tracking this is cannot be told",),
    ),
    "missing": Case(
        f"{T}t.order_completed(who, total=1)",
        ("TW205 app.py:2:3-18 order_completed() lacks order_id",),
    ),
    "missing all": Case(
        f"{T}t.order_completed()",
        ("TW205 app.py:2:3-18 order_completed() lacks who_, order_id, total",),
    ),
    "unknown argument": Case(
        oc("cupon='x'"),
        ('TW205 app.py:2:47-52 order_completed() has no argument cupon (did you mean "coupon"?)',),
    ),
    "fixed argument": Case(
        oc("source='web'"), ("TW205 app.py:2:47-53 order_completed() has no argument source",)
    ),
    "identity by name": Case(
        f"{T}t.cart_emptied(who_=x)",
        (
            "TW205 app.py:2:3-15 cart_emptied() lacks who_",
            "TW205 app.py:2:16-20 cart_emptied() takes who_ without its name, in the first places",
        ),
    ),
    "by place": Case(
        f"{T}t.product_viewed(who, 'sku')",
        ("TW205 app.py:2:23-28 product_viewed() takes its properties by keyword",),
    ),
    "nobody": Case(
        f"{T}t.cart_emptied('u1')",
        (
            "TW205 app.py:2:16-20 cart_emptied() is told first whom it is about: User(…), Anonymous(…) or Both(…)",
        ),
    ),
    "not of the enumeration": Case(
        oc("currency='usd'"),
        (
            "TW205 app.py:2:56-61 currency: must be 'USD' or 'EUR', not 'usd' (did you mean \"USD\"?)",
        ),
    ),
    "not of the type": Case(
        f"{T}t.order_completed(who, order_id=1, total='1')",
        (
            "TW205 app.py:2:33-34 order_id: must be a string, not 1",
            "TW205 app.py:2:42-45 total: must be a number, not '1'",
        ),
    ),
    "null": Case(oc("count=None"), ("TW205 app.py:2:53-57 count: must be an integer, not None",)),
    "true is no number": Case(
        oc("count=True"), ("TW205 app.py:2:53-57 count: must be an integer, not True",)
    ),
    "not whole": Case(
        oc("count=-1.5"), ("TW205 app.py:2:53-57 count: must be an integer, not -1.5",)
    ),
    "not a list": Case(oc("items='a'"), ("TW205 app.py:2:53-56 items: must be a list, not 'a'",)),
    "in a list": Case(
        oc("items=[{'sku': 1}, {'skq': 's'}, 2, *more]"),
        (
            "TW205 app.py:2:62-63 items[0].sku: must be a string, not 1",
            'TW205 app.py:2:67-72 items[1]: may not have "skq" (did you mean "sku"?)',
            "TW205 app.py:2:80-81 items[2]: must be a dict, not 2",
        ),
    ),
    "in a dict": Case(
        oc("address={'zip': 1}"),
        (
            'TW205 app.py:2:55-65 address: lacks "city"',
            "TW205 app.py:2:63-64 address.zip: must be a string, not 1",
        ),
    ),
    "in a map": Case(
        oc("tags={'a': 'b', 'c': 1}"), ("TW205 app.py:2:68-69 tags.c: must be a string, not 1",)
    ),
    "behind a star": Case(
        oc("items=[*more, {'sku': 1}], tags={**{'a': 'b'}, 'two words': 2}"),
        (
            "TW205 app.py:2:69-70 items[…].sku: must be a string, not 1",
            'TW205 app.py:2:107-108 tags["two words"]: must be a string, not 2',
        ),
    ),
    "written as a dict": Case(
        f"{T}t.order_completed(who, **{{'order_id': 1, 'totl': 1}})",
        (
            "TW205 app.py:2:39-40 order_id: must be a string, not 1",
            'TW205 app.py:2:42-48 order_completed() has no argument totl (did you mean "total"?)',
        ),
    ),
    "a partial": Case(
        f"{T}from functools import partial\noc = partial(t.order_completed, who, totl=1)\noc()",
        (
            'TW205 app.py:3:38-42 order_completed() has no argument totl (did you mean "total"?)',
            "TW205 app.py:4:1-3 order_completed() lacks order_id",
        ),
    ),
    "of an alias": Case(
        "from acme_tracking import order_completed as oc\noc(who)",
        ("TW205 app.py:2:1-3 order_completed() lacks order_id, total",),
    ),
    "continued on other lines": Case(
        f"{T}t.order_completed(\n    who,\n    order_id=1,\n    total=2,\n)",
        ("TW205 app.py:4:14-15 order_id: must be a string, not 1",),
    ),
    "right": Case(
        oc(
            "currency='USD', coupon=None, gift_wrapped=True, count=2.0, items=[], address={'city': ''}, tags={}"
        )
    ),
    "not to be seen": Case(
        oc(
            "currency=x, count=f(), items=[*a, {**b}, {k: 1}], address={**c}, tags=g, coupon=t.UNSET"
        )
    ),
    "envelope": Case(oc("meta_={'message_id': 'm'}")),
    "starred": Case(f"{T}t.order_completed(*a, {NEED})\nt.cart_emptied(*a)"),
    "versions": Case(f"{T}t.plan_changed(who, price=1)\nt.plan_changed_v1(who, cents=1)"),
    "any page": Case(f"{T}t.page(who, 'Library')\nt.page(who)\nt.page_home(who, category_='c')"),
    "deprecated": Case(
        f"{T}t.old_viewed(who)",
        ("TW206 app.py:2:3-13 Old Viewed is deprecated. Product Viewed took its place.",),
    ),
    "hidden": Case(
        f"{T}t.order_completed(who, **kwargs)",
        ("TW207 app.py:2:24-32 order_completed() hides its properties in **",),
    ),
    "hidden, and wrong": Case(
        f"{T}t.order_completed(who, totl=1, **kwargs)",
        (
            'TW205 app.py:2:24-28 order_completed() has no argument totl (did you mean "total"?)',
            "TW207 app.py:2:32-40 order_completed() hides its properties in **",
        ),
    ),
    "a function that became a method": Case(
        f"{T}class A:\n    oc = t.cart_emptied\n    def f(self):\n        self.oc()"
    ),
    "a method with something given": Case(
        f"{T}class A:\n    oc = functools.partialmethod(t.product_viewed, sku='s')\n    def f(self):\n        self.oc()"
    ),
    "a perhaps is no proof": Case(
        "from x import *\nimport acme_tracking as t\nif y:\n    t = z\nt.order_completed(1)"
    ),
    "windows lines": Case(
        f"{T}t.gone()\n".replace("\n", "\r\n"), ("TW201 app.py:2:3-7 acme_tracking has no gone",)
    ),
    "tabs": Case(f"{T}if x:\n\tt.gone()", ("TW201 app.py:3:4-8 acme_tracking has no gone",)),
}


@pytest.mark.parametrize("name", CASES)
def test_findings(name: str) -> None:
    case = CASES[name]
    assert told(scanned(case.source)) == list(case.findings)


def test_a_raw_call_names_the_function_to_call() -> None:
    found = scanned(f"{SEGMENT}analytics.track('u', 'Order Completed')")
    assert [one.help for one in found.findings if one.rule == "TW203"] == [
        "call acme_tracking.order_completed()"
    ]
    assert used(found) == ["order_completed raw app.py:2:22"]


def test_what_is_never_called() -> None:
    source = f"{T}t.cart_emptied(who)\nsubmit(t.product_viewed)\nt.plan_changed_v1(who, cents=1)"
    found = scanned(
        {"app.py": source, "tests/a.py": f"{T}t.order_completed(who, {NEED})"},
        Options(tests=("tests",)),
    )
    (one,) = [one for one in found.findings if one.rule == "TW202"]
    assert one.message == '"Order Completed" is planned, and no call of it was found but in tests'
    assert (one.at.line, one.severity) == (8, Severity.WARNING)
    assert one.at.file.endswith("plan.yaml")


def asked_for(options: Options) -> list[str]:
    found = scanned("pass", options)
    return [one.message.split('"')[1] for one in found.findings if one.rule == "TW202"]


def test_events_are_asked_of_whom_they_are_planned_for() -> None:
    everywhere = ["Order Completed", "Product Viewed", "Cart Emptied", "Plan Changed"]
    assert asked_for(Options()) == everywhere
    assert asked_for(Options(service="backend")) == everywhere
    assert asked_for(Options(service="web")) == [*everywhere[:3], "Web Clicked", "Plan Changed"]


def test_required_use_is_an_error() -> None:
    found = scanned("pass", Options(require_used=True))
    assert {one.severity for one in found.findings} == {Severity.ERROR}


def test_an_event_s_name_in_another_module_is_looked_up() -> None:
    files = {
        "app/names.py": "CART = 'Cart Emptied'\nTYPO = 'Cart Emptyed'",
        "app/a.py": f"{SEGMENT}from app import names\nfrom app.names import TYPO\n"
        "analytics.track('u', names.CART)\nanalytics.track('u', TYPO)",
    }
    assert [line.split()[:2] for line in told(scanned(files))] == [
        ["TW203", "app/a.py:4:22-32"],
        ["TW208", "app/a.py:5:22-26"],
    ]
