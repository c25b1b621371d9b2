from collections.abc import Mapping
from typing import Any, Final

import jsonschema_rs

from protocols.plan.compile.formats import checks
from protocols.plan.keywords import REGEX_SIZE
from protocols.plan.model import DateTimeMode

Validator = jsonschema_rs.Draft7Validator
MASK: Final = "…"
"""What stands for a message's value in the validator's own texts."""


def build_validator(schema: Mapping[str, Any], mode: DateTimeMode) -> Validator:
    """A draft-07 validator: formats asserted, patterns linear in time, nothing ever fetched."""
    return Validator(
        dict(schema),
        formats=dict(checks(mode)),
        validate_formats=True,
        pattern_options=jsonschema_rs.RegexOptions(size_limit=REGEX_SIZE),
        offline=True,
        mask=MASK,
    )
