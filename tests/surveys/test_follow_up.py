"""What people wrote becomes what is done: read by somebody, coded, answered, told to who answers next."""

import copy
from datetime import date, timedelta

import feedparser
import pytest
from sqlalchemy import select
from surveyed import SHORT, close, make_survey, respond, secret

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.models import Answer, Comment, CommentReview
from smd_workshop.surveys import waves
from smd_workshop.surveys.answers import open_links, typed_answers
from smd_workshop.surveys.comments import alike, comments
from smd_workshop.surveys.comments.comments import Read
from smd_workshop.surveys.figures import dataset, figures
from smd_workshop.surveys.results import facts, followed_up, recommendations, summaries
from smd_workshop.surveys.results.followed import CommentFacts
from smd_workshop.surveys.results.recommendations import Proposal

WRITTEN = (
    "La balanza tiene mucha cola por las mañanas",
    "Mucha cola en la balanza los lunes",
    "Buena atención del personal",
)
TODAY = date(2024, 3, 1)


def counted(mode="anonymous", people=6, written=WRITTEN, *, computed=True):
    """A closed wave in which the first people wrote something."""
    asked = make_survey(people, mode)
    for place in range(people):
        said = {"comentario": written[place]} if place < len(written) else {}
        respond(asked, place, {"p1": 5, "p2": 4 + place % 2, "recomienda": 9} | said)
    close(asked, count=computed)
    return asked


def read(wave, text):
    return next(each for each in comments.of_wave(wave) if text in each.comment.text)


def add(wave, **changed):
    proposal = Proposal(
        **{"text": "Ampliar el turno", "unit": "DOI", "due": TODAY, "said": "Hay cola"} | changed
    )
    with transaction():
        return recommendations.add(wave, proposal, now(), None)


def test_what_comes_of_a_survey_is_news_once_anybody_can_read_it(app):
    asked = counted()
    made = add(asked.wave)
    anybody = app.test_client()

    def told():
        return [
            each.title
            for each in feedparser.parse(anybody.get("/p/zed/feed.atom?lang=en").data).entries
        ]

    with transaction():
        figures.publish(asked.wave, "headline", "AEI.01", now(), None)
        recommendations.follow(made, "done", now(), None, did="Se amplió", evidence="Acta 4")
    assert told() == [f"Figure of a survey published: AEI.01 · {asked.wave.year}"]
    with transaction():
        summaries.approve(asked.wave, now(), None)
    first = f"Results of a survey published: {asked.survey.name} · {asked.wave.name}"
    assert {first, "Done, as was recommended: Ampliar el turno"} < set(told())
    assert first in anybody.get("/?lang=en").text
    with transaction():
        recommendations.follow(made, "done", now(), None, did="Se amplió", evidence="Acta 5")
    assert told().count("Done, as was recommended: Ampliar el turno") == 1


@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
def test_after_the_close_nothing_leads_from_a_comment_to_the_ratings_of_who_wrote_it(app, mode):
    counted(mode)
    assert {row.text for row in db.session.scalars(select(Comment))} == set(WRITTEN)
    assert "comentario" not in set(db.session.scalars(select(Answer.item_code)))
    assert set(Comment.__table__.columns.keys()) == {"id", "wave_id", "item_code", "text"}


@pytest.mark.parametrize("computed", [True, False])
def test_of_few_people_no_comment_is_shown(app, computed):
    """Nor before the figures are computed: they never are where fewer people are said to exist than answered."""
    asked = counted(people=4, computed=computed)
    assert comments.of_wave(asked.wave) == []


def test_what_was_decided_of_a_comment_is_what_others_read(app):
    asked = counted()
    with transaction():
        code = comments.add_code(asked.survey, "Balanza", now(), None)
        first = read(asked.wave, "mañanas").comment
        comments.review(
            asked.wave, first, "public", now(), None, paraphrase="Hay cola", codes=[code.id]
        )
        comments.review(asked.wave, read(asked.wave, "lunes").comment, "internal", now(), None)
        comments.review(asked.wave, read(asked.wave, "atención").comment, "deleted", now(), None)
    told = followed_up.of(asked.wave, TODAY, "es-PE")
    assert told.comments == (CommentFacts("¿Qué falta?", (("Hay cola", 1),)),)
    assert told.codes == (("Balanza", 1),)
    assert len(comments.of_wave(asked.wave)) == 2 and comments.deleted(asked.wave) == 1


@pytest.mark.parametrize(("second", "said"), [(5, ["¿Qué falta?", "¿Y qué gustó?"]), (4, [""])])
def test_public_comments_stand_under_their_questions_unless_few_wrote_to_one(app, second, said):
    two = copy.deepcopy(SHORT)
    asks = {"type": "short_text", "code": "gusto", "text": {"es-PE": "¿Y qué gustó?"}}
    two["pages"][1]["questions"].append(asks)
    asked = make_survey(6, document=two)
    for place in range(6):
        liked = {"gusto": f"Trato {place}"} if place < second else {}
        respond(asked, place, {"p1": 5, "comentario": f"Falta {place}"} | liked)
    close(asked)
    with transaction():
        for text in ("Trato 1", "Falta 2"):
            comment = read(asked.wave, text).comment
            comments.review(asked.wave, comment, "public", now(), None)
    told = followed_up.of(asked.wave, TODAY, "es-PE").comments
    assert [of.question for of in told] == said
    assert {word for of in told for word, _many in of.words} == {"Trato 1", "Falta 2"}
    assert not said[0] or told[0].words == (("Falta 2", 1),)


def test_a_code_is_suggested_where_a_comment_that_has_it_says_nearly_the_same_and_nobody_has_decided(
    app,
):
    asked = counted()
    with transaction():
        queue = comments.add_code(asked.survey, "Colas", now(), None)
        comments.add_code(asked.survey, "Precios", now(), None)
        first = read(asked.wave, "mañanas").comment
        comments.review(asked.wave, first, "internal", now(), None, codes=[queue.id])
    every = comments.of_wave(asked.wave)
    likely = comments.suggested(asked.survey, every)
    monday = read(asked.wave, "lunes")
    assert [code.name for code in likely[monday.comment.id]] == ["Colas"] and monday.codes == ()
    assert likely[read(asked.wave, "atención").comment.id] == ()
    assert first.id not in likely, "somebody decided"


def test_texts_are_compared_where_a_page_suggests_and_nowhere_else(app, monkeypatch):
    """With 2,000 comments each look at them took five seconds: in a report, and at every save of a coder."""
    asked = counted()
    with transaction():
        queue = comments.add_code(asked.survey, "Colas", now(), None)
        first = read(asked.wave, "mañanas").comment
        comments.review(asked.wave, first, "public", now(), None, codes=[queue.id])

    def compared(*_of):
        raise AssertionError("compared")

    monkeypatch.setattr(comments.Likely, "codes", compared)
    assert followed_up.of(asked.wave, TODAY, "es-PE").codes
    with transaction():
        seen = {
            each.comment.id: (each.decided.mark, each.decided)
            for each in comments.of_wave(asked.wave)
        }
        comments.review_all(asked.wave, seen, now(), None)
    with pytest.raises(AssertionError):
        comments.suggested(asked.survey, comments.of_wave(asked.wave))


def test_a_deleted_comment_does_not_come_back_and_that_of_another_wave_is_not_found(app):
    asked = counted()
    written = read(asked.wave, "lunes").comment
    with transaction():
        comments.review(asked.wave, written, "deleted", now(), None)
    with pytest.raises(WrongState):
        comments.review(asked.wave, written, "public", now(), None)
    with pytest.raises(NotFound):
        comments.find(asked.wave, "0" * 32)


def test_the_codebook_holds_each_entry_once(app):
    asked = counted()
    with transaction():
        comments.add_code(asked.survey, "Colas", now(), None)
    for name in ("colas", " ", "x" * 121):
        with pytest.raises(Invalid), transaction():
            comments.add_code(asked.survey, name, now(), None)


def test_a_recommendation_answers_the_comments_that_were_coded_so(app):
    asked = counted()
    with transaction():
        code = comments.add_code(asked.survey, "Colas", now(), None)
        for word in ("mañanas", "lunes"):
            comments.review(
                asked.wave, read(asked.wave, word).comment, "internal", now(), None, codes=[code.id]
            )
        db.session.flush()
        made = recommendations.add(
            asked.wave, Proposal("Turno", "DOI", TODAY), now(), None, [code.id]
        )
    assert recommendations.answered(made) == 2


def test_done_says_what_was_done_and_where_it_is_seen_and_each_step_stays(app):
    made = add(counted().wave)
    for state, did, evidence in (
        ("done", "", "acta"),
        ("done", "Se amplió", ""),
        ("cancelled", "", ""),
        ("pending", "", ""),
    ):
        with pytest.raises((Invalid, WrongState)), transaction():
            recommendations.follow(made, state, now(), None, did=did, evidence=evidence)
    with transaction():
        recommendations.follow(made, "in_progress", now(), None)
    with transaction():
        recommendations.follow(made, "done", now(), None, did="Se amplió", evidence="Acta 4")
    assert [step.state for step in made.steps] == ["pending", "in_progress", "done"]
    assert (made.did, made.evidence) == ("Se amplió", "Acta 4")


def test_what_is_overdue_stands_first_until_it_is_done(app):
    asked = counted()
    later, late = (
        add(asked.wave, due=TODAY + timedelta(days=1)),
        add(asked.wave, due=TODAY - timedelta(days=1)),
    )
    assert recommendations.of_survey(asked.survey, TODAY) == [late, later]
    assert [recommendations.is_overdue(each, TODAY) for each in (late, later)] == [True, False]
    with transaction():
        recommendations.follow(late, "done", now(), None, did="Hecho", evidence="Acta")
    assert recommendations.of_survey(asked.survey, TODAY) == [later, late]


def test_the_next_wave_tells_what_was_said_and_done_and_keeps_what_is_internal(app):
    asked = counted()
    told = add(asked.wave)
    add(asked.wave, said="")
    with transaction():
        terms = waves.Terms("2024", 2024, "anonymous", population=6)
        following = waves.create(asked.survey, asked.wave.instrument, terms, now(), None)
    assert recommendations.told_in(following) == [told]
    assert recommendations.told_in(asked.wave) == []
    with transaction():
        waves.open_wave(following, now(), None)
        code = open_links.make(following, open_links.PUBLIC, "Feria", None, now(), None).code
    page = app.test_client().get(f"/q/{code}")
    assert page.status_code == 200
    assert told.said in page.text, "told to who comes by a link for anybody, too"


def test_a_wave_that_is_open_has_no_recommendations_and_one_without_what_or_who_is_none(app):
    with pytest.raises(WrongState):
        add(make_survey().wave)


def followed_by_another(asked):
    """The closed wave of a year later, entered from paper."""
    with transaction():
        terms = waves.Terms("2024", 2024, "anonymous", population=6)
        following = waves.create(asked.survey, asked.wave.instrument, terms, now(), None)
        waves.open_wave(following, now(), None)
    with transaction():
        for person in asked.people:
            typed_answers.enter_paper(following, person, {"p1": 5, "p2": 5}, secret())
    asked.wave = following
    close(asked)
    return following


def test_the_facts_of_a_wave_compare_it_with_the_one_before_on_the_same_scale(app):
    asked = counted()
    assert facts.facts(asked.wave, "es-PE").change is None
    following = followed_by_another(asked)
    told = facts.facts(following, "es-PE")
    assert [each.name for each in told.earlier] == ["2023"]
    before, after = (
        dataset.of(each).document["headline"] for each in (asked.survey.waves[0], following)
    )
    change = told.change["headline"]["difference"]
    assert change == pytest.approx(
        after["numerator"] / after["denominator"] - before["numerator"] / before["denominator"]
    )
    assert told.origin.channels == {"paper": 6}


def test_a_summary_is_public_once_it_is_approved_and_not_of_few_people(app):
    asked = counted()
    process = asked.survey.process
    with pytest.raises(NotFound):
        summaries.find(process, asked.survey.code, 1)
    with transaction():
        summaries.approve(asked.wave, now(), None)
    with transaction():
        summaries.approve(asked.wave, now(), None)
    assert summaries.find(process, asked.survey.code, 1) == asked.wave


def test_the_public_summary_tells_of_earlier_waves_only_what_was_approved_of_them(app, client):
    asked = counted()
    first = asked.wave
    following = followed_by_another(asked)
    with transaction():
        summaries.approve(following, now(), None)
    page = f"/p/zed/surveys/{asked.survey.code}/2?lang=en"
    assert "Wave by wave" not in client.get(page).text
    assert facts.facts(following, "es-PE").change is not None, "staff compare all waves"
    with transaction():
        summaries.approve(first, now(), None)
    assert "Wave by wave" in client.get(page).text


def test_the_summary_of_few_people_is_never_public(app):
    with pytest.raises(WrongState):
        summaries.approve(counted(people=4).wave, now(), None)


def test_what_staff_say_alike_of_different_words_is_not_said_to_be_written_so_often():
    def read(text, paraphrase=""):
        return Read(Comment(text=text), CommentReview(state="public", paraphrase=paraphrase), ())

    told = [read("Más orden"), read("mas  orden"), read("Ana no viene", "Falta personal")]
    told += [read("Luis tampoco", "Falta personal"), read("luis tampoco", "Falta personal")]
    assert alike.counted(told) == (("Más orden", 2), ("Falta personal", 1), ("Falta personal", 2))
