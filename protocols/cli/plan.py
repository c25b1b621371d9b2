"""Commands on a plan alone: `lint`, `compile`, `schema`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from protocols.cli.formats import format_option

if TYPE_CHECKING:
    from protocols.plan.compile import CompiledPlan


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
@format_option
@click.pass_context
def lint(ctx: click.Context, files: tuple[str, ...], style: str) -> None:
    """Check plans: their YAML, their schemas, their libraries, and the examples in them.

    Of a workspace, its transformations, filters and controls are checked, and the plans it names.
    All problems of all files come in one run. Leaves with 1 when a plan has errors, and with 2 when
    a file cannot be used at all. No environment variable needs to be set.

    \b
    Examples:
      protocols lint plans/ecommerce.yaml
      protocols lint workspace.yaml
      protocols lint plans/*.yaml --format github
    """
    from protocols.cli.linting import linted
    from protocols.console import CLEAN, FINDINGS, USAGE
    from protocols.findings.render import write
    from protocols.findings.summary import has_errors

    results = [linted(path) for path in files]
    found = list(dict.fromkeys(finding for each in results for finding in each.findings))
    write(found, style)
    usable = all(each.usable for each in results)
    ctx.exit(USAGE if not usable else FINDINGS if has_errors(found) else CLEAN)


@click.command("compile")
@click.argument("plan", type=click.Path())
@click.option("-o", "--out", type=click.Path(file_okay=False), help="Write a file per rule here.")
@click.option("--event", metavar="NAME", help="Only the rules of this event.")
def compile_command(plan: str, out: str | None, event: str | None) -> None:
    """Print the JSON Schemas (draft-07) that PLAN compiles to, one per rule.

    Each is self-contained and judges a whole message. With -o, each becomes a file of its own.

    \b
    Examples:
      protocols compile plans/ecommerce.yaml --event "Order Completed"
      protocols compile plans/ecommerce.yaml -o build/schemas
    """
    from protocols.plan.compile import compile_plan
    from protocols.plan.file import load_plan

    compiled = compile_plan(load_plan(plan))
    schemas = _schemas(compiled, event)
    if out is None:
        click.echo(json.dumps(schemas, indent=2, ensure_ascii=False))
        return
    from protocols.cli.schema_files import write_schemas

    for written in write_schemas(schemas, Path(out), compiled.ref):
        click.echo(written)


def _schemas(compiled: "CompiledPlan", event: str | None) -> dict[str, Any]:
    from protocols.findings.suggest import did_you_mean

    if event is not None and event not in compiled.events:
        hint = did_you_mean(event, compiled.events)
        raise click.BadParameter(f'the plan has no event "{event}"{hint}', param_hint="--event")
    schemas = {
        _label(rule.rule.label, rule.rule.version): rule.schema
        for rule in compiled.rules()
        if event is None or (rule.rule.kind == "track" and rule.rule.name == event)
    }
    if event is None and compiled.common is not None:
        schemas["every message"] = compiled.common.schema
    return dict(schemas)


def _label(label: str, version: int | None) -> str:
    return label if version is None else f"{label} version {version}"


@click.command()
@click.argument("file", type=click.Choice(["plan", "workspace"]))
def schema(file: str) -> None:
    """Print the JSON Schema of one of our own files, for editors and other tools.

    \b
    Examples:
      protocols schema plan > plan.schema.json
      protocols schema workspace > workspace.schema.json
    """
    click.echo(json.dumps(_file_schema(file), indent=2, ensure_ascii=False))


def _file_schema(file: str) -> dict[str, Any]:
    if file == "workspace":
        from protocols.pipeline.workspace import Workspace

        return Workspace.model_json_schema()
    from protocols.plan.file.editor import plan_file_schema

    return plan_file_schema()
