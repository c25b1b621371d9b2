"""The short form of `python -m bench.hostile`: real engine, controls and transformations."""

import asyncio
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.hostile import ALLOWED, Memory, gateway, hostile_request, send

FAULTS: list[Exception] = []
JOURNAL = Memory()
GATEWAY = gateway(JOURNAL, FAULTS.append)


@settings(max_examples=500)
@given(st.integers(0, 2**32))
def test_no_input_is_a_fault_of_the_server_and_every_item_of_a_batch_is_accounted_for(
    seed: int,
) -> None:
    request = hostile_request(random.Random(seed))
    before = JOURNAL.stored
    status = asyncio.run(send(GATEWAY, request))
    assert not FAULTS
    assert status in ALLOWED
    if request.items is not None:
        assert (status, JOURNAL.stored - before) == (200, request.items)
    assert GATEWAY.ingest.load.in_flight == 0
