"""Which addresses a request may go to: public ones, however they are spelled or wrapped."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

_NAT64: Final = IPv6Network("64:ff9b::/96")
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
_TEREDO: Final = IPv6Network("2001::/32")
_DOCUMENTATION: Final = IPv6Network("3fff::/20")
"""RFC 9637; the standard library learnt of it late."""


def is_public(address: str) -> bool:
    """Whether the address, and any IPv4 address inside it, belongs to the public internet.

    NAT64 (RFC 6052) and 6to4 (RFC 3056) addresses reach the IPv4 address they contain.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv4Address):
        return _public_v4(parsed)
    inner = _inner(parsed)
    if inner is not None:
        return _public_v4(inner)
    if parsed not in _GLOBAL_UNICAST or parsed in _TEREDO or parsed in _DOCUMENTATION:
        return False
    return parsed.is_global


def _inner(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _public_v4(address: IPv4Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved
