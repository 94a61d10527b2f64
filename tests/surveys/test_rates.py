"""Response rates of a wave: who was asked, how far they came, and where that is said."""

import pytest
from builders import NOON
from staff import administrator
from surveyed import close, make_survey, respond, secret, write_letters

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.surveys.answers import answering, open_links
from smd_workshop.surveys.figures import rates
from smd_workshop.surveys.respondents import invitations, letters

WHOLE = {"p1": 5, "p2": None, "p3": 4, "todo": 4, "recomienda": 9}


@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
def test_everybody_who_was_asked_became_something(app, mode):
    asked = make_survey(10, mode=mode, population=12)
    write_letters(asked)  # to the second it came back
    for place in (4, 5, 6):
        respond(asked, place, WHOLE)
    respond(asked, 7, {"p1": 5, "p2": 4, "p3": 1})
    respond(asked, 8, {"p1": 5, "comentario": "Nada más"})
    with transaction():
        answering.begin(asked.links[9], secret(), now())
    close(asked)
    made = rates.of(asked.wave)
    begun = 1 if mode == "anonymous" else 0  # of a confidential wave nobody knows
    assert (made.complete, made.partial, made.broken_off) == (3, 1, 1 + begun)
    assert (made.not_invited, made.undelivered) == (2, 1)
    assert made.silent == 12 - 3 - 1 - 1 - begun - 2 - 1
    page = administrator(app).get(f"/f/zed/surveys/{asked.survey.code}/waves/1/results").text
    assert "RR1: 3 of 12" in page.replace("\xa0", " ")
    assert "RR2: 4 of 12" in page.replace("\xa0", " ")
    assert "Complete: at least 80 % of the questions" in page.replace("\xa0", " ")


def test_a_correction_of_the_list_after_the_close_changes_no_rate(app):
    asked = make_survey(6, mode="anonymous", population=None)
    for place in range(5):
        respond(asked, place, WHOLE)
    close(asked)
    before = rates.of(asked.wave)
    with transaction():
        for person in asked.people[3:]:
            person.active = False
    db.session.expire_all()
    assert rates.of(asked.wave) == before
    assert (before.complete, before.asked) == (5, 6)


def test_who_began_by_a_link_for_anybody_is_in_no_rate(app):
    asked = make_survey(8, mode="anonymous")
    for place in range(5):
        respond(asked, place, WHOLE)
    with transaction():
        answering.begin(asked.links[5], secret(), now())
        poster = open_links.make(asked.wave, open_links.PUBLIC, "Feria", None, now(), None)
        open_links.begin(poster, now(), secret())
        open_links.begin(poster, now(), secret())
    close(asked)
    made = rates.of(asked.wave)
    assert (made.complete, made.broken_off, made.silent) == (5, 1, 2)


def test_who_got_no_letter_at_all_is_not_one_who_was_never_invited(app):
    """The link in a letter that came back is taken back: nobody else is counted in its place."""
    asked = make_survey(6, mode="anonymous")
    for place in range(5):
        respond(asked, place, WHOLE)
    lost, text = asked.people[5], letters.Text("Encuesta", "{enlace}")
    with transaction():
        invitations.revoke(asked.wave, lost, now(), None)
        lost.email = "06@zed.example"
        mailing = letters.create(
            asked.wave, letters.INVITATION, text, "https://smd.example/", NOON, None
        )
    with transaction():
        letters.refused(letters.claim(mailing.id, NOON, secret()), "550", NOON, secret())
        # One more that the close overtakes.
        letters.create(asked.wave, letters.INVITATION, text, "https://smd.example/", NOON, None)
    close(asked)
    made = rates.of(asked.wave)
    assert (made.not_invited, made.undelivered, made.silent) == (0, 1, 0)
