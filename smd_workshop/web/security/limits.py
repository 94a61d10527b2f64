"""Where wrong tries are counted; who counts them is in guessing.py."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from flask import Flask, Response
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

#: Of an IPv6 address so many bits are the network: whoever has one has all 2^64 addresses in it (RFC 4291, 2.5.4).
_NETWORK: Final = 64


def remote_network() -> str:
    """Return whom a request is counted for: an IPv4 address, or the network of an IPv6 one."""
    return network_of(get_remote_address())


def network_of(address: str) -> str:
    """Return the network that one client can take addresses from; what is no address stays as it is."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return str(known)
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ip_network((known, _NETWORK), strict=False))


limiter = Limiter(key_func=remote_network)


def init_app(app: Flask) -> None:
    """Count where SMD_RATE_STORAGE says: in memory, or in Redis for several servers."""
    app.config.setdefault("RATELIMIT_STORAGE_URI", app.config["SMD_RATE_STORAGE"])
    app.config.setdefault("RATELIMIT_HEADERS_ENABLED", False)
    limiter.init_app(app)


def failed(response: Response) -> bool:
    """Say whether a try failed: our forms answer a success with a redirect."""
    return not 300 <= response.status_code < 400
