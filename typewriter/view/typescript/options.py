from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TypeScriptOptions:
    """What users may choose for a TypeScript client."""
