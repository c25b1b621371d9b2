"""Files that nobody would write, or only to do harm: told of or read, and never run."""

import sys
from pathlib import Path

import pytest

from protocols.findings.text import to_text
from tests.unit.typewriter.check.shop import CLIENT, scanned, told, used
from typewriter.check.scan import Options

T = f"import {CLIENT} as t\n"
CALL = "t.cart_emptied(who)\n"
_THIS = ".".join(str(part) for part in sys.version_info[:2])
ELIFS = "elif x: pass\n" * 900

UNREADABLE: dict[str, tuple[bytes, str]] = {
    "a syntax error": (
        b"import acme_tracking\ndef f(:\n",
        (
            "TW210 app.py:2:7-8 not read: invalid syntax"
            f" for Python {_THIS}; if the code is for a newer one, run typewriter with that"
        ),
    ),
    "Python 2": (
        b"import acme_tracking\nprint 'x'\n",
        "TW210 app.py:2:1-2 not read: Missing parentheses in call to 'print'. Did you mean print(...)?",
    ),
    "a null byte": (
        b"import acme_tracking\n\0",
        "TW210 app.py:1:1-1 not read: source code string cannot contain null bytes",
    ),
    "not UTF-8": (
        b"import acme_tracking\nx = '\xff'\n",
        "TW210 app.py:1:1-1 not read: its bytes are not utf-8",
    ),
    "an encoding that is none": (
        b"# coding: klingon\nimport acme_tracking\n",
        "TW210 app.py:1:1-1 not read: unknown encoding: klingon",
    ),
    "an encoding of bytes": (
        b"# coding: rot13\nimport acme_tracking\n",
        "TW210 app.py:1:1-1 not read: 'rot13' is not a text encoding; use codecs.decode() to handle arbitrary codecs",
    ),
    "an encoding of host names": (
        b"# coding: punycode\nimport acme_tracking\n",
        "TW210 app.py:1:1-1 not read: punycode is no encoding for a file",
    ),
    "brackets": (
        b"import acme_tracking\nx = " + b"(" * 5000 + b")" * 5000,
        "TW210 app.py:2:205-206 not read: too many nested parentheses",
    ),
    "signs": (
        b"import acme_tracking\nx = " + b"-" * 100_000 + b"1",
        "TW210 app.py:1:1-1 not read: it is nested too deeply",
    ),
    "attributes": (
        b"import acme_tracking\nx = a" + b".b" * 20_000,
        "TW210 app.py:1:1-1 not read: it is nested too deeply",
    ),
    "an unclosed string": (
        b"import acme_tracking\nx = '''",
        "TW210 app.py:2:5-6 not read: unterminated triple-quoted string literal (detected at line 2)",
    ),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_cannot_be_read_is_told_and_the_rest_goes_on(kind: str) -> None:
    text, expected = UNREADABLE[kind]
    found = scanned({"app.py": text, "good.py": f"{T}{CALL}"})
    assert told(found) == [expected]
    assert used(found) == ["cart_emptied called good.py:2:3"]


READABLE: dict[str, tuple[bytes, str]] = {
    "a byte order mark": (b"\xef\xbb\xbf" + f"{T}{CALL}".encode(), "2:3"),
    "carriage returns": (f"{T}{CALL}".replace("\n", "\r\n").encode(), "2:3"),
    "old Macs": (f"{T}{CALL}".replace("\n", "\r").encode(), "2:3"),
    "a form feed": (f"{T}\f\n{CALL}".encode(), "3:3"),
    "Latin-1": (f"# coding: latin-1\n{T}x = 'é'; {CALL}".encode("latin-1"), "3:12"),
    "Shift JIS": (f"# coding: shift_jis\n{T}x = '漢字'; {CALL}".encode("shift_jis"), "3:13"),
    "far beyond ASCII": (f"{T}é = '🎉漢'; {CALL}".encode(), "2:13"),
    "a line separator in a string": (f"{T}x = '\u2028'; {CALL}".encode(), "2:12"),
    "no end of line": (f"{T}{CALL}".strip().encode(), "2:3"),
    "a bad escape": (f"{T}x = '\\d'; {CALL}".encode(), "2:13"),
    "many elifs": (f"{T}if x: pass\n{ELIFS}else: {CALL}".encode(), "903:9"),
    "a long sum": (f"{T}x = {'+'.join('1' for _ in range(900))}\n{CALL}".encode(), "3:3"),
    "a long call": (f"{T}x = f({','.join('1' for _ in range(9000))})\n{CALL}".encode(), "3:3"),
}


@pytest.mark.parametrize("kind", READABLE)
def test_what_can_be_read_is(kind: str) -> None:
    text, place = READABLE[kind]
    found = scanned({"app.py": text})
    assert told(found) == []
    assert used(found) == [f"cart_emptied called app.py:{place}"]


def test_a_file_that_was_not_read_says_why() -> None:
    from tests.unit.typewriter.check.shop import client
    from typewriter.check.scan import scan
    from typewriter.check.source import Source

    sources = [Source("a.py", b"", "a", "larger than 8 MiB")]
    found = scan(sources, [client()], Options())
    assert told(found) == ["TW210 a.py:1:1-1 not read: larger than 8 MiB"]


def test_a_file_that_is_too_large_is_told_of_only_where_it_matters() -> None:
    from tests.unit.typewriter.check.shop import client
    from typewriter.check.scan import scan
    from typewriter.check.source import Source

    sources = [
        Source("a.py", b"x = 1", "a", "larger than 8 MiB"),
        Source("b.py", T.encode(), "b", "larger than 8 MiB"),
    ]
    assert told(scan(sources, [client()], Options())) == [
        "TW210 b.py:1:1-1 not read: larger than 8 MiB"
    ]
    large = f"{T}x = '{'x' * 2**21}'"
    assert told(scanned(large)) == ["TW210 app.py:1:1-1 not read: it is larger than 2 MiB"]


LONG_LINES = {
    "words": f"{T}x = '{'a' * 900_000}', t.gone, '{'track ' * 100_000}'",
    "imports": f"{T}{'import:' * 100_000}",
    "calls beyond ASCII": f"{T}x = 'é', {'t.cart_emptied(w), ' * 20_000}",
    "a name beyond ASCII": f"{T}x = {'é' * 300_000}, t.gone",
}


@pytest.mark.parametrize("kind", LONG_LINES)
def test_a_long_line_takes_no_longer_than_many_short_ones(kind: str) -> None:
    found = scanned({"app.py": LONG_LINES[kind], "more.py": f"{T}{CALL}"})
    assert "cart_emptied called more.py:2:3" in used(found)


def test_nothing_is_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    source = f"""{T}
import sys
open({str(mark)!r}, "w")
sys.scanned = True
def f(x: "open({str(mark)!r}, 'w')" = open({str(mark)!r}, "w")) -> "sys.exit()": ...
class A(metaclass=print): ...
__import__({CLIENT!r}); __import__("antigravity")
{CALL}"""
    found = scanned(source)
    assert used(found) == ["cart_emptied called app.py:9:3"]
    assert not mark.exists()
    assert not hasattr(sys, "scanned")
    assert CLIENT not in sys.modules
    assert "antigravity" not in sys.modules


def test_names_from_code_cannot_steer_a_terminal() -> None:
    found = scanned("import segment.analytics as a\na.track('u', '\\x1b[2J\\u202eevil')")
    text = to_text(found.findings, {"app.py": None}.get)
    assert "evil" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_chains_that_feed_themselves_end() -> None:
    files = {
        "a.py": f"{T}from b import y\nx = [y, t]\ndef f(v): return [f(v), v, x]\nf(f(t))",
        "b.py": "from a import x, f\ny = [x, f(x)]\nfrom b import y as y\nclass A(A): pass\nclass B(C): z = y\nclass C(B): pass\nC().nothing",
    }
    assert told(scanned(files)) == []


def test_the_same_is_found_in_any_order() -> None:
    files = {
        f"m{at}.py": f"{T}from m{(at + 1) % 9} import *\nt.gone{at}()\nt.order_completed()\n"
        for at in range(9)
    }
    found = scanned(files)
    assert scanned(dict(reversed(files.items()))) == found
    assert len([line for line in told(found) if line.startswith("TW201")]) == 9
