from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PythonOptions:
    """What users may choose for a Python client."""
