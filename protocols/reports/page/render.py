import base64
import hashlib
from functools import cache
from typing import Final

import jinja2

from protocols.reports.page.view import page_of
from protocols.reports.report import Report
from protocols.resources import packaged

TEMPLATE: Final = "report.html"
STYLE: Final = "report.css"


def to_html(report: Report) -> str:
    """One file that asks the network for nothing and runs no script, whatever the report holds."""
    return _environment().get_template(TEMPLATE).render(page=page_of(report), policy=_policy())


def _source(name: str) -> str:
    folder = packaged("protocols", "_templates/report", "templates/report")
    return (folder / name).read_text(encoding="utf-8")


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FunctionLoader(_source),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _policy() -> str:
    """Nothing may load or run; the one style sheet is known by its hash."""
    digest = hashlib.sha256(_source(STYLE).encode()).digest()
    style = f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
    return f"default-src 'none'; style-src {style}; img-src data:; base-uri 'none'; form-action 'none'"
