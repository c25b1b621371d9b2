import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import Final

from uvicorn import Config, Server

from protocols.gateway.answers import AsgiApp
from protocols.gateway.connections import PatientProtocol

GRACE_SECONDS: Final = 25
"""How long requests that were taken may still run when the server is asked to stop."""


class GracefulServer(Server):
    """Stops when asked, once its requests are answered, and leaves the exit code to its caller.

    The first signal calls `on_stop` and ends new connections; a second one does not wait.
    `interrupted` says whether it was ^C.
    """

    def __init__(
        self, app: AsgiApp, *, on_start: Callable[[], None], on_stop: Callable[[], None]
    ) -> None:
        config = Config(
            app,
            http=PatientProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        super().__init__(config)
        self.interrupted = False
        self._on_start = on_start
        self._on_stop = on_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        self._on_start()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the base's signature
        """A signal to stop. It is not raised again afterwards: stopping when asked is no failure."""
        self.interrupted = sig == signal.SIGINT
        self.force_exit = self.should_exit
        self.stop()

    def stop(self) -> None:
        """Take nothing new, and end once what was taken is answered."""
        self._on_stop()
        self.should_exit = True
