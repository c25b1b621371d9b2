"""A value of the right type that the plan does not take: what it was probably meant to be."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

import jsonschema_rs

from protocols.engine.cast import CASTS, CastType
from protocols.engine.nearest import nearest
from protocols.engine.remedies.text import EMPTY_STRING, LOOK, SPACES_AROUND, asked, quoted
from protocols.engine.remedies.wrong_type import wrong_type
from protocols.engine.shape import type_name
from protocols.engine.told import Told
from protocols.plan.keywords import REGEX_SIZE

_WHOLE: Final = 100
_CASTS: Final = (CastType.INTEGER, CastType.NUMBER, CastType.BOOLEAN, CastType.STRING)
_BEGINNING: Final = re.compile(r"\^((?:[\w /:@#=-]|\\[./+-])+)(?![\w?*+{|])(?!.*\|)")


def not_an_option(value: Any, known: Told, field: str) -> str:
    """For `enum` and `const`: the option that was meant, or the type that the options have."""
    options = _options(known)
    if isinstance(value, str):
        guess = _option_meant(value[:LOOK], options)
        if guess:
            return guess
    kind = _cast_to_option(value, options)
    if kind or value is None:
        return wrong_type(value, known._replace(accepts=(kind,)), field)
    return ""


def _cast_to_option(value: Any, options: Sequence[Any]) -> str:
    """The type in which `value` is one of the options."""
    if isinstance(value, str) and len(value) > LOOK:
        return ""
    for kind in _CASTS:
        made = CASTS[kind](value)
        if made is not value and any(
            made == option and type_name(made) == type_name(option) for option in options
        ):
            return str(kind)
    return ""


def _option_meant(text: str, options: Sequence[Any]) -> str:
    names = [option for option in options if isinstance(option, str)]
    bare = text.strip()
    if not bare:
        return EMPTY_STRING
    if bare in names:
        return asked(bare, SPACES_AROUND)
    meant = nearest(text, names)
    if meant is None:
        return ""
    return asked(meant, "capitals count" if meant.casefold() == bare.casefold() else "")


def _options(known: Told) -> Sequence[Any]:
    written = known.beside.get("enum")
    if isinstance(written, list | tuple):
        return written
    return (known.beside["const"],) if "const" in known.beside else known.accepts


def unlike_pattern(value: Any, known: Told, _field: str) -> str:
    """For `pattern`: the small change after which the value would match."""
    pattern = known.beside.get("pattern")
    if not isinstance(value, str) or not isinstance(pattern, str) or len(value) > LOOK:
        return ""
    if not value.strip():
        return EMPTY_STRING
    matches, beginning = _matcher(pattern)
    for changed, advice in _changes(value, beginning):
        if changed != value and matches(changed):
            return advice
    return ""


def _changes(value: str, beginning: str) -> Iterator[tuple[str, str]]:
    bare = value.strip()
    yield bare, SPACES_AROUND
    yield bare.lower(), "send it in small letters"
    yield bare.upper(), "send it in capitals"
    if beginning:
        yield beginning + bare, f"begin it with {quoted(beginning)}"
    yield f"https://{bare}", "add the scheme: https:// before the address"
    yield "".join(bare.split()), "send it without spaces"
    yield "_".join(bare.lower().replace("-", " ").split()), "send it in small letters joined by _"
    yield "-".join(bare.lower().replace("_", " ").split()), "send it in small letters joined by -"


@lru_cache(maxsize=1024)
def _matcher(pattern: str) -> tuple[Callable[[str], bool], str]:
    """The pattern in the engine that validates, and the letters all that it matches begins with."""
    options = jsonschema_rs.RegexOptions(size_limit=REGEX_SIZE)
    validator = jsonschema_rs.Draft7Validator({"pattern": pattern}, pattern_options=options)
    found = _BEGINNING.match(pattern)
    return validator.is_valid, found[1].replace("\\", "") if found else ""


def too_little(value: Any, _known: Told, _field: str) -> str:
    """For `minLength`, `minItems` and `minProperties`: nothing was sent as if it were something."""
    if isinstance(value, str) and not value.strip():
        return EMPTY_STRING
    if isinstance(value, list) and not value:
        return "an empty array: leave the key out when there is nothing to list"
    if isinstance(value, dict) and not value:
        return "an empty object: leave the key out when there is nothing in it"
    return ""


def out_of_bounds(value: Any, known: Told, _field: str) -> str:
    """For `maximum`: a percentage where a share of one is wanted."""
    if known.wanted in {"1", "1.0"} and isinstance(value, int | float) and 1 < value <= _WHOLE:
        return "send 1 or less: a share of 25 % is 0.25"
    return ""
