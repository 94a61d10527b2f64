"""Answering a survey: once, by page, resumed, corrected where that was promised, refused in plain words."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from surveyed import close, make_survey, respond, secret

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Frozen, NotFound, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.models import (
    Answer,
    Comment,
    Envelope,
    Response,
    SurveyDraft,
    SurveyParticipation,
)
from smd_workshop.surveys import instruments, sealing, waves
from smd_workshop.surveys.answers import (
    answering,
    drafts,
    questionnaire,
    responses,
    typed_answers,
    visits,
)
from smd_workshop.surveys.figures import dataset
from smd_workshop.surveys.respondents import invitations

ALL = {"p1": 5, "p2": None, "todo": 4, "recomienda": 9, "comentario": "Más horas"}


def how_many(table):
    return db.session.scalar(select(func.count()).select_from(table))


@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
def test_what_is_sent_is_counted_once_also_when_it_is_sent_twice(app, mode):
    asked = make_survey(mode=mode)
    assert respond(asked, 0, ALL)
    with transaction():
        again = answering.send(asked.links[0], secret(), now())
    assert not again, "the second time it had arrived"
    assert how_many(SurveyParticipation) == 1
    close(asked)
    assert how_many(Response) == 1
    assert dataset.of(asked.wave).document["n"] == 1


@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
def test_not_applicable_is_an_answer_and_nothing_is_none(app, mode):
    asked = make_survey(mode=mode)
    respond(asked, 0, ALL)
    close(asked)
    rows = {row.item_code: (row.value, row.na) for row in db.session.scalars(select(Answer))}
    assert rows["p1"] == ("5", False)
    assert rows["p2"] == (None, True)
    assert "p3" not in rows
    figures = dataset.of(asked.wave).document["items"]
    assert [figures[item]["na"] for item in ("p1", "p2", "p3")] == [0, 1, 0]
    assert [figures[item]["missing"] for item in ("p1", "p2", "p3")] == [0, 0, 1]


def test_answers_are_resumed_with_the_link_and_a_page_replaces_what_it_asks(app):
    asked = make_survey()
    code = asked.links[0]
    with transaction():
        answering.begin(code, secret(), now())
    for given in ({"p1": 1, "p2": 2}, {"p1": 3}):
        with transaction():
            answering.save(code, secret(), now(), given, ("p1", "p2", "p3"))
    with transaction():
        answering.begin(code, secret(), now())  # tapped again, or in another tab
        answering.save(code, secret(), now(), {"todo": 5}, ("todo",))
    assert visits.visit(code, secret()).draft == {"p1": 3, "todo": 5}


def test_what_must_be_answered_is_asked_for_and_nothing_is_lost(app):
    asked = make_survey()
    with pytest.raises(questionnaire.Incomplete) as refused:
        respond(asked, 0, {"p2": 4})
    assert refused.value.codes == ("p1",)
    assert visits.visit(asked.links[0], secret()).draft == {"p2": 4}
    assert how_many(SurveyParticipation) == 0


def test_in_a_confidential_wave_answers_change_until_the_close(app):
    asked = make_survey(mode="confidential")
    respond(asked, 0, ALL)
    with transaction():
        answering.begin(asked.links[0], secret(), now())
    assert visits.visit(asked.links[0], secret()).draft == ALL, "what was sent comes back"
    respond(asked, 0, {"p1": 2})
    assert how_many(Response) == 1
    (response,) = db.session.scalars(select(Response.id))
    assert responses.answers_of(response) == {"p1": 2}
    close(asked)
    assert isinstance(visits.visit(asked.links[0], secret()).refusal(now()), visits.Used)


def test_a_link_says_plainly_why_it_does_not_work(app):
    asked = make_survey()
    later = now() + timedelta(days=3)

    def why(place, at=None):
        return type(visits.visit(asked.links[place], secret()).refusal(at or now()))

    respond(asked, 0, ALL)
    assert why(0) is visits.Used
    with transaction():
        invitations.revoke(asked.wave, asked.people[1], now(), None)
    assert why(1) is visits.Revoked
    with transaction():
        answering.begin(asked.links[2], secret(), now())
        terms = waves.Terms("2023", 2023, "anonymous", ends_at=now() + timedelta(days=1))
        waves.change(asked.wave, terms, now(), None)
    assert why(3) is type(None)
    assert why(3, later) is visits.Over
    assert why(2, later) is type(None), "who has begun may still send"
    with transaction():
        waves.announce_close(asked.wave, now(), None)
    assert (why(2), why(3)) == (type(None), visits.Over)
    close(asked)
    assert why(2) is visits.Over
    with pytest.raises(NotFound):
        visits.visit("AAAA-AAAA-AAAA", secret())


def test_a_link_made_again_ends_the_one_before_and_who_answered_gets_none(app):
    asked = make_survey()
    respond(asked, 0, ALL)
    with transaction():
        fresh = invitations.issue(asked.wave, asked.people[:2], now(), None, secret())
    assert [link.respondent.code for link in fresh] == ["02"]
    assert isinstance(visits.visit(asked.links[1], secret()).refusal(now()), visits.Revoked)
    assert visits.visit(fresh[0].code, secret()).refusal(now()) is None
    assert len(fresh[0].code) == 12


def test_an_invitation_is_one_response_for_the_database_too(app):
    asked = make_survey()
    respond(asked, 0, ALL)
    (row,) = db.session.scalars(select(SurveyParticipation))
    with transaction():
        added = responses.take(asked.wave, None, row.respondent_id, "paper", ALL, secret())
    assert not added
    assert how_many(Envelope) == 1


def test_a_paper_counts_like_a_phone_and_only_for_who_has_not_answered(app):
    asked = make_survey()
    respond(asked, 0, ALL)
    with transaction():
        done = [
            typed_answers.enter_paper(asked.wave, person, {"p2": 3}, secret())
            for person in asked.people[:2]
        ]
    assert done == [False, True]
    assert {row.channel for row in db.session.scalars(select(SurveyParticipation))} == {
        "link", "paper",
    }  # fmt: skip
    close(asked)
    assert dataset.of(asked.wave).document["n"] == 2


def test_comments_of_an_anonymous_wave_stand_apart_from_all_other_answers(app):
    asked = make_survey()
    for place in range(5):
        respond(asked, place, ALL | {"comentario": f"Comentario {place}"})
    close(asked)
    assert {c.text for c in db.session.scalars(select(Comment))} == {
        f"Comentario {place}" for place in range(5)
    }
    assert "comentario" not in set(db.session.scalars(select(Answer.item_code)))


def test_what_a_wave_promised_cannot_be_changed(app):
    asked = make_survey()
    with pytest.raises(Frozen), transaction():
        waves.change(asked.wave, waves.Terms("2023", 2023, "confidential"), now(), None)
    with pytest.raises(WrongState), transaction():
        instruments.publish(asked.wave.instrument, now(), None)
    with transaction():
        made = instruments.put_draft(asked.survey, asked.wave.instrument.document, now(), None)
        assert (made.number, made.state) == (2, "draft")
    close(asked)
    with pytest.raises(WrongState), transaction():
        waves.keep_open(asked.wave, now(), None)
    assert how_many(SurveyDraft) == 0


def test_a_person_of_a_confidential_wave_has_one_draft_whichever_link_they_use(app):
    asked = make_survey(mode="confidential")
    first, person = asked.links[0], asked.people[0]
    with transaction():
        answering.begin(first, secret(), now())
        answering.save(first, secret(), now(), {"p1": 2}, ("p1",))
        mailed = invitations.add(asked.wave, person, now(), secret()).code
    assert visits.visit(mailed, secret()).draft == {"p1": 2}, "a letter brings no second draft"
    with transaction():
        answering.begin(mailed, secret(), now())
        answering.save(mailed, secret(), now(), {"todo": 4}, ("todo",))
    with transaction():
        (fresh,) = invitations.issue(asked.wave, [person], now(), None, secret())
    assert visits.visit(fresh.code, secret()).draft == {"p1": 2, "todo": 4}
    assert how_many(SurveyDraft) == 1
    with transaction():
        assert answering.send(fresh.code, secret(), now())
    assert how_many(SurveyDraft) == 0
    with transaction():
        other = invitations.add(asked.wave, person, now(), secret()).code
        answering.begin(other, secret(), now())
    assert visits.visit(other, secret()).draft == {"p1": 2, "todo": 4}, "not an empty sheet"


def test_a_draft_that_lay_under_its_link_before_is_still_found_and_sent(app):
    asked = make_survey(mode="confidential")
    link, salt = asked.links[0], sealing.draw()
    words = sealing.seal(b'{"p1":3}', sealing.draft_key(link, salt, secret()))
    with transaction():
        name = sealing.draft_name(link, secret())
        db.session.add(SurveyDraft(name=name, wave_id=asked.wave.id, salt=salt, content=words))
    assert visits.visit(asked.links[0], secret()).draft == {"p1": 3}
    with transaction():
        assert answering.send(asked.links[0], secret(), now())
    assert how_many(SurveyDraft) == 0


@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
def test_a_paper_that_is_typed_in_while_its_person_sends_changes_nothing(app, monkeypatch, mode):
    asked = make_survey(mode=mode)
    respond(asked, 0, ALL)
    # As the other transaction sees it that began before the answers arrived.
    monkeypatch.setattr(invitations, "answered_by", lambda wave: set())
    with transaction():
        assert not typed_answers.enter_paper(asked.wave, asked.people[0], {"p1": 1}, secret())
    assert how_many(SurveyParticipation) == 1
    close(asked)
    assert dataset.of(asked.wave).document["items"]["p1"]["mean"] == 5


def test_a_paper_ends_what_its_person_had_begun_on_a_phone(app):
    asked = make_survey(mode="confidential")
    with transaction():
        answering.begin(asked.links[0], secret(), now())
    with transaction():
        typed_answers.enter_paper(asked.wave, asked.people[0], {"p1": 5}, secret())
        answering.begin(asked.links[0], secret(), now())
    assert visits.visit(asked.links[0], secret()).draft == {"p1": 5}, "what the paper says"


def test_who_only_looks_again_at_what_arrived_loses_nothing_at_the_close(app):
    asked = make_survey(mode="confidential")
    respond(asked, 0, ALL)
    with transaction():
        answering.begin(asked.links[0], secret(), now())
        answering.begin(asked.links[1], secret(), now())
    found = drafts.unsent(asked.wave, secret())
    assert (found.many, found.exact) == (1, True)
    assert found.people == {asked.people[1].id}


def test_drafts_of_an_anonymous_wave_are_counted_as_no_more_people_than_wait(app):
    asked = make_survey(2)
    with transaction():
        further = invitations.add(asked.wave, asked.people[1], now(), secret()).code
        answering.begin(asked.links[1], secret(), now())
        answering.begin(further, secret(), now())
    respond(asked, 0, ALL)
    found = drafts.unsent(asked.wave, secret())
    assert (found.many, found.exact, found.people) == (1, False, frozenset())
