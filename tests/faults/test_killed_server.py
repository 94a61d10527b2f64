"""A server is killed without warning while phones vote: what was acknowledged must be there, once."""

import json
import threading
import time

import pytest
from application import new_app
from builders import make_room, make_round
from depth import cases
from serving import Browser, Server
from sqlalchemy import make_url, select

from smd_workshop.database import db
from smd_workshop.models import Ballot, Participation
from smd_workshop.rounds.ballots import ballot_keys

#: One after the other; on each change once.
KILLS = {"sqlite": cases(1, 3), "postgresql": cases(1, 2)}


class Phone(threading.Thread):
    """Votes again and again, each time with the next number as its reason."""

    def __init__(self, port, card, path, stop):
        super().__init__(daemon=True)
        self.browser, self.path, self.stopped = Browser(port, timeout=8), path, stop
        self.code, self.seat_id = card.code, card.seat.id
        self.sent = self.acknowledged = 0
        self.statuses = set()

    def run(self):
        held = False
        while not self.stopped.is_set():
            try:
                if not held:
                    held = self.browser.post("/e", {"code": self.code}).status == 303
                    continue
                self.sent += 1
                data = {
                    "a.F1": "2",
                    "w.F1": str(self.sent),
                    "a.F2": "9",
                    "key": f"{self.code}{self.sent:020}",
                }
                status = self.browser.post(self.path, data).status
                self.statuses.add(status)
                if status == 303:
                    self.acknowledged = self.sent
                else:
                    time.sleep(0.05)
            except OSError:
                time.sleep(0.05)


class Load:
    """A room of phones that vote on a running server."""

    def __init__(self, app, url, per_sector):
        room = make_room(per_sector)
        self.round = make_round(room)
        self.round_id, self.key = self.round.id, self.round.ballot_key
        self.server, self.stop = Server(app, url), threading.Event()
        path = f"/s/mesa-1/{self.round.number}"
        self.phones = [Phone(self.server.port, card, path, self.stop) for card in room.cards]
        db.session.rollback()

    def __enter__(self):
        self.server.start()
        for phone in self.phones:
            phone.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for phone in self.phones:
            phone.join(timeout=10)
        self.server.kill()

    def wait_for_more(self, seconds=30):
        """Wait until each phone has been told once more that its ballot is stored."""
        before = [phone.acknowledged for phone in self.phones]
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if all(p.acknowledged > b for p, b in zip(self.phones, before, strict=True)):
                return
            time.sleep(0.05)
        raise AssertionError("not every phone was served again")

    def check(self):
        """Every acknowledged ballot is there, once; an older one never stands in for it."""
        db.session.rollback()
        db.engine.dispose()  # this test's own connection may have died too
        ballots = {
            b.voter_key: json.loads(b.reasons)["F1"]
            for b in db.session.scalars(select(Ballot).where(Ballot.round_id == self.round_id))
        }
        assert len(ballots) == len(self.phones)
        assert len(db.session.scalars(select(Participation)).all()) == len(self.phones)
        for phone in self.phones:
            stored = int(ballots[ballot_keys.voter_key(self.key, phone.seat_id)])
            assert phone.acknowledged <= stored <= phone.sent


@pytest.mark.slow
@pytest.mark.far
def test_every_acknowledged_ballot_outlives_kill_9(either_database, tmp_path):
    with new_app(either_database, tmp_path) as app:
        with Load(app, either_database, (3, 3, 2)) as load:
            for _ in range(KILLS[make_url(either_database).get_backend_name()]):
                load.wait_for_more()
                load.server.kill()
                load.server.start()
            load.wait_for_more()
        load.check()


@pytest.mark.slow
@pytest.mark.postgres
def test_every_acknowledged_ballot_outlives_a_crash_of_postgresql_and_phones_go_on(
    own_postgres, tmp_path
):
    with new_app(own_postgres.url, tmp_path) as app:
        with Load(app, own_postgres.url, (3, 3, 2)) as load:
            for _ in range(cases(1, 2)):
                load.wait_for_more()
                own_postgres.stop()
                time.sleep(0.3)
                own_postgres.start()
            load.wait_for_more()
        load.check()
        assert set.union(*[p.statuses for p in load.phones]) <= {303, 503}
