"""Every way of printing a report, by name."""

from collections.abc import Callable, Mapping
from typing import Final

from protocols.reports.annotations import to_github
from protocols.reports.document import to_json
from protocols.reports.markdown import to_markdown
from protocols.reports.page import to_html
from protocols.reports.report import Report
from protocols.reports.text import to_text

FORMATS: Final[Mapping[str, Callable[[Report], str]]] = {
    "text": to_text,
    "json": to_json,
    "github": to_github,
    "markdown": to_markdown,
    "html": to_html,
}
