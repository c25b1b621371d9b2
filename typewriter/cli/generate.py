import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NoReturn

import click

from protocols.console import CLEAN, FINDINGS, USAGE, explained
from protocols.errors import ProtocolsError
from protocols.findings import Finding
from protocols.findings.render import FORMATS, TEXT, to_text, write
from typewriter.cli.asked import Asked, asked_again, names_clients
from typewriter.cli.client import Made, Outcome, make_all
from typewriter.cli.refused import refused
from typewriter.cli.watch import files_of_plan, files_of_templates, keep_running
from typewriter.write.drift import Comparison, differences, drift
from typewriter.write.folder import write_folder


@click.command()
@names_clients
@click.option("--force", is_flag=True, help="Discard what was edited by hand in generated files.")
@click.option("--watch", is_flag=True, help="Write again whenever a plan or a template changes.")
@click.option("--check", is_flag=True, help="Write nothing; fail if a client is out of date.")
@click.option(
    "--format",
    "style",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How --check prints its findings.",
)
def generate(
    *,
    asked: Asked,
    force: bool,
    watch: bool,
    check: bool,
    style: str,
) -> int:
    """Write a typed client for PLAN: a package with a function for each call the plan names.

    Without PLAN, write every client that typewriter.yml names; one that cannot be made is told,
    and keeps no other from being written.

    Commit the package. It needs nothing but its language's standard library.

    \b
    Examples:
      typewriter generate
      typewriter generate --check
      typewriter generate --watch
      typewriter generate tracking-plan.yaml -o src
    """
    if check and watch:
        raise click.UsageError("--watch writes, and --check writes nothing: name one of the two.")
    if check:
        return _check(make_all(asked.wanted, asked.configured), style)
    if watch:
        _watch(asked, force=force)
    return _write(asked, force=force)


def _watch(asked: Asked, *, force: bool) -> NoReturn:
    last = asked

    def run() -> None:
        nonlocal last
        try:
            last = asked_again(last)
            _write(last, force=force)
        except ProtocolsError as error:
            explained(error)

    keep_running(run, lambda: _watched(last), time.sleep)


def _watched(asked: Asked) -> Iterator[Path]:
    if asked.configured:
        yield Path(asked.configured.document.file)
    for each in asked.wanted:
        yield from files_of_plan(each.plan)
        yield from files_of_templates(each.templates)


def _write(asked: Asked, *, force: bool) -> int:
    clients = make_all(asked.wanted, asked.configured, to_write=True)
    return max((_written(each, force=force) for each in clients), default=CLEAN)


def _written(client: Outcome, *, force: bool) -> int:
    if isinstance(client, ProtocolsError):
        return explained(client)
    _print_warnings(client)
    pair = client.pair
    try:
        written = write_folder(pair.folder, pair.files, seen=pair.existing, force=force)
    except ProtocolsError as error:
        return explained(error)
    kept = len(pair.files) - len(written.changed)
    deleted = f", {len(written.deleted)} deleted" if written.deleted else ""
    number = len(written.changed)
    told = f"{number} file{'s' * (number != 1)} written, {kept} unchanged{deleted}"
    click.echo(f"{pair.folder}: {told}", err=True)
    return CLEAN


def _check(clients: Iterable[Outcome], style: str) -> int:
    errors, pairs = list[ProtocolsError](), list[Comparison]()
    for client in clients:
        if isinstance(client, ProtocolsError):
            errors.append(client)
        else:
            _print_warnings(client)
            pairs.append(client.pair)
    problems = refused(errors, style)
    findings = {pair.folder: drift(pair) for pair in pairs}
    found = [*problems, *(each for together in findings.values() for each in together)]
    if found or (style != TEXT and not errors):
        write(found, style)
    if style == TEXT:
        _print_differences(pairs, findings)
    if errors:
        return USAGE
    return FINDINGS if found else CLEAN


def _print_differences(pairs: Iterable[Comparison], findings: dict[Path, list[Finding]]) -> None:
    for pair in pairs:
        if not findings[pair.folder]:
            click.echo(f"{pair.folder} is what the plan says", err=True)
        for line in differences(pair) if findings[pair.folder] else ():
            click.echo(line)


def _print_warnings(client: Made) -> None:
    if client.findings:
        click.echo(to_text(client.findings), err=True, nl=False)
