"""Sending to an address that somebody typed: never to a machine inside, wherever its name leads at that moment.

A name is looked up once, every address that it leads to is judged, and the connection goes to the one that was judged:
a name that leads elsewhere a moment later gains nothing. No redirect is followed, and no answer is read but its status.
"""

import contextlib
import http.client
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_

#: Characters of an address.
LONGEST: Final = 500
#: Seconds that a receiver has, from the first word to the status.
SECONDS: Final = 10.0
#: Addresses that hold another one, which nobody can judge by the outer one.
_CARRIERS: Final = tuple(
    ipaddress.ip_network(each)
    for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)

Lookup = Callable[[str, int], list[str]]


class Inside(Invalid):
    """The address leads to a machine inside."""

    message = N_(
        "This address leads to a machine inside a network, not to one that everybody can reach. Nothing is sent there."
    )


@dataclass(frozen=True, slots=True)
class Target:
    """An address in its parts."""

    secure: bool
    host: str
    port: int
    path: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status of HTTP, or why there is none."""

    status: int | None
    told: str = ""

    @property
    def taken(self) -> bool:
        """Whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300


def lookup(host: str, port: int) -> list[str]:
    """Return the addresses that a name leads to; raises OSError where there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def parse(url: str, *, loopback: bool) -> Target:
    """Return the parts of an address; raises Invalid for one that is not https, or holds a name and a password.

    `loopback`: http is taken too, which reaches this machine alone.
    """
    wrong = Invalid(N_("Write an address that begins with https:// and names a host."))
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise wrong
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise wrong from None
    schemes = {"https", "http"} if loopback else {"https"}
    if parts.scheme not in schemes or not parts.hostname or "@" in parts.netloc or parts.fragment:
        raise wrong
    secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure, parts.hostname, port or (443 if secure else 80), path)


def judged(target: Target, *, loopback: bool, look: Lookup = lookup) -> str:
    """Return the address to connect to; raises Inside if any that the name leads to is inside, Invalid if there is none.

    `loopback`: this machine is taken too, and without https nothing else.
    """
    try:
        found = look(target.host, target.port)
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise Invalid(N_("Nobody knows a machine of this name: %(host)s"), host=target.host[:100])
    for each in found:
        here = loopback and _is_here(each)
        if not here and (not target.secure or not _is_outside(each)):
            raise Inside
    return found[0]


def _is_here(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback


def _is_outside(address: str) -> bool:
    ip = ipaddress.ip_address(address)
    if ip.version == 6 and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    carries = ip.version == 6 and any(ip in each for each in _CARRIERS)
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or carries)


def post(
    target: Target, address: str, body: bytes, headers: Mapping[str, str], seconds: float = SECONDS
) -> Answer:
    """Send a body to this address by its name's certificate and return the status; what went wrong is told, not raised."""
    line = _Pinned(target, address, seconds)
    clock = threading.Timer(seconds, line.hang_up)
    clock.start()
    try:
        line.request("POST", target.path, body, dict(headers))
        status = line.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as failure:
        late = line.late or isinstance(failure, TimeoutError)
        return Answer(None, "timeout" if late else _words(failure))
    finally:
        clock.cancel()
        line.close()
    return Answer(status)


def _words(failure: Exception) -> str:
    return " ".join((str(failure) or type(failure).__name__).split())[:200]


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, which shows the certificate of the name."""

    def __init__(self, target: Target, address: str, seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=seconds)
        self.default_port = 443 if target.secure else 80
        self._address, self._secure = address, target.secure
        self.late = False

    def connect(self) -> None:
        """Connect to the address that was judged, whatever the name leads to now."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self.late:
            raise TimeoutError
        if self._secure:
            self.sock = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self.host
            )

    def hang_up(self) -> None:
        """End a receiver that says a letter now and then."""
        self.late = True
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def written(document: Mapping[str, object]) -> bytes:
    """Return a document as the bytes that are signed and sent."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
