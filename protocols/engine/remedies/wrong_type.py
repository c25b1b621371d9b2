"""A value of another type than the plan wants: what it looks like, and how it becomes right."""

import re
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any, Final

from protocols.engine.cast import CASTS, CastType
from protocols.engine.nearest import words_of
from protocols.engine.remedies.text import EMPTY_STRING, LOOK, either, or_cast
from protocols.engine.shape import type_name
from protocols.engine.told import Told

_FEW: Final = 20
_LONGEST_AMOUNT: Final = 40

_NOTHING: Final = frozenset({"null", "undefined", "none", "nil", "nan", "n/a", "na", "-"})
_TRUTH: Final = frozenset({"yes", "no", "y", "n", "on", "off", "t", "f", "1", "0"})
_AMOUNT: Final = re.compile(r"(?:[A-Z]{3}|[^\w\s])?\s?-?[0-9][0-9.,' ]*\s?(?:[^\d\s]{1,4})?")
_TIMELY: Final = frozenset(
    {"at", "on", "date", "datetime", "day", "time", "timestamp", "since", "until", "birthday"}
)
_SECONDS: Final = range(10**8, 10**10)
_MILLISECONDS: Final = range(10**11, 10**13)


def wrong_type(value: Any, known: Told, field: str) -> str:
    """What to do about a value of the wrong type; nothing when it tells no more than its type."""
    return _GUESSES[type_name(value)](value, known, field)


def _null(_value: Any, _known: Told, field: str) -> str:
    if field.endswith("]"):
        return "leave null elements out of the array, or allow null in the plan"
    return "leave it out instead of sending null, or allow null in the plan"


def _boolean(_value: Any, known: Told, field: str) -> str:
    if "string" in known.accepts:
        return either("send it as a string", or_cast(field, "string"))
    return _single(known)


def _number(value: Any, known: Told, field: str) -> str:
    wanted = known.accepts
    if "string" in wanted:
        return _number_for_string(value, known, field)
    if "integer" in wanted and isinstance(value, float):
        return "a number with a fraction: send a whole number, or make it a number in the plan"
    if "boolean" in wanted and value in {0, 1}:
        return either("0 or 1: send false or true", or_cast(field, "boolean"))
    return _single(known)


def _number_for_string(value: float, known: Told, field: str) -> str:
    form = known.beside.get("format")
    timely = form in {"date-time", "date"} or not _TIMELY.isdisjoint(words_of(field)[-2:])
    if timely and "pattern" not in known.beside and (unit := _epoch_unit(value)):
        cast = or_cast(field, "date-time") if form != "date" else ""
        return either(f"{unit} since 1970: send RFC 3339, such as 2026-01-31T09:30:00Z", cast)
    return either("send it as a string: put quotes around the number", or_cast(field, "string"))


def _epoch_unit(value: float) -> str:
    whole = int(value) if abs(value) < 10**15 else 0
    return "seconds" if whole in _SECONDS else "milliseconds" if whole in _MILLISECONDS else ""


def _text(value: str, known: Told, field: str) -> str:
    text = value[:LOOK].strip()
    if not text:
        return EMPTY_STRING
    if text.casefold() in _NOTHING:
        return "a word for nothing, such as null or undefined: leave the key out when there is no value"
    return (
        _text_for_number(value, text, known.accepts, field)
        or _text_for_boolean(value, text, known.accepts, field)
        or _text_for_more(text, known.accepts)
    )


def _text_for_number(value: str, text: str, wanted: tuple[str, ...], field: str) -> str:
    if "number" not in wanted and "integer" not in wanted:
        return ""
    kind = CastType.NUMBER if "number" in wanted else CastType.INTEGER
    if len(value) <= LOOK and CASTS[kind](value) is not value:
        return either("a string holding a number: send the number itself", or_cast(field, kind))
    if _is_number(text):
        if kind is CastType.INTEGER and CASTS[CastType.NUMBER](text) is not text:
            return "a string holding a number with a fraction: send a whole number, without quotes"
        return "a string holding a number: send the number itself"
    if len(text) <= _LONGEST_AMOUNT and _AMOUNT.fullmatch(text):
        return (
            "a string holding a number and more: send the number alone, without unit or separators"
        )
    return ""


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _text_for_boolean(value: str, text: str, wanted: tuple[str, ...], field: str) -> str:
    if "boolean" not in wanted:
        return ""
    if text.casefold() in {"true", "false"}:
        cast = or_cast(field, "boolean") if text == value else ""
        return either("a string holding true or false: send the boolean itself", cast)
    return "a word for yes or no: send true or false" if text.casefold() in _TRUTH else ""


def _text_for_more(text: str, wanted: tuple[str, ...]) -> str:
    for name, opening in (("object", "{"), ("array", "[")):
        if name in wanted and text[0] == opening:
            return f"a string holding JSON: send the {name} itself"
    if "array" in wanted:
        if "," in text or ";" in text:
            return "a list in one string: send an array of its parts"
        return "one value where a list belongs: wrap it in an array"
    return ""


def _single(known: Told) -> str:
    """A single value, if a list of such values was wanted."""
    if "array" in known.accepts:
        return "one value where a list belongs: wrap it in an array"
    return ""


def _array(value: Any, known: Told, _field: str) -> str:
    if not value:
        if "object" in known.accepts:
            return "an empty array where an object belongs: send {}, or leave the key out"
        return "an empty array: leave the key out when there is no value"
    if len(value) == 1:
        return "an array of one: send its element itself"
    return "an array where one value belongs: send one, or make it an array in the plan"


def _object(value: Any, known: Told, _field: str) -> str:
    if "array" in known.accepts:
        keys = list(islice(value, _FEW))
        if keys and all(key.isdigit() for key in keys):
            return "an object with the keys 0, 1, …: send an array"
        return "one value where a list belongs: wrap it in an array"
    return "an object where one value belongs: send the one of its fields that is meant"


_GUESSES: Final[Mapping[str, Callable[[Any, Told, str], str]]] = {
    "null": _null,
    "boolean": _boolean,
    "integer": _number,
    "number": _number,
    "string": _text,
    "array": _array,
    "object": _object,
}
