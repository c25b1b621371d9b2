"""What signals do to `protocols serve`, from its first moment on."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn


@contextmanager
def early_signals() -> Iterator[None]:
    """Until the server has handlers of its own: SIGTERM ends the process cleanly, SIGHUP passes.

    Nothing is served yet, so there is nothing to finish; and the files' stamps, taken before they
    are read, tell later whether SIGHUP had a reason.
    """
    before = {
        signal.SIGTERM: signal.signal(signal.SIGTERM, _leave),
        signal.SIGHUP: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    }
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def on_hangup(reload: Callable[[], None], stop: Callable[[], None]) -> Callable[[], None]:
    """What SIGHUP does: `reload`; but `stop` when it says that the terminal we ran in is closed."""
    in_terminal = sys.stderr.isatty()

    def hung_up() -> None:
        if in_terminal and not sys.stderr.isatty():
            stop()
        else:
            reload()

    return hung_up


def _leave(_signal: int, _frame: object) -> NoReturn:
    raise SystemExit(0)
