"""What a request's headers may be. The server's parser is lenient where intermediaries disagree."""

from collections.abc import Mapping
from typing import Final

from protocols.gateway import limits
from protocols.gateway.answers import Headers, Scope
from protocols.gateway.refusal import TOO_LARGE, Refusal, bad_request, too_large

_SINGLE: Final = (b"host", b"content-length", b"transfer-encoding", b"content-encoding")


def read_headers(scope: Scope) -> Mapping[bytes, bytes]:
    """The headers by lower-case name, the last of equal names.

    Raises:
        Refusal: too many or too large, a header twice that decides where a body ends or whose it is,
            or a transfer encoding other than chunked.
    """
    pairs: Headers = scope["headers"]
    if len(pairs) > limits.HEADERS:
        raise Refusal(431, TOO_LARGE, f"over {limits.HEADERS} headers")
    if sum(len(name) + len(value) for name, value in pairs) > limits.HEADER_BYTES:
        raise Refusal(431, TOO_LARGE, f"headers of over {limits.HEADER_BYTES} bytes")
    headers = dict(pairs)
    if len(headers) < len(pairs):
        _check_single([name for name, _ in pairs])
    if scope.get("http_version") == "1.1" and b"host" not in headers:
        raise bad_request("the request has no Host header")
    if headers.get(b"transfer-encoding", b"chunked").strip().lower() != b"chunked":
        raise bad_request("the only transfer encoding is chunked")
    return headers


def _check_single(names: list[bytes]) -> None:
    for name in _SINGLE:
        if names.count(name) > 1:
            raise bad_request(f"the header {name.decode()} is there twice")


def expected_size(headers: Mapping[bytes, bytes]) -> int:
    """How many bytes the body will have at most.

    Raises:
        Refusal: the header says more than a body may have.
    """
    declared = headers.get(b"content-length")
    if declared is None:
        return limits.BODY if b"transfer-encoding" in headers else 0
    if not declared.isdigit():
        raise bad_request("Content-Length is not a number")
    size = int(declared[:20])
    if size > limits.BODY:
        raise too_large(f"the body is over {limits.BODY} bytes")
    return size
