"""Events sent by a name that may be one of several."""

import pytest

from tests.unit.typewriter.check.shop import scanned, told

SEGMENT = "import segment.analytics as analytics\n"
CASES: dict[str, tuple[str, tuple[str, ...]]] = {
    "several in a loop": (
        f'{SEGMENT}for e in ("Cart Emptied", "Cart Empied", "idle"):\n    analytics.track("u", e)',
        (
            'TW203 app.py:3:26-27 "Cart Emptied" is sent by name, and the plan has a function for it',
            'TW208 app.py:3:26-27 no plan has the event "Cart Empied" (did you mean "Cart Emptied"?)',
        ),
    ),
    "one or the other": (
        f'{SEGMENT}analytics.track("u", "Cart Emptied" if x else "Nothing")',
        (
            'TW203 app.py:2:22-56 "Cart Emptied" is sent by name, and the plan has a function for it',
            'TW208 app.py:2:22-56 no plan has the event "Nothing"',
        ),
    ),
    "of an enumeration": (
        (
            f"{SEGMENT}from enum import Enum\nclass E(Enum):\n    A = 'Cart Emptied'\n    B = 'Cart Empty'\n"
            "for e in (E.A, E.B):\n    analytics.track('u', e.value)"
        ),
        (
            'TW203 app.py:7:26-33 "Cart Emptied" is sent by name, and the plan has a function for it',
            'TW208 app.py:7:26-33 no plan has the event "Cart Empty" (did you mean "Cart Emptied"?)',
        ),
    ),
    "one of a pair": (
        f"{SEGMENT}for name, label in (('Cart Emptied', 'cart emptied'),):\n    analytics.track('u', name)",
        (
            'TW203 app.py:3:26-30 "Cart Emptied" is sent by name, and the plan has a function for it',
        ),
    ),
    "one of a table": (
        f"{SEGMENT}names = {{'a': 'Cart Emptied', 'b': 'Cart Empty'}}\nanalytics.track('u', names[x])",
        (
            'TW203 app.py:3:22-30 "Cart Emptied" is sent by name, and the plan has a function for it',
        ),
    ),
    "none like an event": (
        f"{SEGMENT}for e in ('idle', 'busy'):\n    analytics.track('u', e)",
        (),
    ),
}


@pytest.mark.parametrize("form", CASES)
def test_each_name_is_told_of_by_itself(form: str) -> None:
    source, findings = CASES[form]
    assert told(scanned(source)) == list(findings)
