"""One batch over HTTP: what was answered, and whether trying again may help."""

from __future__ import annotations

import base64
import time
from contextlib import suppress
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any, Final, NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from ._plan import GENERATOR

_RETRIED: Final = frozenset({408, 425, 429})
_SERVER_ERROR: Final = 500
_LONGEST_RETRY_AFTER: Final = 300.0
_LOST: Final = (OSError, HTTPException, ValueError)
"""What a connection that breaks, or an answer that is no HTTP, raises."""


class Outcome(NamedTuple):
    """What went wrong, if anything; and in how many seconds trying again may help, if ever."""

    failure: str | None = None
    retry_after: float | None = None


class _NoRedirects(HTTPRedirectHandler):
    """A redirected POST would become a GET that succeeds and stores nothing."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class Endpoint:
    """Where batches are posted to.

    Raises:
        ValueError: `host` is not an http or https address.
    """

    def __init__(self, write_key: str, host: str, timeout: float) -> None:
        parts = urlsplit(host)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"host must be an http:// or https:// address, not {host!r}")
        credentials = base64.b64encode(f"{write_key}:".encode()).decode("ascii")
        self._url = f"{host.rstrip('/')}/v1/batch"
        self._headers = {
            "Authorization": f"Basic {credentials}",
            "Content-Type": "application/json",
            "User-Agent": GENERATOR,
        }
        self._timeout = timeout
        self._opener = build_opener(_NoRedirects)

    def post(self, body: bytes) -> Outcome:
        """Post once, and wait for the answer."""
        request = Request(self._url, data=body, headers=self._headers, method="POST")
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                answer.read()
            return Outcome()
        except HTTPError as error:
            with error, suppress(*_LOST):
                error.read()
            failure = f"the server answered {error.code}"
            if error.code in _RETRIED or error.code >= _SERVER_ERROR:
                return Outcome(failure, seconds(error.headers["Retry-After"]))
            return Outcome(failure)
        except _LOST as error:
            return Outcome(f"{type(error).__name__}: {error}", 0.0)


def seconds(retry_after: str | None) -> float:
    """A Retry-After header, which is a number of seconds or a date (RFC 9110)."""
    if not retry_after:
        return 0.0
    try:
        wait = float(retry_after)
    except ValueError:
        try:
            wait = parsedate_to_datetime(retry_after).timestamp() - time.time()
        except (TypeError, ValueError, OverflowError):
            wait = 0.0
    return min(max(0.0, wait), _LONGEST_RETRY_AFTER)
