"""Other generators of typed clients, given what our plan compiles to."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from bench.children import BIN
from protocols import compile_plan, load_plan

FOLDER: Final = Path(__file__).parent / "peers"
DRAFT: Final = "http://json-schema.org/draft-07/schema#"
_TYPEWRITER: Final = FOLDER / "node_modules" / "typewriter"
_MODELS: Final = {"TypedDict": "typing.TypedDict", "pydantic": "pydantic_v2.BaseModel"}


@dataclass(frozen=True, slots=True)
class Peer:
    """Another generator: what it is called in tables, how it is run, and a module that it writes.

    There is no `module` where it cannot be imported here.
    """

    name: str
    folder: Path
    command: tuple[str | Path, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    module: str | None = None


def absent() -> list[str]:
    """Which of them cannot be measured here, and what would help."""
    return [
        *([] if _has_typewriter() else ["Typewriter 9 (npm ci --prefix bench/peers)"]),
        *(
            []
            if _codegen()
            else [
                "datamodel-code-generator (pip install datamodel-code-generator email-validator)"
            ]
        ),
    ]


def peers(plan: Path, folder: Path) -> list[Peer]:
    """Those that are installed, ready to run; `folder` is where they read and write."""
    folder.mkdir()
    bodies = _bodies(plan)
    found = [_typewriter(bodies, folder)] if _has_typewriter() else []
    codegen = _codegen()
    if codegen is None:
        return found
    schema = folder / "schema.json"
    schema.write_text(json.dumps(_one_schema(bodies)), encoding="utf-8")
    return [*found, *(_models(codegen, kind, schema) for kind in _MODELS)]


def _bodies(plan: Path) -> dict[str, Any]:
    rules = compile_plan(load_plan(plan)).rules()
    return {str(one.rule.name): one.schema["properties"]["properties"] for one in rules}


def _has_typewriter() -> bool:
    return shutil.which("node") is not None and _TYPEWRITER.is_dir()


def _typewriter(bodies: Mapping[str, Any], folder: Path) -> Peer:
    """It reads the plan as Segment's API gives it, from its own cache, and asks for no token."""
    rules = [
        {
            "key": name,
            "type": "TRACK",
            "version": 1,
            "jsonSchema": {"$schema": DRAFT, "type": "object", "properties": {"properties": body}},
        }
        for name, body in bodies.items()
    ]
    output = folder / "out"
    output.mkdir()
    plan = {"id": "tp_bench", "name": "bench", "rules": rules}
    (output / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    (folder / "typewriter.yml").write_text(
        "client: {sdk: analytics-node, language: typescript}\n"
        "trackingPlans: [{id: tp_bench, path: ./out}]\n",
        encoding="utf-8",
    )
    version = json.loads((_TYPEWRITER / "package.json").read_text(encoding="utf-8"))["version"]
    command = ("node", "--require", FOLDER / "offline.cjs", _TYPEWRITER / "bin" / "run")
    return Peer(
        f"Typewriter {version}, TypeScript",
        folder,
        (*command, "build", "-c", folder),
        {"HOME": str(folder)},
    )


def _codegen() -> str | None:
    return shutil.which("datamodel-codegen", path=f"{BIN}{os.pathsep}{os.environ.get('PATH')}")


def _one_schema(bodies: Mapping[str, Any]) -> dict[str, Any]:
    refer = {name: {"$ref": f"#/definitions/{name}"} for name in bodies}
    return {"$schema": DRAFT, "title": "Plan", "type": "object", "definitions": bodies} | {
        "properties": refer
    }


def _models(codegen: str, kind: str, schema: Path) -> Peer:
    """With the fastest of its formatters, which is its own."""
    module = f"{kind.lower()}_models"
    said = subprocess.run([codegen, "--version"], capture_output=True, text=True, check=True)
    version = said.stdout.split()[-1]
    return Peer(
        f"datamodel-code-generator {version}, {kind}",
        schema.parent,
        (
            *(codegen, "--input", schema, "--input-file-type", "jsonschema"),
            *("--output", schema.with_name(f"{module}.py"), "--output-model-type", _MODELS[kind]),
            *("--target-python-version", "3.11", "--use-standard-collections"),
            *("--use-union-operator", "--use-annotated", "--enum-field-as-literal", "all"),
            *("--disable-timestamp", "--formatters", "builtin"),
        ),
        module=module if kind == "TypedDict" or find_spec("email_validator") else None,
    )
