import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from protocols.cli.reading import DEFAULT, text_width

if TYPE_CHECKING:
    from protocols.cli.explain.setting import Setting
    from protocols.cli.explain.view import Explained
    from protocols.errors import UnreadableInput


@click.command()
@click.argument("event", required=False, type=click.Path())
@click.option("--workspace", type=click.Path(), help=f"The workspace file. Default: {DEFAULT}.")
@click.option("--source", metavar="NAME", help="The source that the message came from.")
@click.option("--destination", metavar="NAME", help="Only this one, with all that it gets.")
@click.option("--plan", type=click.Path(), help="A plan to judge by, without a workspace.")
@click.option("--controls", type=click.Path(), help="With --plan: a YAML file of controls.")
@click.option("--order", is_flag=True, help="Print the order of operations, as Markdown.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How it is printed.",
)
@click.pass_context
def explain(
    ctx: click.Context,
    *,
    event: str | None,
    workspace: str | None,
    source: str | None,
    destination: str | None,
    plan: str | None,
    controls: str | None,
    order: bool,
    style: str,
) -> None:
    """Tell what happens to the message in EVENT, step by step, or what an id or a code means.

    EVENT is a file with a message, a body with a `batch`, or our own exports, one a line; `-` is
    standard input. The gateway's own steps are run; nothing is sent or stored. Leaves with 1 when
    anything was found or a message does not go on, and with 2 when none can be read.

    \b
    Examples:
      protocols explain event.json
      protocols explain event.json --workspace workspace.yaml --source web --destination crm
      protocols explain event.json --plan plans/ecommerce.yaml
      protocols explain TP014
      protocols explain schema_violation
    """
    if order:
        _print_order(style)
        return
    if event is None:
        raise click.UsageError(
            "name a file with a message, a finding's id, a discard code, or --order"
        )
    from protocols.cli.explain.catalog import explain_id
    from protocols.cli.explain.codes import explain_code, is_code
    from protocols.findings.explain import is_id

    if is_id(event) and not Path(event).exists():
        click.echo(explain_id(event), nl=False)
        return
    if is_code(event) and not Path(event).exists():
        click.echo(explain_code(event), nl=False)
        return
    content, name = _read(event)
    setting = _setting(workspace, source, destination, plan, controls)
    told, unreadable = _explained(content, name, setting)
    for each in unreadable:
        click.echo(f"error: {each}", err=True)
    if not told:
        ctx.exit(2)
    _write(told, style, whole=destination is not None)
    for variable in dict.fromkeys(setting.unset):
        click.echo(f"note: {variable} is not set: hashes are made with a stand-in key", err=True)
    ctx.exit(1 if unreadable or any(each.findings for each in told) else 0)


def _setting(
    workspace: str | None,
    source: str | None,
    destination: str | None,
    plan: str | None,
    controls: str | None,
) -> "Setting":
    from protocols.cli.explain.setting import plan_setting, workspace_setting

    if plan is None:
        if controls is not None:
            raise click.UsageError("--controls goes with --plan; a workspace has its own")
        return workspace_setting(workspace or DEFAULT, source, destination)
    for name, value in (
        ("workspace", workspace),
        ("source", source),
        ("destination", destination),
    ):
        if value is not None:
            raise click.UsageError(
                f"--{name} goes with a workspace; leave out --plan, or --{name}"
            )
    return plan_setting(plan, controls)


def _explained(
    content: bytes, name: str, setting: "Setting"
) -> "tuple[list[Explained], list[UnreadableInput]]":
    from protocols.cli.explain.arrivals import arrivals
    from protocols.cli.explain.build import explained
    from protocols.gateway.clock import new_id, utc_now
    from protocols.gateway.sort import Arrival
    from protocols.gateway.source import Source
    from protocols.gateway.stamp import utc_text

    now = utc_now()
    source = Source(setting.source.name, setting.source)
    arrival = Arrival(source, now, utc_text(now), new_id)
    read = arrivals(content, name, arrival)
    return [explained(arrived, setting) for arrived in read.found], read.unreadable


def _read(event: str) -> tuple[bytes, str]:
    """The file's bytes, at most a few more than are taken, and its name."""
    from protocols.cli.explain.arrivals import MAX_BYTES
    from protocols.errors import UnreadableInput

    if event == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1), "stdin"
    try:
        with Path(event).open("rb") as stream:
            return stream.read(MAX_BYTES + 1), event
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = (
            ""
            if Path(event).suffix
            else "; name a file with a message, an id such as TP014 or a code such as schema_violation"
        )
        raise UnreadableInput(event, f"{reason}{hint}") from error


def _write(told: "list[Explained]", style: str, *, whole: bool) -> None:
    if style == "json":
        click.echo(_json(told), nl=False)
        return
    from protocols.cli.explain.text import to_text
    from protocols.findings.text import wants_color
    from protocols.reports.lines import ansi, plain

    paint = ansi if wants_color(sys.stdout) else plain
    text = to_text(told, width=text_width(), whole=whole, paint=paint)
    click.echo(text, nl=False, color=True)


def _json(value: object) -> str:
    import orjson

    from protocols.reports.visible import visible_block

    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    return visible_block(orjson.dumps(value, option=options).decode())


def _print_order(style: str) -> None:
    from protocols.pipeline.order import ORDER, to_markdown

    rows = [row._asdict() for row in ORDER]
    click.echo(_json(rows) if style == "json" else to_markdown(), nl=False)
