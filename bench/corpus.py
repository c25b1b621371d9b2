"""Plans and events to measure with, made from a seed: the same on every machine."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

import orjson
import yaml

SEED: Final = 20_260_301
MESSAGE_ID: Final = "00000000-0000-4000-8000-000000000000"
"""Stands in every event where a sender's own id would be; those who send replace it."""

Make = Callable[[Random], Any]

_COUNTRIES: Final = ("AT", "BE", "CH", "DE", "ES", "FR", "GB", "IT", "NL", "PL", "PT", "SE")
_STATES: Final = ("draft", "placed", "paid", "packed", "shipped", "delivered", "returned")
_WORDS: Final = ("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heath", "inlet")


def _hex(rng: Random, digits: int) -> str:
    return f"{rng.getrandbits(digits * 4):0{digits}x}"


def _uuid(rng: Random) -> str:
    return "-".join(_hex(rng, digits) for digits in (8, 4, 4, 4, 12))


def _time(rng: Random) -> str:
    day, hour, minute = rng.randint(1, 28), rng.randint(0, 23), rng.randint(0, 59)
    return f"2026-03-{day:02}T{hour:02}:{minute:02}:17.{rng.randint(0, 999):03}Z"


def _words(rng: Random, count: int) -> str:
    return " ".join(rng.choices(_WORDS, k=count))


@dataclass(frozen=True, slots=True)
class Field:
    """A property: its schema, how a value is made, and values that break the schema."""

    schema: Mapping[str, Any]
    value: Make
    broken: Mapping[str, Any]


FIELDS: Final[Mapping[str, Field]] = {
    "sku": Field(
        {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"},
        lambda rng: f"ABC-{rng.randint(1000, 9999)}",
        {"pattern": "abc_17", "type": 17},
    ),
    "email": Field(
        {"type": "string", "format": "email"},
        lambda rng: f"{rng.choice(_WORDS)}.{rng.randint(1, 999)}@example.com",
        {"format": "nobody at example"},
    ),
    "order_id": Field({"type": "string", "format": "uuid"}, _uuid, {"format": "0f0f0f0f0f"}),
    "ordered_at": Field({"type": "string", "format": "date-time"}, _time, {"format": "yesterday"}),
    "landing_page": Field(
        {"type": "string", "format": "uri"},
        lambda rng: f"https://shop.example.com/{rng.choice(_WORDS)}/{rng.randint(1, 9999)}",
        {"format": "no address"},
    ),
    "state": Field(
        {"type": "string", "enum": list(_STATES)},
        lambda rng: rng.choice(_STATES),
        {"enum": "lost at sea"},
    ),
    "quantity": Field(
        {"type": "integer", "minimum": 0, "maximum": 10_000},
        lambda rng: rng.randint(0, 10_000),
        {"range": -17, "type": "several"},
    ),
    "total": Field(
        {"type": "number", "minimum": 0},
        lambda rng: round(rng.uniform(0, 900), 2),
        {"range": -0.5, "type": "9,99"},
    ),
    "title": Field(
        {"type": "string", "minLength": 1, "maxLength": 80},
        lambda rng: _words(rng, 4),
        {"range": "", "type": 7},
    ),
    "is_gift": Field({"type": "boolean"}, lambda rng: rng.random() < 0.5, {"type": "yes"}),
    "coupon": Field(
        {"type": ["string", "null"]},
        lambda rng: rng.choice([None, "SPRING"]),
        {"type": 5},
    ),
    "tags": Field(
        {"type": "array", "items": {"type": "string"}, "maxItems": 10},
        lambda rng: rng.choices(_WORDS, k=3),
        {"type": "amber"},
    ),
}


def _address(rng: Random) -> dict[str, Any]:
    return {
        "street": f"{_words(rng, 2)} {rng.randint(1, 99)}",
        "city": rng.choice(_WORDS),
        "zip": f"{rng.randint(10_000, 99_999)}",
        "country": rng.choice(_COUNTRIES),
    }


_ADDRESS: Final[Mapping[str, Any]] = {
    "type": "object",
    "properties": {
        "street": {"type": "string", "required": True},
        "city": {"type": "string", "required": True},
        "zip": {"type": "string", "pattern": "^[0-9]{5}$"},
        "country": {"type": "string", "enum": list(_COUNTRIES)},
    },
}
_PRODUCTS: Final[Mapping[str, Any]] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "sku": {"type": "string", "required": True},
            "price": {"type": "number", "minimum": 0, "required": True},
            "quantity": {"type": "integer", "minimum": 1},
        },
    },
}


def _products(rng: Random) -> list[dict[str, Any]]:
    return [
        {
            "sku": f"ABC-{rng.randint(1000, 9999)}",
            "price": round(rng.uniform(1, 99), 2),
            "quantity": rng.randint(1, 9),
        }
        for _ in range(2)
    ]


def _spoil_address(body: dict[str, Any], _rng: Random) -> None:
    body["address"]["zip"] = "no zip"


def _spoil_product(body: dict[str, Any], rng: Random) -> None:
    body["products"][1]["price"] = -rng.random() - 0.01


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a made plan: its name, which fields it has, which of them it needs."""

    name: str
    fields: tuple[str, ...]
    required: frozenset[str]
    closed: bool
    """Whether an unplanned key is a violation as well (`additionalProperties: false`)."""

    def rule(self) -> dict[str, Any]:
        """The event as a plan file has it."""
        body = {name: self._entry(name) for name in self.fields}
        body |= {"address": dict(_ADDRESS), "products": dict(_PRODUCTS)}
        rule = {"description": f"{self.name}, as the shop sends it.", "properties": body}
        return rule | ({"schema": {"additionalProperties": False}} if self.closed else {})

    def _entry(self, name: str) -> dict[str, Any]:
        needed = {"required": True} if name in self.required else {}
        return {**FIELDS[name].schema, "description": f"The {name} of the order.", **needed}

    def body(self, rng: Random) -> dict[str, Any]:
        """Properties that keep the rule."""
        body = {name: FIELDS[name].value(rng) for name in self.fields}
        return body | {"address": _address(rng), "products": _products(rng)}

    def faults(self) -> dict[str, list[str]]:
        """The kinds of violation that its properties can have, and of which fields."""
        kinds: dict[str, list[str]] = {"missing": sorted(self.required), "nested": ["", ""]}
        if self.closed:
            kinds["extra"] = [""]
        for name in self.fields:
            for kind in FIELDS[name].broken:
                kinds.setdefault(kind, []).append(name)
        return kinds


def make_events(count: int) -> list[Event]:
    """The events of a plan with `count` rules."""
    rng = Random(SEED)
    events = []
    for number in range(count):
        fields = tuple(sorted(rng.sample(sorted(FIELDS), 9)))
        required = frozenset(rng.sample(fields, 3))
        name = f"{_words(rng, 2).title()} {number}"
        events.append(Event(name, fields, required, closed=number % 2 == 0))
    return events


def plan_text(events: Sequence[Event]) -> str:
    """The plan file of these events."""
    plan = {
        "plan": "bench",
        "title": "What the benchmarks send",
        "version": "1.0.0",
        "owner": "bench",
        "events": {event.name: event.rule() for event in events},
    }
    return yaml.dump(plan, Dumper=_Dumper, sort_keys=False, width=120)


class _Dumper(yaml.CSafeDumper):
    """Writes every value out: two events with the same schema share no anchor."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


@dataclass(frozen=True, slots=True)
class Corpus:
    """Messages as bytes, and how often each kind of violation was put into them."""

    messages: list[bytes]
    kinds: Mapping[str, int]
    broken: int

    @property
    def mean_size(self) -> int:
        """Bytes of a message, on average."""
        return sum(map(len, self.messages)) // len(self.messages)


def make_corpus(events: Sequence[Event], count: int, *, valid: float) -> Corpus:
    """`count` track messages of these events, of which the share `valid` keeps its rule."""
    rng = Random(SEED + 1)
    kinds: Counter[str] = Counter()
    broken = round(count * (1 - valid))
    chosen = set(rng.sample(range(count), broken))
    messages = []
    for number in range(count):
        event = rng.choice(events)
        body = event.body(rng)
        if number in chosen:
            kinds.update(_break(event, body, rng))
        messages.append(orjson.dumps(_message(event.name, body, rng)))
    return Corpus(messages, dict(sorted(kinds.items())), broken)


def one_each(events: Sequence[Event], *, broken: bool) -> list[bytes]:
    """One message of each event; each keeps its rule, or each breaks it."""
    rng = Random(SEED + 2)
    messages = []
    for event in events:
        body = event.body(rng)
        if broken:
            _break(event, body, rng)
        messages.append(orjson.dumps(_message(event.name, body, rng)))
    return messages


def _break(event: Event, body: dict[str, Any], rng: Random) -> list[str]:
    """One to three violations of different kinds, never two of one field."""
    faults = event.faults()
    done, touched = [], set()
    for kind in rng.sample(sorted(faults), rng.randint(1, 3)):
        name = rng.choice(faults[kind])
        if name and name in touched:
            continue
        touched.add(name)
        _spoil(kind, name, body, rng)
        done.append(kind)
    return done


def _spoil(kind: str, name: str, body: dict[str, Any], rng: Random) -> None:
    if kind == "missing":
        del body[name]
    elif kind == "extra":
        body["not_in_the_plan"] = 1
    elif kind == "nested":
        rng.choice([_spoil_address, _spoil_product])(body, rng)
    else:
        body[name] = FIELDS[name].broken[kind]


def _message(name: str, body: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    moment = _time(rng)
    return {
        "type": "track",
        "event": name,
        "messageId": MESSAGE_ID,
        "anonymousId": _uuid(rng),
        "userId": f"user-{rng.randint(1, 99_999)}",
        "timestamp": moment,
        "sentAt": moment,
        "context": {
            "library": {"name": "analytics.js", "version": "npm:next-1.84.3"},
            "userAgent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "locale": "en-GB",
            "timezone": "Europe/Vienna",
            "ip": "198.51.100.17",
            "screen": {"width": 2560, "height": 1440, "density": 2},
            "campaign": {"name": "spring", "source": "newsletter", "medium": "email"},
            "page": {
                "path": "/checkout",
                "title": "Checkout",
                "referrer": "https://shop.example.com/cart",
                "search": "?step=2",
                "url": "https://shop.example.com/checkout",
            },
        },
        "properties": dict(body),
    }
