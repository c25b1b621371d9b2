"""The workspace files of the end-to-end tests, and what their file destination received."""

import json
from pathlib import Path
from typing import Any, Final

KEY: Final = "radio_web_key"

OPEN: Final = f"""\
workspace: radio
data: ./data
sources:
  web: {{write_key: {KEY}, plan: plan.yaml}}
destinations:
  lake: {{type: file, path: ./lake.jsonl, sources: [web]}}
"""

STRICT: Final = f"""\
workspace: radio
data: ./data
sources:
  web:
    write_key: {KEY}
    plan: plan.yaml
    controls:
      track:
        unplanned_events: block
        unplanned_properties: omit
        violations: omit
        events: {{Song Saved: {{violations: block}}}}
      identify: {{unplanned_traits: omit, violations: omit}}
destinations:
  lake: {{type: file, path: ./lake.jsonl, sources: [web]}}
"""


def delivered(folder: Path) -> list[dict[str, Any]]:
    """The messages in the file destination, in order."""
    lake = folder / "lake.jsonl"
    if not lake.exists():
        return []
    with lake.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
