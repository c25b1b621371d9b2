"""The Python validators that the engine is compared with, each as a function of one message."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.util import find_spec
from typing import Any, Final

from bench.measure import Job

Schemas = Mapping[str, Mapping[str, Any]]
"""Event name → the schema that the engine compiled for it."""

Errors = Callable[[Mapping[str, Any]], int]
"""How many errors a validator finds in a message."""

_UUID: Final = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}", re.ASCII)
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]+")


def has_fastjsonschema() -> bool:
    """Whether fastjsonschema is installed; nothing of the product needs it."""
    return find_spec("fastjsonschema") is not None


def _is_date_time(value: object) -> bool:
    try:
        return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def jsonschema_errors(schemas: Schemas) -> Errors:
    """Every error of `jsonschema`, in which the formats it lacks without its extras are added."""
    from jsonschema import Draft7Validator, FormatChecker

    checker = FormatChecker(formats=["email"])
    checker.checks("date-time")(_is_date_time)
    checker.checks("uuid")(
        lambda value: not isinstance(value, str) or bool(_UUID.fullmatch(value))
    )
    checker.checks("uri")(lambda value: not isinstance(value, str) or bool(_URI.fullmatch(value)))
    rules = {
        name: Draft7Validator(schema, format_checker=checker) for name, schema in schemas.items()
    }
    return lambda message: sum(1 for _ in rules[message["event"]].iter_errors(message))


def fastjsonschema_errors(schemas: Schemas) -> Errors:
    """Its first error only: it stops there."""
    import fastjsonschema

    formats = {"uuid": _UUID.pattern + r"\Z"}
    rules = {
        name: fastjsonschema.compile(dict(schema), formats=formats, use_default=False)
        for name, schema in schemas.items()
    }
    broken = fastjsonschema.JsonSchemaValueException

    def errors(message: Mapping[str, Any]) -> int:
        try:
            rules[message["event"]](message)
        except broken:
            return 1
        return 0

    return errors


def through(loads: Callable[[bytes], Any], judge: Job, dumps: Callable[[Any], bytes]) -> Job:
    """Bytes → message → judged → bytes."""

    def job(raw: bytes) -> None:
        message = loads(raw)
        judge(message)
        dumps(message)

    return job
