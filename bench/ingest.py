"""What one message costs between its bytes and the disk: `python -m bench.ingest`.

Batches go through the ingest route of a running gateway, in this process and without HTTP, as many
at a time as there are connections. Processor time of all threads counts, sender excluded; to compare
two states of the project, run it in a working tree of each, in turn.
"""

import asyncio
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import process_time

from bench.corpus import MESSAGE_ID
from bench.material import prepare as prepare_material
from bench.sender import loop_factory
from bench.servers import AUTHORIZATION, KEY
from protocols.app import running
from protocols.cli.serve import relieve_collector
from protocols.gateway.gateway import Gateway
from protocols.gateway.routes import ROUTES
from protocols.reload import Origin

EVENTS, BATCH, CONNECTIONS, ROUNDS = 2_000, 100, 16, 20
_SCOPE = {
    "http_version": "1.1",
    "headers": [(b"host", b"bench"), (b"authorization", AUTHORIZATION.encode())],
}


async def measured(workspace: Path, messages: list[bytes]) -> list[float]:
    """Microseconds per message, of each round."""
    costs = []
    async with running(Origin(workspace, {}).load()) as service:
        relieve_collector()
        for number in range(ROUNDS):
            bodies = list(_bodies(messages, f"b{number}"))
            start = process_time()
            waiting = iter(bodies)
            await asyncio.gather(*(_send(service.gateway, waiting) for _ in range(CONNECTIONS)))
            costs.append((process_time() - start) / len(messages) * 1e6)
    return costs


async def _send(gateway: Gateway, bodies: Iterator[bytes]) -> None:
    for body in bodies:

        async def read(_headers: object, body: bytes = body) -> bytes:
            return body

        answer = await gateway.ingest.answer(_SCOPE, ROUTES["/v1/batch"], read)
        assert answer.status == 200


def _bodies(messages: list[bytes], prefix: str) -> Iterator[bytes]:
    named = [
        message.replace(MESSAGE_ID.encode(), f"{prefix}-{at}".encode())
        for at, message in enumerate(messages)
    ]
    for at in range(0, len(named), BATCH):
        yield b'{"batch":[' + b",".join(named[at : at + BATCH]) + b"]}"


def main() -> None:
    """Print the best and the middle round, with and without a plan."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        material = prepare_material(folder, rules=200, events=EVENTS, valid=0.95)
        for title, plan in (("with a plan", {"plan": str(material.plan_file)}), ("without", {})):
            workspace = folder / title / "workspace.yaml"
            workspace.parent.mkdir()
            content = {"workspace": "bench", "sources": {"web": {"write_key": KEY, **plan}}}
            workspace.write_text(json.dumps(content), encoding="utf-8")
            with asyncio.Runner(loop_factory=loop_factory()) as runner:
                costs = sorted(runner.run(measured(workspace, material.corpus.messages)))
            print(
                f"{title}: best {costs[0]:.1f}, middle {costs[len(costs) // 2]:.1f} µs a message"
            )


if __name__ == "__main__":
    main()
