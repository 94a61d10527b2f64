"""A wave is closed and counted while a few responses are held: the same figures to the last digit, and nobody's twice."""

import random
import tracemalloc

import pytest
from depth import cases
from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value
from surveyed import ask_for, close, make_survey, respond, secret, today

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid
from smd_workshop.database import db, transaction
from smd_workshop.library.documents import canonical_json
from smd_workshop.library.survey import answers
from smd_workshop.making import wave_figures
from smd_workshop.models import Comment, Response
from smd_workshop.surveys import closing, retention, waves
from smd_workshop.surveys.answers import questionnaire, responses
from smd_workshop.surveys.figures import dataset, groups, sorted_texts
from smd_workshop.surveys.personal_data import erasing

pytestmark = pytest.mark.on_both


@pytest.fixture
def small(monkeypatch):
    """Parts so small that a wave of a dozen has several."""
    monkeypatch.setattr(sorted_texts, "RUN", 4)
    monkeypatch.setattr(closing, "AT_A_TIME", 3)
    monkeypatch.setattr(dataset, "ROWS", 5)


def drawn(draw, n):
    said = {"p1": draw.randint(1, 5), "recomienda": draw.randint(0, 10)}
    said |= {code: draw.choice([None, 1, 4, 5]) for code in ("p2", "p3") if draw.random() < 0.8}
    return said | ({"comentario": f"«{n}»\nsusurro ñ"} if n % 3 else {})


def wave_of(mode, many, seed):
    """A closed wave that is not counted yet, and what each of its people had answered."""
    draw = random.Random(seed)
    asked = make_survey(many, mode=mode, population=None)
    given = [drawn(draw, place) for place in range(many)]
    for place, said in enumerate(given):
        respond(asked, place, said)
    close(asked, count=False)
    return asked, given


def gathered(many, seed=1, process=None, by_open_link=0.0):
    """A closed wave of so many people, some of whom came by a link for anybody; not counted."""
    asked = make_survey(0, population=None, state="draft", process=process)
    draw = random.Random(seed)
    rows = [questionnaire.stored_all(drawn(draw, n)) for n in range(many)]
    for row in rows:
        row[responses.BY_OPEN_LINK] = draw.random() < by_open_link
    with transaction():
        waves.open_wave(asked.wave, now(), None)
        db.session.flush()
        closing.write_unnamed(asked.wave, rows)
        asked.wave.seal, asked.wave.state = None, "closed"
        asked.wave.closed_at = asked.wave.roll_at = now()
    return asked.wave


@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
@pytest.mark.parametrize("many", [pytest.param(1, marks=pytest.mark.far), 4, 13])
def test_the_figures_are_those_of_the_document_that_holds_all(app, small, mode, many):
    asked, given = wave_of(mode, many, many)
    whole = dataset.figures(dataset.document(asked.wave))
    assert canonical_json(dataset.counted(asked.wave)) == canonical_json(whole)
    words = sorted(each["comentario"] for each in given if "comentario" in each)
    assert sorted(db.session.scalars(select(Comment.text))) == words


@pytest.mark.parametrize("share", [0.3, pytest.param(1.0, marks=pytest.mark.far)])
def test_so_are_those_of_who_came_by_a_link_for_anybody(app, small, share):
    wave = gathered(17, by_open_link=share)
    counted = dataset.counted(wave)
    assert canonical_json(counted) == canonical_json(dataset.figures(dataset.document(wave)))
    assert ("open" in counted) is True


def test_of_nobody_there_are_the_figures_of_an_empty_document(app):
    asked, _given = wave_of("anonymous", 0, 1)
    assert dataset.counted(asked.wave) == dataset.figures(dataset.document(asked.wave))


@pytest.mark.parametrize("many", [0, 1, 3, 4, 5, 40])
def test_texts_come_in_order_however_many(monkeypatch, many):
    monkeypatch.setattr(sorted_texts, "RUN", 4)
    draw = random.Random(many)
    texts = [
        canonical_json({draw.choice("aáz€😀"): draw.randint(0, 9) for _ in range(3)})
        for _ in range(many)
    ]
    with sorted_texts.in_order(texts) as found:
        assert list(found) == sorted(texts)


def test_nothing_that_lies_beside_a_comment_leads_to_its_answers(app, small):
    """Nine people answer, each with words: their responses and their words lie in two orders of chance."""
    asked = make_survey(9)
    for place in range(9):
        respond(asked, place, {"p1": 5, "recomienda": place, "comentario": str(place)})
    calls, shuffle = [], closing.secrets.SystemRandom.shuffle
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            closing.secrets.SystemRandom,
            "shuffle",
            lambda self, x: calls.append(len(x)) or shuffle(self, x),
        )
        close(asked)
    assert calls == [9, 9], "once for the answers, once for each question in words"
    assert len(set(db.session.scalars(select(Response.id)))) == 9


def test_answers_that_went_while_figures_were_computed_are_in_none(app, monkeypatch):
    asked, _given = wave_of("confidential", 7, 7)
    person, real, turns = asked.people[0], groups.counted, []

    def while_it_counts(wave, figures):
        found = real(wave, figures)
        turns.append(figures["n"])
        if len(turns) == 1:
            request = ask_for(asked, "deletion", person)
            with transaction():
                erasing.erase(request, today(), now(), None, secret())
        return found

    monkeypatch.setattr(groups, "counted", while_it_counts)
    wave_figures.count(asked.wave)
    assert turns == [7, 6]
    result = dataset.of(asked.wave)
    assert result.document["n"] == 6
    recounted = dataset.figures(dataset.document(asked.wave))
    salted = recounted | {dataset.SALT: result.document[dataset.SALT]}
    assert result.document == dataset.known_as(salted, recounted["input_sha256"])
    assert erasing.removed(asked.wave) == erasing.Removed(1, 0), "no figure had counted it"


def test_names_that_went_while_figures_were_computed_are_seen_too(app, monkeypatch):
    asked, _given = wave_of("confidential", 7, 7)
    counted = closing.count(asked.wave, now())
    with transaction():
        assert retention.anonymise(asked.wave, now(), None)
    with transaction():
        assert not closing.store(counted)
    assert dataset.of(asked.wave) is None


def test_more_people_than_there_are_is_said_as_before(app):
    asked, _given = wave_of("anonymous", 3, 3)
    set_committed_value(asked.wave, "population", 2)
    for way in (dataset.counted, dataset.document):
        with pytest.raises(Invalid, match="than there are"):
            way(asked.wave)
    db.session.rollback()


@pytest.mark.slow
@pytest.mark.far
def test_three_times_as_many_answers_are_counted_in_as_much_memory(app, monkeypatch):
    block = cases(200, 500)
    monkeypatch.setattr(sorted_texts, "RUN", block)
    monkeypatch.setattr(answers, "BLOCK", block)
    taken, process = [], None
    for many in (8 * block, 24 * block):  # as different as people may be, both
        wave = gathered(many, process=process)
        process = wave.survey.process
        dataset.counted(wave)  # what is read once for all
        tracemalloc.start()
        dataset.counted(wave)
        taken.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert taken[1] < 1.25 * taken[0], taken
