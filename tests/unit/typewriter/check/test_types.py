"""What annotations say of things: it is believed where nothing better is known, and only there."""

import sys

import pytest

from tests.unit.typewriter.check.shop import WHOLE, names_used, scanned, told

IMPORTS = "from acme_tracking import Tracker, BoundTracker, User\nfrom outer import g, made\n"
FAKE = "class Fake:\n    pass\n"

SURE = {
    "a function": "def make() -> Tracker:\n    return Tracker(None)\nmake().{call}",
    "a function that is not followed": "def make() -> Tracker:\n    return g()\nmake().{call}",
    "a coroutine": "async def make() -> Tracker:\n    return Tracker(None)\nasync def f():\n    (await make()).{call}",
    "a method": "class A:\n    def make(self) -> Tracker:\n        return Tracker(None)\nA().make().{call}",
    "a property": "class A:\n    @property\n    def t(self) -> Tracker:\n        return Tracker(None)\nA().t.{call}",
    "a property with a setter": "class A:\n    @property\n    def t(self) -> Tracker:\n        return g()\n    @t.setter\n    def t(self, new: Tracker) -> None:\n        pass\nA().t.{call}",
    "a function that may give none": "def make() -> Tracker | None:\n    return None\nmake().{call}",
    "a default": "from fastapi import Depends\nasync def f(x: Tracker = Depends(g)):\n    x.{call}",
    "a default of nowhere": "async def f(x: Tracker = Depends(g)):\n    x.{call}",
    "a parameter that is given": "def f(t: Tracker):\n    t.{call}\nf(Tracker(None))",
    "a field": "class D:\n    a: Tracker | None = None\ndef f(d: D):\n    d.a.{call}",
    "a field of dataclasses": "from dataclasses import field\nclass D:\n    a: Tracker = field(repr=False)\n    def f(self):\n        self.a.{call}",
    "a field that is given": "class D:\n    a: Tracker\nD(a=Tracker(None)).a.{call}",
    "a field of attrs": "import attr\n@attr.s\nclass D:\n    a: Tracker = attr.ib()\n    def f(self):\n        self.a.{call}",
    "a field that is bound": "class D:\n    a: Tracker\n    def __init__(self, a):\n        self.a = a\n    def f(self):\n        self.a.{call}",
    "an attribute": "class D:\n    def __init__(self, a):\n        self.a: Tracker = a\n    def f(self):\n        self.a.{call}",
    "or a tracker": "class D:\n    def __init__(self, t: Tracker | None = None):\n        self.t = t or Tracker(None)\n    def f(self):\n        self.t.{call}",
    "a tracker if none": "class D:\n    def __init__(self, t: Tracker | None = None):\n        self.t = t if t is not None else Tracker(g)\n    def f(self):\n        self.t.{call}",
    "a name of the module": "x: Tracker = made()\ndef f():\n    x.{call}",
    "none at first": "x: Tracker | None = None\ndef f():\n    x.{call}",
    "annotated under a name": "from typing import Annotated\nDep = Annotated[Tracker, Depends(g)]\ndef f(x: Dep):\n    x.{call}",
    "optional under a name": "M = Optional[Tracker]\ndef f(x: M):\n    x.{call}",
    "or none under a name": "M = Tracker | None\ndef f(x: M = None):\n    x.{call}",
    "said to be an alias": "M: TypeAlias = 'Tracker | None'\ndef f(x: M):\n    x.{call}",
    "a new type": "from typing import NewType\nT = NewType('T', Tracker)\ndef f(x: T):\n    x.{call}",
    "made of a new type": "from typing import NewType\nT = NewType('T', Tracker)\nT(g()).{call}",
    "a variable of a context": "v = ContextVar[Tracker]('v')\nv.get().{call}",
    "a said variable of a context": "from contextvars import ContextVar\nv: ContextVar[Tracker] = ContextVar('v')\ndef f():\n    v.get().{call}",
    "what is called": "def f(make: Callable[[], Tracker]):\n    make().{call}",
    "narrowed": "def f(x):\n    if isinstance(x, Tracker):\n        x.{call}",
    "narrowed with more": "def f(x: object, y):\n    if y and isinstance(x, (Tracker, BoundTracker)):\n        x.{call}",
    "asserted": "def f(x):\n    assert isinstance(x, Tracker)\n    x.{call}",
    "left otherwise": "def f(x):\n    if not isinstance(x, Tracker):\n        return\n    x.{call}",
    "cast": "import typing\ntyping.cast(Tracker, g).{call}",
    "cast by its name": "from typing import cast\nt = cast('Tracker', g())\nt.{call}",
    "all that are given": "def f(*ts: Tracker):\n    for t in ts:\n        t.{call}",
    "all by name": "def f(**ts: Tracker):\n    ts['a'].{call}",
    "of a list": "def f(ts: list[Tracker]):\n    [t.{call} for t in ts]",
    "of a part of a list": "def f(ts: list[Tracker]):\n    for t in ts[1:]:\n        t.{call}",
    "of a list that is empty at first": "ts: list[Tracker] = []\nfor t in ts:\n    t.{call}",
    "of a table": "def f(ts: dict[str, Tracker]):\n    ts['a'].{call}",
    "of a table's values": "def f(ts: dict[str, Tracker]):\n    for t in ts.values():\n        t.{call}",
    "out of a table": "def f(ts: Mapping[str, Tracker]):\n    ts.get('a').{call}",
    "of a tuple": "def f(ts: tuple[Tracker, ...]):\n    ts[0].{call}",
    "a context": "from contextlib import contextmanager\n@contextmanager\ndef make() -> Iterator[Tracker]:\n    yield g()\nwith make() as t:\n    t.{call}",
    "a context that is followed": "from typing import Generator\nfrom contextlib import contextmanager\n@contextmanager\ndef make() -> Generator[Tracker, None, None]:\n    yield Tracker(None)\nwith make() as t:\n    t.{call}",
    "a class with a type in brackets": "class Box(Generic[T]):\n    t: Tracker\ndef f(b: Box[int]):\n    b.t.{call}",
}
if sys.version_info >= (3, 12):
    SURE["a statement of its own"] = "type M = Tracker | None\ndef f(x: M):\n    x.{call}"


@pytest.mark.parametrize("form", SURE)
def test_what_is_said_is_followed(form: str) -> None:
    call = f"order_completed(User('u'), {WHOLE})"
    found = scanned(IMPORTS + SURE[form].format(call=call))
    assert names_used(found) == {"order_completed"}
    assert told(found) == []
    wrong = told(scanned(IMPORTS + SURE[form].format(call="nope()")))
    assert [line.split()[0] for line in wrong] == ["TW201"]


OPEN = {
    "a function that may give another": "def make() -> Tracker | Other:\n    return g()\nmake().nope()",
    "one that says so, and does not": "def make() -> Tracker | Other:\n    return Tracker(None)\nmake().nope()",
    "a decorator that changes it": "@g\ndef make() -> Tracker:\n    return Tracker(None)\nmake().nope()",
    "a default of another class": FAKE + "def f(x: Tracker = Fake()):\n    x.nope()",
    "a default that is not said": "def f(x=Tracker(None)):\n    x.nope()",
    "a field that is another": FAKE
    + "class D:\n    a: Tracker | None = None\n    def __init__(self):\n        self.a = Fake()\nD().a.nope()",
    "a field of either type": "class D:\n    a: Tracker | Other = g()\nD().a.nope()",
    "a field that a class below has anew": FAKE
    + "class D:\n    a: Tracker = g()\nclass E(D):\n    a = Fake()\nE().a.nope()",
    "bound again": "x: Tracker | None = None\nx = g()\nx.nope()",
    "either under a name": "M = Tracker | Other\ndef f(x: M):\n    x.nope()",
    "another under a name": "M = Annotated[Other, Tracker]\ndef f(x: M):\n    x.nope()",
    "a new type of another": "from typing import NewType\nT = NewType('T', Other)\ndef f(x: T):\n    x.nope()",
    "an item that only looks like a type": "list = {'a': g}\nlist['a'].nope()",
    "a variable's fallback": FAKE + "v = ContextVar[Tracker]('v')\nv.get(Fake()).nope()",
    "a table's fallback": "def f(ts: dict[str, Tracker]):\n    ts.get('a', g).nope()",
    "a table's key": "def f(ts: dict[Tracker, Other]):\n    ts[0].nope()",
    "a method of a table": "def f(ts: list[Tracker]):\n    ts.nope()\n    ts.append(1)",
    "a variable of a context": "v = ContextVar[Tracker]('v')\nv.set(1)\nv.reset(v)",
    "what is called may give another": "def f(make: Callable[[Tracker], Other]):\n    make().nope()",
    "not narrowed after": "def f(x):\n    if isinstance(x, Tracker):\n        pass\n    x.nope()",
    "not narrowed otherwise": "def f(x):\n    if isinstance(x, Tracker):\n        pass\n    else:\n        x.nope()",
    "narrowed to either": "def f(x):\n    if isinstance(x, (Tracker, Other)):\n        x.nope()",
    "narrowed or more": "def f(x, y):\n    if y or isinstance(x, Tracker):\n        x.nope()",
    "not left otherwise": "def f(x):\n    if not isinstance(x, Tracker):\n        x = g\n    x.nope()",
    "narrowed in another function": "x = g()\ndef f():\n    if isinstance(x, Tracker):\n        pass\n    x.nope()",
    "cast to another": "from typing import cast\ncast(Other, g()).nope()",
    "cast of what is known": FAKE + "from typing import cast\ncast(Tracker, Fake()).nope()",
    "sums of flags": "a = 1 | 2\na.nope()\n(g | None).nope()",
    "a class below": "class M(Tracker):\n    pass\ndef f(t: Tracker):\n    if isinstance(t, M):\n        t.nope()",
    "another class": "def f(t: Tracker):\n    if isinstance(t, Other):\n        t.nope()",
    "cast to anything": "from typing import cast\ncast(Any, Tracker(None)).nope()",
    "keys": "def f(ts: dict[str, Tracker]):\n    for k in ts:\n        k.upper()\n    [k.upper() for k in ts.copy()]",
    "keys of a table that is written down": "for k in {'a': Tracker(None)}:\n    k.upper()",
    "names of arguments": "def f(**ts: Tracker):\n    for k in ts:\n        k.upper()",
    "a part of a text": "t = 'Cart Emptied'\nanalytics.track(u, t[4:])",
    "a part of a list": "def f(ts: list[Tracker]):\n    ts[:1].sort()",
    "a generator": "def make() -> Iterator[Tracker]:\n    yield g()\nmake().close()",
    "the class": "Tracker.nope(Tracker(None))",
}


@pytest.mark.parametrize("form", OPEN)
def test_what_may_be_another_is_let_be(form: str) -> None:
    assert told(scanned(IMPORTS + OPEN[form])) == []


def test_a_type_with_a_name_of_its_own_is_followed_to_other_files() -> None:
    files = {
        "app/deps.py": "from acme_tracking import Tracker\nDep = Annotated[Tracker, 1]\nvar: ContextVar[Tracker] = ContextVar('v')\n",
        "app/views.py": "from app.deps import Dep\ndef f(x: Dep):\n    x.nope()\n",
        "app/jobs.py": "from app.deps import var\nvar.get().nope()\n",
    }
    assert [line.split()[:2] for line in told(scanned(files))] == [
        ["TW201", "app/jobs.py:2:11-15"],
        ["TW201", "app/views.py:3:7-11"],
    ]


def test_what_a_tracker_may_be_asked_for_in_files_that_know_of_none_is_not_said_to_be_unused() -> (
    None
):
    files = {
        "app/box.py": f"{IMPORTS}def f(b: Box[Tracker]):\n    return b\n",
        "app/views.py": "def f(x):\n    x.cart_emptied(u)\n",
    }
    unused = told(scanned(files), unused=True)
    assert not [line for line in unused if '"Cart Emptied"' in line]
    assert [line for line in unused if '"Product Viewed"' in line]


PERHAPS = {
    "a box": "class Box(Generic[T]):\n    def get(self) -> T:\n        return self.t\ndef f(b: Box[Tracker]):\n    b.get().cart_emptied(u)",
    "the class itself": "Tracker.cart_emptied(Tracker(g), u)",
    "kept elsewhere": "app.state.tracker = Tracker(g)\ndef f(r):\n    r.app.state.tracker.cart_emptied(u)",
    "something unknown": "def f(x):\n    x.cart_emptied(u)",
    "in a table": "d = {}\nd['a'] = Tracker(g)\nd['a'].cart_emptied(u)",
}


@pytest.mark.parametrize("form", PERHAPS)
def test_what_may_be_called_is_not_said_to_be_unused(form: str) -> None:
    unused = told(scanned(IMPORTS + PERHAPS[form]), unused=True)
    assert not [line for line in unused if '"Cart Emptied"' in line]
    assert [line for line in unused if '"Product Viewed"' in line]
