from collections.abc import Iterable
from pathlib import Path

import click

from protocols.console import CLEAN, FINDINGS
from protocols.errors import ConfigError, ProtocolsError
from protocols.findings import Finding
from protocols.findings.render import FORMATS, render
from protocols.findings.summary import has_errors, in_words
from typewriter.cli.accepted import Accepted, accept
from typewriter.cli.asked import Asked, names_clients
from typewriter.cli.client import Made, Outcome, make_all
from typewriter.cli.refused import tell_refused
from typewriter.cli.scanning import TESTS, Code, Scanned, scanned
from typewriter.cli.usage import BEGINNING, usage_json, used
from typewriter.cli.writing import refuse_others, write_text
from typewriter.config import Checking
from typewriter.config.checks import missing_code
from typewriter.write.drift import drift


@click.command()
@names_clients
@click.option(
    "--src",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="A folder or file of code; repeatable.  [default: where the package is imported from]",
)
@click.option("--exclude", multiple=True, metavar="GLOB", help="Files to leave out; repeatable.")
@click.option(
    "--tests",
    multiple=True,
    metavar="GLOB",
    help="Files that are tests: what they call is counted apart; repeatable.  "
    f"[default: {', '.join(TESTS)}]",
)
@click.option(
    "--wrapper",
    multiple=True,
    metavar="FUNCTION:ARGUMENT",
    help="A function of yours that sends what it is given: app.metrics.emit:0; repeatable.",
)
@click.option("--service", metavar="NAME", help="Which of the plan's sources this code is.")
@click.option("--require-used", is_flag=True, help="A planned event never called is an error.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file of known findings, which are not told again.",
)
@click.option("--write-baseline", is_flag=True, help="Write what is found now to --baseline.")
@click.option(
    "--usage",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write where each event is called, as JSON.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="How findings are printed.",
)
def check(
    *,
    asked: Asked,
    src: tuple[Path, ...],
    exclude: tuple[str, ...],
    tests: tuple[str, ...],
    wrapper: tuple[str, ...],
    service: str | None,
    require_used: bool,
    baseline: Path | None,
    write_baseline: bool,
    usage: Path | None,
    style: str,
) -> int:
    """Check that the client is what PLAN says, and that code calls what PLAN names.

    Without PLAN, check every client that typewriter.yml names, and the code as it says there.

    Leaves with 1 when there is an error; warnings and notes are told and fail nothing. Nothing is
    sent anywhere, and no code is run.

    \b
    Examples:
      typewriter check
      typewriter check tracking-plan.yaml -o src
      typewriter check tracking-plan.yaml -o src --src src --src scripts --service checkout
      typewriter check tracking-plan.yaml --baseline known.json --write-baseline
    """
    said = asked.configured.config.check if asked.configured else Checking()
    if asked.configured and not src and (missing := list(missing_code(asked.configured.document))):
        raise ConfigError(missing)
    known = baseline or said.baseline
    if write_baseline and known is None:
        raise click.UsageError("--write-baseline goes with --baseline FILE")
    code = Code(
        src or said.src,
        exclude + said.exclude,
        tests or said.tests or TESTS,
        wrapper + said.wrappers,
        service or said.service,
        require_used,
    )
    accepted = Accepted(known, rewrite=write_baseline)
    clients = make_all(asked.wanted, asked.configured, to_write=False)
    return checked(clients, code, accepted, usage=usage, style=style)


def checked(
    clients: Iterable[Outcome],
    code: Code,
    accepted: Accepted,
    *,
    usage: Path | None = None,
    style: str = "text",
) -> int:
    """Check clients and the code that calls them, print what is found; returns the exit code."""
    outcomes = list(clients)
    if errors := [each for each in outcomes if isinstance(each, ProtocolsError)]:
        return tell_refused(errors, style)
    made = [each for each in outcomes if isinstance(each, Made)]
    if usage is not None:
        refuse_others(usage, BEGINNING, "usage file")
    drifted = [found for each in made for found in drift(each.pair)]
    found = scanned(made, code)
    judged = accept(found, accepted)
    if usage is not None:
        write_text(usage, usage_json(found.usage, [each.pair for each in made]))
    findings = [*drifted, *judged.findings]
    click.echo(render(findings, style), nl=False, color=True)
    for line in (*found.doubts, *judged.told):
        click.echo(line, err=True)
    click.echo(_summary(findings, found), err=True)
    return FINDINGS if has_errors(findings) else CLEAN


def _summary(findings: list[Finding], found: Scanned) -> str:
    """`3 errors, 2 warnings in 214 files; 12 of 14 events called; 1 ignored`."""
    if not found.scanned:
        return f"{in_words(findings)}; there is no client whose code is scanned"
    called, events = used(found.usage)
    parts = [
        f"{in_words(findings)} in {found.files} file{'s' * (found.files != 1)}",
        f"{called} of {events} events called",
        *([f"{found.ignored} ignored"] if found.ignored else []),
    ]
    return "; ".join(parts)
