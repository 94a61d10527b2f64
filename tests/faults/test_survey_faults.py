"""What goes wrong around a survey: clocks that are put back, files far too large."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from staff import administrator
from surveyed import close, make_survey, respond, secret

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import Respondent, Response
from smd_workshop.surveys import waves
from smd_workshop.surveys.answers import answering, open_links


@pytest.mark.parametrize("hours", [-26, -1, 26])
@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
def test_a_clock_that_jumps_while_somebody_answers_loses_nothing(app, mode, hours):
    asked = make_survey(mode=mode)
    with transaction():
        end = now() + timedelta(hours=20)
        terms = waves.Terms("2023", 2023, mode, population=6, ends_at=end)
        waves.change(asked.wave, terms, now(), None)
        poster = open_links.make(asked.wave, open_links.PUBLIC, "Feria", end, now(), None)
    with transaction():
        codes = [asked.links[0], open_links.begin(poster, now(), secret())]
        answering.begin(codes[0], secret(), now())
    jumped = now() + timedelta(hours=hours)
    for code in codes:
        with transaction():
            answering.save(code, secret(), jumped, {"p1": 5}, ("p1",))
        with transaction():
            assert answering.send(code, secret(), jumped)
        with transaction():
            assert not answering.send(code, secret(), now()), "it had arrived"
    close(asked)
    assert db.session.scalar(select(func.count()).select_from(Response)) == 2


class Huge(io.RawIOBase):
    """A body of 200 MB that nobody holds in memory; it counts what is read of it."""

    def __init__(self, head, size):
        super().__init__()
        self.head, self.left, self.read_of_it = head, size - len(head), 0
        self.size, self.at = size, 0

    def readable(self):
        return True

    def tell(self):
        return self.at

    def seek(self, place, whence=io.SEEK_SET):
        """How long the body is, is asked by going to its end; nobody reads it twice."""
        self.at = self.size if whence == io.SEEK_END else place
        return self.at

    def readinto(self, into):
        piece = self.head[: len(into)]
        self.head = self.head[len(piece) :]
        if not piece:
            piece = b"Usuario;Celular\n" * (len(into) // 16 + 1)
            piece = piece[: min(len(into), self.left)]
            self.left -= len(piece)
        into[: len(piece)] = piece
        self.read_of_it += len(piece)
        return len(piece)


@pytest.mark.parametrize("where", ["people/import", "versions/import"])
def test_a_list_of_200_mb_is_refused_kindly_and_not_read(app, where):
    asked = make_survey()
    staff, size = administrator(app), 200_000_000
    at = f"/f/zed/surveys/{asked.survey.code}/{where}"
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    body = Huge(head, size)
    answer = staff.post(
        at, input_stream=body,
        content_type="multipart/form-data; boundary=b",
    )  # fmt: skip
    assert answer.status_code == 413
    assert "Send a shorter text or a smaller file." in answer.text
    assert body.read_of_it <= app.config["SMD_UPLOAD_BYTES"]
    assert db.session.scalar(select(func.count()).select_from(Respondent)) == 6
    assert respond(asked, 0, {"p1": 5}), "and people go on answering"
