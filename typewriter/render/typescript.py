"""A TypeScript client as files: path → text, nothing written yet."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from protocols.plan.compile import CompiledPlan
from typewriter.render.placed import Syntax
from typewriter.render.templates import Templates
from typewriter.render.typescript_escape import FILTERS
from typewriter.render.typescript_verify import verify, verify_strings
from typewriter.view.lock import Lock, sha256
from typewriter.view.marks import LOCK, SLASHED_MARK
from typewriter.view.schemas import schemas_json
from typewriter.view.typescript.options import Sdk
from typewriter.view.typescript.package import Package

HEADER: Final = f"{SLASHED_MARK}\n/* eslint-disable */\n\n"
"""The first lines of every TypeScript file. It names no plan and no version, so that a file changes
only when its own calls do."""
RUNTIME: Final = ("runtime.ts", "testing.ts", "validation.ts")
"""Files that are the same for every plan."""
SYNTAX: Final = Syntax(
    quotes={"/*": "*/", "//": "\n", '"': '"', "'": "'", "`": "`"},
    inside={},
    anywhere=frozenset({"name"}),
)
TEMPLATES: Final = Templates("typescript", FILTERS, SYNTAX)
MODULE: Final = "module.ts.jinja"

Files = Mapping[str, str]


def typescript_files(
    compiled: CompiledPlan,
    package: Package,
    generator: str,
    sdk: Sdk,
    templates: Templates = TEMPLATES,
) -> Files:
    """Every file of the client, checked against what it was made from."""
    values = {"plan": compiled.plan, "package": package, "generator": generator}
    files = {
        "index.ts": templates.printed("index.ts.jinja", **values),
        "plan.ts": templates.printed("plan.ts.jinja", **values),
        "sdk.ts": templates.shipped(f"{sdk}.ts"),
        **{file: templates.shipped(file) for file in RUNTIME},
    }
    said = {
        "index.ts": [f"./{line.module}.js" for line in package.exports],
        "plan.ts": [compiled.ref.id, compiled.ref.version, compiled.ref.sha256, generator],
    }
    for name in (each for each in said if f"{each}.jinja" not in templates.own):
        verify_strings(name, files[name], said[name])
    for module in package.modules:
        source = templates.printed(MODULE, module=module).lstrip("\n")
        files[f"{module.name}.ts"] = source
        if MODULE not in templates.own:  # only what ships is known token by token
            verify(module, source)
    files = {path: HEADER + text for path, text in files.items()}
    files["schemas.json"] = schemas_json(compiled, generator)
    return dict(sorted({**files, LOCK: _lock(compiled, package, generator, files)}.items()))


def _lock(compiled: CompiledPlan, package: Package, generator: str, files: Files) -> str:
    lock = Lock(compiled.ref, generator, package.names)
    return replace(lock, files={path: sha256(text) for path, text in files.items()}).to_json()
