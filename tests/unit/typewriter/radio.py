"""The plan of a radio, and a transport that remembers: what clients are tried with."""

from typing import Any

PLAN = """
plan: radio
version: 2.0.0
types:
  song: {type: object, properties: {song_id: {type: string, required: true}, at: {type: string, format: date-time}}}
events:
  Song Played:
    properties:
      song_id: {type: string, required: true, pattern: "^s_"}
      seconds: {type: integer, minimum: 0}
      rating: {type: [number, "null"]}
      format: {const: mp3, required: true}
      played_at: {type: string, format: date-time}
      songs: {type: array, items: {$ref: "#/types/song"}}
      Total $: {type: number}
  Order Completed:
    versions:
      1: {properties: {cents: {type: integer, required: true}}}
      2: {properties: {total: {type: number, required: true}}}
  Open Sent:
    properties: {known: {type: string}}
    schema: {additionalProperties: true}
  Located:
    context: {groupId: {type: string, required: true}}
  Empty Sent: {}
  Old Sent: {status: deprecated}
identify: {traits: {email: {type: string, format: email}}}
group: {traits: {name: {type: string}}}
page: {"*": {properties: {path: {type: string, pattern: "^/"}}}, Home: {properties: {shelves: {type: integer, required: true}}}}
screen: {Menu: {properties: {}}}
common: {properties: {userId: {pattern: "^[a-z0-9]+$"}}}
"""
STAMP = {"plan": "radio", "version": "2.0.0", "generator": "protocols-typewriter/0"}


class Recorder:
    """A transport that keeps each call as it was made."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, kind: str) -> Any:
        return lambda **call: self.calls.append((kind, call))
