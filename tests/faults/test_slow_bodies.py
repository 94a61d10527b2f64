"""Whoever sends slowly waits alone: a room goes on voting while bodies that never end are held."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from application import new_app, new_database
from builders import make_room, make_round
from serving import Browser, Server
from sqlalchemy import func, select

from smd_workshop.database import db
from smd_workshop.models import Ballot
from smd_workshop.web.serving.server_door import Served

HELD = 64
LIMIT = 40_000


@pytest.fixture(scope="module")
def server(request, memory_folder):
    folder = memory_folder()
    with new_database(request, folder, "sqlite") as url, new_app(url, folder) as app:
        server = Server(app, url, SMD_DRAFT_ACTAS="0", SMD_UPLOAD_BYTES=str(LIMIT))
        server.start()
        yield server
        server.kill()


def begin(port, path="/e", length=1000, more=""):
    """A connection that promises a body and sends the first bytes of it."""
    line = socket.create_connection(("127.0.0.1", port), timeout=30)
    form = "Content-Type: application/x-www-form-urlencoded\r\n"
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{more}{form}Content-Length: {length}\r\n\r\n"
    line.sendall(head.encode() + b"code=")
    return line


def all_of(line):
    """Everything that comes until the other side closes; a reset raises ConnectionResetError."""
    return b"".join(iter(lambda: line.recv(65_536), b""))


@pytest.mark.slow
def test_a_room_votes_while_64_bodies_never_end(server):
    room = make_room()
    make_round(room, options=("F1",))
    with ExitStack() as lines:
        held = [lines.enter_context(begin(server.port)) for _ in range(HELD)]
        for number, card in enumerate(room.cards[:5]):
            phone = Browser(server.port, timeout=15)
            assert phone.post("/e", {"code": card.code}).status == 303
            assert "F1" in phone.get("/s/mesa-1/1").text
            ballot = {"key": f"k{number}", "a.F1": "5"}
            assert phone.post("/s/mesa-1/1", ballot).status == 303
        for line in held:  # none was given up meanwhile: they were really in the way
            line.setblocking(False)
            with pytest.raises(BlockingIOError):
                line.recv(1)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "more", "length", "status"),
    [
        ("/e", "", 1_000_000, 413),
        ("/e", "Sec-Fetch-Site: cross-site\r\n", 30_000, 403),
        ("/nowhere", "", 30_000, 404),
    ],
)
def test_who_is_refused_hears_why_before_the_line_is_closed(server, path, more, length, status):
    with begin(server.port, path, length, f"Connection: close\r\n{more}") as line:
        line.sendall(b"x" * (length - 5))
        assert all_of(line).startswith(f"HTTP/1.1 {status}".encode())


class Headers(dict):
    def get_all(self, name):
        return [self[name]]


class Phone:
    """A sender as granian shows it: chunks of a body, None for one that does not come, an error that does."""

    def __init__(self, *chunks):
        self.chunks, self.answer = list(chunks), None

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self.chunks:
            raise StopAsyncIteration
        chunk = self.chunks.pop(0)
        if chunk is None:
            await asyncio.Event().wait()
        if isinstance(chunk, Exception):
            raise chunk
        return chunk

    def response_bytes(self, status, headers, body):
        self.answer = status, dict(headers), body

    def response_empty(self, status, headers):
        self.answer = status, dict(headers), b""


def ask(phone, *, app=None, length="10", **limits):
    """What a sender is answered, and what the application was given, if it was asked at all."""
    given = []

    def told(environ, start):
        given.append((environ["CONTENT_LENGTH"], environ["wsgi.input"].read()))
        start("200 OK", [("Content-Type", "text/plain")])
        return [b"ok"]

    scope = SimpleNamespace(
        http_version="1.1", server="127.0.0.1:80", client="10.0.0.7:5000", scheme="http",
        method="POST", path="/e", query_string="", authority=None,
        headers=Headers({"content-length": length, "host": "x"}),
    )  # fmt: skip
    served = Served(app or told, threads=1, **limits)
    # In a thread of its own: where a browser was tested before, this one has a loop that runs.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(served.__rsgi__(scope, phone))).result()
    return phone.answer[0], given


def test_a_body_that_falls_silent_is_given_up_and_the_application_never_asked():
    assert ask(Phone(b"co", None), silence=0.01) == (408, [])


def test_a_body_that_drips_is_given_up_too():
    class Dripping(Phone):
        async def __anext__(self):
            await asyncio.sleep(0.001)
            return b"."

    assert ask(Dripping(), whole=0.05, length="1000000") == (408, [])


def test_a_sender_that_went_away_is_no_request():
    assert ask(Phone(b"co", RuntimeError("transport closed"))) == (408, [])


def test_a_whole_body_arrives_as_it_was_sent():
    long = b"x" * 100_000  # longer than what is kept in memory
    assert ask(Phone(b"code=", long)) == (200, [("100005", b"code=" + long)])


def test_a_body_that_is_too_large_is_read_away_and_refused_by_its_size():
    status, given = ask(Phone(b"x" * 60, b"x" * 60), limit=100, length="120")
    assert (status, given) == (200, [("120", b"")]), "the page that says so is the application's"


def test_an_application_that_breaks_answers_all_the_same():
    def broken(_environ, _start):
        raise ValueError

    assert ask(Phone(b"code=1"), app=broken)[0] == 500
