"""The workspace file: what happens to events. Frozen once it is read."""

from protocols.pipeline.workspace.load import load_workspace
from protocols.pipeline.workspace.model import Source, Workspace

__all__ = ["Source", "Workspace", "load_workspace"]
