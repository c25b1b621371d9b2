"""What analytics.js loads before it sends anything: where to send, and which events are planned."""

import re
from collections.abc import Mapping
from typing import Any, Final

from protocols.engine.controls import AllowBlock, Controls
from protocols.gateway.answers import Answer, Headers, Scope, answer_json
from protocols.gateway.source import Source
from protocols.plan.compile.compiled import CompiledPlan

_HOST: Final = re.compile(r"[A-Za-z0-9.\-:\[\]]{1,255}")
_BRIEFLY: Final[Headers] = ((b"cache-control", b"private, max-age=60"),)
_ENABLED: Final[Mapping[str, Any]] = {"enabled": True, "integrations": {}}


def browser_plan(compiled: CompiledPlan, controls: Controls) -> Mapping[str, Any]:
    """The plan in the terms of analytics.js.

    For an event that is not enabled it turns the browser's own integrations off and still sends it
    to us. Planned events are named only where the others are blocked.
    """
    traits = {"__default": _ENABLED}
    if controls.track.unplanned_events is AllowBlock.ALLOW:
        return {"track": {"__default": _ENABLED}, "identify": traits, "group": traits}
    default = {"enabled": False, "integrations": {}}
    planned = dict.fromkeys(sorted(compiled.events), _ENABLED)
    return {"track": {**planned, "__default": default}, "identify": traits, "group": traits}


def answer_settings(source: Source, write_key: str, scope: Scope, host: str) -> Answer:
    """The settings of one source, as Segment's CDN answers them.

    `apiHost` has no protocol: analytics.js puts its own before it, which is https where it batches.
    """
    destination = {
        "apiKey": write_key,
        "unbundledIntegrations": [],
        "addBundledMetadata": True,
        "maybeBundledConfigIds": {},
        "versionSettings": {"version": "4.4.7", "componentTypes": ["browser"]},
        "apiHost": f"{host}/v1" if _HOST.fullmatch(host) else "localhost/v1",
        "protocol": scope.get("scheme", "http"),
    }
    content = {
        "integrations": {"Segment.io": destination},
        "plan": source.plan,
        "edgeFunction": {},
        "analyticsNextEnabled": True,
        "middlewareSettings": {},
        "enabledMiddleware": {},
        "metrics": {"sampleRate": 0},
        "legacyVideoPluginsEnabled": False,
        "remotePlugins": [],
    }
    return answer_json(content, headers=_BRIEFLY)
