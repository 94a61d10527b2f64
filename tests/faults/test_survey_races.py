"""A page that is saved while everything is sent: what was acknowledged is counted, on both databases."""

import threading

import pytest
from flask import current_app
from surveyed import make_survey, secret

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Refusal
from smd_workshop.database import db, is_sqlite, transaction
from smd_workshop.database.group_commit import group_commit
from smd_workshop.surveys.answers import answering, questionnaire, responses, saving, visits


@pytest.fixture
def app(either_app):
    return either_app


def save(link, words):
    """Save a page as the web does; False if the person was told that it was not."""
    here = visits.visit(link, secret())
    if group_commit(lambda connection: saving.put_over(connection, here, words)):
        return True
    try:
        with transaction():
            answering.save(link, secret(), now(), words, tuple(words))
    except Refusal:
        return False
    return True


def test_a_page_saved_in_another_tab_while_everything_is_sent_is_sent_too_or_refused(
    app, monkeypatch
):
    asked = make_survey()
    link, here, taken, told = asked.links[0], current_app._get_current_object(), [], []
    with transaction():
        answering.begin(link, secret(), now())
        answering.save(link, secret(), now(), {"p1": 5}, ("p1",))
    final, take = questionnaire.final, responses.take

    def other_tab():
        with here.app_context():
            told.append(save(link, {"p1": 5, "todo": 4}))

    def while_it_is_put_together(*what):
        busy.start()
        busy.join(1)  # it is done at once, or waits until everything is sent
        return final(*what)

    def seen(wave, invitation, respondent, channel, answers, key):
        taken.append(dict(answers))
        return take(wave, invitation, respondent, channel, answers, key)

    busy = threading.Thread(target=other_tab)
    monkeypatch.setattr(questionnaire, "final", while_it_is_put_together)
    monkeypatch.setattr(responses, "take", seen)
    with transaction(beside=not is_sqlite(db.engine)):
        answering.send(link, secret(), now())
    busy.join(20)
    assert told, "the other tab was answered"
    assert told == ["todo" in taken[0]], "what was acknowledged was sent"
