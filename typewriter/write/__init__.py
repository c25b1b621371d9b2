"""A client's text and the disk: writing it safely, and telling how the two differ."""
