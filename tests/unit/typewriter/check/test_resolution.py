"""Each way code can name a function of the client, and each way it only seems to."""

import pytest

from tests.unit.typewriter.check.shop import WHOLE, names_used, scanned, told, used

WHO = "User('u')"
CALL = f"({WHO}, {WHOLE})"

CALLED = {
    "the package": f"import acme_tracking\nacme_tracking.order_completed{CALL}",
    "an alias": f"import acme_tracking as t\nt.order_completed{CALL}",
    "a name": f"from acme_tracking import order_completed\norder_completed{CALL}",
    "a name's alias": f"from acme_tracking import order_completed as oc\noc{CALL}",
    "a star": f"from acme_tracking import *\norder_completed{CALL}",
    "a module of it": f"from acme_tracking._order import order_completed\norder_completed{CALL}",
    "its module": f"import acme_tracking._order\nacme_tracking._order.order_completed{CALL}",
    "its module's alias": f"from acme_tracking import _order as o\no.order_completed{CALL}",
    "assigned": f"import acme_tracking as t\nu = t\nv = u.order_completed\nv{CALL}",
    "assigned in a pair": f"import acme_tracking as t\na, b = 1, t.order_completed\nb{CALL}",
    "swapped": f"import acme_tracking as t\na, b = 1, t.order_completed\na, b = b, a\na{CALL}",
    "walrus": f"import acme_tracking as t\nif (oc := t.order_completed):\n    oc{CALL}",
    "imported in a function": f"def f():\n    import acme_tracking as t\n    t.order_completed{CALL}",
    "imported later": f"def f():\n    oc{CALL}\nfrom acme_tracking import order_completed as oc",
    "a closure": f"import acme_tracking as t\ndef f():\n    o = t\n    def g():\n        o.order_completed{CALL}",
    "global": f"t = None\ndef g():\n    t.order_completed{CALL}\ndef f():\n    global t\n    import acme_tracking as t",
    "nonlocal": f"import acme_tracking as a\ndef f():\n    t = None\n    def g():\n        nonlocal t\n        t = a\n    def h():\n        t.order_completed{CALL}",
    "awaited": f"import acme_tracking as t\nasync def f():\n    await t.order_completed{CALL}",
    "returned": f"import acme_tracking as t\ndef f():\n    return t.order_completed{CALL}",
    "assigned from": f"import acme_tracking as t\nx = t.order_completed{CALL}",
    "lambda": f"import acme_tracking as t\nf = lambda: t.order_completed{CALL}",
    "lambda before import": f"f = lambda: oc{CALL}\nfrom acme_tracking import order_completed as oc",
    "comprehension": f"import acme_tracking as t\nx = [t.order_completed{CALL} for _ in y]",
    "in a test of it": f"import acme_tracking as t\nx = [1 for _ in y if t.order_completed{CALL}]",
    "generator": f"import acme_tracking as t\nany(t.order_completed{CALL} for _ in y)",
    "default": f"import acme_tracking as t\ndef f(x=t.order_completed{CALL}): pass",
    "argument": f"import acme_tracking as t\nprint(t.order_completed{CALL})",
    "f-string": "import acme_tracking as t\nx = f'{t.order_completed(User(1), order_id=str(), total=1)}'",
    "decorated": f"import acme_tracking as t\n@wraps(t.order_completed{CALL})\ndef f(): pass",
    "keyword": f"import acme_tracking as t\nf(a=t.order_completed{CALL})",
    "dict": f"import acme_tracking as t\nx = {{1: t.order_completed{CALL}}}",
    "subscript": f"import acme_tracking as t\nx[t.order_completed{CALL}]",
    "conditional import": f"try:\n    import acme_tracking as t\nexcept ImportError:\n    t = None\nif t:\n    t.order_completed{CALL}",
    "one of two": f"if x:\n    import acme_tracking as t\nelse:\n    import other as t\nt.order_completed{CALL}",
    "type checking": f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import acme_tracking as t\ndef f():\n    t.order_completed{CALL}",
    "elif": f"import acme_tracking as t\nif a: pass\nelif b: t.order_completed{CALL}",
    "while": f"import acme_tracking as t\nwhile x:\n    t.order_completed{CALL}",
    "for": f"import acme_tracking as t\nfor x in y:\n    t.order_completed{CALL}",
    "async for": f"import acme_tracking as t\nasync def f():\n    async for x in y:\n        t.order_completed{CALL}",
    "else of a loop": f"import acme_tracking as t\nfor x in y:\n    pass\nelse:\n    t.order_completed{CALL}",
    "with": f"import acme_tracking as t\nwith x as y:\n    t.order_completed{CALL}",
    "finally": f"import acme_tracking as t\ntry:\n    pass\nfinally:\n    t.order_completed{CALL}",
    "except": f"import acme_tracking as t\ntry:\n    x()\nexcept E as e:\n    t.order_completed{CALL}",
    "match": f"import acme_tracking as t\nmatch x:\n    case [a, *b] if a:\n        t.order_completed{CALL}",
    "matched": f"import acme_tracking as t\nmatch t:\n    case u:\n        u.order_completed{CALL}",
    "raise": f"import acme_tracking as t\nraise t.order_completed{CALL}",
    "assert": f"import acme_tracking as t\nassert t.order_completed{CALL}",
    "class body": f"import acme_tracking as t\nclass A:\n    t.order_completed{CALL}",
    "getattr": f"import acme_tracking as t\ngetattr(t, 'order_completed'){CALL}",
    "getattr of a constant": f"import acme_tracking as t\nN = 'order_' + 'completed'\ngetattr(t, N){CALL}",
    "import_module": f"from importlib import import_module\nt = import_module('acme_tracking')\nt.order_completed{CALL}",
    "self": f"import acme_tracking as t\nclass A:\n    def __init__(self):\n        self.tracker = t\n    def f(self):\n        self.tracker.order_completed{CALL}",
    "self, used above": f"import acme_tracking as t\nclass A:\n    def f(self):\n        self.tracker.order_completed{CALL}\n    def __init__(self):\n        self.tracker = t",
    "self, by default": f"import acme_tracking as t\nclass A:\n    def __init__(self, tracker=t):\n        self.tracker = tracker\n    def f(self):\n        self.tracker.order_completed{CALL}",
    "self, or a default": f"import acme_tracking as t\nclass A:\n    def __init__(self, tracker=None):\n        self.tracker = tracker or t\n    def f(self):\n        self.tracker.order_completed{CALL}",
    "class attribute": f"import acme_tracking as t\nclass A:\n    tracker = t\n    def f(self):\n        self.tracker.order_completed{CALL}",
    "of the class": f"import acme_tracking as t\nclass A:\n    tracker = t\nA.tracker.order_completed{CALL}",
    "classmethod": f"import acme_tracking as t\nclass A:\n    tracker = t\n    @classmethod\n    def f(cls):\n        cls.tracker.order_completed{CALL}",
    "staticmethod": f"import acme_tracking as t\nclass A:\n    oc = staticmethod(t.order_completed)\nA().oc{CALL}",
    "property": f"import acme_tracking as t\nclass A:\n    @property\n    def tracker(self):\n        return t\n    def f(self):\n        self.tracker.order_completed{CALL}",
    "inherited": f"import acme_tracking as t\nclass A:\n    tracker = t\nclass B(A):\n    def f(self):\n        self.tracker.order_completed{CALL}",
    "super": f"import acme_tracking as t\nclass A:\n    tracker = t\nclass B(A):\n    def f(self):\n        super().tracker.order_completed{CALL}",
    "annotated": f"import acme_tracking as t\nclass A:\n    tracker = t\ndef f(a: A):\n    a.tracker.order_completed{CALL}",
    "annotated as text": f"import acme_tracking as t\ndef f(a: 'A | None'):\n    a.tracker.order_completed{CALL}\nclass A:\n    tracker = t",
    "annotated attribute": f"import acme_tracking as t\nclass T:\n    oc = staticmethod(t.order_completed)\nclass A:\n    tracker: T\n    def f(self):\n        self.tracker.oc{CALL}",
    "in a list": f"import acme_tracking as t\nclass A:\n    tracker = t\ndef f(many: list[A]):\n    for a in many:\n        a.tracker.order_completed{CALL}",
    "factory": f"import acme_tracking as t\ndef tracker():\n    return t\ntracker().order_completed{CALL}",
    "factory below": f"import acme_tracking as t\ndef f():\n    tracker().order_completed{CALL}\ndef tracker():\n    return t",
    "context manager": f"import acme_tracking as t\nfrom contextlib import contextmanager\n@contextmanager\ndef tracker():\n    yield t\nwith tracker() as u:\n    u.order_completed{CALL}",
    "partial": f"import acme_tracking as t\nfrom functools import partial\noc = partial(t.order_completed, {WHO})\noc({WHOLE})",
    "partial of a partial": f"import acme_tracking as t\nimport functools\na = functools.partial(t.order_completed, {WHO})\nb = functools.partial(a, total=1)\nb(order_id='')",
    "cast": f"import acme_tracking as t\nfrom typing import cast\ncast('Any', t).order_completed{CALL}",
    "table": f"import acme_tracking as t\nTABLE = {{'a': t.order_completed}}\nTABLE['a']{CALL}",
    "loop over functions": f"import acme_tracking as t\nfor f in (t.order_completed,):\n    f{CALL}",
    "delegate": f"import acme_tracking as t\nclass T:\n    def __getattr__(self, name):\n        return getattr(t, name)\nT().order_completed{CALL}",
    "given to a function": f"import acme_tracking as t\ndef f(tracker):\n    tracker.order_completed{CALL}\nf(t)",
    "given to an object": f"import acme_tracking as t\nclass A:\n    def __init__(self, tracker):\n        self.tracker = tracker\n    def f(self):\n        self.tracker.order_completed{CALL}\nA(t)",
    "given by keyword": f"import acme_tracking as t\nclass A:\n    def __init__(self, *, tracker):\n        self.tracker = tracker\n    def f(self):\n        self.tracker.order_completed{CALL}\nA(tracker=t)",
    "given to a dataclass": f"import acme_tracking as t\n@dataclass\nclass A:\n    tracker: object\n    def f(self):\n        self.tracker.order_completed{CALL}\nA(tracker=t)",
    "after a return elsewhere": f"import acme_tracking as t\ndef f():\n    if x:\n        u = t\n        return lambda: u.order_completed{CALL}",
    "tabs": f"import acme_tracking as t\nif x:\n\tt.order_completed{CALL}",
    "continued": f"import acme_tracking as t\nt.\\\n  order_completed{CALL}",
    "semicolon": f"import acme_tracking as t; t.order_completed{CALL}",
}


@pytest.mark.parametrize("form", CALLED)
def test_a_call_is_seen(form: str) -> None:
    found = scanned(CALLED[form])
    assert names_used(found) == {"order_completed"}
    assert any("called" in line for line in used(found))
    assert told(found) == []


REFERENCED = {
    "argument": "import acme_tracking as t\nsubmit(t.order_completed, 1)",
    "keyword": "import acme_tracking as t\nsubmit(run=t.order_completed)",
    "list": "import acme_tracking as t\nx = [t.order_completed]",
    "table": "import acme_tracking as t\nx = {'a': t.order_completed}",
    "returned": "import acme_tracking as t\ndef f():\n    return t.order_completed",
    "decorator": "import acme_tracking as t\n@after(t.order_completed)\ndef f(): pass",
    "attribute": "import acme_tracking as t\nx.hook = t.order_completed",
    "partial": "import acme_tracking as t\nfrom functools import partial\nx = partial(t.order_completed)",
    "default": "import acme_tracking as t\ndef f(x=t.order_completed): pass",
    "either": "import acme_tracking as t\nx = t.order_completed if y else None",
    "a name": "from acme_tracking import order_completed as oc\nsubmit(oc)",
    "a static method": "import acme_tracking as t\nclass A:\n    oc = staticmethod(t.order_completed)\n    def f(self):\n        submit(self.oc)",
}


@pytest.mark.parametrize("form", REFERENCED)
def test_a_function_passed_on_is_seen(form: str) -> None:
    found = scanned(REFERENCED[form])
    assert {tuple(line.split()[:2]) for line in used(found)} == {("order_completed", "referenced")}
    assert told(found) == []


OTHERS = {
    "a comment": "import acme_tracking as t\n# t.order_completed()",
    "a string": "import acme_tracking as t\nx = 't.order_completed()'",
    "a docstring": "import acme_tracking as t\ndef f():\n    '''t.order_completed()'''",
    "only imported": "from acme_tracking import order_completed",
    "only an alias": "import acme_tracking as t\noc = t.order_completed",
    "a parameter": "import acme_tracking as t\ndef f(t):\n    t.order_completed()",
    "a star parameter": "import acme_tracking as t\ndef f(*t, **u):\n    t.order_completed()",
    "a lambda's parameter": "import acme_tracking as t\nf = lambda t: t.order_completed()",
    "a local": "import acme_tracking as t\ndef f():\n    t = g()\n    t.order_completed()",
    "a local, later": "from acme_tracking import order_completed as t\ndef f():\n    t()\n    t = 1",
    "a function": "from acme_tracking import order_completed\ndef order_completed(): pass\norder_completed()",
    "a class": "from acme_tracking import order_completed\nclass order_completed: pass\norder_completed()",
    "assigned again": "import acme_tracking as t\nt = other()\nt.order_completed()",
    "assigned again, read later": "import acme_tracking as t\ndef f():\n    t.order_completed()\nt = other()",
    "imported again": "import acme_tracking as t\nimport other as t\nt.order_completed()",
    "a loop's": "import acme_tracking as t\nfor t in x:\n    t.order_completed()",
    "a comprehension's": "import acme_tracking as t\n[t.order_completed() for t in x]",
    "with's": "import acme_tracking as t\nwith x as t:\n    t.order_completed()",
    "except's": "import acme_tracking as t\ntry: pass\nexcept E as t:\n    t.order_completed()",
    "match's": "import acme_tracking as t\nmatch x:\n    case {'a': t}:\n        t.order_completed()",
    "walrus'": "import acme_tracking as t\nif (t := x()):\n    t.order_completed()",
    "deleted": "import acme_tracking as t\ndel t\nt.order_completed()",
    "a class' own": "import acme_tracking as t\nclass A:\n    t = other\n    t.order_completed()",
    "another object": "import acme_tracking as t\nother.order_completed()",
    "another attribute": "import acme_tracking as t\nclass A:\n    def f(self):\n        self.x.order_completed()",
    "another module": "import acme_tracking_extra as t\nt.order_completed()",
    "another package": "from other.tracking import order_completed\norder_completed()",
    "set": "import acme_tracking as t\nt.order_completed = 1",
    "a class' name in a method": "import acme_tracking as t\nclass A:\n    order_completed = t.order_completed\n    def f(self):\n        order_completed()",
}


@pytest.mark.parametrize("form", OTHERS)
def test_what_is_no_use_is_none(form: str) -> None:
    found = scanned(OTHERS[form])
    assert used(found) == []
    assert told(found) == []
