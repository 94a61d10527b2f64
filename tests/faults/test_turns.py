"""Whose turn an act waits for: workshops of two processes on one server do not wait for each other.

Nothing here measures time: whoever holds a turn holds it until told otherwise, so that an act that
is done did not wait, and one that waited gives up after the time that it is given.
"""

import threading
from contextlib import contextmanager

import pytest
from application import new_app
from builders import make_room, make_round, make_user
from serving import Doing
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from smd_workshop.database import (
    EVERYTHING,
    NO_PROCESS,
    Unavailable,
    connections,
    db,
    is_sqlite,
    transaction,
)
from smd_workshop.models import Round, Workshop

FIRST, SECOND = 1, 2
GAVE_UP = (OperationalError, Unavailable)


@pytest.fixture
def app(either_database, tmp_path, monkeypatch):
    monkeypatch.setattr(connections, "QUEUE", 0.3)
    with new_app(either_database, tmp_path) as app:
        yield app


@contextmanager
def somebody_arranges(app, **how):
    """Let another thread be inside a transaction until the end of the block."""
    inside, enough = threading.Event(), threading.Event()

    def arrange():
        with app.app_context(), transaction(**how):
            inside.set()
            assert enough.wait(60)

    db.session.rollback()
    other = Doing(arrange)
    assert inside.wait(30)
    try:
        yield
    finally:
        enough.set()
        other.result()


def arrange(**how):
    with transaction(**how):
        return db.session.scalar(select(func.count()).select_from(Workshop))


def waits(**how):
    try:
        arrange(**how)
    except GAVE_UP:
        return True
    return False


def test_two_acts_in_one_process_are_done_in_turn(app):
    """What the first looked for and did not find must still not be there when it adds it."""
    with somebody_arranges(app, of=FIRST):
        assert waits(of=FIRST)
    assert not waits(of=FIRST), "the turn is given back"


def test_acts_in_two_processes_do_not_wait_for_each_other(app):
    with somebody_arranges(app, of=FIRST):
        one_file = is_sqlite(db.engine)  # and one writer at a time, whatever is written
        assert waits(of=SECOND) == one_file
        assert waits(of=NO_PROCESS) == one_file
        assert waits(beside=True) == one_file


def test_who_arranges_everything_waits_for_all_and_all_for_them(app):
    with somebody_arranges(app, of=FIRST):
        assert waits(of=EVERYTHING)
        assert waits(), "who does not say whose, arranges everything"
    with somebody_arranges(app):
        assert waits(of=SECOND)
        assert waits(of=NO_PROCESS)


def test_acts_of_no_process_are_done_in_turn_too(app):
    """Two accounts with one address, two processes of one name."""
    with somebody_arranges(app, of=NO_PROCESS):
        assert waits(of=NO_PROCESS)


def test_a_facilitator_goes_on_while_another_process_is_busy(app):
    """A long act in one workshop, such as a list of ten thousand people, stops no other."""
    busy, mine = make_room((1,), code="uno"), make_room((1,), code="dos")
    drafts = [make_round(room, open=False).id for room in (busy, mine)]
    email, password = make_user()
    office = app.test_client()
    assert (
        office.post("/account/login", data={"email": email, "password": password}).status_code
        == 302
    )
    processes = busy.process.id, mine.process.id
    open_it = "/f/{}/w/mesa-1/rounds/1/open".format
    with somebody_arranges(app, of=processes[0]):
        assert office.post(open_it("uno")).status_code == 503, "told to send it again"
        done = office.post(open_it("dos"))
        assert done.status_code == (503 if is_sqlite(db.engine) else 303)
    db.session.rollback()
    states = [db.session.get_one(Round, draft).state for draft in drafts]
    assert states == ["draft", "draft" if is_sqlite(db.engine) else "open"]
