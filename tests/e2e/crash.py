"""kill -9 under load: every message the gateway acknowledged is in the journal, exactly once.

    python -m tests.e2e.crash --times 20

Clients send about 500 events a second and retry whatever is not acknowledged, as stock SDKs do.
Killing the process proves that the journal recovers; it says nothing about a power cut, for the
page cache survives the process.
"""

import argparse
import json
import random
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

from protocols.journal import open_reader
from tests.e2e.equations import assert_equations, wait_until_settled
from tests.e2e.gateway import Gateway
from tests.e2e.workspaces import KEY, OPEN, delivered

PLAN: Final = Path(__file__).parents[1] / "cases" / "e2e" / "plan.yaml"
CLIENTS: Final = 5
BATCH: Final = 10
PAUSE: Final = 0.1
PAGE: Final = 1000


@dataclass(slots=True)
class Client:
    """Sends batches until told to stop; a batch is acknowledged or sent again, never given up."""

    name: str
    url: str
    stop: threading.Event
    acknowledged: list[str] = field(default_factory=list)
    retries: int = 0
    refused: list[int] = field(default_factory=list)

    def run(self) -> None:
        """Send until `stop`, then finish the batch in hand."""
        with httpx.Client(trust_env=False, timeout=5) as http:
            number = 0
            while not self.stop.is_set():
                ids = [f"{self.name}-{number}-{item}" for item in range(BATCH)]
                self._send_until_acknowledged(http, ids)
                number += 1
                time.sleep(PAUSE)

    def _send_until_acknowledged(self, http: httpx.Client, ids: list[str]) -> None:
        body = json.dumps({"writeKey": KEY, "batch": [_event(message_id) for message_id in ids]})
        while True:
            try:
                answer = http.post(f"{self.url}/v1/batch", content=body)
            except httpx.TransportError:
                self.retries += 1
                time.sleep(0.02)
                continue
            if answer.status_code == 200:
                self.acknowledged.extend(ids)
                return
            self.refused.append(answer.status_code)
            time.sleep(0.05)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run showed, in messages."""

    ends: int
    acknowledged: int
    retries: int
    lost: int
    stored_twice: int
    never_sent: int
    delivered_again: int
    refused: dict[int, int]

    @property
    def clean(self) -> bool:
        """Nothing lost, nothing doubled, nothing invented."""
        return not (self.lost or self.stored_twice or self.never_sent)


def run(
    folder: Path, *, times: int, seed: int, end: Callable[[Gateway], None] = Gateway.kill
) -> Outcome:
    """End a gateway in `folder` that many times under load, by SIGKILL, then count."""
    chance = random.Random(seed)
    shutil.copy(PLAN, folder / "plan.yaml")
    (folder / "workspace.yaml").write_text(OPEN, encoding="utf-8")
    gateway = Gateway(folder).start()
    stop = threading.Event()
    clients = [Client(f"c{number}", gateway.url, stop) for number in range(CLIENTS)]
    threads = [threading.Thread(target=client.run) for client in clients]
    try:
        for thread in threads:
            thread.start()
        for _ in range(times):
            time.sleep(chance.uniform(0.3, 1.2))
            end(gateway)
            gateway.start()
        time.sleep(0.5)
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=60)
    try:
        wait_until_settled(gateway.data)
        gateway.stop()
    finally:
        gateway.close()
    assert_equations(gateway.data)
    return _count(gateway, clients, times)


def _event(message_id: str) -> dict[str, object]:
    properties = {"song_id": "s_1", "seconds": 3}
    return {
        "type": "track",
        "messageId": message_id,
        "userId": "u1",
        "event": "Song Played",
        "properties": properties,
    }


def _count(gateway: Gateway, clients: list[Client], ends: int) -> Outcome:
    acknowledged = {message_id for client in clients for message_id in client.acknowledged}
    stored = Counter(stored_ids(gateway.data))
    arrived = Counter(message["messageId"] for message in delivered(gateway.folder))
    assert set(arrived) == set(stored), "the file and the journal hold different messages"
    return Outcome(
        ends=ends,
        acknowledged=len(acknowledged),
        retries=sum(client.retries for client in clients),
        lost=len(acknowledged - stored.keys()),
        stored_twice=sum(count - 1 for count in stored.values()),
        never_sent=len(stored.keys() - acknowledged),
        delivered_again=sum(count - 1 for count in arrived.values()),
        refused=dict(Counter(status for client in clients for status in client.refused)),
    )


def stored_ids(data: Path) -> list[str]:
    """The messageIds of the journal's admitted messages, in order."""
    found: list[str] = []
    after = 0
    with open_reader(data) as journal:
        while page := journal.rows(after, PAGE, ["web"], None):
            found += [row.message_id for row in page]
            after = page[-1].seq
    return found


def main() -> None:
    """Run it, print the counts, and fail on any loss."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=20, help="how often to kill it")
    parser.add_argument("--seed", type=int, default=1, help="when to kill it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(Path(folder), times=options.times, seed=options.seed)
    print(outcome)
    if not outcome.clean:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
