"""Prometheus metrics.

Messages are counted by the journal, in the transaction that stores them: what is read from it here
survives restarts and adds up. Labels are names of the workspace and codes of ours, nothing that a
client sends.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from protocols.gateway.answers import Answer
from protocols.gateway.in_use import InUse
from protocols.gateway.load import Load
from protocols.journal.interface import DestinationCounts, Journal, SourceCounts

_TEXT: Final = (b"content-type", b"text/plain; version=0.0.4; charset=utf-8")
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)

SOURCE_TERMS: Final = {
    "received": "messages received: accepted + duplicate + suppressed + rejected",
    "accepted": "messages accepted: admitted + blocked + dropped",
    "duplicate": "messages whose messageId was known",
    "suppressed": "messages of suppressed users, of which nothing is stored",
    "rejected": "items that never became a message",
    "admitted": "messages that went on to destinations",
    "blocked": "messages that controls held back",
    "dropped": "messages that a transformation dropped",
    "rewritten": "admitted messages of which a value was removed or changed",
    "omitted": "values that were left out of messages",
    "violations": "ways in which messages broke their plan",
    "engine_errors": "messages on which the engine itself failed",
    "dedupe_conflicts": "duplicates whose body differed from the first",
    "replayed": "messages that came out of quarantine",
}
SOURCE_CODES: Final = {
    "discards": ("blocked_by_code", "blocked messages by Segment's discard code"),
    "rejections": ("rejected_by_code", "rejected items by Segment's ingest code"),
    "unforwarded": ("violations_not_forwarded", "violations that were not sent on, by reason"),
}
DESTINATION_TERMS: Final = {
    "admitted": "messages of the destination's sources",
    "delivered": "messages delivered",
    "dead": "messages given up",
}


class JournalCollector(Collector):
    """The journal's counters at the moment of the scrape."""

    def __init__(self, journal: Journal, load: Load) -> None:
        self._journal = journal
        self._load = load

    def describe(self) -> Iterator[Metric]:
        """Nothing in advance: the journal need not be open to register this."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Every term of the counts."""
        yield from _source_metrics(self._journal.sources())
        yield from _destination_metrics(self._journal.destinations())
        held = GaugeMetricFamily(
            "protocols_quarantine_held", "entries held in quarantine", labels=["held"]
        )
        for kind, count in self._journal.quarantine_counts().items():
            held.add_metric([kind.value], count)
        yield held
        yield GaugeMetricFamily(
            "protocols_journal_writable",
            "1 while the journal takes writes",
            value=float(self._journal.failure is None),
        )
        yield GaugeMetricFamily(
            "protocols_in_flight_bytes",
            "bodies being read or handled, in bytes",
            value=self._load.in_flight,
        )


class ReloadCollector(Collector):
    """How reading the workspace and its plans anew went."""

    def __init__(self, in_use: Callable[[], InUse]) -> None:
        self._in_use = in_use

    def collect(self) -> Iterator[Metric]:
        """Counts since the start, and what is the case now."""
        now = self._in_use()
        reloads = CounterMetricFamily(
            "protocols_reload",
            "times the workspace and its plans were read anew",
            labels=["result"],
        )
        reloads.add_metric(["taken"], now.taken)
        reloads.add_metric(["refused"], now.failed)
        yield reloads
        yield GaugeMetricFamily(
            "protocols_reload_refused",
            "1 while the files hold something that is not taken into use",
            value=float(now.refused is not None),
        )
        yield GaugeMetricFamily(
            "protocols_in_use_since_timestamp_seconds",
            "when what is in use was taken into use",
            value=now.since.timestamp() if now.since else 0.0,
        )


class Metrics:
    """Everything `/metrics` shows. Each has a registry of its own, so that two servers can share a process."""

    def __init__(self, journal: Journal, load: Load, in_use: Callable[[], InUse] = InUse) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(JournalCollector(journal, load))
        self._registry.register(ReloadCollector(in_use))
        self._requests = Counter(
            "protocols_http_requests",
            "requests answered",
            ["route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "protocols_http_request_seconds",
            "time until the answer was ready",
            ["route"],
            buckets=_SECONDS,
            registry=self._registry,
        )

    def observe(self, route: str, status: int, seconds: float) -> None:
        """Count one answered request. `route` is a name of ours, never the client's path."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answer(self) -> Answer:
        """All metrics in Prometheus's text format."""
        return Answer(200, generate_latest(self._registry), (_TEXT,))


def _source_metrics(counts: Sequence[SourceCounts]) -> Iterator[Metric]:
    for term, text in SOURCE_TERMS.items():
        family = CounterMetricFamily(f"protocols_{term}", text, labels=["source"])
        for each in counts:
            family.add_metric([each.source], getattr(each, term))
        yield family
    for term, (name, text) in SOURCE_CODES.items():
        family = CounterMetricFamily(f"protocols_{name}", text, labels=["source", "code"])
        for each in counts:
            for code, count in getattr(each, term).items():
                family.add_metric([each.source, code], count)
        yield family


def _destination_metrics(counts: Sequence[DestinationCounts]) -> Iterator[Metric]:
    for term, text in DESTINATION_TERMS.items():
        name = f"protocols_destination_{term}"
        family = CounterMetricFamily(name, text, labels=["destination"])
        for each in counts:
            family.add_metric([each.destination], getattr(each, term))
        yield family
    filtered = CounterMetricFamily(
        "protocols_destination_filtered",
        "messages not sent, by Segment's discard code",
        labels=["destination", "code"],
    )
    pending = GaugeMetricFamily(
        "protocols_destination_pending", "messages still to be settled", labels=["destination"]
    )
    for each in counts:
        pending.add_metric([each.destination], each.pending)
        for code, count in each.filtered.items():
            filtered.add_metric([each.destination, code], count)
    yield filtered
    yield pending
