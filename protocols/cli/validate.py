from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import click

from protocols.cli.formats import format_option

if TYPE_CHECKING:
    from protocols.engine.controls import Controls
    from protocols.engine.recorded import Fate
    from protocols.findings import Finding
    from protocols.plan.model import Plan

_AT_ONCE: Final = 1_000
"""Findings that are printed together: text need not wait for the end of the recording."""


@click.command()
@click.argument("events", type=click.File("rb"))
@click.option("--plan", "plan_path", required=True, type=click.Path(), help="The tracking plan.")
@click.option(
    "--controls",
    "controls_path",
    type=click.Path(),
    help="A YAML file with a source's `controls`, as in workspace.yaml. Default: allow everything.",
)
@click.option("--label", metavar="KEY:VALUE", help="Only events that the plan gives this label.")
@format_option
def validate(
    events: BinaryIO, plan_path: str, controls_path: str | None, label: str | None, style: str
) -> None:
    """Judge recorded EVENTS with the engine the server uses; nothing is sent or stored.

    Each line of EVENTS is a message, a body with a `batch`, or a line of our own exports; `-` reads
    standard input. Leaves with 1 when anything was found. With `--label`, messages of other events
    are passed over; lines that cannot be read are still told.

    \b
    Examples:
      protocols validate events.jsonl --plan plans/ecommerce.yaml
      zcat archive.gz | protocols validate - --plan plan.yaml --format json
    """
    from protocols.cli.reading import known_label
    from protocols.engine.decide import Engine
    from protocols.engine.policy import labels_of
    from protocols.engine.recorded import Fate, judge_lines
    from protocols.findings.render import TEXT
    from protocols.plan.compile import compile_plan
    from protocols.plan.file import load_plan

    plan = load_plan(plan_path)
    known_label(label, {each for rule in plan.rules for each in labels_of(rule)})
    engine = Engine(compile_plan(plan), read_controls(controls_path, plan))
    name = "stdin" if events.name in {"-", "<stdin>"} else events.name
    fates = Counter[Fate]()
    found: list[Finding] = []
    failed = False
    for judged in judge_lines(events, name, engine):
        if label is not None and not (
            judged.fate is Fate.UNREADABLE or label in labels_of(judged.rule)
        ):
            continue
        fates[judged.fate] += 1
        found.extend(judged.findings)
        if style == TEXT and len(found) >= _AT_ONCE:
            failed |= _printed(found, style)
            found.clear()
    failed |= _printed(found, style)
    click.echo(_summary(fates), err=True)
    if failed:
        raise click.exceptions.Exit(1)


def _printed(found: "list[Finding]", style: str) -> bool:
    """Print them; True when one of them fails the run."""
    from protocols.findings.render import render

    click.echo(render(found, style), nl=False, color=True)
    return any(finding.severity != "note" for finding in found)


def read_controls(path: str | None, plan: "Plan") -> "Controls | None":
    """A source's controls from a YAML file of their own; None without a path.

    Raises:
        UnreadableInput: the file cannot be read.
        WorkspaceError: it cannot be used, or names what `plan` lacks.
    """
    from protocols.engine.controls import Controls
    from protocols.errors import WorkspaceError
    from protocols.pipeline.workspace.planned import unplanned_controls
    from protocols.plan.file import build, read_document

    if path is None:
        return None
    document, problems = read_document(Path(path))
    if document is None or problems:
        raise WorkspaceError(problems)
    controls, problems = build(Controls, document)
    if controls is None or problems:
        raise WorkspaceError(problems)
    if strange := tuple(unplanned_controls(controls, plan, document)):
        raise WorkspaceError(strange)
    return controls


def _summary(fates: "Counter[Fate]") -> str:
    """`12 messages: 8 clean, 3 with findings, 1 blocked`."""
    parts = [f"{count:,} {fate}" for fate, count in fates.items()]
    total = fates.total()
    messages = "message" if total == 1 else "messages"
    return f"{total:,} {messages}: {', '.join(parts) or 'nothing to judge'}"
