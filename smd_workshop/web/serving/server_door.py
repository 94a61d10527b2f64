"""The door of the server: a request takes one of the threads only once it has arrived whole.

Granian's own door for WSGI lets the application read the body, and a body that never ends holds its
thread: as many slow senders as there are threads stop everybody. Here bodies are read where waiting
costs nothing, each with a limit in size and in time; then a thread runs the application.
"""

import asyncio
import logging
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO, Any
from urllib.parse import unquote_to_bytes

log = logging.getLogger(__name__)

#: Seconds without a byte after which a sender is given up, and those that a whole body may take: on a
#: weak line the largest list of people needs a minute.
SILENCE, WHOLE = 20.0, 120.0
#: Seconds and bytes for which a body that is too large is read on, so that its sender hears why.
PATIENCE, DISCARDED = 10.0, 20_000_000
#: Bytes of a body that are kept in memory; what is longer goes into a file that has no name.
IN_MEMORY = 65_536
LATE = b"The request did not arrive in time.\n"
#: Of these the last one counts, or the parts are told apart by another sign.
JOINED = {"cookie": "; "}


class TooSlow(Exception):  # noqa: N818 - the name says what is the matter
    """A body did not arrive in time, or its sender is gone."""


@dataclass
class Answer:
    """What the application answers."""

    status: int = 500
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def start(self, status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
        """Take status and headers, as WSGI gives them."""
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(name.lower(), value) for name, value in headers]
        return self._write

    def _write(self, part: bytes) -> None:
        self.body += part


@dataclass
class Served:
    """A WSGI application as granian's RSGI asks for it."""

    app: Callable[..., Iterable[bytes]]
    threads: int = 16
    #: Bytes; the application itself refuses what is larger, in its reader's words.
    limit: int = 2_000_000
    silence: float = SILENCE
    whole: float = WHOLE

    def __post_init__(self) -> None:
        self._threads = ThreadPoolExecutor(self.threads, thread_name_prefix="answering")

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        try:
            with tempfile.SpooledTemporaryFile(IN_MEMORY) as body:
                size = await self._read(scope, protocol, body)
                environ = environment(scope, body, size)
                loop = asyncio.get_running_loop()
                answer = await loop.run_in_executor(self._threads, self._run, environ)
        except TooSlow:
            protocol.response_bytes(408, [("connection", "close")], LATE)
            return
        if answer.body:
            protocol.response_bytes(answer.status, answer.headers, answer.body)
        else:
            protocol.response_empty(answer.status, answer.headers)

    async def _read(self, scope: Any, protocol: Any, body: IO[bytes]) -> int:
        """Put the body into a file and return how long it is; of what is too long nothing is kept."""
        if not has_body(scope):
            return 0
        size = 0
        try:
            async with asyncio.timeout(self.whole) as whole:
                chunks = aiter(protocol)
                while True:
                    async with asyncio.timeout(self.silence):
                        # Not anext(…, b""): what granian gives to wait for cannot be cancelled through it.
                        chunk = await chunks.__anext__()
                    size = self._keep(bytes(chunk), size, body, whole)
                    if size > DISCARDED:
                        break
        except StopAsyncIteration:
            pass
        except (TimeoutError, OSError, RuntimeError) as reason:  # the last two: the sender is gone
            if size > self.limit:
                return size
            raise TooSlow from reason
        body.seek(0)
        return size

    def _keep(self, chunk: bytes, size: int, body: IO[bytes], whole: asyncio.Timeout) -> int:
        if size <= self.limit < size + len(chunk):
            body.seek(0)
            body.truncate()
            whole.reschedule(asyncio.get_running_loop().time() + min(PATIENCE, self.whole))
        if size + len(chunk) <= self.limit:
            body.write(chunk)
        return size + len(chunk)

    def _run(self, environ: dict[str, Any]) -> Answer:
        answer = Answer()
        parts: Iterable[bytes] = ()
        try:
            parts = self.app(environ, answer.start)
            answer.body += b"".join(parts)
        except Exception:  # the application has pages for its own errors: this is not one of them
            log.exception(
                "%s %s could not be answered", environ["REQUEST_METHOD"], environ["PATH_INFO"]
            )
            return Answer(500, [("content-type", "text/plain")], b"Error\n")
        finally:
            if (close := getattr(parts, "close", None)) is not None:
                close()
        return answer


def has_body(scope: Any) -> bool:
    """Say whether a request says that a body follows."""
    length = scope.headers.get("content-length")
    if length is not None:
        return str(length).strip() != "0"
    return "transfer-encoding" in scope.headers or str(scope.http_version).startswith("2")


def environment(scope: Any, body: IO[bytes], size: int) -> dict[str, Any]:
    """Return a request as WSGI describes it (PEP 3333)."""
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    environ.update(_headers(scope))
    environ["CONTENT_LENGTH"] = str(size) if size else environ.pop("HTTP_CONTENT_LENGTH", "")
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    return environ


def _headers(scope: Any) -> dict[str, str]:
    """Return the headers; one that is spelt with _ would pass for another one and is left out."""
    found: dict[str, str] = {}
    for name in scope.headers.keys():  # noqa: SIM118 - not a dict
        if "_" not in name:
            given = scope.headers.get_all(name)
            found[f"HTTP_{name.upper().replace('-', '_')}"] = JOINED.get(name, ",").join(given)
    return found
