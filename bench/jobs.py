"""What is timed on one message, by name. Names are what the tables show."""

from typing import Any

import orjson

from bench.material import Material
from bench.measure import Job
from bench.python_peers import (
    fastjsonschema_errors,
    has_fastjsonschema,
    jsonschema_errors,
    through,
)
from protocols import Controls, Engine
from protocols.engine.transform import (
    Filter,
    Transformation,
    compile_filters,
    compile_transformations,
)

OMIT = {"unplanned_events": "block", "unplanned_properties": "omit", "violations": "omit"}
BLOCK = {"unplanned_events": "block", "violations": "block"}


def _peers(material: Material) -> dict[str, Job]:
    peers: dict[str, Job] = {"jsonschema, all errors": jsonschema_errors(material.schemas)}
    if has_fastjsonschema():
        peers["fastjsonschema, first error"] = fastjsonschema_errors(material.schemas)
    return peers


def parsed_jobs(material: Material) -> dict[str, Job]:
    """On a message that is parsed already; orjson.loads stands beside them for scale."""
    rules = {name: versions[0].validator for name, versions in material.plan.events.items()}

    def is_valid(message: Any) -> bool:
        return rules[message["event"]].is_valid(message)

    return {
        "engine": Engine(material.plan).decide,
        "jsonschema-rs, yes or no": is_valid,
        "orjson.loads of the same bytes": orjson.loads,
        **_peers(material),
    }


def bytes_jobs(material: Material) -> dict[str, Job]:
    """From the bytes that came to the bytes that go on."""
    loads, dumps = orjson.loads, orjson.dumps
    peers = {name: through(loads, judge, dumps) for name, judge in _peers(material).items()}
    return {
        "engine": _keeping(material),
        "engine, every message written anew": _engine(material, {}),
        "engine, omitting": _engine(material, OMIT),
        "engine, blocking": _engine(material, BLOCK),
        "engine, with a rename, a definition and a filter": _transformed(material),
        "orjson.loads + orjson.dumps": lambda raw: dumps(loads(raw)),
        **peers,
    }


def _engine(material: Material, track: dict[str, str]) -> Job:
    decide = Engine(material.plan, Controls.model_validate({"track": track})).decide
    loads, dumps = orjson.loads, orjson.dumps

    def job(raw: bytes) -> bytes:
        return dumps(decide(loads(raw)).message)

    return job


def _keeping(material: Material) -> Job:
    """As the middleware does it: a message in which nothing changed goes on as the bytes that came."""
    decide = Engine(material.plan).decide
    loads, dumps = orjson.loads, orjson.dumps

    def job(raw: bytes) -> bytes:
        message = loads(raw)
        left = decide(message).message
        return raw if left is message else dumps(left)

    return job


def _transformed(material: Material) -> Job:
    decide = Engine(material.plan).decide
    transform = compile_transformations([Transformation.model_validate(_TRANSFORMATION)]).apply
    filters = compile_filters([Filter.model_validate(_FILTER)]).apply
    loads, dumps = orjson.loads, orjson.dumps

    def job(raw: bytes) -> bytes:
        decided = decide(transform(loads(raw)).message or {})
        return dumps(filters(decided.message).message)

    return job


_TRANSFORMATION = {
    "name": "tidy",
    "rename": {"context.timezone": "context.zone"},
    "define": {"context.topic": "snakecase(event)"},
}
_FILTER = {"if": "event = 'Nothing Sent' and properties.total < 5", "drop": True}
