"""A worker that is killed in the middle of long work: another does it, once, and a cancelled one leaves nothing."""

import io
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from depth import cases
from sqlalchemy import func, select, update
from staff import administrator
from surveyed import make_survey

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import Response, SurveyResult, Wave, Work
from smd_workshop.processes import works
from smd_workshop.worker import long_work

ROOT = Path(__file__).resolve().parents[2]
ROWS = cases(2_000, 4_000)


@pytest.fixture
def asked(app, monkeypatch):
    """A past wave of thousands of rows that somebody said yes to, and where its page is."""
    made = make_survey(2)
    monkeypatch.setattr(long_work, "run", lambda _name: False)
    staff, here = administrator(app), f"/f/zed/surveys/{made.survey.code}/waves/import"
    said = {"name": "2021", "year": "2021", "instrument": "1", "mode": "anonymous"}
    rows = "p1;p2;p3;todo;recomienda\n" + "5;4;5;5;9\n1;2;3;4;5\n" * (ROWS // 2)
    shown = staff.post(here, data=said | {"file": (io.BytesIO(rows.encode()), "ola.csv")}).location
    plan = re.search(r'name="plan" value="(\w+)"', staff.get(shown).text)[1]
    return staff, staff.post(f"{shown}/keep", data={"plan": plan}).location


@contextmanager
def worker(app, database_url):
    environment = os.environ | {
        "SMD_DATABASE_URL": database_url, "SMD_INSTANCE": app.instance_path,
        "SMD_SECRET_KEY": app.config["SECRET_KEY"], "SMD_DRAFT_ACTAS": "false",
    }  # fmt: skip
    db.session.rollback()
    program = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "smd", "worker"],
        cwd=ROOT, env=environment, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield program
    finally:
        program.kill()
        program.wait()


def wait_for(*states):
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        db.session.rollback()
        work = db.session.scalars(select(Work)).one()
        if work.state in states:
            return work
        time.sleep(0.05)
    raise AssertionError(f"still {work.state}: {work.step} {work.done}/{work.total} {work.problem}")


def kept():
    db.session.rollback()
    past = select(Wave.id).where(Wave.name == "2021")
    answers = db.session.scalar(select(func.count(Response.id)).where(Response.wave_id.in_(past)))
    counted = db.session.scalar(select(func.count()).where(SurveyResult.wave_id.in_(past)))
    return len(db.session.scalars(past).all()), answers, counted


@pytest.mark.slow
@pytest.mark.on_both
@pytest.mark.far
def test_a_worker_killed_half_way_is_followed_by_another_that_does_it_once(
    app, database_url, asked
):
    staff, page = asked
    with worker(app, database_url) as first:
        wait_for("running")
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert "<progress" in staff.get(page).text
    with transaction(beside=True):  # as after twenty seconds
        db.session.execute(update(Work).values(seen_at=now() - 2 * works.SILENT))
    with worker(app, database_url):
        wait_for("done", "failed")
    assert kept() == (1, ROWS, 1)
    assert "filas" in staff.get(page).text or "rows were kept" in staff.get(page).text


@pytest.mark.slow
@pytest.mark.on_both
@pytest.mark.far
def test_cancelled_while_the_worker_is_at_it_nothing_is_left(app, database_url, asked):
    staff, page = asked
    with worker(app, database_url):
        wait_for("running")
        assert staff.post(f"{page}/cancel").status_code == 303
        time.sleep(4)
    work = wait_for("cancelled", "done")
    # Who was quicker decides; what was written before the button was pressed is whole.
    assert kept() == ((0, 0, 0) if work.state == "cancelled" else (1, ROWS, 1))
