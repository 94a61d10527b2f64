"""Answers by a link that anybody can use are counted apart, in both modes, and never as part of who was asked."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from surveyed import SHORT, close, make_survey, respond, secret

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, NotAllowed, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.library.documents import canonical_json
from smd_workshop.library.survey import disclosure
from smd_workshop.library.survey.files import recount_content
from smd_workshop.models import Invitation, OpenLink, Response, SurveyDraft
from smd_workshop.surveys import waves
from smd_workshop.surveys.answers import answering, open_links, visits
from smd_workshop.surveys.figures import dataset, figures
from smd_workshop.surveys.respondents.turnout import turnout
from smd_workshop.surveys.results import exports, facts

SATISFIED = {"p1": 5, "p2": 5, "p3": 5, "todo": 5}
NOT = {"p1": 1, "p2": 1, "p3": 1, "todo": 1}
MODES = pytest.mark.parametrize("mode", ["anonymous", "confidential"])


def open_link(asked, kind=open_links.PUBLIC, name="Feria", expires_at=None):
    with transaction():
        return open_links.make(asked.wave, kind, name, expires_at, now(), None)


def answer_by(asked, link, answers):
    """Somebody who comes by a link for anybody answers, as the pages do; the code of their own link."""
    with transaction():
        code = open_links.begin(link, now(), secret())
    with transaction():
        answering.save(code, secret(), now(), answers, tuple(answers))
    with transaction():
        assert answering.send(code, secret(), now())
    return code


@MODES
def test_a_census_stays_one_and_who_came_by_the_link_is_counted_apart(app, mode):
    asked = make_survey(mode=mode)
    for place in range(6):
        respond(asked, place, SATISFIED)
    poster, counter = open_link(asked), open_link(asked, open_links.KIOSK, "Mostrador")
    for link in [poster] * 5 + [counter]:
        answer_by(asked, link, NOT)
    at = turnout(asked.wave, now())
    assert (at.answered, at.by_open_links, at.invited) == (6, 6, 6)
    assert open_links.arrived(asked.wave) == {poster.id: 5, counter.id: 1}
    close(asked)
    found = dataset.of(asked.wave).document
    assert (found["n"], found["sampling"]) == (6, "census")
    assert found["headline"]["share"] == 1.0
    beside = found["open"]
    assert (beside["n"], beside["population"], beside["headline"]["share"]) == (6, None, 0.0)
    assert beside["sampling"] == "who chose to answer"
    assert beside["bounds"] is None, "nobody is missing of nobody knows how many"
    assert beside["headline"]["interval"][1] > 0, (
        "a margin as of a sample of many, never of a census"
    )
    told = facts.facts(asked.wave, "es-PE")
    assert told.origin.channels == {"link": 6, "open": 5, "kiosk": 1}
    assert (told.apart["n"], told.self_selected, told.by_open_links) == (6, False, 6)


@MODES
def test_where_nobody_else_answered_the_figures_are_theirs_and_say_so(app, mode):
    asked = make_survey(0, mode=mode, population=13)
    link = open_link(asked)
    for _ in range(14):  # more than there are people in the population
        answer_by(asked, link, SATISFIED)
    close(asked)
    told = facts.facts(asked.wave, "es-PE")
    assert (told.figures["n"], told.figures["population"], told.self_selected) == (14, None, True)
    assert told.figures["response_rate"] is None
    published = figures.candidates(asked.wave)
    assert published and all(each.definition.endswith("; open link") for each in published)


def test_a_definition_says_that_people_came_by_a_link_whatever_the_questionnaire_is_called(app):
    asked = make_survey(0, population=None, document=SHORT | {"code": "c" * 32})
    link = open_link(asked)
    for _ in range(5):
        answer_by(asked, link, SATISFIED)
    close(asked)
    for each in figures.candidates(asked.wave):
        assert each.definition.endswith("c v1; open link"), each.definition
        assert len(each.definition) <= 80


def test_a_file_counts_both_again_and_an_old_file_has_no_second_list(app):
    asked = make_survey(mode="confidential")
    for place in range(6):
        respond(asked, place, SATISFIED)
    close_without = dataset.document(asked.wave)
    assert "open_responses" not in close_without
    link = open_link(asked)
    for _ in range(5):
        answer_by(asked, link, NOT)
    close(asked)
    document = dataset.document(asked.wave)
    assert (len(document["responses"]), len(document["open_responses"])) == (6, 5)
    recounted = recount_content(canonical_json(document).encode())
    kept = dataset.of(asked.wave).document
    salted = {**recounted, dataset.SALT: kept[dataset.SALT]}
    assert kept == dataset.known_as(salted, recounted["input_sha256"])


@MODES
def test_few_of_one_kind_are_hidden_beside_many_of_the_other(app, mode):
    asked = make_survey(mode=mode)
    for place in range(6):
        respond(asked, place, SATISFIED)
    link = open_link(asked)
    for _ in range(4):
        answer_by(asked, link, NOT)
    close(asked)
    told = facts.facts(asked.wave, "es-PE")
    assert not told.shown.nothing
    assert told.apart["n"] == 4
    assert "headline" not in told.apart and "items" not in told.apart
    assert not told.shown.file


def test_single_answers_leave_an_anonymous_wave_only_where_both_kinds_are_many():
    def judged(asked, beside):
        some = {"headline": None, "dimensions": {}, "items": {}, "population": None, "scale": {}}
        result = {"n": asked, **some, "open": {"n": beside, **some}}
        return disclosure.shown(result, {}).file

    assert judged(30, 30)
    assert not judged(30, 29)
    assert not judged(29, 30)


def test_a_table_of_answers_says_of_each_how_it_came(app):
    asked = make_survey(mode="confidential")
    respond(asked, 0, SATISFIED)
    answer_by(asked, open_link(asked), NOT)
    close(asked)
    table = exports.table(asked.wave, "es-PE")
    place = [column.name for column in table.columns].index(exports.ORIGIN)
    assert sorted(row[place] for row in table.rows) == ["enlace para cualquiera", "invitación"]


def test_no_moment_of_who_began_and_nothing_of_who_answered_is_kept(app):
    asked = make_survey()
    link = open_link(asked)
    answer_by(asked, link, SATISFIED)
    (begun,) = db.session.scalars(select(Invitation).where(Invitation.open_link_id == link.id))
    assert (begun.issued_at, begun.respondent_id) == (link.made_at, None)
    assert not db.session.scalars(select(SurveyDraft)).all()
    close(asked)
    (response,) = db.session.scalars(select(Response))
    assert (response.participation_id, response.by_open_link) == (None, True)


def test_a_link_is_taken_back_expires_and_ends_with_the_wave_and_who_began_may_still_send(app):
    asked = make_survey()
    link, short = open_link(asked), open_link(asked, expires_at=now() + timedelta(hours=1))
    with transaction():
        code = open_links.begin(link, now(), secret())
        open_links.revoke(link, now(), None)
    assert isinstance(open_links.refusal(link, now()), visits.Revoked)
    assert open_links.refusal(short, now()) is None
    assert isinstance(open_links.refusal(short, now() + timedelta(hours=2)), visits.Over)
    assert visits.visit(code, secret()).refusal(now()) is None
    with transaction():
        waves.announce_close(asked.wave, now(), None)
    assert isinstance(open_links.refusal(short, now()), visits.Over)
    close(asked)
    with pytest.raises(WrongState), transaction():
        open_links.make(asked.wave, open_links.PUBLIC, "Otra", None, now(), None)


@pytest.mark.parametrize("fields", [{"name": " "}, {"expires_at": now() - timedelta(days=1)}])
def test_a_link_without_a_place_or_that_is_over_is_not_made(app, fields):
    asked = make_survey()
    with pytest.raises(Invalid):
        open_link(asked, **fields)
    assert not db.session.scalars(select(OpenLink)).all()


def test_at_a_counter_what_was_begun_is_erased_and_what_was_sent_is_not_found_again(app):
    asked = make_survey(mode="confidential")
    counter = open_link(asked, open_links.KIOSK)
    with transaction():
        left = open_links.begin(counter, now(), secret())
        answering.save(left, secret(), now(), SATISFIED, tuple(SATISFIED))
    with transaction():
        open_links.start_over(counter, left, secret())
    here = visits.visit(left, secret())
    assert here.draft is None
    assert isinstance(here.refusal(now()), visits.Revoked)
    sent = visits.visit(answer_by(asked, counter, SATISFIED), secret())
    assert not sent.may_change, "the next person would read it"
    with pytest.raises(visits.Used), transaction():
        answering.begin(sent.code, secret(), now())


def test_single_answers_of_few_by_the_link_are_not_handed_out(app):
    asked = make_survey()
    answer_by(asked, open_link(asked), SATISFIED)
    close(asked)
    with pytest.raises(NotAllowed):
        exports.table(asked.wave, "es-PE")
