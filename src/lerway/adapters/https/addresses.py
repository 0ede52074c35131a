"""Which network addresses a stranger's record may make us connect to.

A record names addresses; following them must not reach what only this machine or
its network can reach (server-side request forgery). The rule is an allow-list:
global unicast, minus the IANA special-purpose registries (RFC 6890 and the
entries since), minus every form that hides an IPv4 address in an IPv6 one, except
NAT64 (RFC 6052), which networks without IPv4 need and whose inner address is judged.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final, TypeAlias

__all__ = ["IPAddress", "is_public"]

IPAddress: TypeAlias = IPv4Address | IPv6Address

_REFUSED_4: Final = tuple(
    IPv4Network(n)
    for n in (
        "0.0.0.0/8",  # this host on this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by carriers; a cloud's metadata at 100.100.100.200
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's host agent, on an otherwise public address
        "169.254.0.0/16",  # link-local; clouds' metadata at 169.254.169.254
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; a cloud's metadata at 192.0.0.192
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # automatic multicast tunnels
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_GLOBAL_6: Final = IPv6Network("2000::/3")
_REFUSED_6: Final = tuple(
    IPv6Network(n)
    for n in (
        "2001::/23",  # protocol assignments; Teredo, which hides IPv4 addresses
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which hides an IPv4 address
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
_NAT64: Final = IPv6Network("64:ff9b::/96")


def is_public(address: IPAddress) -> bool:
    """Return whether anybody on the internet could connect to `address` as well."""
    if isinstance(address, IPv4Address):
        return (
            address.is_global
            and not address.is_multicast
            and not any(address in n for n in _REFUSED_4)
        )
    if address.scope_id is not None:
        return False
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
    # Mapped, compatible, translated, unique local, link-local and multicast
    # addresses, ::1 and :: all stand outside global unicast.
    return (
        address in _GLOBAL_6
        and address.is_global
        and not address.is_multicast
        and not any(address in n for n in _REFUSED_6)
    )
