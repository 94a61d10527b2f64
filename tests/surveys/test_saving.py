"""A page is saved in one statement, and that statement refuses whatever the long way would refuse."""

import pytest
from sqlalchemy import select
from surveyed import close, make_survey, respond, secret

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.database.group_commit import group_commit
from smd_workshop.models import Invitation, SurveyDraft
from smd_workshop.surveys import waves
from smd_workshop.surveys.answers import answering, saving, visits
from smd_workshop.surveys.respondents import invitations

SAID = {"p1": 5}


def begun(asked, place=0):
    """Who comes by a link and has begun."""
    with transaction():
        answering.begin(asked.links[place], secret(), now())
    return visits.visit(asked.links[place], secret())


def stored(here, words):
    return group_commit(lambda connection: saving.put_over(connection, here, words))


def draft(asked, place=0):
    db.session.rollback()
    return visits.visit(asked.links[place], secret()).draft


@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
def test_a_page_is_stored_over_the_draft_that_was_seen(app, mode):
    asked = make_survey(mode=mode)
    assert stored(begun(asked), SAID)
    assert draft(asked) == SAID


def test_what_another_tab_saved_meanwhile_is_not_written_over(app):
    asked = make_survey()
    here = begun(asked)
    with transaction():
        answering.save(asked.links[0], secret(), now(), {"todo": 4}, ("todo",))
    assert not stored(here, SAID)
    assert draft(asked) == {"todo": 4}


def test_a_link_that_was_taken_back_meanwhile_stores_nothing(app):
    asked = make_survey()
    here = begun(asked)
    with transaction():
        invitations.revoke(asked.wave, asked.people[0], now(), None)
    assert not stored(here, SAID)


def test_a_wave_that_was_announced_to_close_still_takes_pages_and_a_closed_one_takes_none(app):
    asked = make_survey()
    with transaction():
        answering.begin(asked.links[0], secret(), now())
        waves.announce_close(asked.wave, now(), None)
    assert stored(visits.visit(asked.links[0], secret()), SAID)
    late = visits.visit(asked.links[0], secret())
    close(asked)
    assert not stored(late, {"p1": 1})
    assert db.session.scalars(select(SurveyDraft)).all() == []


@pytest.mark.parametrize(("mode", "taken"), [("anonymous", False), ("confidential", True)])
def test_after_sending_by_another_link_a_page_is_stored_only_where_answers_may_change(
    app, mode, taken
):
    asked = make_survey(mode=mode)
    with transaction():
        asked.links.append(invitations.add(asked.wave, asked.people[0], now(), secret()).code)
    here = begun(asked, -1)
    respond(asked, 0, SAID)
    if mode == "confidential":  # sending destroyed the draft, which is the person's: begun again
        here = begun(asked, -1)
    assert stored(here, {"p1": 2}) is taken


def test_who_has_not_begun_stores_nothing(app):
    asked = make_survey()
    assert not stored(visits.visit(asked.links[0], secret()), SAID)
    assert db.session.scalars(select(SurveyDraft)).all() == []


def test_a_draft_of_one_person_is_never_stored_by_the_link_of_another(app):
    asked = make_survey()
    here, other = begun(asked), begun(asked, 1)
    with transaction():
        db.session.get_one(Invitation, here.of.invitation_id).revoked_at = now()
    assert not stored(here, SAID)
    assert stored(other, {"p1": 2})
    assert draft(asked, 1) == {"p1": 2}
