"""The one place where templates are loaded and printed."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib.resources.abc import Traversable
from typing import Any, Final

import jinja2

from protocols.resources import packaged
from typewriter.render.fault import TemplateFault
from typewriter.render.placed import Syntax, placed
from typewriter.render.sandbox import Sandbox, defined, print_in, refuse_blocks, sandbox
from typewriter.render.verify import NotFaithful

NOT_FAITHFUL: Final = "TW408"
SHIPPED: Final = "shipped/"
"""Before a template's name: the one that ships, also where a user's own stands in for it."""

Filters = Mapping[str, Callable[..., str]]


@dataclass(frozen=True)
class Templates:
    """One language's templates, and the filters that they print through.

    `language` is a folder's name under `templates/`. Besides templates it may hold files that are
    the same for every plan. `own` holds what a user puts in place of templates: name → text.
    """

    language: str
    filters: Filters
    syntax: Syntax
    own: Mapping[str, str] = field(default_factory=dict)

    def with_own(self, own: Mapping[str, str]) -> "Templates":
        """The same, with a user's templates in place of those that ship."""
        return replace(self, own=own) if own else self

    def shipped(self, file: str) -> str:
        """The text of a file, as it is."""
        return _text(self.language, file)

    def printed(self, template: str, **values: Any) -> str:
        """A template with its values printed into it.

        Raises:
            TemplateFault: a user's template is wrong.
        """
        if template not in self.own:
            return self._environment.get_template(template).render(values)
        refuse_blocks(self._sandbox, template, self.own[template])
        return placed(print_in(self._sandbox, template, values), self.syntax)

    @contextmanager
    def answering(self, template: str) -> Iterator[None]:
        """Tell what is wrong with a file as a fault of the user's template that printed it.

        Raises:
            TemplateFault: something is wrong; where no user's template is, it is our own fault.
        """
        try:
            yield
        except (NotFaithful, SyntaxError, KeyError) as error:
            if template not in self.own:
                raise
            message = f"what it prints is not what the plan says: {error}"
            raise TemplateFault(NOT_FAITHFUL, template, 1, message, _ADVICE) from error

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
        environment.filters |= {name: defined(each) for name, each in self.filters.items()}
        return environment

    @cached_property
    def _sandbox(self) -> Sandbox:
        return sandbox(self._load, self.filters)

    def _load(self, name: str) -> str | None:
        """A template by its name, and nothing by any other."""
        plain = name.removeprefix(SHIPPED)
        if plain not in template_names(self.language):
            return None
        return self.shipped(plain) if plain != name or name not in self.own else self.own[name]


_ADVICE: Final = "add to what ships instead: {% include 'shipped/NAME' %}"


@cache
def template_names(language: str) -> tuple[str, ...]:
    """The names of a language's templates, sorted."""
    return tuple(name for name in shipped_names(language) if name.endswith(".jinja"))


@cache
def shipped_names(language: str) -> tuple[str, ...]:
    """The names of all files of a language's folder, sorted."""
    return tuple(sorted(each.name for each in _folder(language).iterdir() if each.is_file()))


@cache
def _text(language: str, file: str) -> str:
    return _folder(language).joinpath(file).read_text(encoding="utf-8")


@cache
def _folder(language: str) -> Traversable:
    return packaged("typewriter", f"_templates/{language}", f"templates/{language}")
