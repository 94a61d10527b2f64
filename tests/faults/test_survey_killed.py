"""A server is killed without warning while people send their answers: what was acknowledged is there, and nothing twice."""

import threading
import time

import pytest
from application import new_app
from depth import cases
from serving import Browser, Server
from sqlalchemy import make_url, select
from surveyed import close, make_survey

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import Comment, Envelope, SurveyParticipation
from smd_workshop.surveys.answers import open_links

#: One after the other; on each change once.
KILLS = {"sqlite": cases(1, 3), "postgresql": cases(1, 2)}
#: People in each telephone's queue.
QUEUE = 400


class Phone(threading.Thread):
    """One person after the other answers on it, and sends until it is said that the answers arrived."""

    def __init__(self, port, poster, name, stop):
        super().__init__(daemon=True)
        self.browser, self.poster, self.name, self.stopped = (
            Browser(port, timeout=8), poster, name, stop,
        )  # fmt: skip
        self.sent, self.acknowledged = [], []

    def run(self):
        for person in range(QUEUE):
            if self.stopped.is_set():
                return
            self.answer(f"{self.name}-{person:03d}")

    def answer(self, said):
        own = self.until(lambda: self.browser.post(self.poster), "/p/")
        if own is None:
            return
        here = own.rpartition("/p/")[0]
        two = {"todo": "4", "comentario": said}
        self.until(lambda: self.browser.post(f"{here}/p/uno", {"p1": "5"}), "/p/dos")
        self.until(lambda: self.browser.post(f"{here}/p/dos", two), "/send")
        self.sent.append(said)
        if self.until(lambda: self.browser.post(f"{here}/send"), here):
            self.acknowledged.append(said)

    def until(self, act, leads_to):
        """Do it again until it leads there, as who stands before an error does; None once all is over."""
        while not self.stopped.is_set():
            try:
                answer = act()
                if answer.status == 303 and leads_to in answer.headers["Location"]:
                    return answer.headers["Location"]
            except OSError:
                pass
            time.sleep(0.05)
        return None


def more_arrive(phones, seconds=60):
    """Wait until each telephone was told of one person more that the answers arrived."""
    before = [len(phone.acknowledged) for phone in phones]
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if all(len(p.acknowledged) > b for p, b in zip(phones, before, strict=True)):
            return
        time.sleep(0.05)
    raise AssertionError("not every telephone was served again")


@pytest.mark.slow
@pytest.mark.far
def test_every_answer_that_was_acknowledged_outlives_kill_9_and_none_is_there_twice(
    either_database, tmp_path
):
    with new_app(either_database, tmp_path) as app:
        asked = make_survey(0, population=None)
        with transaction():
            code = open_links.make(asked.wave, open_links.PUBLIC, "Feria", None, now(), None).code
        server, stop = (
            Server(app, either_database, SMD_OPEN_LINK_STARTS="100000 per minute"),
            threading.Event(),
        )
        phones = [Phone(server.port, f"/q/{code}", f"p{n}", stop) for n in range(6)]
        db.session.rollback()
        server.start()
        try:
            for phone in phones:
                phone.start()
            for _ in range(KILLS[make_url(either_database).get_backend_name()]):
                more_arrive(phones)
                server.kill()
                server.start()
            more_arrive(phones)
        finally:
            stop.set()
            for phone in phones:
                phone.join(timeout=10)
            server.kill()
        db.session.rollback()
        db.engine.dispose()  # this test's own connection may have died too
        arrived = len(db.session.scalars(select(SurveyParticipation.id)).all())
        assert arrived == len(db.session.scalars(select(Envelope.id)).all())
        close(asked)
        told = list(db.session.scalars(select(Comment.text)))
        assert len(told) == len(set(told)) == arrived, "nothing is there twice"
        acknowledged = {said for phone in phones for said in phone.acknowledged}
        assert len(acknowledged) > len(phones)
        assert acknowledged <= set(told) <= {said for phone in phones for said in phone.sent}
