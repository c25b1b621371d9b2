"""A plan, its client as a scan knows it, and scanning snippets."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from protocols.findings import Finding
from tests.unit.typewriter.making import compiled_from, package_of
from typewriter.check.known import Known, known_client
from typewriter.check.scan import Options, Scan, scan
from typewriter.check.source import Source, module_name
from typewriter.view.calls import view_plan

CLIENT = "acme_tracking"
PLAN = """
plan: acme
types:
  item:
    type: object
    properties: {sku: {type: string, required: true}, price: {type: number}}
events:
  Order Completed:
    properties:
      order_id: {type: string, required: true}
      total: {type: number, required: true}
      currency: {enum: [USD, EUR]}
      coupon: {type: [string, "null"]}
      Gift Wrapped: {type: boolean}
      count: {type: integer}
      items: {type: array, items: {$ref: "#/types/item"}}
      source: {const: web, required: true}
      address: {type: object, properties: {city: {type: string, required: true}, zip: {type: string}}}
      tags: {type: object, additionalProperties: {type: string}}
  Product Viewed: {properties: {sku: {type: string}}}
  Cart Emptied: {}
  Old Viewed: {status: deprecated, description: Product Viewed took its place.}
  Draft Sent: {status: draft}
  Web Clicked: {sources: [web, ios]}
  Plan Changed:
    versions:
      1: {properties: {cents: {type: integer, required: true}}}
      2: {properties: {price: {type: number, required: true}}}
identify: {traits: {email: {type: string}}}
page: {Home: {properties: {shelves: {type: integer}}}, "*": {}}
"""
WHOLE = 'order_id="o", total=1'
"""Arguments that Order Completed needs."""


@cache
def client(name: str = CLIENT, plan: str = PLAN) -> Known:
    with TemporaryDirectory() as folder:
        compiled = compiled_from(plan, Path(folder))
    return known_client(view_plan(compiled), package_of(compiled), name)


def scanned(
    files: Mapping[str, str | bytes] | str, options: Options | None = None, *clients: Known
) -> Scan:
    """Scan files given by path; one alone is `app.py`."""
    given = {"app.py": files} if isinstance(files, str) else files
    sources = [
        Source(
            path, text.encode() if isinstance(text, str) else text, module_name(path.split("/"))
        )
        for path, text in given.items()
    ]
    return scan(sources, clients or (client(),), options or Options())


def used(found: Scan, *, how: str | None = None) -> list[str]:
    """`order_completed called app.py:3:3`, sorted by place."""
    return [
        f"{event.function} {place.how} {place.at}"
        for event in found.usage.events
        for place in event.places
        if how in {None, place.how}
    ]


def names_used(found: Scan) -> set[str]:
    return {event.function for event in found.usage.events if event.places}


def told(found: Scan, *, unused: bool = False) -> list[str]:
    """Findings as `TW201 app.py:1:2-5 message`; what is never called only where it is asked for."""
    return [_line(one) for one in found.findings if unused or one.rule != "TW202"]


def _line(one: Finding) -> str:
    return f"{one.rule} {one.at}-{one.at.end_column} {one.message}"
