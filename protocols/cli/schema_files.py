"""Compiled schemas as files: names that are safe on every disk, and nobody else's files replaced."""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from protocols.errors import OutputRefused
from protocols.plan.model import PlanRef

_MARK: Final = "Compiled by `protocols compile`"
_SUFFIX: Final = ".schema.json"
_LONGEST: Final = 60


def write_schemas(schemas: Mapping[str, Any], folder: Path, plan: PlanRef) -> Iterator[Path]:
    """Write each schema to its own file; yields the paths.

    Raises:
        OutputRefused: a file of that name is there and this command did not write it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = file_names(schemas)
    targets = {folder / names[label]: schema for label, schema in schemas.items()}
    for target in targets:
        _refuse_others(target)
    comment = f"{_MARK} from {plan.label}."
    for target, schema in targets.items():
        _replace(target, json.dumps({"$comment": comment, **schema}, indent=2) + "\n")
        yield target


def file_names(labels: Iterable[str]) -> dict[str, str]:
    """`Order Completed` → `order-completed.schema.json`; a hash tells apart what would collide."""
    slugs = {label: _slug(label) for label in labels}
    shared = Counter(slugs.values())
    return {
        label: _name(label, slug, plain=bool(slug) and shared[slug] == 1 and not _reserved(slug))
        for label, slug in slugs.items()
    }


def _slug(label: str) -> str:
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST].strip("-")


def _name(label: str, slug: str, *, plain: bool) -> str:
    if plain:
        return slug + _SUFFIX
    digest = hashlib.sha256(label.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{slug}-{digest}{_SUFFIX}".lstrip("-")


def _reserved(slug: str) -> bool:
    """Device names that Windows gives no file."""
    return re.fullmatch(r"con|prn|aux|nul|(com|lpt)[0-9]", slug) is not None


def _refuse_others(target: Path) -> None:
    if not target.exists() and not target.is_symlink():
        return
    ours = (
        target.is_file()
        and not target.is_symlink()
        and _MARK in target.read_text("utf-8", "replace")
    )
    if not ours:
        raise OutputRefused(str(target), "a file is there that this command did not write")


def _replace(target: Path, text: str) -> None:
    with NamedTemporaryFile(
        "w", encoding="utf-8", dir=target.parent, prefix=".", suffix=_SUFFIX, delete=False
    ) as draft:
        draft.write(text)
    Path(draft.name).replace(target)
