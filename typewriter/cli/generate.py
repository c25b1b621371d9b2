from importlib.metadata import version
from pathlib import Path

import click

from protocols.console import CLEAN, FINDINGS
from protocols.findings import Finding
from protocols.findings.render import FORMATS, TEXT, to_text, write
from protocols.plan.compile import compile_plan
from protocols.plan.file import load_plan
from typewriter.languages import LANGUAGES, Language
from typewriter.view.lock import read_lock
from typewriter.view.marks import GENERATOR_NAME, LOCK
from typewriter.write.drift import Comparison, differences, drift
from typewriter.write.folder import Files, read_folder, write_folder


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    default=".",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to put the package into.  [default: the current folder]",
)
@click.option("--package", help="The package's name.  [default: the plan's id and _tracking]")
@click.option(
    "--language",
    type=click.Choice(sorted(LANGUAGES)),
    default="python",
    help="What the client is written in.  [default: python]",
)
@click.option("--check", is_flag=True, help="Write nothing; fail if the client is out of date.")
@click.option(
    "--format",
    "style",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How --check prints its findings.",
)
def generate(
    *, plan: Path, output: Path, package: str | None, language: str, check: bool, style: str
) -> int:
    """Write a typed client for PLAN: a package with a function for each call the plan names.

    Commit the package. It needs nothing but Python's standard library; with jsonschema-rs
    installed it also checks each call against the plan.

    \b
    Examples:
      typewriter generate tracking-plan.yaml -o src
      typewriter generate tracking-plan.yaml -o src --check
    """
    compiled = compile_plan(load_plan(plan))
    spoken = LANGUAGES[language]
    folder = output / _name(package, compiled.plan.id, spoken)
    existing = read_folder(folder)
    generator = f"{GENERATOR_NAME}/{version(GENERATOR_NAME)}"
    previous = read_lock(existing.get(LOCK, ""))
    client = spoken.make(compiled, previous, generator, spoken.options(), {})
    files = client.files
    _print_warnings(client.findings)
    if check:
        return _check(Comparison(folder, files, existing), style)
    _write(folder, files)
    return CLEAN


def _write(folder: Path, files: Files) -> None:
    written = write_folder(folder, files)
    kept = len(files) - len(written.changed)
    deleted = f", {len(written.deleted)} deleted" if written.deleted else ""
    click.echo(
        f"{folder}: {len(written.changed)} files written, {kept} unchanged{deleted}", err=True
    )


def _check(pair: Comparison, style: str) -> int:
    findings = drift(pair)
    if not findings and style == TEXT:
        click.echo(f"{pair.folder} is what the plan says", err=True)
        return CLEAN
    write(findings, style)
    if style == TEXT:
        for line in differences(pair):
            click.echo(line)
    return FINDINGS if findings else CLEAN


def _print_warnings(findings: tuple[Finding, ...]) -> None:
    if findings:
        click.echo(to_text(findings), err=True, nl=False)


def _name(given: str | None, plan_id: str, language: Language) -> str:
    name = language.package_name(plan_id) if given is None else given
    if not language.is_package_name(name):
        raise click.BadParameter(f"{name!r} is not the name of a package", param_hint="--package")
    return name
