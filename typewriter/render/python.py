"""A Python package as files: path → text, nothing written yet."""

import ast
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from protocols.plan.compile import CompiledPlan
from typewriter.render.escape import FILTERS, literal
from typewriter.render.placed import Syntax
from typewriter.render.templates import Templates
from typewriter.render.verify import verify
from typewriter.view.lock import Lock, sha256
from typewriter.view.marks import LOCK, MARK
from typewriter.view.python.package import Package, Sent
from typewriter.view.schemas import schemas_json

HEADER: Final = f"{MARK}\n# ruff: noqa\n# fmt: off\n"
"""The first lines of every Python file. It names no plan and no version, so that a file changes
only when its own calls do."""
RUNTIME: Final = (
    "_aio.py",
    "_http.py",
    "_lazy.py",
    "_model.py",
    "_outbox.py",
    "_post.py",
    "_runtime.py",
    "_settings.py",
    "_tracker.py",
    "_transport.py",
    "_validation.py",
    "_wire.py",
    "testing.py",
)
"""Files that are the same for every plan."""

Files = Mapping[str, str]


def sent_value(one: Sent) -> str:
    """An argument's name, or a fixed value as source."""
    return literal(one.value) if one.argument is None else FILTERS["name"](one.argument)


SYNTAX: Final = Syntax(
    quotes={'"""': '"""', "'''": "'''", '"': '"', "'": "'", "#": "\n"},
    inside={"doc": '"""'},
    anywhere=frozenset({"default_value", "dotted", "name", "names"}),
)
TEMPLATES: Final = Templates("python", {**FILTERS, "value": sent_value}, SYNTAX)
MODULE: Final = "module.py.jinja"


def python_files(
    compiled: CompiledPlan, package: Package, generator: str, templates: Templates = TEMPLATES
) -> Files:
    """Every file of the client, checked against what it was made from."""
    values = {"plan": compiled.plan, "package": package, "generator": generator}
    files = {
        "__init__.py": templates.printed("__init__.py.jinja", **values),
        "_plan.py": templates.printed("_plan.py.jinja", **values),
        "_tracker.pyi": templates.printed("_tracker.pyi.jinja", **values),
        **{file: templates.shipped(file) for file in RUNTIME},
    }
    for name in (each for each in files if f"{each}.jinja" in templates.own):
        with templates.answering(f"{name}.jinja"):
            ast.parse(files[name])
    for module in package.modules:
        files[f"{module.name}.py"] = source = templates.printed(MODULE, module=module)
        with templates.answering(MODULE):
            verify(module, source, more=MODULE in templates.own)
    files = {path: HEADER + text for path, text in files.items()}
    files |= {"_schemas.json": schemas_json(compiled, generator), "py.typed": ""}
    return dict(sorted({**files, LOCK: _lock(compiled, package, generator, files)}.items()))


def _lock(compiled: CompiledPlan, package: Package, generator: str, files: Files) -> str:
    lock = Lock(compiled.ref, generator, package.names, package.renamed)
    return replace(lock, files={path: sha256(text) for path, text in files.items()}).to_json()
