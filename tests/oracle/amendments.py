"""The peer brought to our reading, one listed disagreement at a time.

A difference is explained by the entries whose amendments make the peer agree to the last error,
and by nothing less.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, localcontext
from typing import Any, Final

import idna

from tests.oracle.formats import is_hostname, is_lenient_date_time
from tests.oracle.peer import Amendment, Error


def _written(number: float) -> Decimal:
    """The number as JSON writes it: 0.1 is a tenth."""
    return Decimal(repr(number))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_multiple(value: float, step: float) -> bool:
    with localcontext() as context:
        context.prec = 800
        return _written(value) % _written(step) == 0


def _multiple_of(validator: Any, step: Any, value: Any, schema: Any) -> Iterator[Error]:
    if _is_number(value) and not _is_multiple(value, step):
        yield Error("multipleOf")


def _plain(value: Any) -> Any:
    """A form in which two JSON values are equal exactly when JSON Schema says they are."""
    if isinstance(value, bool) or value is None:
        return ("literal", value)
    if isinstance(value, int | float):
        return ("number", _written(value).normalize() if value else Decimal(0))
    if isinstance(value, str):
        return ("text", value)
    if isinstance(value, list):
        return ("array", tuple(map(_plain, value)))
    return ("object", frozenset((key, _plain(part)) for key, part in value.items()))


def _unique(validator: Any, unique: Any, value: Any, schema: Any) -> Iterator[Error]:
    if unique and isinstance(value, list) and len({*map(_plain, value)}) < len(value):
        yield Error("uniqueItems")


def _const(validator: Any, wanted: Any, value: Any, schema: Any) -> Iterator[Error]:
    if _plain(wanted) != _plain(value):
        yield Error("const")


def _enum(validator: Any, wanted: Any, value: Any, schema: Any) -> Iterator[Error]:
    if _plain(value) not in {*map(_plain, wanted)}:
        yield Error("enum")


def _bound(fits: Callable[[Decimal, Decimal], bool]) -> Any:
    def check(validator: Any, limit: Any, value: Any, schema: Any) -> Iterator[Error]:
        if _is_number(value) and not fits(_written(value), _written(limit)):
            yield Error("beyond the bound")

    return check


def _is_hostname(text: str) -> bool:
    return is_hostname(text) and all(
        _is_label(label) for label in text.split(".") if label[2:4] == "--"
    )


def _is_label(label: str) -> bool:
    try:
        idna.decode(label)
    except idna.IDNAError:
        return False
    return label[:4] == "xn--"


AMENDMENTS: Final[Mapping[str, Amendment]] = {
    "decimal_multiples": Amendment({"multipleOf": _multiple_of}),
    "dot_stops_at_line_feed": Amendment(dot=r"[^\n]"),
    "numbers_as_written": Amendment(
        {
            "const": _const,
            "enum": _enum,
            "minimum": _bound(operator.ge),
            "maximum": _bound(operator.le),
            "exclusiveMinimum": _bound(operator.gt),
            "exclusiveMaximum": _bound(operator.lt),
        }
    ),
    "unique_by_value": Amendment({"uniqueItems": _unique}),
    "internationalised_labels": Amendment(formats={"hostname": _is_hostname}),
}
"""Name in the list of disagreements → the peer amended."""

LENIENT: Final = Amendment(formats={"date-time": is_lenient_date_time})
"""What `date_time: lenient` asks for: no disagreement."""
