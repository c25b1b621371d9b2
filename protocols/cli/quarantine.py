import sys
from itertools import islice
from typing import TYPE_CHECKING

import click

from protocols.cli.reading import DEFAULT, known_source, opened, text_width

if TYPE_CHECKING:
    from protocols.reports.lines import Paint

HELD = ("rejected", "blocked", "dead", "omitted")


_format_option = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How it is printed.",
)


@click.group()
def quarantine() -> None:
    """See what was rejected, blocked or omitted, and what a destination would not take."""


@quarantine.command("ls")
@click.argument("workspace", default=DEFAULT, type=click.Path())
@click.option("--held", type=click.Choice(HELD), help="Only entries of this sort.")
@click.option("--source", metavar="NAME", help="Only entries from this source.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=50,
    show_default=True,
    help="How many entries at most.",
)
@_format_option
def ls(workspace: str, held: str | None, source: str | None, limit: int, style: str) -> None:
    """List what is held in quarantine, oldest first: what it is and why, without its values.

    \b
    Examples:
      protocols quarantine ls --held blocked
      protocols quarantine ls workspace.yaml --source web --limit 200 --format json
    """
    from protocols.journal.interface import Held
    from protocols.reports.held import held_entries, list_json, list_text

    with opened(workspace, "quarantine ls") as (loaded, reader):
        entries = held_entries(
            reader, held=Held(held) if held else None, source=known_source(loaded, source)
        )
        shown = list(islice(entries, limit))
        more = next(entries, None) is not None
    if style == "json":
        click.echo(list_json(shown), nl=False)
    else:
        click.echo(list_text(shown, width=text_width(), paint=_paint()), nl=False, color=True)
    click.echo(_hint(len(shown), workspace, more=more), err=True)


@quarantine.command("show")
@click.argument("where", metavar="[WORKSPACE] ID", nargs=-1, required=True)
@_format_option
def show(where: tuple[str, ...], style: str) -> None:
    """Print one quarantine entry and all that it keeps, values included.

    As JSON it is one line, which `explain` and `validate` take as it is.

    \b
    Examples:
      protocols quarantine show 12
      protocols quarantine show workspace.yaml 12
      protocols quarantine show 12 --format json | protocols explain - --source web
    """
    from protocols.reports.held import entry_json, entry_text

    workspace, entry_id = _named(where)
    with opened(workspace, "quarantine show") as (_, reader):
        entry = reader.quarantine_entry(entry_id)
    if entry is None:
        raise click.ClickException(
            f"there is no entry {entry_id}; to see which there are: "
            f"protocols quarantine ls{'' if workspace == DEFAULT else f' {workspace}'}"
        )
    told = entry_json(entry) if style == "json" else entry_text(entry, paint=_paint())
    click.echo(told, nl=False, color=True)


def _named(where: tuple[str, ...]) -> tuple[str, int]:
    *workspace, entry_id = where
    if len(workspace) > 1 or not (entry_id.isascii() and entry_id.isdigit()):
        raise click.UsageError("name one entry by its number: protocols quarantine show 12")
    return (workspace[0] if workspace else DEFAULT), int(entry_id)


def _paint() -> "Paint":
    from protocols.findings.text import wants_color
    from protocols.reports.lines import ansi, plain

    return ansi if wants_color(sys.stdout) else plain


def _hint(shown: int, workspace: str, *, more: bool) -> str:
    if not shown:
        return "nothing is held"
    place = "" if workspace == DEFAULT else f"{workspace} "
    rest = "; there are more: --limit shows them" if more else ""
    return f"{shown} shown{rest}. To see one whole: protocols quarantine show {place}ID"
