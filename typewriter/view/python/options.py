from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class PythonOptions:
    """What users may choose for a Python client.

    `ascii_names` writes all names in ASCII: accents are taken off, and a hash stands for what is
    written in another script. `enums` is how strings that a plan lists are typed: as `Literal`s, or
    as an `Enum` class beside them.
    """

    ascii_names: bool = False
    enums: Literal["literal", "class"] = "literal"
