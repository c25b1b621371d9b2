"""Checking calls against the plan's schemas, with the same validator that a gateway uses.

The schemas are read, and each validator is built, when the first call needs it.
"""

from __future__ import annotations

import json
import re
from datetime import date, time
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
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
def is_available() -> bool:
    """Whether jsonschema-rs is installed."""
    return find_spec("jsonschema_rs") is not None


def violations_of(message: dict[str, Any], version: int | None) -> list[Violation]:
    """Everything about the message that the plan forbids; nothing if it cannot be checked."""
    if not is_available():
        log_once("calls are not checked: jsonschema-rs is not installed")
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
    import jsonschema_rs

    lenient = _schemas()["date_time"] == "lenient"
    return jsonschema_rs.Draft7Validator(
        {**schema, "definitions": _schemas()["definitions"]},
        formats={"uuid": _is_uuid, **({"date-time": _is_lenient} if lenient else {})},
        validate_formats=True,
        pattern_options=jsonschema_rs.RegexOptions(),
        offline=True,
        mask="the value",
    )


def _violation(error: Any) -> Violation:
    steps = [
        f"[{step}]" if isinstance(step, int) else f".{_BARE.sub(_ESCAPED, step)}"
        for step in error.instance_path
    ]
    path = "".join(steps).removeprefix(".") or "the message"
    return Violation(path, str(error.schema_path[-1]), error.message)


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
