"""Sending to an address that somebody typed: never to a machine inside, wherever its name leads at that moment.

A name is looked up once, every address that it leads to is judged, and the connection goes to the one that was judged:
a name that leads elsewhere a moment later gains nothing. No redirect is followed, and no answer is read but its status.
"""

import contextlib
import http.client
import ipaddress
import json
import queue
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.database import refuse_while_writing

#: Characters of an address.
LONGEST: Final = 500
#: Seconds that a receiver has, from the first word to the status.
SECONDS: Final = 10.0
#: Seconds that the look-up of a name has.
LOOKUP_SECONDS: Final = 5.0
#: Networks of IPv4 that are not machines everybody can reach: the IANA IPv4 Special-Purpose Address Registry (RFC 6890),
#: the multicast block, and the address under which a cloud shows its own machines what they may know (168.63.129.16).
_NOT_OUTSIDE_4: Final = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
)  # fmt: skip
#: All of IPv6 that is given out as addresses of single machines (RFC 4291): not what is of a link, a site (fec0::/10) or one
#: organisation (fc00::/7), no multicast, and no address that carries one of IPv4 (::/96, ::ffff:0:0/96, NAT64 64:ff9b::/96).
_GIVEN_OUT_6: Final = ipaddress.IPv6Network("2000::/3")
#: What of these is something else (IANA IPv6 Special-Purpose Address Registry): Teredo, benchmarks and other protocols,
#: documentation, 6to4, and anycast.
_NOT_OUTSIDE_6: Final = (
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "2620:4f:8000::/48",
    "3fff::/20",
)
_NOT_OUTSIDE: Final = tuple(map(ipaddress.ip_network, (*_NOT_OUTSIDE_4, *_NOT_OUTSIDE_6)))
#: How an interface is numbered after an address of IPv4 (ISATAP, RFC 5214): that one cannot be judged by the outer one.
_ISATAP: Final = (0x00005EFE, 0x02005EFE)

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
    #: As it was written.
    url: str = ""


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
    """Return the addresses that a name leads to; raises OSError where there are none, TimeoutError where nobody says in time."""
    refuse_while_writing("looking up a name")
    said: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            said.put(list(dict.fromkeys(str(each[4][0]) for each in found)))
        except (OSError, UnicodeError) as failure:
            said.put(failure)

    # The system waits as long as it likes, and cannot be told to stop: nobody waits for it here.
    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = said.get(timeout=LOOKUP_SECONDS)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, Exception):
        raise answer
    return answer


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
    return Target(secure, parts.hostname, port or (443 if secure else 80), path, url)


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
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif ip not in _GIVEN_OUT_6 or int(ip) >> 32 & 0xFFFFFFFF in _ISATAP:
            return False
    return ip.is_global and not any(ip in each for each in _NOT_OUTSIDE)


def post(
    target: Target, address: str, body: bytes, headers: Mapping[str, str], seconds: float = SECONDS
) -> Answer:
    """Send a body to this address by its name's certificate and return the status; what went wrong is told, not raised.

    `seconds` are those of all of it together: connecting, showing certificates, sending, and hearing the status.
    """
    refuse_while_writing("sending to an address")
    line = _Pinned(target, address, seconds)
    clock = threading.Timer(seconds, line.hang_up)
    clock.start()
    try:
        line.request("POST", target.path, body, dict(headers))
        status = line.getresponse().status
    except (OSError, http.client.HTTPException, ValueError, AttributeError) as failure:
        # AttributeError: http.client and ssl look for what was taken from them when the time was over.
        if isinstance(failure, AttributeError) and not line.late:
            raise
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
        """Connect to the address that was judged, whatever the name leads to now; raises TimeoutError when its time is over."""
        line = socket.create_connection((self._address, self.port), self.timeout)
        if self._secure:
            # First it is known under what it can be cut, then certificates are shown: a receiver may take its time at that.
            line = ssl.create_default_context().wrap_socket(
                line, server_hostname=self.host, do_handshake_on_connect=False
            )
        self.sock = line
        if self.late:
            raise TimeoutError
        if isinstance(line, ssl.SSLSocket):
            line.do_handshake()

    def hang_up(self) -> None:
        """End a receiver that says a letter now and then, whatever it is at."""
        self.late = True
        if self.sock is not None:
            with contextlib.suppress(OSError):
                # Of the line below what is secret, which is cut at once and leaves the rest to whoever waits for it.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def written(document: Mapping[str, object]) -> bytes:
    """Return a document as the bytes that are signed and sent."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
