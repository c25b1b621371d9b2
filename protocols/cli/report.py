import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from protocols.cli.reading import DEFAULT, known_label, known_source, opened, text_width

if TYPE_CHECKING:
    from protocols.pipeline.workspace import Workspace
    from protocols.plan.model import Plan
    from protocols.reports import Report
    from protocols.reports.labels import Labels

FORMATS: Final = ("text", "json", "github", "markdown", "html")

_BY_SUFFIX: Final = {".html": "html", ".json": "json", ".md": "markdown"}


@click.command()
@click.argument("workspace", default=DEFAULT, type=click.Path())
@click.option(
    "--format",
    "style",
    type=click.Choice(FORMATS),
    help="Default: what the name of the -o file says, else text.",
)
@click.option("-o", "--out", type=click.Path(dir_okay=False), help="Write to this file.")
@click.option("--source", metavar="NAME", help="Only this source.")
@click.option("--label", metavar="KEY:VALUE", help="Only findings about events with this label.")
@click.option(
    "--fail-on",
    type=click.Choice(["violations", "never"]),
    default="never",
    show_default=True,
    help="What makes the command leave with 1.",
)
@click.pass_context
def report(
    ctx: click.Context,
    *,
    workspace: str,
    style: str | None,
    out: str | None,
    source: str | None,
    label: str | None,
    fail_on: str,
) -> None:
    """Say what was wrong with the traffic of WORKSPACE (./workspace.yaml), and whose it is.

    Reads the journal beside a running gateway, or without one. The report holds names, types and
    counts, and no value of any message.

    \b
    Examples:
      protocols report
      protocols report workspace.yaml -o report.html
      protocols report --format github --fail-on violations
      protocols report --label area:checkout
    """
    from protocols.console import CLEAN, FINDINGS
    from protocols.reports import build_report
    from protocols.reports.labels import all_labels, labels_in

    with opened(workspace, "report") as (loaded, reader):
        read = _read_plans(loaded)
        labels: dict[str, Labels] = {name: labels_in(plan) for name, plan in read.items()}
        built = build_report(
            reader,
            generated_at=_now(),
            workspace=loaded.workspace,
            path="" if workspace == DEFAULT else workspace,
            plans=_plans(loaded),
            versions={name: (plan.id, plan.version) for name, plan in read.items()},
            owners={name: plan.owner for name, plan in read.items()},
            labels=labels,
            destinations=tuple(loaded.destinations),
            source=known_source(loaded, source),
            label=known_label(label, all_labels(labels.values())),
        )
    style = style or _BY_SUFFIX.get(Path(out or "").suffix.lower(), "text")
    _write(_rendered(built, style, to_terminal=out is None), out)
    if not built.summary.counts_add_up:
        click.echo("error: the counts do not add up; see the end of the report", err=True)
    broken = any(each.violations for each in built.sources)
    ctx.exit(FINDINGS if fail_on == "violations" and broken else CLEAN)


def _now() -> str:
    # The one place of this command that reads the clock.
    return datetime.now(UTC).isoformat(timespec="seconds")  # noqa: TID251


def _plans(workspace: "Workspace") -> dict[str, str]:
    from protocols.findings.clean import shown_path

    plans = {name: source.plan for name, source in workspace.sources.items()}
    return {name: shown_path(str(plan)) if plan else "" for name, plan in plans.items()}


def _read_plans(workspace: "Workspace") -> "dict[str, Plan]":
    """Each source's plan, as far as the plans can be read: a report needs none of them."""
    from protocols.errors import ProtocolsError
    from protocols.plan.file import load_plan

    plans = {}
    for name, source in workspace.sources.items():
        with suppress(ProtocolsError):
            if source.plan is not None:
                plans[name] = load_plan(source.plan)
    return plans


def _rendered(built: "Report", style: str, *, to_terminal: bool) -> str:
    if style == "text":
        from protocols.findings.text import wants_color
        from protocols.reports.lines import ansi, plain
        from protocols.reports.text import to_text

        paint = ansi if to_terminal and wants_color(sys.stdout) else plain
        return to_text(built, width=text_width(), paint=paint)
    from protocols.reports.formats import FORMATS as RENDERERS

    return RENDERERS[style](built)


def _write(text: str, out: str | None) -> None:
    from protocols.errors import OutputRefused

    if out is None:
        click.echo(text, nl=False, color=True)
        return
    try:
        Path(out).write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputRefused(out, error.strerror or str(error)) from error
    click.echo(f"wrote {out}", err=True)
