from pathlib import Path
from typing import Final

NAME: Final = "typewriter.yml"


def find_config(folder: Path) -> Path | None:
    """The `typewriter.yml` of `folder` or the nearest folder above it in the same git repository.

    The path is relative to `folder`, as findings should name it.
    """
    here = folder.resolve()
    around = [here, *here.parents]
    top = next((number for number, each in enumerate(around) if (each / ".git").exists()), 0)
    for number, each in enumerate(around[: top + 1]):
        if (each / NAME).is_file():
            return Path(*[".."] * number, NAME)
    return None
