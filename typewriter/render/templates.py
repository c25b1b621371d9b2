"""The one place where templates are loaded and printed."""

from functools import cache
from typing import Any, Final

import jinja2

from protocols.resources import packaged
from typewriter.render.escape import FILTERS, literal
from typewriter.view.python.package import Sent

PYTHON: Final = packaged("typewriter", "_templates/python", "templates/python")


@cache
def shipped(file: str) -> str:
    """The text of a file that is the same for every plan."""
    return PYTHON.joinpath(file).read_text(encoding="utf-8")


def printed(template: str, **values: Any) -> str:
    """A template with its values printed into it."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(shipped),
        # HTML escapes would change event names; `escape.FILTERS` escapes for Python instead.
        autoescape=False,  # noqa: S701
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= FILTERS
    environment.filters["value"] = sent_value
    return environment


def sent_value(one: Sent) -> str:
    """An argument's name, or a fixed value as source."""
    return literal(one.value) if one.argument is None else FILTERS["name"](one.argument)
