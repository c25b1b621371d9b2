import click

from protocols.findings.catalog import CHECKS
from protocols.findings.explain import explained


def _ids(_context: click.Context, _argument: click.Parameter, begun: str) -> list[str]:
    return [rule for rule in CHECKS if rule.startswith(begun.upper())]


@click.command()
@click.argument("finding", metavar="ID", shell_complete=_ids)
def explain(finding: str) -> None:
    """Tell what a finding's ID means, what it looks like, and what to do about it.

    \b
    Examples:
      typewriter explain TW203
      typewriter explain tw302
    """
    try:
        click.echo(explained(finding.upper(), CHECKS), nl=False)
    except LookupError as error:
        raise click.BadParameter(str(error), param_hint="ID") from error
