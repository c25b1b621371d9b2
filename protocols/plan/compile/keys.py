from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, eq=False)
class Keys:
    """Which keys one level of an object plans. A graph, since types may refer to themselves.

    `open` plans every key: the level names none, or has `additionalProperties` true or a schema.
    """

    open: bool = True
    names: dict[str, "Keys | None"] = field(default_factory=dict)
    patterns: tuple[tuple[Any, "Keys | None"], ...] = ()
    extra: "Keys | None" = None
    items: "Keys | None" = None


Names = Mapping[str, Keys | None]
