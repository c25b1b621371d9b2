"""Plans that change under load: each event is judged by exactly one version, and never by a bad one.

    python -m tests.e2e.reload --times 1000 --rate 500

Odd versions of the plan require the property `a`, even ones `b`; every event has one of the two. So
the version that stands beside a stored event says what its verdict has to be. One reload in ten is
of a file that cannot be used; one in twenty is not announced by SIGHUP but found by the gateway;
one in ten changes a destination too.
"""

import argparse
import json
import signal
import sqlite3
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from itertools import cycle
from pathlib import Path
from string import Template
from typing import Any, Final

import httpx

from tests.e2e.equations import assert_equations, wait_until, wait_until_settled
from tests.e2e.gateway import Gateway
from tests.e2e.workspaces import KEY, delivered

CLIENTS: Final = 5
BATCH: Final = 10
BAD_EVERY: Final = 10
UNANNOUNCED_EVERY: Final = 20
BAD_VERSION: Final = "9.9.9"
NO_ANSWER: Final = 0
SERVED: Final = 0.1
"""Seconds a version is left in use, so that events come to it."""

PLAN: Final = """\
plan: radio
version: $version
events:
  Song Played:
    properties:
      a: {type: integer, required: $a}
      b: {type: integer, required: $b}
"""
BAD: Final = (
    PLAN.replace("integer", "intger"),
    PLAN + "  Song Saved: [",
    PLAN + "use: [./missing.yaml]\n",
    PLAN.replace("type: integer", 'type: string, pattern: "(?=x)"'),
    PLAN + "\x00",
    PLAN[: len(PLAN) // 3],
    "",
)
WORKSPACE: Final = """\
workspace: radio
data: ./data
sources:
  web:
    write_key: $key
    plan: plan.yaml
    controls: {track: {violations: block}}
destinations:
  lake:
    type: file
    path: ./lake.jsonl
    sources: [web]
    filters: [{if: "userId = 'nobody $number'", drop: true}]
"""


@dataclass(slots=True)
class Client:
    """Sends a batch every `pause` seconds until told to stop, and notes each answer."""

    name: str
    url: str
    pause: float
    stop: threading.Event
    sent: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)

    def run(self) -> None:
        """Send at an even pace, however long the answers take."""
        due = time.monotonic()
        with httpx.Client(trust_env=False, timeout=30) as http:
            while not self.stop.is_set():
                self._send(http)
                due += self.pause
                time.sleep(max(0.0, due - time.monotonic()))

    def _send(self, http: httpx.Client) -> None:
        first = len(self.sent)
        batch = [_event(f"{self.name}-{first + item}", item) for item in range(BATCH)]
        ids = [event["messageId"] for event in batch]
        self.sent += ids
        body = {"writeKey": KEY, "batch": batch}
        try:
            status = http.post(f"{self.url}/v1/batch", content=json.dumps(body)).status_code
        except httpx.TransportError:
            status = NO_ANSWER
        self.answers[status] += 1
        if status == 200:
            self.acknowledged += ids


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run showed: reloads, then events."""

    reloads_good: int
    reloads_bad: int
    seconds: int
    sent: int
    acknowledged: int
    answers_5xx: int
    answers_other: int
    verdicts_not_of_their_version: int
    batches_of_two_versions: int
    bad_versions_in_use: int
    versions_that_judged: int
    lost: int
    stored_twice: int
    delivered_wrongly: int

    @property
    def clean(self) -> bool:
        """Nothing failed, lost, doubled, or judged by what is not one good version."""
        return not (
            self.answers_5xx
            or self.answers_other
            or self.verdicts_not_of_their_version
            or self.batches_of_two_versions
            or self.bad_versions_in_use
            or self.lost
            or self.stored_twice
            or self.delivered_wrongly
        )


def run(folder: Path, *, times: int, rate: int) -> Outcome:
    """Reload a gateway in `folder` that many times, at `rate` events a second, then count."""
    _write_plan(folder, 1)
    _write_workspace(folder, 0)
    gateway = Gateway(folder).start()
    stop = threading.Event()
    pause = CLIENTS * BATCH / rate
    clients = [Client(f"c{number}", gateway.url, pause, stop) for number in range(CLIENTS)]
    threads = [threading.Thread(target=client.run) for client in clients]
    began = time.monotonic()
    try:
        for thread in threads:
            thread.start()
        bad = _reload_often(gateway, times)
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=60)
    seconds = int(time.monotonic() - began)
    try:
        wait_until_settled(gateway.data)
        gateway.stop()
    finally:
        gateway.close()
    assert_equations(gateway.data)
    return _count(gateway, clients, times - bad, bad, seconds)


def _reload_often(gateway: Gateway, times: int) -> int:
    """Change the files `times` times, each when the change before is in use; how many were bad."""
    faults = cycle(BAD)
    with httpx.Client(base_url=gateway.url, trust_env=False, timeout=30) as http:
        for number in range(1, times + 1):
            is_bad = number % BAD_EVERY == 0
            refused = _ready(http)["reload"]["refused"]
            if is_bad:
                text = Template(next(faults)).substitute(version=BAD_VERSION, a="false", b="false")
                _write(gateway.folder / "plan.yaml", text)
            else:
                _write_plan(gateway.folder, number + 1)
            if number % BAD_EVERY == 1:
                _write_workspace(gateway.folder, number)
            if number % UNANNOUNCED_EVERY:
                gateway.signal(signal.SIGHUP)
            if is_bad:
                _wait_until_refused(http, refused, still=f"1.{number}.0")
            else:
                wait_until(lambda version=f"1.{number + 1}.0": _version(http) == version)
            time.sleep(SERVED)
    return times // BAD_EVERY


def _wait_until_refused(http: httpx.Client, before: int, *, still: str) -> None:
    wait_until(lambda: _ready(http)["reload"]["refused"] > before)
    assert _ready(http)["reload"]["state"] == "failed"
    assert _version(http) == still


def _version(http: httpx.Client) -> str:
    return str(_ready(http)["in_use"]["plans"]["web"]["version"])


def _ready(http: httpx.Client) -> dict[str, Any]:
    answer = http.get("/readyz")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def _write_plan(folder: Path, number: int) -> None:
    a, b = ("true", "false") if number % 2 else ("false", "true")
    _write(folder / "plan.yaml", Template(PLAN).substitute(version=f"1.{number}.0", a=a, b=b))


def _write_workspace(folder: Path, number: int) -> None:
    _write(folder / "workspace.yaml", Template(WORKSPACE).substitute(key=KEY, number=number))


def _write(path: Path, text: str) -> None:
    """As editors and deployments do it: the new file takes the place of the old one."""
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)


def _event(message_id: str, item: int) -> dict[str, Any]:
    return {
        "type": "track",
        "messageId": message_id,
        "userId": "u1",
        "event": "Song Played",
        "properties": {"ab"[item % 2]: 1},
    }


@dataclass(frozen=True, slots=True)
class Stored:
    """One event of the journal: what it holds, what became of it, and by which version."""

    message_id: str
    outcome: str
    properties: frozenset[str]
    version: str

    @property
    def as_its_version_says(self) -> bool:
        """Odd versions require `a`, even ones `b`."""
        required = "a" if int(self.version.split(".")[1]) % 2 else "b"
        return (self.outcome == "admitted") == (required in self.properties)


def stored(data: Path) -> Iterator[Stored]:
    """Every event of the journal with the version of the plan that judged it."""
    query = (
        "SELECT message_id, outcome, message, version FROM messages"
        " JOIN plans ON plans.ref = messages.plan ORDER BY seq"
    )
    with closing(sqlite3.connect(f"file:{data}/journal.sqlite3?mode=ro", uri=True)) as store:
        for message_id, outcome, message, version in store.execute(query):
            properties = frozenset(json.loads(message)["properties"])
            yield Stored(message_id, outcome, properties, version)


def _count(gateway: Gateway, clients: list[Client], good: int, bad: int, seconds: int) -> Outcome:
    events = list(stored(gateway.data))
    acknowledged = {message_id for client in clients for message_id in client.acknowledged}
    ids = Counter(event.message_id for event in events)
    judges: dict[str, set[str]] = defaultdict(set)
    for event in events:
        judges[_batch(event.message_id)].add(event.version)
    admitted = Counter(event.message_id for event in events if event.outcome == "admitted")
    arrived = Counter(message["messageId"] for message in delivered(gateway.folder))
    answers = sum((client.answers for client in clients), Counter[int]())
    return Outcome(
        reloads_good=good,
        reloads_bad=bad,
        seconds=seconds,
        sent=sum(len(client.sent) for client in clients),
        acknowledged=len(acknowledged),
        answers_5xx=_answers(answers, lambda status: status >= 500),
        answers_other=_answers(answers, lambda status: status != 200 and status < 500),
        verdicts_not_of_their_version=sum(not event.as_its_version_says for event in events),
        batches_of_two_versions=sum(len(versions) != 1 for versions in judges.values()),
        bad_versions_in_use=sum(event.version == BAD_VERSION for event in events),
        versions_that_judged=len({event.version for event in events}),
        lost=len(acknowledged - ids.keys()),
        stored_twice=sum(count - 1 for count in ids.values()),
        delivered_wrongly=sum((arrived - admitted).values()) + sum((admitted - arrived).values()),
    )


def _batch(message_id: str) -> str:
    client, number = message_id.split("-")
    return f"{client}-{int(number) // BATCH}"


def _answers(answers: Counter[int], which: Callable[[int], bool]) -> int:
    return sum(count for status, count in answers.items() if which(status))


def main() -> None:
    """Run it, print the counts, and fail on any that must be 0."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=1000, help="how often to reload")
    parser.add_argument("--rate", type=int, default=500, help="events a second")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(Path(folder), times=options.times, rate=options.rate)
    for name, value in asdict(outcome).items():
        print(f"{name.replace('_', ' '):<32}{value:>9,}")
    if not outcome.clean:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
