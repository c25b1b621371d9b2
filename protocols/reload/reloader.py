"""Reading a workspace anew while it is served: beside the event loop, and taken into use as one."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from protocols.gateway.clock import utc_now
from protocols.gateway.in_use import InUse, Refused
from protocols.gateway.logs import log
from protocols.prepare import Prepared, prepare
from protocols.reload.doubts import log_doubts
from protocols.reload.fixed import refuse_fixed
from protocols.reload.origin import Loaded
from protocols.reload.problems import places
from protocols.reload.watch import Watch

LOOK_SECONDS: Final = 1.0


class Reloader:
    """Looks at the files once a second, and reads all of them anew when one has changed.

    `take` is called in the event loop with what is to be used from then on, never with anything that
    has a fault. `in_use` is replaced as a whole, so that other threads may read it.
    """

    def __init__(
        self,
        loaded: Loaded,
        take: Callable[[Prepared], None],
        *,
        clock: Callable[[], datetime] = utc_now,
        every: float = LOOK_SECONDS,
    ) -> None:
        self.in_use = InUse(since=clock(), plans=loaded.prepared.plans)
        self._origin = loaded.origin
        self._prepared = loaded.prepared
        self._watch = Watch(loaded.stamps)
        self._take = take
        self._clock = clock
        self._every = every
        self._asked = asyncio.Event()
        self._unsettled = False

    def ask(self) -> None:
        """Have the files read now, changed or not. To be called in the event loop."""
        self._asked.set()

    async def run(self) -> None:
        """Reload when asked and when files change, until cancelled."""
        while True:
            if await self._due():
                await self._reload()

    async def _due(self) -> bool:
        try:
            async with asyncio.timeout(self._every):
                await self._asked.wait()
        except TimeoutError:
            return self._unsettled or await asyncio.to_thread(self._watch.changed)
        self._asked.clear()
        return True

    async def _reload(self) -> None:
        self._unsettled = False
        try:
            prepared = await asyncio.to_thread(self._read)
            self._unsettled = prepared is None
            if prepared is not None:
                self._accept(prepared)
        except Exception as fault:  # noqa: BLE001 - whatever is wrong, what is in use stays
            self._refuse(fault)

    def _read(self) -> Prepared | None:
        """What to use from now on; None when files were touched meanwhile, and have to be read again."""
        self._watch = Watch(self._origin.stamps())
        try:
            workspace = self._origin.read()
            refuse_fixed(self._prepared.workspace, workspace)
            prepared = prepare(workspace, self._prepared)
        except Exception:
            if self._watch.moved():
                return None
            raise
        return None if self._watch.moved() else prepared

    def _accept(self, prepared: Prepared) -> None:
        self._take(prepared)
        self._prepared = prepared
        self.in_use = InUse(
            since=self._clock(),
            plans=prepared.plans,
            taken=self.in_use.taken + 1,
            failed=self.in_use.failed,
        )
        plans = {name: ref.label for name, ref in prepared.plans.items()}
        log.info("reloaded", plans=plans)
        log_doubts(prepared, self._origin.folder)

    def _refuse(self, fault: Exception) -> None:
        problems = places(fault, self._origin.folder)
        known = self.in_use.refused
        since = known.since if known else self._clock()
        self.in_use = replace(
            self.in_use, failed=self.in_use.failed + 1, refused=Refused(since, problems)
        )
        log.error("not reloaded: what was in use stays in use", problems=problems)
