"""Clients that reach code through modules of the project's own."""

import pytest

from tests.unit.typewriter.check.shop import WHOLE, client, names_used, scanned, told, used
from typewriter.check.scan import Options, scan
from typewriter.check.source import Source

CALL = f"(User('u'), {WHOLE})"

THROUGH = {
    "a name handed on": {
        "app/__init__.py": "",
        "app/metrics.py": "from acme_tracking import order_completed",
        "app/pay.py": f"from app.metrics import order_completed as oc\noc{CALL}",
    },
    "a module handed on": {
        "app/metrics.py": "import acme_tracking as tracking",
        "app/pay.py": f"from app import metrics\nmetrics.tracking.order_completed{CALL}",
    },
    "a file beside the generated ones": {
        "acme_tracking/own.py": f"from . import order_completed, User\norder_completed{CALL}",
    },
    "a file beside the generated ones, imported": {
        "acme_tracking/own/deeper.py": "from .. import order_completed as oc",
        "acme_tracking/own/__init__.py": "from .deeper import oc",
        "app/pay.py": f"from acme_tracking import own\nown.oc{CALL}",
    },
    "a file beside the generated ones, by its name": {
        "acme_tracking/own.py": "from . import order_completed as oc",
        "app/pay.py": f"import acme_tracking\nacme_tracking.own.oc{CALL}",
    },
    "a star": {
        "app/metrics.py": "from acme_tracking import *",
        "app/pay.py": f"from app.metrics import *\norder_completed{CALL}",
    },
    "a star with a list": {
        "app/metrics.py": "from acme_tracking import order_completed as _oc\n__all__ = ['_oc']",
        "app/pay.py": f"from app.metrics import *\n_oc{CALL}",
    },
    "relative": {
        "app/__init__.py": "from .metrics import oc",
        "app/metrics.py": "from acme_tracking import order_completed as oc",
        "app/shop/__init__.py": "",
        "app/shop/pay.py": f"from .. import oc\noc{CALL}",
    },
    "relative in brackets": {
        "app/metrics.py": "from acme_tracking import order_completed as oc",
        "app/pay.py": f"from .metrics import (\n    other,  # this\n    oc as x,\n)\nx{CALL}",
    },
    "the package": {
        "app/__init__.py": "from acme_tracking import order_completed as oc",
        "pay.py": f"import app\napp.oc{CALL}",
    },
    "a dotted module": {
        "app/metrics.py": "from acme_tracking import order_completed as oc",
        "pay.py": f"import app.metrics\napp.metrics.oc{CALL}",
    },
    "a root above": {
        "src/app/metrics.py": "from acme_tracking import order_completed as oc",
        "src/app/pay.py": f"from app.metrics import oc\noc{CALL}",
    },
    "a client below a package": {
        "app/pay.py": f"from app.vendored.acme_tracking import order_completed as oc\noc{CALL}",
    },
    "a client beside": {
        "app/pay.py": f"from . import acme_tracking as t\nt.order_completed{CALL}"
    },
    "a circle": {
        "app/__init__.py": "from app.metrics import oc",
        "app/metrics.py": "import app\nfrom acme_tracking import order_completed as oc",
        "app/pay.py": f"import app\napp.oc{CALL}",
    },
    "a class": {
        "app/base.py": "import acme_tracking as t\nclass Base:\n    tracker = t",
        "app/pay.py": f"from app.base import Base\nclass Pay(Base):\n    def f(self):\n        self.tracker.order_completed{CALL}",
    },
    "an object": {
        "app/base.py": "import acme_tracking as t\nclass Base:\n    tracker = t\nbase = Base()",
        "app/pay.py": f"from app.base import base\nbase.tracker.order_completed{CALL}",
    },
    "a parameter's type": {
        "app/base.py": "import acme_tracking as t\nclass Base:\n    def __init__(self):\n        self.tracker = t",
        "app/pay.py": f"from __future__ import annotations\nfrom app.base import Base\ndef f(b: Base):\n    b.tracker.order_completed{CALL}",
    },
    "given to another module": {
        "app/main.py": "import acme_tracking\nfrom app.pay import run\nrun(acme_tracking)",
        "app/pay.py": f"def run(tracker):\n    tracker.order_completed{CALL}",
    },
    "given to another module's class": {
        "app/main.py": "import acme_tracking\nfrom app.pay import Pay\nPay(tracker=acme_tracking)",
        "app/pay.py": f"class Pay:\n    def __init__(self, tracker):\n        self.tracker = tracker\n    def f(self):\n        self.tracker.order_completed{CALL}",
    },
    "a factory": {
        "app/metrics.py": "import acme_tracking as t\ndef tracker():\n    return t",
        "app/pay.py": f"from app.metrics import tracker\ntracker().order_completed{CALL}",
    },
    "a lazy module": {
        "app/metrics.py": "import acme_tracking as t\ndef __getattr__(name):\n    return getattr(t, name)",
        "app/pay.py": f"from app.metrics import order_completed\norder_completed{CALL}",
    },
    "import_module": {
        "app/metrics.py": "from acme_tracking import order_completed as oc",
        "app/pay.py": f"import importlib\nm = importlib.import_module('app.metrics')\nm.oc{CALL}",
    },
    "a table": {
        "app/metrics.py": "import acme_tracking as t\nTABLE = {1: t.order_completed}",
        "app/pay.py": f"from app.metrics import TABLE\nTABLE[1]{CALL}",
    },
}


@pytest.mark.parametrize("form", THROUGH)
def test_calls_through_modules(form: str) -> None:
    found = scanned(THROUGH[form])
    assert [line for line in used(found) if line.startswith("order_completed called")]
    assert told(found) == []


NOT_THROUGH = {
    "a name not listed": {
        "app/metrics.py": "from acme_tracking import order_completed\n__all__ = []",
        "app/pay.py": "from app.metrics import *\norder_completed()",
    },
    "a name bound anew": {
        "app/metrics.py": "from acme_tracking import order_completed\norder_completed = other",
        "app/pay.py": "from app.metrics import order_completed\norder_completed()",
    },
    "another module of that name": {
        "app/metrics.py": "from acme_tracking import order_completed as oc",
        "lib/metrics.py": "oc = print",
        "lib/pay.py": "from lib.metrics import oc\noc()",
    },
    "a library of that name": {
        "app/__init__.py": "",
        "app/json.py": "from acme_tracking import order_completed as loads",
        "app/pay.py": "import json\njson.loads('track')",
    },
    "too far up": {"pay.py": "from ...... import order_completed\norder_completed()"},
}


@pytest.mark.parametrize("form", NOT_THROUGH)
def test_what_only_looks_like_it(form: str) -> None:
    found = scanned(NOT_THROUGH[form])
    assert used(found) == []
    assert told(found) == []


def test_a_star_of_an_unread_module_leaves_doubt() -> None:
    found = scanned("from acme_tracking import order_completed as oc\nfrom other import *\noc()")
    assert used(found) == ["order_completed called app.py:3:1"]
    assert told(found) == []


def test_a_long_chain_of_modules() -> None:
    files = {"m0.py": "from acme_tracking import order_completed as n0"}
    for at in range(1, 60):
        files[f"m{at}.py"] = f"from m{at - 1} import n{at - 1} as n{at}"
    files["a.py"] = f"from m59 import n59\nn59{CALL}"
    found = scanned(files)
    assert used(found) == ["order_completed called a.py:2:1"]
    assert found.read == 61


def test_only_files_that_matter_are_parsed() -> None:
    files = {
        "app/metrics.py": "import acme_tracking as tracking",
        "app/pay.py": "from app import metrics\nmetrics.tracking.cart_emptied(who)",
        "app/other.py": "from app import metrics\nmetrics.unrelated()",
        "app/more.py": "import json",
    }
    found = scanned(files)
    assert (found.files, found.read) == (4, 2)
    assert names_used(found) == {"cart_emptied"}


def test_two_clients() -> None:
    music = client("music", "plan: music\nevents: {Song Played: {}, Cart Emptied: {}}")
    source = (
        "import music\nimport acme_tracking\nmusic.song_played(w)\nacme_tracking.cart_emptied(w)"
    )
    found = scanned(source, None, client(), music)
    assert [(one.client, one.function) for one in found.usage.events if one.places] == [
        ("acme_tracking", "cart_emptied"),
        ("music", "song_played"),
    ]


def test_tests_are_counted_apart() -> None:
    call = "import acme_tracking as t\nt.cart_emptied(w)\n"
    found = scanned(
        {"tests/test_a.py": call, "app.py": call.replace("cart_emptied", "product_viewed")},
        Options(tests=("tests",)),
    )
    places = {one.function: one for one in found.usage.events if one.places}
    assert [one.test for one in places["cart_emptied"].places] == [True]
    assert not places["cart_emptied"].is_used
    assert places["product_viewed"].is_used


def test_a_file_read_before_what_it_imports_is_read_anew() -> None:
    """A wrapper's name makes `app.py` one of the first to be read."""
    found = scanned(
        {
            "app.py": (
                "from metrics import emit, tracking\n"
                "class Till:\n"
                "    def __init__(self):\n"
                "        self.tracker = tracking\n"
                "    def close(self):\n"
                "        self.tracker.nonsense()\n"
                "emit('Cart Emptied')\n"
            ),
            "metrics.py": "import acme_tracking as tracking\ndef emit(name): ...\n",
        },
        Options(wrappers=("metrics.emit:0",)),
    )
    assert [(one.rule, one.at.line) for one in found.findings if one.rule == "TW201"] == [
        ("TW201", 6)
    ]


OUT_OF_SIGHT = {
    "stored": "app.state.tracker = t",
    "given to a library": "register(t)",
    "given as an object": "from acme_tracking import Tracker\nregister(tracker=Tracker(None))",
}


@pytest.mark.parametrize("form", OUT_OF_SIGHT)
def test_a_client_out_of_sight_may_be_called_anywhere(form: str) -> None:
    files = {
        "main.py": f"import acme_tracking as t\n{OUT_OF_SIGHT[form]}",
        "views.py": "def pay(request):\n    request.app.state.tracker.order_completed(w)\n    # x.cart_emptied()",
    }
    found = scanned(files)
    unused = {one.message.split('"')[1] for one in found.findings if one.rule == "TW202"}
    assert unused == {"Product Viewed", "Cart Emptied", "Plan Changed"}
    assert used(found) == []
    assert found.read == 2


def test_a_client_in_sight_is_called_nowhere_else() -> None:
    files = {
        "main.py": "import acme_tracking as t\nt.cart_emptied(who)",
        "views.py": "def pay(request):\n    request.app.state.tracker.order_completed(w)",
    }
    found = scanned(files)
    unused = {one.message.split('"')[1] for one in found.findings if one.rule == "TW202"}
    assert unused == {"Order Completed", "Product Viewed", "Plan Changed"}


@pytest.mark.parametrize(
    ("path", "module", "is_test"),
    [
        ("/code/tests/shop/app.py", "app", False),
        ("/code/shop/tests/app.py", "app", True),
        ("/code/shop/tests/app.py", "tests.app", True),
        ("tests/app.py", "app", True),
    ],
)
def test_what_lies_above_all_code_makes_no_test(path: str, module: str, is_test: bool) -> None:
    source = Source(path, b"import acme_tracking as t\nt.cart_emptied(w)", module)
    found = scan([source], [client()], Options(tests=("tests",)))
    assert [place.test for one in found.usage.events for place in one.places] == [is_test]


STARS = {
    "of Python's own, before": ("from os.path import *\nimport acme_tracking as a\n", True),
    "of Python's own, after": ("import acme_tracking as a\nfrom typing import *\n", True),
    "of another, before": ("from third import *\nimport acme_tracking as a\n", True),
    "of another, after": ("import acme_tracking as a\nfrom third import *\n", False),
    "of one like Python's own": ("import acme_tracking as a\nfrom .typing import *\n", False),
}


@pytest.mark.parametrize("form", STARS)
def test_a_star_makes_only_what_it_may_bring_uncertain(form: str) -> None:
    before, is_sure = STARS[form]
    found = told(scanned({"app/m.py": f"{before}a.nope()\ndef f():\n    a.nope()\n"}))
    assert [line.split()[0] for line in found] == ["TW201"] * (2 if is_sure else 0)
