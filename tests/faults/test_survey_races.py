"""People answer a survey at the same moment as others, and as staff close it: one response each, nothing lost."""

import pytest
from serving import Browser, Doing, at_once, threads_of
from sqlalchemy import func, select
from surveyed import make_survey, secret

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import Envelope, Response, SurveyDraft, SurveyParticipation
from smd_workshop.surveys import answering, closing

TWICE = 4


@pytest.fixture
def app(either_app):
    return either_app


@pytest.fixture
def port(app):
    with threads_of(app) as port:
        yield port


def how_many(table):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table))


def many(browser, path, data=()):
    db.session.rollback()
    answers = at_once(*[lambda: browser.post(path, data)] * TWICE)
    assert [answer.status for answer in answers] == [303] * TWICE, answers
    return [answer.headers["Location"] for answer in answers]


@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
def test_each_tap_of_many_at_once_is_the_same_tap(app, port, mode):
    asked = make_survey(mode=mode)
    phone, here = Browser(port), f"/q/{asked.links[0]}"
    assert set(many(phone, here)) == {f"{here}/p/uno"}
    assert how_many(SurveyDraft) == 1
    many(phone, f"{here}/p/uno", {"p1": "5"})
    assert set(many(phone, f"{here}/send")) <= {f"{here}/thanks", here}
    assert how_many(SurveyParticipation) == 1
    assert how_many(Envelope if mode == "anonymous" else Response) == 1
    assert how_many(SurveyDraft) == 0


def test_two_tabs_that_save_two_pages_at_once_lose_neither(app, port):
    asked = make_survey()
    tabs, here = [Browser(port), Browser(port)], f"/q/{asked.links[0]}"
    tabs[0].post(here)
    db.session.rollback()
    at_once(
        lambda: tabs[0].post(f"{here}/p/uno", {"p1": "5"}),
        lambda: tabs[1].post(f"{here}/p/dos", {"todo": "4"}),
    )
    db.session.rollback()
    assert answering.visit(asked.links[0], secret()).draft == {"p1": 5, "todo": 4}


@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
def test_a_close_amid_answers_counts_exactly_those_that_were_told_that_they_arrived(
    app, port, mode
):
    asked = make_survey(8, mode=mode)
    phones = [Browser(port) for _ in asked.links]
    for phone, link in zip(phones, asked.links, strict=True):
        phone.post(f"/q/{link}")
        phone.post(f"/q/{link}/p/uno", {"p1": "5"})
    db.session.rollback()
    busy = [
        Doing(phone.post, f"/q/{link}/send")
        for phone, link in zip(phones, asked.links, strict=True)
    ]
    with transaction():
        closing.close(asked.wave, now(), None, [secret()])
    arrived = [doing.result().headers["Location"].endswith("/thanks") for doing in busy]
    assert how_many(Response) == how_many(SurveyParticipation) == sum(arrived)
    assert (how_many(Envelope), how_many(SurveyDraft)) == (0, 0)
