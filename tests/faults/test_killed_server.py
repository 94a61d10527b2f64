"""The server is killed without warning while phones vote: what was acknowledged must be there, once."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from pathlib import Path

import pytest
from builders import make_room, make_round
from sqlalchemy import select

from smd_workshop.database import db
from smd_workshop.models import Ballot, Participation
from smd_workshop.services import voting

ROOT = Path(__file__).resolve().parents[2]
KILLS = 3


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """The real server in a process group of its own, on this test's database."""

    def __init__(self, app, url):
        self.port = free_port()
        self.environment = os.environ | {
            "SMD_DATABASE_URL": url,
            "SMD_INSTANCE": app.instance_path,
            "SMD_SECRET_KEY": app.config["SECRET_KEY"],
        }

    def start(self):
        granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
        where = ["--host", "127.0.0.1", "--port", str(self.port), "app:app"]
        self.process = subprocess.Popen(
            [*granian, *where], cwd=ROOT, env=self.environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(600):
            try:
                if post(self.port, "/language", {"language": "es"})[0] < 500:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not come up within a minute")

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)


def post(port, path, data, cookie=""):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        connection.request("POST", path, urllib.parse.urlencode(data), headers)
        answer = connection.getresponse()
        answer.read()
        set_cookie = answer.getheader("Set-Cookie", "")
        return answer.status, set_cookie.split(";")[0]
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


class Phone(threading.Thread):
    """Votes again and again, each time with the next number as its reason."""

    def __init__(self, port, code, path, stop):
        super().__init__(daemon=True)
        self.port, self.code, self.path, self.stopped = port, code, path, stop
        self.sent = self.acknowledged = 0

    def run(self):
        cookie = ""
        while not self.stopped.is_set():
            try:
                if not cookie:
                    cookie = post(self.port, "/e", {"code": self.code})[1]
                    continue
                self.sent += 1
                data = {
                    "a.F1": "2",
                    "w.F1": str(self.sent),
                    "a.F2": "9",
                    "key": f"{self.code}{self.sent:020}",
                }
                if post(self.port, self.path, data, cookie)[0] == 303:
                    self.acknowledged = self.sent
            except OSError:
                time.sleep(0.05)


@pytest.mark.slow
def test_every_acknowledged_ballot_outlives_kill_9(app, database_url):
    room = make_room((4, 4, 4))
    round_ = make_round(room)
    path = f"/s/mesa-1/{round_.number}"
    seats = {card.code: card.seat.id for card in room.cards}
    round_id, key = round_.id, round_.ballot_key
    db.session.rollback()
    server, stop = Server(app, database_url), threading.Event()
    phones = [Phone(server.port, code, path, stop) for code in seats]
    server.start()
    try:
        for phone in phones:
            phone.start()
        for _ in range(KILLS):
            time.sleep(1.5)
            server.kill()
            server.start()
        deadline = time.monotonic() + 30
        while any(p.acknowledged == 0 for p in phones) and time.monotonic() < deadline:
            time.sleep(0.2)
        stop.set()
        for phone in phones:
            phone.join(timeout=10)
    finally:
        stop.set()
        server.kill()
    assert sum(p.acknowledged for p in phones) > len(phones), (
        "the load was too small to say anything"
    )
    db.session.rollback()
    ballots = {
        b.voter_key: json.loads(b.reasons)["F1"]
        for b in db.session.scalars(select(Ballot).where(Ballot.round_id == round_id))
    }
    assert len(ballots) == len(phones)
    assert len(db.session.scalars(select(Participation)).all()) == len(phones)
    for phone in phones:
        stored = int(ballots[voting.voter_key(key, seats[phone.code])])
        assert phone.acknowledged <= stored <= phone.sent
