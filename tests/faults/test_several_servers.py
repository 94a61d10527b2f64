"""Two web servers on one PostgreSQL, with Redis between them: what one counts and queues, the other knows."""

import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from application import new_app, new_database
from builders import cast, make_room, make_round, make_user
from serving import ROOT, Browser, Server, free_port

from smd_workshop.core.clock import now
from smd_workshop.database import db
from smd_workshop.models import Round

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
EMAIL = "facilitadora@example.org"
#: Seconds for what takes one or two on a machine that does nothing else.
PATIENCE = 60


@pytest.fixture
def redis(tmp_path):
    """Debian's redis-server on a port of its own, that keeps nothing; a client of it."""
    from redis import Redis

    program = shutil.which("redis-server")
    assert program, "apt-get install redis-server"
    port = free_port()
    process = subprocess.Popen(
        [program, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"],
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    client = Redis("127.0.0.1", port, db=1)
    client.url = f"redis://127.0.0.1:{port}"
    try:
        until(lambda: answers(client))
        yield client
    finally:
        client.close()
        process.kill()
        process.wait(PATIENCE)


def answers(client):
    from redis.exceptions import ConnectionError as Refused

    try:
        return client.ping()
    except Refused:
        return False


def until(true):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = true()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("what was waited for did not come")


def sign_in(browser, password="una-clave-larga"):
    return browser.post("/account/login", {"email": EMAIL, "password": password}).status


@contextmanager
def worker(environment):
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "smd", "worker"],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield
    finally:
        process.kill()
        process.wait(PATIENCE)


def test_two_servers_know_one_session_count_tries_together_and_share_one_queue(
    request, redis, tmp_path
):
    shared = {
        "SMD_RATE_STORAGE": f"{redis.url}/0", "SMD_QUEUE_URL": f"{redis.url}/1",
        "SMD_LOGIN_TRIES": "4 per minute", "SMD_DRAFT_ACTAS": "0",
    }  # fmt: skip
    with (
        new_database(request, tmp_path, "postgresql") as url,
        new_app(url, tmp_path) as app,
    ):
        make_user(EMAIL)
        room = make_room()
        round_ = make_round(room)
        for card in room.cards:
            cast(card, round_, {"F1": 9, "F2": 1}, at=now())
        round_id = round_.id
        db.session.rollback()
        servers = [Server(app, url, **shared) for _ in range(2)]
        try:
            for server in servers:
                server.start()
            one, other = (Browser(server.port) for server in servers)
            assert sign_in(one) == 302
            other.cookies = one.cookies  # what a proxy in front of both does
            place = "/f/moq/w/mesa-1"
            assert other.get(f"{place}/console").status == 200, (
                "the session of one is known to the other"
            )
            assert other.post(f"{place}/rounds/1/announce", {"sure": "1"}).status == 303
            assert queued(redis) == 1
            with worker(os.environ | servers[0].environment):
                until(lambda: closed(round_id))
            assert queued(redis) == 0

            strangers = [Browser(server.port) for server in servers]
            wrong = [sign_in(strangers[n % 2], "otra-clave-larga") for n in range(4)]
            assert 429 not in wrong, "four are allowed, two at each"
            assert [sign_in(stranger) for stranger in strangers] == [429, 429]
        finally:
            for server in servers:
                server.kill()
            db.session.rollback()
            db.engine.dispose()


def queued(redis):
    """How many jobs wait, at once or for their hour."""
    return sum(
        redis.zcard(key) if redis.type(key) == b"zset" else redis.llen(key)
        for key in redis.keys("huey*")
    )


def closed(round_id):
    db.session.rollback()
    return db.session.get(Round, round_id).state == "closed"
