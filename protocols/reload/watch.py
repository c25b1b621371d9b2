"""Looking after files: have they changed since they were read, and has the change come to rest?"""

from pathlib import Path

from protocols.reload.origin import Stamps
from protocols.reload.stamp import Look, look, stamp


class Watch:
    """Compares files with their stamps, look by look.

    A change counts when it has not moved between two looks, so that a checkout or a copy of many
    files is seen whole. Asking the file system costs little and works on every one of them: with
    renames by editors, links that a cluster sets to a new folder, and network disks.
    """

    def __init__(self, stamps: Stamps) -> None:
        self._stamps = dict(stamps)
        self._last: dict[Path, Look] = {path: it.look for path, it in stamps.items()}

    def changed(self) -> bool:
        """Look once. Whether a file's content differs from its stamp, and was so a look ago."""
        last, self._last = self._last, self._look()
        return self._last == last and any(map(self._differs, self._stamps))

    def moved(self) -> bool:
        """Whether any file has been touched since it was stamped."""
        return any(look(path) != it.look for path, it in self._stamps.items())

    def _look(self) -> dict[Path, Look]:
        return {path: look(path) for path in self._stamps}

    def _differs(self, path: Path) -> bool:
        known = self._stamps[path]
        if self._last[path] == known.look:
            return False
        now = stamp(path)
        if now.digest != known.digest:
            return True
        self._stamps[path] = now
        return False
