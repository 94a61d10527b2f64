"""The worker: a room must not wait for a close that nobody finishes."""

import json
import logging
import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from builders import cast, make_room, make_round, make_user
from huey.exceptions import HueyException
from sqlalchemy import select

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import Ballot, Journal, Result
from smd_workshop.rounds import closing
from smd_workshop.worker import job_messages, jobs, queues

pytestmark = pytest.mark.acts

ROOT = Path(__file__).resolve().parents[2]


def announced(seconds, code="moq"):
    """A round with one ballot whose grace ends in so many seconds, in a process of its own."""
    room = make_room(code=code)
    round_ = make_round(room)
    cast(room.cards[0], round_, {"F1": 9, "F2": 1}, at=now())
    with transaction():
        closing.announce_close(round_, now(), None)
        round_.closing_at = now() + timedelta(seconds=seconds)
    return round_


def run(job, *args, **when):
    """Ask for a job; the test's own session must neither hold nor remember anything meanwhile."""
    db.session.rollback()
    done = queues.later(job, *args, **when)
    db.session.rollback()
    return done


@pytest.mark.on_both
def test_a_job_closes_a_round_once_however_often_it_runs(app):
    round_ = announced(-1)
    for _again in range(3):
        run("finish_close", round_.id, None)
    assert round_.state == "closed"
    assert len(db.session.scalars(select(Result)).all()) == 1
    verbs = db.session.scalars(select(Journal.verb).where(Journal.round_id == round_.id)).all()
    assert verbs.count("close round") == 1


def test_a_job_leaves_an_annulled_round_alone(app):
    round_ = announced(-1)
    with transaction():
        closing.annul(round_, "mal leída", now(), None)
    run("finish_close", round_.id, None)
    assert round_.state == "annulled"
    assert db.session.scalars(select(Result)).all() == []


def test_a_job_that_comes_too_early_closes_nothing_and_says_so(app, caplog):
    round_ = announced(60)
    with caplog.at_level(logging.ERROR, "smd_workshop.worker"):
        run("finish_close", round_.id, None)
    assert round_.state == "open"
    assert "finish_close" in caplog.text


def test_a_job_for_a_close_that_was_taken_back_does_nothing_and_complains_of_nothing(app, caplog):
    round_ = announced(60)
    first = round_.closing_at
    with transaction():
        closing.keep_open(round_, now(), None)
    with caplog.at_level(logging.ERROR, "smd_workshop.worker"):
        run("finish_close", round_.id, None, first)
        with transaction():
            closing.announce_close(round_, now(), None)
            round_.closing_at = now() - timedelta(seconds=1)
        second = round_.closing_at
        run("finish_close", round_.id, None, first)
    assert round_.state == "open" and not caplog.text
    run("finish_close", round_.id, None, second)
    assert round_.state == "closed"


def test_a_queue_that_is_gone_does_not_undo_what_was_announced(app, monkeypatch, caplog):
    round_ = announced(60)

    class Gone:
        def schedule(self, **_what):
            raise OSError("no queue")

    monkeypatch.setitem(app.extensions["smd_tasks"].by_name, "finish_close", Gone())
    assert not run("finish_close", round_.id, None, at=now())
    assert round_.closing_at is not None and "could not be queued" in caplog.text


@pytest.mark.on_both
def test_a_close_that_was_lost_with_its_worker_is_made_up_for(app):
    """The worker took the job out of the queue and was killed: nothing but the database knows of it."""
    lost = announced(-1)
    jobs.make_up()
    db.session.rollback()
    assert lost.state == "closed"
    assert len(db.session.scalars(select(Result)).all()) == 1
    jobs.make_up()
    assert len(db.session.scalars(select(Result)).all()) == 1, "once"


def test_a_round_whose_grace_runs_or_that_nobody_announced_is_left_alone(app):
    round_ = announced(60)
    other = make_round(make_room(code="otro"))
    jobs.make_up()
    db.session.rollback()
    assert (round_.state, other.state) == ("open", "open")


def test_a_round_that_cannot_be_closed_does_not_keep_others_open(app, monkeypatch, caplog):
    first = announced(-2)
    second = make_round(make_room(code="otro"))
    with transaction():
        closing.announce_close(second, now(), None)
        second.closing_at = now() - timedelta(seconds=1)
    real = jobs.close_now

    def broken(round_id, user_id, announced=None):
        if round_id == first.id:
            raise ValueError("no")
        return real(round_id, user_id, announced)

    monkeypatch.setattr(jobs, "close_now", broken)
    jobs.make_up()
    db.session.rollback()
    assert (first.state, second.state) == ("open", "closed")
    assert "could not be closed" in caplog.text


def test_a_draft_of_the_acta_that_was_lost_is_made_once(app, monkeypatch):
    round_ = announced(-60)
    app.config["SMD_DRAFT_ACTAS"] = False
    jobs.make_up()
    db.session.rollback()
    app.config["SMD_DRAFT_ACTAS"] = True
    drafted = []
    monkeypatch.setattr(jobs, "LEAVE", timedelta(0))
    monkeypatch.setattr(jobs, "draft_acta", drafted.append)
    for _again in range(3):
        jobs.make_up()
    assert drafted == [round_.workshop_id]


class Kaput:
    """A queue whose file is no database, or whose disk is full."""

    @property
    def by_name(self):
        raise sqlite3.OperationalError("database or disk is full")


def test_an_act_that_is_done_says_so_though_the_queue_is_broken(app, client):
    """The close was announced: a 500 would make the facilitator press again, or believe that it was not."""
    room = make_room()
    round_ = make_round(room)
    email, password = make_user()
    client.post("/account/login", data={"email": email, "password": password})
    app.extensions["smd_tasks"] = Kaput()
    address = f"/f/{room.process.code}/w/{room.workshop.code}/rounds/{round_.number}/announce"
    assert client.post(address).status_code == 303
    db.session.rollback()
    assert round_.closing_at is not None
    with transaction():
        round_.closing_at = now() - timedelta(seconds=1)
    jobs.make_up()
    db.session.rollback()
    assert round_.state == "closed", "made up for without the queue"


def test_what_lies_in_the_queue_is_names_and_plain_arguments(app, tmp_path):
    app.extensions["smd_tasks"] = tasks = queues.Tasks(app)
    tasks.queue = queues.queue_of(app, immediate=False)
    end = now() + timedelta(hours=1)
    assert queues.later("finish_close", 7, None, end, at=end)
    assert queues.later("draft_acta", 3)
    first, second = (tasks.queue.storage.dequeue() for _ in range(2))
    told = json.loads(second)
    assert (told["name"].rpartition(".")[2], told["args"]) == ("draft_acta", [3])
    task = tasks.queue.deserialize_task(first)
    assert (task.name, task.args) == ("finish_close", (7, None, end))


def test_a_queue_that_could_not_be_written_is_written_again_without_a_restart(app):
    """A disk that was read-only for a while: a connection made then would stay so."""
    app.extensions["smd_tasks"] = tasks = queues.Tasks(app)
    tasks.queue = queues.queue_of(app, immediate=False)
    assert queues.later("draft_acta", 1)
    tasks.queue.storage.conn.execute("PRAGMA query_only = ON")
    assert not queues.later("draft_acta", 2)
    assert queues.later("draft_acta", 3)


class Harmful:
    def __reduce__(self):
        return (exec, ("import os; os.environ['SMD_TEST_RUN_BY_A_PICKLE'] = '1'",))


@pytest.mark.parametrize(
    "bytes_",
    [
        pickle.dumps(Harmful()),
        b'{"py/object": "os.system"}',
        b"[1]",
        json.dumps(
            dict.fromkeys(job_messages.FIELDS) | {"name": "os.system", "args": ["x"]}
        ).encode(),
    ],
    ids=["pickle", "other", "list", "unknown"],
)
def test_who_can_write_the_queue_cannot_run_code(app, bytes_):
    app.extensions["smd_tasks"] = tasks = queues.Tasks(app)
    tasks.queue = queues.queue_of(app, immediate=False)
    assert tasks.by_name
    tasks.queue.storage.enqueue(bytes_)
    with pytest.raises((ValueError, HueyException)):
        tasks.queue.dequeue()
    assert "SMD_TEST_RUN_BY_A_PICKLE" not in os.environ
    assert tasks.queue.dequeue() is None, "thrown away"


@pytest.mark.slow
@pytest.mark.on_both
def test_the_real_worker_closes_rounds_when_the_grace_is_over_asked_for_or_lost(
    app, database_url, tmp_path
):
    asked, lost = announced(2), announced(2, code="otro")
    app.extensions["smd_tasks"] = queues.Tasks(app)
    app.extensions["smd_tasks"].queue = queues.queue_of(app, immediate=False)
    assert queues.later("finish_close", asked.id, None, at=asked.closing_at)
    environment = os.environ | {
        "SMD_DATABASE_URL": database_url, "SMD_INSTANCE": str(tmp_path / "instance"),
        "SMD_SECRET_KEY": app.config["SECRET_KEY"], "SMD_DRAFT_ACTAS": "false",
    }  # fmt: skip
    db.session.rollback()
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "smd", "worker"],
        cwd=ROOT, env=environment, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 40
        while "open" in {asked.state, lost.state} and time.monotonic() < deadline:
            assert worker.poll() is None, worker.stderr.read().decode()
            time.sleep(0.2)
            db.session.rollback()
        for round_ in (asked, lost):
            assert round_.state == "closed"
            assert round_.closed_at >= round_.closing_at
        assert [b.voter_key for b in db.session.scalars(select(Ballot))] == [None, None]
        db.session.rollback()
    finally:
        worker.send_signal(signal.SIGINT)
        _out, complaints = worker.communicate(timeout=20)
    assert worker.returncode == 0, complaints.decode()
    assert b"Traceback" not in complaints
