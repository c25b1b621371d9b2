"""Which addresses a request may go to: public ones, however they are spelled or wrapped."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

_NAT64: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
_TEREDO: Final = IPv6Network("2001::/32")


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
    outside = parsed not in _GLOBAL_UNICAST or parsed in _TEREDO
    return not outside and parsed.is_global and not parsed.is_multicast


def _inner(address: IPv6Address) -> IPv4Address | None:
    if any(address in network for network in _NAT64):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _public_v4(address: IPv4Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved
