"""The one place where templates are loaded and printed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib.resources.abc import Traversable
from typing import Any

import jinja2

from protocols.resources import packaged


@dataclass(frozen=True)
class Templates:
    """One language's templates, and the filters that they print through.

    `language` is a folder's name under `templates/`. Besides templates it may hold files that are
    the same for every plan. `own` holds what a user puts in place of files there: name → text.
    """

    language: str
    filters: Mapping[str, Callable[[Any], str]]
    own: Mapping[str, str] = field(default_factory=dict)

    def with_own(self, own: Mapping[str, str]) -> "Templates":
        """The same, with a user's files in place of those that ship."""
        return replace(self, own=own) if own else self

    def shipped(self, file: str) -> str:
        """The text of a file, as it is."""
        return self.own[file] if file in self.own else _text(self.language, file)

    def printed(self, template: str, **values: Any) -> str:
        """A template with its values printed into it."""
        return self._environment.get_template(template).render(values)

    @cached_property
    def _environment(self) -> jinja2.Environment:
        environment = jinja2.Environment(
            loader=jinja2.FunctionLoader(self.shipped),
            # HTML escapes would change event names; the filters escape for the language instead.
            autoescape=False,  # noqa: S701
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.filters |= self.filters
        return environment


@cache
def _text(language: str, file: str) -> str:
    return _folder(language).joinpath(file).read_text(encoding="utf-8")


@cache
def _folder(language: str) -> Traversable:
    return packaged("typewriter", f"_templates/{language}", f"templates/{language}")
