"""Printing a user's templates: they see the view and the filters, and nothing else of the program."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from inspect import currentframe
from traceback import walk_tb
from types import BuiltinMethodType
from typing import Any, Final

import jinja2
from jinja2 import nodes
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from typewriter.render.fault import TemplateFault
from typewriter.render.placed import MARKS, marked

FAILED: Final = "TW406"
UNFILTERED: Final = "TW407"
_OBJECT: Final = re.compile(r"'[\w.]+\.(\w+) object'")
"""How Jinja names a value that lacks what was asked for."""

_CALLABLE: Final = (Macro, LoopContext)
_METHODS_OF: Final = (dict, str, tuple, list)


class Printed(str):
    """What a filter made of a value, and which filter."""

    __slots__ = ("filter",)
    filter: str


class Sandbox(ImmutableSandboxedEnvironment):
    """Templates call nothing but filters, macros, and what plain values bring along."""

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether a template may call it."""
        if isinstance(obj, jinja2.Undefined):
            return True  # calling it says what is undefined
        if isinstance(obj, BuiltinMethodType):
            return isinstance(obj.__self__, _METHODS_OF)
        return isinstance(obj, _CALLABLE)


def sandbox(
    load: Callable[[str], str | None], filters: Mapping[str, Callable[..., str]]
) -> Sandbox:
    """Where a user's templates are printed; `load` gives a template's text by its name."""
    environment = Sandbox(
        loader=jinja2.FunctionLoader(lambda name: _named(name, load(name))),
        autoescape=False,  # the filters escape for the language instead
        undefined=jinja2.StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.clear()
    environment.filters |= {name: _labelled(name, each) for name, each in filters.items()}
    return environment


def print_in(environment: Sandbox, template: str, values: Mapping[str, Any]) -> str:
    """A user's template with its values, each marked with the filter it came through.

    Raises:
        TemplateFault: it cannot be printed.
    """
    try:
        return environment.get_template(template).render(values)
    except TemplateFault:
        raise
    except jinja2.TemplateSyntaxError as error:
        message = f"not a template: {error.message}"
        raise TemplateFault(FAILED, error.name or template, error.lineno, message) from error
    except Exception as error:  # whatever a template's values or filters do, it is the template's
        place = _place(error, template)
        raise TemplateFault(FAILED, *place, _told(error), _ADVICE.get(type(error), "")) from error


def refuse_blocks(environment: Sandbox, template: str, text: str) -> None:
    """A `filter` block would change what the filters made safe.

    Raises:
        TemplateFault: there is one, or the text is no template.
    """
    if MARKS & set(text):
        raise TemplateFault(FAILED, template, 1, "it holds characters that no text should")
    try:
        found = environment.parse(text, template).find(nodes.FilterBlock)
    except jinja2.TemplateSyntaxError as error:
        message = f"not a template: {error.message}"
        raise TemplateFault(FAILED, template, error.lineno, message) from error
    if found is not None:
        advice = "use the filter on each value: {{ … | literal }}"
        raise TemplateFault(UNFILTERED, template, found.lineno, "a `filter` block", advice)


def defined(made: Callable[..., str]) -> Callable[..., str]:
    """A filter that refuses what is undefined, of which `repr` would make a text."""

    def checked(*given: Any) -> str:
        for each in given:
            if isinstance(each, jinja2.Undefined):
                str(each)  # raises, and says what is undefined
        return made(*given)

    return checked


def _named(name: str, text: str | None) -> tuple[str, str, Callable[[], bool]] | None:
    return None if text is None else (text, name, lambda: True)


def _labelled(name: str, made: Callable[..., str]) -> Callable[..., Printed]:
    known = defined(made)

    def printed(*given: Any) -> Printed:
        text = Printed(known(*given))
        text.filter = name
        return text

    return printed


@jinja2.pass_context
def _finalized(context: Context, value: Any) -> str:
    """What is printed for an expression: only what came through a filter of the language."""
    frame = currentframe()
    caller = frame.f_back if frame else None
    compiled = caller.f_globals.get("__jinja_template__") if caller else None
    line = _line(compiled, caller.f_lineno) if compiled and caller else 1
    name = compiled.name if compiled else context.name
    if isinstance(value, jinja2.Undefined):
        str(value)  # raises, and says what is undefined
    if not isinstance(value, Printed):
        message = "a value is printed without a filter, so text of the plan could become code"
        advice = "end it with one: {{ … | literal }}"
        raise TemplateFault(UNFILTERED, str(name), line, message, advice)
    if MARKS & set(value):
        raise TemplateFault(
            FAILED, str(name), line, "a value holds characters that no text should"
        )
    return marked(value, value.filter, str(name), line)


@lru_cache(maxsize=4096)
def _line(template: jinja2.Template, compiled: int) -> int:
    """A template's line, by the line of the Python that Jinja makes of it."""
    return template.get_corresponding_lineno(compiled)


def _place(error: Exception, template: str) -> tuple[str, int]:
    """The template and line where it happened; Jinja writes both into the traceback."""
    frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    own = [place for place in frames if place[0].endswith(".jinja")]
    return own[-1] if own else (template, 1)


def _told(error: Exception) -> str:
    if isinstance(error, jinja2.TemplateNotFound):
        return f"there is no template {error.name}"
    return _OBJECT.sub(r"\1", str(error)) or type(error).__name__


_ADVICE: Final[Mapping[type[Exception], str]] = {
    jinja2.TemplateNotFound: "include what ships as `shipped/NAME`; nothing else can be included",
    jinja2.UndefinedError: "docs/templates.md lists the variables",
    jinja2.exceptions.SecurityError: "templates see values and filters, and call nothing else",
}
