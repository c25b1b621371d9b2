import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from protocols.reports import Report
from protocols.reports.markdown import MARKER, MAX_ROWS, escaped, to_markdown

PAYLOADS = [
    "@everyone fixes #12 GH-34",
    "a | b | c",
    "`code` **bold** _it_ ~~no~~",
    "[link](http://evil.example) ![img](http://evil.example/x.png)",
    "<img src=x onerror=alert(1)><script>alert(1)</script>",
    "x\n\n# heading\n- item",
    "http://evil.example www.evil.example",
    "</code></details> &lt;b&gt; &#60;",
    ":tada: $x^2$",
    "<!-- protocols report -->",
]
OURS = re.compile(
    r"</?(?:code|details|summary)>|^#{3,4} |^- |^\| (?:--- \| )+|^<!-- protocols report -->$|&#\d+;",
    re.MULTILINE,
)


def test_the_markdown_of_a_case_is_the_golden_one(
    each_case: Any, golden: Callable[[Path, str], None]
) -> None:
    golden(each_case.folder / "expect.md", to_markdown(each_case.report()))


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_text_from_outside_neither_formats_nor_notifies(
    hostile: Callable[..., Report], payload: str
) -> None:
    printed, harmless = to_markdown(hostile(payload)), to_markdown(hostile("x"))
    assert [line.count("|") for line in printed.splitlines()] == [
        line.count("|") for line in harmless.splitlines()
    ]
    rest = OURS.sub("", printed)
    assert not re.search(r"[<>`*_\[\]~@$]|://|www\.|#\w|:\w+:", rest), rest


@pytest.mark.parametrize(
    ("text", "mentions"), [("@team", "@team"), ("#12", "#12"), ("GH-3", "GH-3")]
)
def test_a_mention_is_broken_after_its_entities_are_read(text: str, mentions: str) -> None:
    read = re.sub(r"&#(\d+);", lambda match: chr(int(match[1])), escaped(text))
    assert mentions not in read
    assert read.replace("\u200b", "") == text


def test_the_marker_is_the_first_line_and_only_ours(hostile: Callable[..., Report]) -> None:
    printed = to_markdown(hostile(MARKER))
    assert printed.startswith(f"{MARKER}\n")
    assert printed.count(MARKER) == 1


def test_a_long_table_is_cut_and_says_so(case: Callable[[str], Any]) -> None:
    report = case("busy").report()
    web = report.sources[2]
    event = web.violations[0]
    flood = replace(web, violations=(replace(event, findings=event.findings * 200),))
    printed = to_markdown(replace(report, sources=(flood,)))
    assert f"{400 - MAX_ROWS} more are left out" in printed
    assert len(printed.encode()) < 65_536
