"""The database is locked, gone or full: everybody is told in words, nothing that was acknowledged is
lost, and when it is back everything goes on without a restart."""

import resource
import shutil
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from application import new_app
from builders import NOON, Room, make_room, make_round, make_user
from crawler import Page
from serving import Browser, Doing, Server, at_once, threads_of
from sqlalchemy import create_engine, event, func, make_url, select, text

from smd_workshop.database import connections, db, forget_deleted, transaction
from smd_workshop.models import Ballot, Commitment, Participation, Round, Submission
from smd_workshop.rounds import workshops

MACHINE = ("Traceback", "sqlite", "psycopg", "OperationalError", "SELECT", "INSERT")
GONE = {
    "es": "El servidor no puede leer ni guardar datos por el momento",
    "en": "The server cannot reach its data for the moment",
}
ANSWER = {"a.F1": "2", "w.F1": "Falta agua en la parte alta", "a.F2": "9", "key": "k1"}


class House:
    """A round under way, and one browser for each kind of reader."""

    def __init__(self, app, url):
        self.url, self.app = url, app
        self.room = make_room((3, 2))
        self.round_id = make_round(self.room).id
        self.cards = [card.code for card in self.room.cards]
        email, password = make_user()
        self.seat, self.staff, self.public = (self.browser("es-PE") for _ in range(3))
        self.account = {"email": email, "password": password}
        assert self.seat.post("/e", data={"code": self.cards[0]}).status_code == 303
        assert self.staff.post("/account/login", data=self.account).status_code == 302
        self.tag = self.seat.get("/s/mesa-1/live").headers["ETag"]

    def browser(self, language):
        browser = self.app.test_client()
        browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        return browser

    def cast(self, **other):
        return self.seat.post("/s/mesa-1/1", data=ANSWER | other)

    def poll(self):
        """What a phone asks for every few seconds, with the tag of what it has."""
        return self.seat.get("/s/mesa-1/live", headers={"If-None-Match": self.tag})

    def everybody_asks(self):
        """Yield who asks for what, and the answer."""
        yield "poll", self.poll()
        run = "/f/moq/w/mesa-1"
        for who, browser, method, path in [
            ("seat", self.seat, "get", "/s/mesa-1"),
            ("seat", self.seat, "get", "/s/mesa-1/1?change=1"),
            ("staff", self.staff, "get", "/f/"),
            ("staff", self.staff, "get", f"{run}/console"),
            ("staff", self.staff, "get", f"{run}/projector"),
            ("staff", self.staff, "post", f"{run}/rounds/1/announce"),
            ("public", self.public, "get", "/"),
            ("public", self.public, "get", "/p/moq/"),
            ("public", self.browser("en"), "get", "/p/moq/"),
        ]:
            yield f"{who} {path}", getattr(browser, method)(path)
        yield "staff signs in", self.browser("es").post("/account/login", data=self.account)
        yield "seat joins", self.browser("es").post("/e", data={"code": self.cards[1]})

    def stored(self):
        """How often each table of the ballot holds something of this round."""
        db.session.rollback()
        tables = (Ballot, Participation, Submission)
        return [
            len(db.session.execute(select(t.round_id).where(t.round_id == self.round_id)).all())
            for t in tables
        ]


def assert_clear(who, answer):
    """The page says in the reader's language what is the matter, and nothing of the machine."""
    assert answer.status_code == 503, (who, answer.status_code, answer.text[:2000])
    assert int(answer.headers["Retry-After"]) > 0
    assert "no-store" in answer.headers["Cache-Control"].split(", ")
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    language = "en" if 'lang="en"' in answer.text else "es"
    assert GONE[language] in answer.text, (who, answer.text)
    assert not [word for word in MACHINE if word in answer.text], who


def assert_kept(answer, sent, action="/s/mesa-1/1"):
    """Without scripts the page is all that is left of the ballot: it must hold it, to be sent again."""
    assert_clear("cast", answer)
    (form,) = [f for f in Page(action, answer.text).forms if f.method == "post"]
    assert form.action == action
    assert {n: v for n, _, v in form.fields if n} == sent


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request, tmp_path):
    """A database that nobody else uses, of either vendor: it may be taken away."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.sqlite'}"
    return request.getfixturevalue("own_postgres").url


@pytest.fixture
def house(url, tmp_path, monkeypatch):
    monkeypatch.setattr(connections, "WAIT", 0.5)
    monkeypatch.setattr(connections, "QUEUE", 1.0)
    with new_app(url, tmp_path) as app:
        yield House(app, url)


@pytest.fixture
def vendor(request, house, tmp_path):
    if house.url.startswith("sqlite"):
        return File(Path(make_url(house.url).database))
    return request.getfixturevalue("own_postgres")


def test_a_file_that_is_no_database_any_more_is_no_broken_page(tmp_path):
    url = f"sqlite:///{tmp_path / 'test.sqlite'}"
    with new_app(url, tmp_path) as app:
        house, file = House(app, url), File(tmp_path / "test.sqlite")
        db.session.remove()
        file.stop()
        file.path.write_bytes(b"not a database at all" * 1000)
        for who, answer in house.everybody_asks():
            assert_clear(who, answer)
        assert_kept(house.cast(), ANSWER)
        file.start()
        assert house.cast().status_code == 303
        assert house.stored() == [1, 1, 1]


def test_after_a_read_only_disk_is_writable_again_all_goes_on_without_a_restart(tmp_path):
    """SQLite decides when it opens a file whether it may write: such connections must not be kept."""

    def read_only(connection, _record):
        connection.execute("PRAGMA query_only = ON")

    url = f"sqlite:///{tmp_path / 'test.sqlite'}"
    with new_app(url, tmp_path) as app:
        house = House(app, url)
        db.session.remove()
        db.engine.dispose()
        event.listen(db.engine, "connect", read_only)
        assert house.seat.get("/s/mesa-1/1").status_code == 200, "what only reads goes on"
        assert_kept(house.cast(), ANSWER)
        announce = "/f/moq/w/mesa-1/rounds/1/announce"
        assert_clear("staff", house.staff.post(announce))
        event.remove(db.engine, "connect", read_only)
        # Once more for each way to write: who finds such a connection gives it up for all.
        answers = [house.cast().status_code for _ in range(3)]
        assert answers == [303, 303, 303]
        assert house.staff.post(announce).status_code == 303
        assert house.stored() == [1, 1, 1]


class File:
    """An SQLite file that is removed, and put back from a copy."""

    def __init__(self, path):
        self.path, self.copy = path, path.with_suffix(".copy")

    def stop(self):
        assert forget_deleted(), "the copy must be complete"
        shutil.copy(self.path, self.copy)
        self.path.unlink()

    def start(self):
        for leftover in self.path.parent.glob(self.path.name + "-*"):
            leftover.unlink()
        self.copy.rename(self.path)


def test_while_the_database_is_gone_everybody_is_told_and_afterwards_all_goes_on(house, vendor):
    assert house.cast(key="before").status_code == 303
    house.tag = house.poll().headers["ETag"]
    assert [house.poll().status_code for _ in range(2)] == [304, 304]
    db.session.remove()
    vendor.stop()
    for who, answer in house.everybody_asks():
        assert_clear(who, answer)
    assert_kept(house.cast(), ANSWER)
    assert not Path(str(make_url(house.url).database)).exists(), "an empty file took its place"
    vendor.start()
    db.engine.dispose()  # the test's own
    assert house.stored() == [1, 1, 1]
    for who, answer in house.everybody_asks():
        assert answer.status_code in {200, 302, 303, 304}, who
    assert house.cast().status_code == 303
    assert house.stored() == [1, 1, 2]
    assert "Falta agua en la parte alta" in house.seat.get("/s/mesa-1/1").text


#: The turn to write into an SQLite file: held by a program of ours that hangs.
QUEUE = "the turn"
#: What somebody else's program holds, and whom that keeps waiting.
LOCKS = {
    "sqlite": {"BEGIN IMMEDIATE": {"phones", "staff"}, QUEUE: {"phones", "staff"}},
    "postgresql": {
        "LOCK TABLE ballot IN ACCESS EXCLUSIVE MODE": {"phones"},
        "SELECT id FROM round FOR UPDATE": {"phones", "staff"},
        "SELECT id FROM workshop FOR NO KEY UPDATE": {"staff"},
    },
}
#: Holds a lock in a process of its own until its standard input ends.
HOLD_FILE = """
import portalocker, sqlite3, sys
if sys.argv[2] == "the turn":
    held = open(sys.argv[1] + ".lock", "a")
    portalocker.lock(held, portalocker.LockFlags.EXCLUSIVE)
else:
    held = sqlite3.connect(sys.argv[1], isolation_level=None)
    held.execute(sys.argv[2])
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held(url, statement):
    """Somebody else's program holds a lock."""
    if url.startswith("postgresql"):
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text(statement))
            yield
        engine.dispose()
        return
    command = [sys.executable, "-c", HOLD_FILE, make_url(url).database, statement]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdout.readline() == "held\n"
        yield
        process.stdin.close()


def test_while_the_database_is_locked_who_writes_is_told_and_nothing_is_half_written(house):
    announce = "/f/moq/w/mesa-1/rounds/1/announce"
    vendor = make_url(house.url).get_backend_name()
    with threads_of(house.app) as port:
        phones = [Browser(port) for _ in house.cards]
        for phone, code in zip(phones, house.cards, strict=True):
            assert phone.post("/e", {"code": code}).status == 303
        cast = [lambda p=p: p.post("/s/mesa-1/1", ANSWER) for p in phones]
        for statement, kept in sorted(LOCKS[vendor].items(), key=lambda lock: len(lock[1])):
            before = house.stored()
            db.session.remove()
            with held(house.url, statement):
                answers = at_once(*cast) if "phones" in kept else []
                if "staff" in kept:
                    assert_clear("staff", house.staff.post(announce))
            for answer in answers:
                assert answer.status == 503
                assert "Lo que escribió sigue aquí" in answer.text
            assert house.stored() == before == [0, 0, 0]
            assert db.session.get(Round, house.round_id).closing_at is None
        db.session.remove()
        assert [answer.status for answer in at_once(*cast)] == [303] * len(phones)
        assert house.stored() == [len(phones)] * 3
        assert house.staff.post(announce).status_code == 303


def workshop_beside(room):
    """Where a ballot of another workshop of the same process is sent."""
    with transaction():
        second = workshops.create(room.process, "Mesa 2", NOON, code="mesa-2")
    make_round(Room(room.process, second, room.cards))
    return "/s/mesa-2/1"


def test_a_reader_who_takes_long_keeps_no_close_and_no_ballot_waiting(tmp_path):
    """What is deleted is removed from the file when a round ends; readers may stand in the way."""
    with new_app(f"sqlite:///{tmp_path / 'test.sqlite'}", tmp_path) as app:
        house = House(app, "sqlite:")
        other = workshop_beside(house.room)
        assert house.cast().status_code == 303
        slow = sqlite3.connect(tmp_path / "test.sqlite", isolation_level=None)
        slow.execute("BEGIN")
        assert slow.execute("SELECT count(*) FROM ballot").fetchone() == (1,)
        db.session.remove()
        with threads_of(app) as port:
            phone, office = Browser(port), Browser(port)
            assert phone.post("/e", {"code": house.cards[1]}).status == 303
            assert office.post("/account/login", house.account).status == 302
            annul = Doing(office.post, "/f/moq/w/mesa-1/rounds/1/annul", {"reason": "Se leyó mal"})
            while annul.is_alive():
                assert phone.post(other, ANSWER).status == 303
            assert annul.result().status == 303
        slow.close()
        assert forget_deleted()


def test_a_full_disk_refuses_in_words_and_keeps_what_it_acknowledged(tmp_path):
    with new_app(f"sqlite:///{tmp_path / 'test.sqlite'}", tmp_path) as app:
        house = House(app, "sqlite:")
        limit = {}

        @event.listens_for(db.engine, "checkout")
        def _(connection, _record, _proxy):
            connection.execute(f"PRAGMA max_page_count = {limit.get('pages', 2**30)}")

        assert house.cast(key="first").status_code == 303
        db.session.remove()
        with sqlite3.connect(tmp_path / "test.sqlite") as connection:
            limit["pages"] = connection.execute("PRAGMA page_count").fetchone()[0]
        statuses, held = [], "Falta agua en la parte alta"
        for n in range(400):
            reason = f"{n}: " + "agua " * 90
            answer = house.cast(key=f"k{n}", **{"w.F1": reason})
            statuses.append(answer.status_code)
            if answer.status_code != 303:
                break
            held = reason
        assert_kept(answer, ANSWER | {"key": f"k{n}", "w.F1": reason})
        assert house.stored() == [1, 1, 1 + statuses.count(303)]
        assert held.strip() in house.seat.get("/s/mesa-1/1").text
        made, promise = 0, {"owner": "GORE", "due": "2035-06-30", "source": ""}
        while (
            told := house.staff.post("/f/moq/commitments", data={"text": f"{made}"} | promise)
        ).status_code == 303:
            made += 1
            house.staff.get("/f/moq/commitments")
            assert made < 400, "the disk does not get full"
        assert_clear("staff", told)
        limit.clear()
        assert house.cast(key="again").status_code == 303
        assert house.stored() == [1, 1, 2 + statuses.count(303)]
        assert db.session.scalar(select(func.count()).select_from(Commitment)) == made


def limit_files(server, most):
    """Let no process of the server write beyond so many bytes of any file; None: as before."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, group = int(stat.parent.name), int(stat.read_text().rpartition(")")[2].split()[2])
        except OSError:
            continue
        if group == server.process.pid:
            hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard if most is None else most, hard))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="limits of another process: Linux")
def test_a_server_that_can_write_no_more_says_so_and_goes_on_when_it_can(tmp_path):
    url = f"sqlite:///{tmp_path / 'test.sqlite'}"
    with new_app(url, tmp_path) as app:
        house = House(app, url)
        db.session.remove()
        server = Server(app, url, SMD_DRAFT_ACTAS="0")
        server.start()
        try:
            phone, office = Browser(server.port), Browser(server.port)
            assert phone.post("/e", {"code": house.cards[0]}).status == 303
            assert office.post("/account/login", house.account).status == 302
            assert phone.post("/s/mesa-1/1", ANSWER).status == 303
            db.engine.dispose()
            assert forget_deleted(), "the log must begin anew, or it is written over"
            limit_files(server, 40_000)
            statuses = [303]
            while statuses[-1] == 303 and len(statuses) < 200:
                sent = ANSWER | {"key": f"n{len(statuses)}"}
                statuses.append(phone.post("/s/mesa-1/1", sent).status)
            assert statuses[-1] == 503
            draft = office.post("/f/moq/w/mesa-1/acta/draft")
            assert draft.status == 503 and GONE["es"] in draft.text
            assert office.get("/f/moq/w/mesa-1/console").status == 200, "reading needs no room"
            limit_files(server, None)
            assert phone.post("/s/mesa-1/1", ANSWER | {"key": "again"}).status == 303
            assert office.post("/f/moq/w/mesa-1/acta/draft").status == 303
        finally:
            server.kill()
        assert house.stored() == [1, 1, 1 + statuses.count(303)]
