from dataclasses import dataclass, field
from typing import Literal

Sdk = Literal["browser", "node"]
"""Which SDK sends the calls. In a browser it knows whom they are about; on a server each call says it."""


@dataclass(frozen=True, slots=True)
class TypeScriptOptions:
    """What users may choose for a TypeScript client."""

    sdk: Sdk = field(
        default="browser",
        metadata={
            "help": "`browser` for @segment/analytics-next, `node` for @segment/analytics-node"
        },
    )
