import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

STEPS: Final = 5


@click.command()
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".demo"),
    show_default=True,
    help="Where the demo works; a folder of an earlier demo is replaced.",
)
def demo(folder: Path) -> None:
    """Run everything once: generate a client, serve, send good and bad events, report.

    Starts the gateway on a free loopback port, sends a few hundred events through a freshly
    generated client and through the unmodified segment-analytics-python, waits until all are
    delivered, and prints the report. Nothing leaves this machine.

    \b
    Examples:
      protocols demo
      protocols demo -o /tmp/shop
    """
    from protocols.cli.demo import stage

    with _step(1, "setting up plans and workspace in " + str(folder)):
        stage.prepare(folder)
    with _step(2, "generating a typed client from plans/ecommerce.yaml"):
        generate = ("generate", "plans/ecommerce.yaml", "-o", "client", "--package", stage.CLIENT)
        stage.run(folder, "typewriter", *generate)
    with stage.gateway(folder) as url:
        with _step(3, f"sending events to {url} with the typed client and the stock SDK"):
            command = ("python", "-m", "protocols.cli.demo.traffic", url, stage.CLIENT)
            sent = int(stage.run(folder, *command, PYTHONPATH="client"))
        with _step(4, f"waiting until all {sent} are judged and delivered"):
            stage.wait_until_delivered(folder, sent)
    with _step(5, "writing the report"):
        report = ("protocols", "report", str(folder / "workspace.yaml"))
        stage.run(Path.cwd(), *report, "-o", str(folder / "report.html"))
        text = stage.run(Path.cwd(), *report)
    click.echo(f"\n{text}")
    click.echo(_where(folder))


@contextmanager
def _step(number: int, doing: str) -> Iterator[None]:
    click.echo(f"[{number}/{STEPS}] {doing} …", err=True, nl=False)
    begun = time.monotonic()
    try:
        yield
    except BaseException:
        click.echo(err=True)
        raise
    click.echo(f" {time.monotonic() - begun:.1f} s", err=True)


def _where(folder: Path) -> str:
    return "\n".join(
        [
            "Look at",
            f"  {folder}/report.html                the same report as a page",
            f"  {folder}/delivered/events.jsonl     what destinations got: allowed and rewritten messages",
            f"  {folder}/delivered/alerts.jsonl     a `Violation Generated` event per violation, and what was blocked",
            f"  {folder}/client/shop_tracking/      the generated client",
            f"  {folder}/workspace.yaml             sources, controls, destinations",
            "Ask",
            f"  protocols quarantine ls {folder}/workspace.yaml",
            f"  protocols serve {folder}/workspace.yaml",
            *_activation(),
        ]
    )


def _activation() -> list[str]:
    """How to have the commands at hand, for a shell that does not know them yet."""
    if shutil.which("protocols"):
        return []
    return [f"(first: source {Path(sys.prefix) / 'bin' / 'activate'})"]
