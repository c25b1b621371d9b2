"""What a check is told and hardly means: names that fit nothing in the plans or in the code."""

from collections.abc import Collection, Iterable, Iterator

import click

from protocols.findings.suggest import did_you_mean
from typewriter.check.known import Known
from typewriter.config.checks import WRAPPER, WRAPPER_ADVICE


def function_of(wrapper: str) -> str:
    """What a wrapper is called: `emit` of `app.metrics.emit:0`.

    Raises:
        click.UsageError: it is not written so.
    """
    found = WRAPPER.fullmatch(wrapper)
    if found is None:
        raise click.UsageError(f"{wrapper!r} is no wrapper: {WRAPPER_ADVICE}")
    return found["name"]


def doubts(
    known: Iterable[Known],
    service: str | None,
    wrappers: Iterable[str],
    mentioned: Collection[str],
) -> Iterator[str]:
    """A line for each name that fits nothing. `mentioned` are functions that the code speaks of."""
    sources = {
        source for each in known for one in each.functions.values() for source in one.sources
    }
    if service is not None and sources and service not in sources:
        yield f'note: no event of the plan is sent from "{service}"{did_you_mean(service, sources)}'
    for wrapper in wrappers:
        if function_of(wrapper) not in mentioned:
            yield f"note: no code speaks of the wrapper {wrapper}"
