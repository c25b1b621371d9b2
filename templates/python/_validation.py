"""Checking calls against the plan's schemas, with the same validator that a gateway uses.

The schemas are read, and each validator is built, when the first call needs it.
"""

from __future__ import annotations

import json
import re
from datetime import date, time
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any, Final

from ._model import Violation, log_once

_KEYS: Final = {"track": "event", "page": "name", "screen": "name"}
_BARE: Final = re.compile(r"([\\.\[\]])")
_ESCAPED: Final = r"\\\1"
_UUID: Final = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}", re.ASCII)
_LENIENT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.\d+)?(?:[Zz]|[+-]\d{2}:?\d{2})?", re.ASCII
)


@cache
def hindrance() -> str | None:
    """Why calls cannot be checked, if they cannot."""
    try:
        jsonschema_rs = import_module("jsonschema_rs")
        jsonschema_rs.Draft7Validator({}, **_options(jsonschema_rs))
    except ModuleNotFoundError:
        return "jsonschema-rs is not installed"
    except (ImportError, AttributeError, TypeError) as fault:
        return f"this jsonschema-rs cannot be used ({fault})"
    return None


def violations_of(message: dict[str, Any], version: int | None) -> list[Violation]:
    """Everything about the message that the plan forbids; nothing if it cannot be checked."""
    if why := hindrance():
        log_once("calls are not checked: %s", why)
        return []
    found = {
        _violation(error): None
        for validator in (_rule_validator(*_rule(message), version or 0), _common_validator())
        if validator is not None
        for error in validator.iter_errors(message)
    }
    return list(found)


@cache
def _schemas() -> dict[str, Any]:
    text = files(__name__.rpartition(".")[0]).joinpath("_schemas.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def _rule(message: dict[str, Any]) -> tuple[str, str]:
    """Which rule judges a message. A page that has none of its own has the rule called `*`."""
    kind = message["type"]
    name = message.get(_KEYS.get(kind, ""), "")
    known = name in _schemas()["rules"].get(kind, {})
    return kind, name if known else "*"


@cache
def _rule_validator(kind: str, name: str, version: int) -> Any:
    schema = _schemas()["rules"].get(kind, {}).get(name, {}).get(str(version))
    return None if schema is None else _validator(schema)


@cache
def _common_validator() -> Any:
    common = _schemas()["common"]
    return None if common is True else _validator(common)


def _validator(schema: dict[str, Any]) -> Any:
    jsonschema_rs = import_module("jsonschema_rs")
    document = {**schema, "definitions": _schemas()["definitions"]}
    return jsonschema_rs.Draft7Validator(document, **_options(jsonschema_rs))


def _options(jsonschema_rs: Any) -> dict[str, Any]:
    lenient = _schemas()["date_time"] == "lenient"
    return {
        "formats": {"uuid": _is_uuid, **({"date-time": _is_lenient} if lenient else {})},
        "validate_formats": True,
        "pattern_options": jsonschema_rs.RegexOptions(),
        "offline": True,
        "mask": "the value",
    }


def _violation(error: Any) -> Violation:
    keyword = str(error.schema_path[-1])
    # A key that is missing is told where it would stand.
    missing = [error.kind.property] if keyword == "required" else []
    steps = [
        f"[{step}]" if isinstance(step, int) else f".{_BARE.sub(_ESCAPED, step)}"
        for step in (*error.instance_path, *missing)
    ]
    return Violation("".join(steps).removeprefix(".") or "the message", keyword, error.message)


def _is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def _is_lenient(text: str) -> bool:
    match = _LENIENT.fullmatch(text)
    if match is None:
        return False
    try:
        date.fromisoformat(match[1])
        time.fromisoformat(match[2])
    except ValueError:
        return False
    return True
