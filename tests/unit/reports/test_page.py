import base64
import hashlib
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from protocols.journal.interface import DestinationCounts
from protocols.reports import Report
from protocols.reports.flow import Part, ends
from protocols.reports.page import to_html
from protocols.reports.page.bars import SCALE, SLIVER, segments
from protocols.reports.page.sections import MAX_EVENTS, MAX_FINDINGS
from tests import tools

VOID = {"meta", "link", "br", "rect", "img", "input", "hr"}
OWN = "document.documentElement.setAttribute('pwned','yes')"
PAYLOADS = [
    f"<script>{OWN}</script>",
    f"</script><script>{OWN}</script>",
    f"</style><script>{OWN}</script>",
    f"</title><script>{OWN}</script>",
    f"</summary></details><svg/onload={OWN}>",
    f"<img src=x onerror=\"{OWN}\">",
    f'" onmouseover="{OWN}" x="',
    f"' autofocus onfocus={OWN} x='",
    f"<iframe srcdoc=\"<script>parent.{OWN}</script>\"></iframe>",
    f"<a href=\"javascript:{OWN}\">x</a>",
    f"<body onload={OWN}>",
    f"<math><mtext><style><img src=x onerror={OWN}></style></mtext></math>",
    f"<!--><script>{OWN}</script>-->",
    f"]]><script>{OWN}</script>",
    "<meta http-equiv=refresh content='0;url=http://evil.example'>",
    "<link rel=stylesheet href=http://evil.example/x.css>",
    "<base href=http://evil.example/>",
    "{{ 7*7 }}{% raw %}{# x #}",
    "&lt;script&gt; &#60;script&#62; &amp;",
    "\x00<scr\x00ipt>",
    "\u202e</p>\u2066",
]  # fmt: skip
PAYLOAD_IDS = [str(number) for number in range(len(PAYLOADS))]


@dataclass
class Parsed(HTMLParser):
    """The page's elements with their attributes, its text, and whether its tags are balanced."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: str = ""
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def shape(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """All but the attributes that repeat what is written elsewhere."""
        return [
            (tag, [(name, value) for name, value in attributes.items() if name != "aria-label"])
            for tag, attributes in self.elements
        ]


def parsed(page: str) -> Parsed:
    reader = Parsed()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize("payload", PAYLOADS, ids=PAYLOAD_IDS)
def test_no_text_changes_what_the_page_is_made_of(
    hostile: Callable[..., Report], payload: str
) -> None:
    page = parsed(to_html(hostile(payload)))
    assert page.shape == parsed(to_html(hostile("x"))).shape
    seen = re.sub(r"[\x00\u202e\u2066]", "\ufffd", payload)
    assert page.text.count(seen) > 20


def test_the_page_has_no_script_handler_frame_or_form(hostile: Callable[..., Report]) -> None:
    page = parsed(to_html(hostile(PAYLOADS[5])))
    assert not {tag for tag, _ in page.elements} & {
        "script", "iframe", "object", "embed", "form", "base", "img", "foreignobject", "input",
    }  # fmt: skip
    names = {name for _, attributes in page.elements for name in attributes}
    assert not {name for name in names if name.startswith("on")} | (names & {"style", "src"})


def test_the_page_refers_to_nothing_outside_itself(each_case: Any) -> None:
    page = parsed(to_html(each_case.report()))
    links = [attributes["href"] for _, attributes in page.elements if "href" in attributes]
    anchors = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    assert {link.removeprefix("#") for link in links if link != "data:,"} <= anchors
    assert "url(" not in to_html(each_case.report())
    assert "@import" not in to_html(each_case.report())


def test_the_policy_allows_the_one_style_sheet_and_nothing_else(each_case: Any) -> None:
    html = to_html(each_case.report())
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    (policy,) = [m["content"] for m in parsed(html).all("meta") if m.get("http-equiv")]
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def _in_browser(file: Path, profile: Path) -> str:
    asked = [
        tools.path("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
        "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", f"--user-data-dir={profile}", "--dump-dom", file.as_uri(),
    ]  # fmt: skip
    return subprocess.run(asked, capture_output=True, text=True, check=True, timeout=90).stdout


@pytest.mark.needs("chromium")
def test_a_browser_runs_nothing_that_a_report_holds(
    hostile: Callable[..., Report], tmp_path: Path
) -> None:
    """One page after another, and without their policy: escaping alone must do."""
    pages = "".join(to_html(hostile(payload)) for payload in PAYLOADS)
    file = tmp_path / "reports.html"
    file.write_text(pages.replace("Content-Security-Policy", "x"), encoding="utf-8")
    seen = _in_browser(file, tmp_path / "profile")
    assert 'pwned="yes"' not in seen.partition("<head>")[0]
    assert seen.count("Whose findings they are") == len(PAYLOADS)


@pytest.mark.needs("chromium")
def test_the_browser_would_run_what_is_not_escaped(tmp_path: Path) -> None:
    file = tmp_path / "bare.html"
    file.write_text(f"<!doctype html><title>x</title>{PAYLOADS[0]}", encoding="utf-8")
    assert 'pwned="yes"' in _in_browser(file, tmp_path / "profile").partition("<head>")[0]


def test_headings_go_down_one_level_at_a_time(each_case: Any) -> None:
    page = parsed(to_html(each_case.report()))
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_tables_have_captions_and_headed_columns(case: Callable[[str], Any]) -> None:
    page = parsed(to_html(case("busy").report()))
    assert len(page.all("caption")) == len(page.all("table")) == 9
    assert all(head.get("scope") in {"col", "row"} for head in page.all("th"))


def test_every_label_points_at_an_element_and_ids_are_unique(each_case: Any) -> None:
    page = parsed(to_html(each_case.report()))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    pointed = [a["aria-labelledby"] for _, a in page.elements if "aria-labelledby" in a]
    assert set(pointed) <= set(ids)


def test_the_page_shows_every_finding_with_owner_remedy_and_place(
    case: Callable[[str], Any],
) -> None:
    known = case("busy")
    text = parsed(to_html(known.report())).text
    for finding in known.journal.seen:
        assert f"{finding.count:,}" in text
        for shown in (finding.description, finding.remedy, finding.owner, finding.place):
            assert shown in text


def test_what_is_held_comes_with_the_command_that_lists_it(case: Callable[[str], Any]) -> None:
    text = parsed(to_html(case("busy").report(path="other.yaml"))).text
    for sort in ("rejected", "blocked", "dead", "omitted"):
        assert f"protocols quarantine ls other.yaml --held {sort}" in text


def test_a_workspace_without_traffic_says_what_to_run(case: Callable[[str], Any]) -> None:
    page = parsed(to_html(case("empty").report(path="other.yaml")))
    assert "protocols serve other.yaml" in page.text
    assert "Violations" not in page.text


def test_counts_that_fail_are_open_to_see(case: Callable[[str], Any]) -> None:
    page = parsed(to_html(case("lost-count").report()))
    assert "The counts do not add up." in page.text
    assert "open" in page.all("details")[-1]
    assert "open" not in parsed(to_html(case("clean").report())).all("details")[-1]


def test_a_flood_of_findings_is_cut_and_says_so(case: Callable[[str], Any]) -> None:
    report = case("busy").report()
    web = report.sources[2]
    event = web.violations[0]
    deep = replace(event, findings=event.findings * 30)
    flood = replace(web, violations=(deep, *(event,) * MAX_EVENTS))
    text = parsed(to_html(replace(report, sources=(flood,)))).text
    assert f"{60 - MAX_FINDINGS} findings more" in text
    assert "1 event more" in text


@pytest.mark.parametrize(
    "parts",
    [
        (100, 0, 0, 0), (1, 1, 1, 1), (10**9, 1, 1, 1), (0, 0, 0, 0), (5, 5, 0, 1), (7, 0, -1, 0),
        (1, 10**9, 1, 10**6),
    ],
)  # fmt: skip
def test_bars_show_every_part_and_fit(parts: tuple[int, int, int, int]) -> None:
    delivered, filtered, dead, pending = parts
    counts = DestinationCounts("x", sum(parts), delivered, {"c": filtered}, dead, pending)
    drawn = segments(ends(counts), counts.admitted)
    assert len(drawn) == sum(part > 0 for part in parts)
    assert all(segment.width >= SLIVER for segment in drawn)
    assert sum(segment.width for segment in drawn) <= SCALE + 0.1
    for left, right in pairwise(drawn):
        assert right.start == pytest.approx(left.start + left.width, abs=0.05)


def test_a_bar_is_drawn_to_the_scale_of_the_whole() -> None:
    (half,) = segments([Part("admitted", "admitted", 50)], 100)
    assert half.width == SCALE / 2


STYLE = (Path(__file__).parents[3] / "templates" / "report" / "report.css").read_text("utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    for block in STYLE.split("@media", 2)[:2]
)


def _luminance(color: str) -> float:
    channels = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "soft", "accent", "good", "warn", "bad"])
def test_text_stands_out_from_every_background(theme: dict[str, str], ink: str) -> None:
    for ground in ("ground", "card", "raised"):
        light, dark = sorted((_luminance(theme[ink]), _luminance(theme[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2.2, 1.4.3


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_kind_of_message_has_a_colour(
    theme: dict[str, str], case: Callable[[str], Any]
) -> None:
    page = parsed(to_html(case("busy").report()))
    kinds = {rect["class"].removeprefix("is-") for rect in page.all("rect")}
    assert kinds - {"violations", "unplanned", "owner"} <= set(theme)
