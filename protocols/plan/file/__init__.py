"""Files that people write: YAML becomes a `Document`, a model, and at last a `Plan`.

`read_document`, `parse` and `build` serve every YAML file of the project; `load_plan` is the plan's.
"""

from protocols.plan.file.build import build
from protocols.plan.file.document import Document, parse, read_document
from protocols.plan.file.libraries import bounds
from protocols.plan.file.load import load_plan

__all__ = ["Document", "bounds", "build", "load_plan", "parse", "read_document"]
