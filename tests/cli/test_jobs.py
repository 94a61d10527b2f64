"""The worker: a room must not wait for a close that nobody finishes."""

import logging
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from builders import cast, make_room, make_round
from huey import SqliteHuey
from sqlalchemy import select

from smd_workshop import jobs
from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import Ballot, Journal, Result
from smd_workshop.rounds import closing

ROOT = Path(__file__).resolve().parents[2]


def announced(seconds):
    """A round with one ballot whose grace ends in so many seconds."""
    room = make_room()
    round_ = make_round(room)
    cast(room.cards[0], round_, {"F1": 9, "F2": 1}, at=now())
    with transaction():
        closing.announce_close(round_, now(), None)
        round_.closing_at = now() + timedelta(seconds=seconds)
    return round_


def run(job, *args, **when):
    """Ask for a job; the test's own session must neither hold nor remember anything meanwhile."""
    db.session.rollback()
    done = jobs.later(job, *args, **when)
    db.session.rollback()
    return done


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
    with caplog.at_level(logging.ERROR, "smd_workshop.jobs"):
        run("finish_close", round_.id, None)
    assert round_.state == "open"
    assert "finish_close" in caplog.text


def test_a_job_for_a_close_that_was_taken_back_does_nothing_and_complains_of_nothing(app, caplog):
    round_ = announced(60)
    first = round_.closing_at
    with transaction():
        closing.keep_open(round_, now(), None)
    with caplog.at_level(logging.ERROR, "smd_workshop.jobs"):
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


@pytest.mark.slow
@pytest.mark.on_both
def test_the_real_worker_closes_the_round_when_the_grace_is_over(app, database_url, tmp_path):
    round_ = announced(2)
    queue = SqliteHuey("smd", filename=str(tmp_path / "instance" / "queue.sqlite"))
    app.extensions["smd_tasks"] = jobs.Tasks(app)
    app.extensions["smd_tasks"].queue = queue
    assert jobs.later("finish_close", round_.id, None, at=round_.closing_at)
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
        while round_.state == "open" and time.monotonic() < deadline:
            assert worker.poll() is None, worker.stderr.read().decode()
            time.sleep(0.2)
            db.session.rollback()
        assert round_.state == "closed"
        assert round_.closed_at >= round_.closing_at
        assert [b.voter_key for b in db.session.scalars(select(Ballot))] == [None]
        db.session.rollback()
    finally:
        worker.send_signal(signal.SIGINT)
        _out, complaints = worker.communicate(timeout=20)
    assert worker.returncode == 0, complaints.decode()
    assert b"Traceback" not in complaints
