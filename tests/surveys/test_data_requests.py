"""What people may ask of their data: met in time, by who has it, and told in the journal without their data."""

import json
import sqlite3
from contextlib import closing as closed_after
from datetime import date, timedelta

import pytest
from application import new_app, new_database
from each_case import each_case
from flask_babel import force_locale, gettext, ngettext
from instruments import asked as question
from instruments import instrument, options
from sqlalchemy import select
from staff import administrator
from surveyed import ask_for, close, make_survey, respond, secret, today, write_letters

from reports.surveys import survey as paper
from smd_workshop.core.caching import clear_all
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, WrongState
from smd_workshop.database import db, forget_deleted, transaction
from smd_workshop.models import (
    Answer,
    Erasure,
    Journal,
    Letter,
    Respondent,
    Response,
    SurveyDraft,
    SurveyParticipation,
    SurveyResult,
    WaveMember,
)
from smd_workshop.surveys import closing
from smd_workshop.surveys.answers import answering, questionnaire, responses, typed_answers, visits
from smd_workshop.surveys.figures import dataset, groups, question_facts, rates
from smd_workshop.surveys.personal_data import data_requests, erasing, person_data
from smd_workshop.surveys.respondents import roll, turnout
from smd_workshop.surveys.results import facts, followed_up

#: A question that no dimension holds beside one that is rated.
SPARE = instrument(
    question("likert", "p1", scale="acuerdo", dimension="trato"),
    question("single", "canal", options=options("web", "radio")),
    dimensions=[{"code": "trato", "name": {"es-PE": "Trato"}}],
)
FRIDAY = date(2026, 11, 27)
WHISPER = "susurro-de-la-persona"


def erase(request):
    with transaction():
        erasing.erase(request, today(), now(), None, secret())


def kept_of(person):
    return person_data.document(person, now(), secret())


@each_case(
    ("days", "due"), [(0, FRIDAY), (1, date(2026, 11, 30)), (10, date(2026, 12, 11)), (20, date(2026, 12, 25))]
)  # fmt: skip
def test_a_term_is_counted_in_working_days_so_that_nothing_is_answered_late(days, due):
    assert data_requests.due(FRIDAY, days) == due


def test_what_is_due_first_stands_first_and_only_what_waits_is_overdue(app):
    asked = make_survey(2, "confidential")
    access, deletion = ask_for(asked, "access"), ask_for(asked, "deletion")
    assert [r.number for r in data_requests.of_survey(asked.survey)] == [2, 1]
    late = access.due_on + timedelta(days=1)
    assert access.is_overdue(late) and not access.is_overdue(access.due_on)
    with transaction():
        data_requests.finish(deletion, "refused", "No es la persona", today(), now(), None)
    assert not deletion.is_overdue(late)
    assert [r.number for r in data_requests.of_survey(asked.survey)] == [1, 2]
    with pytest.raises(WrongState), transaction():
        data_requests.finish(deletion, "met", "Otra vez", today(), now(), None)


def test_a_request_from_tomorrow_is_a_mistake_of_the_keyboard(app):
    asked = make_survey(1, "confidential")
    tomorrow = data_requests.Asked("access", "Rosa", today() + timedelta(days=1))
    with pytest.raises(Invalid), transaction():
        data_requests.add(asked.survey, tomorrow, {"access": 20}, today(), now(), None)


def test_access_shows_all_that_is_kept_and_says_what_nobody_can_find(app):
    asked = make_survey(6, "confidential")
    write_letters(asked)
    assert respond(asked, 0, {"p1": 4, "p2": 2, "comentario": WHISPER})
    (wave,) = kept_of(asked.people[0])["waves"]
    assert [(a["code"], a["answer"], a["in_words"]) for a in wave["answers"]] == [
        ("p1", 4, "Conforme"), ("p2", 2, "Poco"), ("comentario", WHISPER, WHISPER),
    ]  # fmt: skip
    assert wave["letters"][0]["address"] == "01@zed.example"
    assert wave["consent_sha256"] == asked.wave.consent_sha256 != ""
    with transaction():  # somebody else, half-way
        answering.begin(asked.links[1], secret(), now())
        answering.save(asked.links[1], secret(), now(), {"p1": 1}, ("p1",))
    (half,) = kept_of(asked.people[1])["waves"]
    assert half["answers"] is None and half["unsent"][0]["answer"] == 1
    close(asked)
    (wave,) = kept_of(asked.people[0])["waves"]
    assert wave["not_found"] == [person_data.CUT_LOOSE]
    assert WHISPER not in json.dumps(wave)


def test_of_an_anonymous_wave_it_says_that_nothing_can_be_found(app):
    asked = make_survey(6)
    assert respond(asked, 0, {"p1": 4, "comentario": WHISPER})
    for _ in range(2):  # while it is open, and when it is closed
        (wave,) = kept_of(asked.people[0])["waves"]
        assert wave["took_part"] and wave["answers"] is None
        assert wave["not_found"] == [person_data.ANONYMOUS]
        if asked.wave.state == "open":
            close(asked)


def test_a_table_of_two_columns_has_every_value_of_the_document(app):
    asked = make_survey(6, "confidential")
    respond(asked, 0, {"p1": 4})
    rows = dict(person_data.rows(kept_of(asked.people[0])))
    assert rows["person/name"] == "Usuario 01"
    assert rows["waves/1/answers/p1/in_words"] == "Conforme"


def test_before_the_close_deletion_leaves_nothing_and_nobody_is_missing_in_the_figures(app):
    asked = make_survey(7, "confidential")
    write_letters(asked)
    for place in range(6):
        respond(asked, place, {"p1": 5})
    gone = asked.people[0]
    with transaction():
        answering.begin(asked.links[0], secret(), now())  # they are changing something
    erase(ask_for(asked, "deletion", gone))
    assert db.session.scalars(select(SurveyDraft.name)).all() == []
    assert len(db.session.scalars(select(Response.id)).all()) == 5
    assert gone.id not in {
        p.respondent.respondent_id for p in turnout.turnout(asked.wave, now()).people
    }
    assert turnout.turnout(asked.wave, now()).answered == 5
    assert turnout.turnout(asked.wave, now()).withdrawn == 1
    close(asked)
    assert dataset.of(asked.wave).document["n"] == 5
    assert erasing.removed(asked.wave).many == 0
    became = rates.of(asked.wave)
    assert (became.asked, became.not_invited, became.broken_off, became.silent) == (7, 0, 6, 1), (
        "who was invited and left belongs to those who were asked; all others sent less than half"
    )
    erase(ask_for(asked, "deletion", asked.people[6]))  # of the roll, and never answered
    assert rates.of(asked.wave) == became, "a figure of a closed wave stays what it was"
    told = administrator(app).get(f"/f/zed/surveys/{asked.survey.code}/waves/1?lang=en").text
    assert "1 person who was invited had all that was kept of them removed" in told


def test_after_the_close_figures_and_digest_stay_and_the_result_says_how_many_went(app):
    asked = make_survey(8, "confidential")
    for place in range(7):
        respond(asked, place, {"p1": 1 + place % 5, "p2": 3})
    close(asked)
    before = dict(dataset.of(asked.wave).document), dataset.of(asked.wave).dataset_sha256
    erase(ask_for(asked, "deletion", asked.people[0]))
    assert (dict(dataset.of(asked.wave).document), dataset.of(asked.wave).dataset_sha256) == before
    assert dataset.people(asked.wave) == 6
    told = facts.facts(asked.wave, "es-PE")
    assert (told.origin.removed.many, told.origin.removed.counted, told.figures["n"]) == (1, 1, 7)
    staff = administrator(app).get(f"/f/zed/surveys/{asked.survey.code}/waves/1/results?lang=en")
    rests = "they rest on the answers of 7 people, of which those of 6 are left"
    assert " ".join(staff.text.split()).count(rests) == 2, (
        "how it was counted, and beside the files"
    )
    with force_locale("en"):
        printed = paper.html(
            told, followed_up.of(asked.wave, today(), "es-PE"),
            gettext=gettext, ngettext=ngettext, language="en",
        )  # fmt: skip
    assert rests in " ".join(printed.split())
    assert len(roll.of(asked.wave)) == 8, "that somebody was asked stays, as a number"
    assert len(db.session.scalars(select(SurveyParticipation.id)).all()) == 7
    (gone,) = db.session.scalars(select(WaveMember).where(WaveMember.name == ""))
    assert gone.attributes == {} and "01" not in gone.code
    with pytest.raises(WrongState):
        erase(ask_for(asked, "deletion", asked.people[0]))


def test_answers_that_were_never_counted_are_not_called_counted(app):
    asked = make_survey(8, "confidential")
    for place in range(6):
        respond(asked, place, {"p1": 5})
    close(asked, count=False)
    erase(ask_for(asked, "deletion", asked.people[0]))
    assert erasing.removed(asked.wave) == erasing.Removed(1, 0)


def test_the_journal_tells_of_requests_without_who_asked_or_whose_data_it_is(app):
    asked = make_survey(6, "confidential")
    respond(asked, 0, {"p1": 5})
    erase(ask_for(asked, "deletion", asked.people[0], wanted="Borren lo de Rosa"))
    with transaction():
        data_requests.finish(
            data_requests.find(asked.survey, 1), "met", "Se borró a Rosa", today(), now(), None
        )
    rows = db.session.scalars(select(Journal).where(Journal.verb.contains("data request"))).all()
    told = json.dumps([[r.verb, r.detail] for r in db.session.scalars(select(Journal))])
    assert {r.verb for r in rows} == {"receive data request", "answer data request"}
    assert not [word for word in ("Rosa", "Usuario 01", "01@") if word in told]


def test_a_note_stands_beside_frozen_answers_and_changes_no_figure(app):
    asked = make_survey(6, "confidential")
    for place in range(6):
        respond(asked, place, {"p1": 5})
    request = ask_for(asked, "rectification", asked.people[0])
    with pytest.raises(WrongState), transaction():
        data_requests.note(request, asked.wave, "Era 4", now(), None)  # not frozen: correct it
    close(asked)
    digest = dataset.of(asked.wave).dataset_sha256
    with transaction():
        data_requests.note(request, asked.wave, "Era 4", now(), None)
    bare = dataset.figures(dataset.document(asked.wave))["input_sha256"]
    assert dataset.known_as(dataset.of(asked.wave).document, bare)["input_sha256"] == digest
    assert facts.facts(asked.wave, "es-PE").origin.notes == 1
    (wave,) = kept_of(asked.people[0])["waves"]
    assert wave["notes"][0]["text"] == "Era 4"


def test_answers_are_put_right_before_the_close_and_by_nobody_after_it(app):
    asked = make_survey(6, "confidential")
    respond(asked, 0, {"p1": 5, "p2": 1, "comentario": "falta"})
    seen = questionnaire.mark(responses.kept_of(asked.wave, asked.people[0]))
    with transaction():
        typed_answers.correct(asked.wave, asked.people[0], {"p1": 2}, now(), None, seen=seen)
    assert responses.kept_of(asked.wave, asked.people[0]) == {"p1": 2}
    with pytest.raises(typed_answers.Overtaken), transaction():  # they sent others meanwhile
        typed_answers.correct(asked.wave, asked.people[0], {"p1": 1}, now(), None, seen=seen)
    with pytest.raises(WrongState), transaction():
        typed_answers.correct(asked.wave, asked.people[1], {"p1": 2}, now(), None, seen=seen)
    close(asked)
    with pytest.raises(visits.Over), transaction():
        typed_answers.correct(asked.wave, asked.people[0], {"p1": 3}, now(), None, seen=seen)


def test_no_note_stands_where_nobody_answered_nor_after_its_person_was_removed(app):
    asked = make_survey(6, "confidential")
    respond(asked, 0, {"p1": 5})
    close(asked)
    of_nothing = ask_for(asked, "rectification", asked.people[1])
    of_somebody = ask_for(asked, "rectification", asked.people[0])
    removal = ask_for(asked, "deletion", asked.people[0])
    with transaction():
        erasing.erase(removal, today(), now(), None, secret())
    for request in (of_nothing, of_somebody):
        with pytest.raises(WrongState), transaction():
            data_requests.note(request, asked.wave, "Soy Rosa Choque", now(), None)
    assert data_requests.notes(asked.wave) == 0


@pytest.mark.parametrize("vacuum", [False, True])
@pytest.mark.parametrize("ended", [False, True])
def test_nothing_in_the_files_of_the_database_tells_who_was_removed(
    request, tmp_path, vacuum, ended
):
    url = tmp_path / "test.sqlite"
    with new_database(request, tmp_path, "sqlite") as address, new_app(address, tmp_path):
        asked = make_survey(6, "confidential")
        with transaction():
            asked.people[0].name, asked.people[0].code = "Rosa-Choque-Mamani", "RUC-10412345678"
            asked.people[0].phone, asked.people[0].attributes = (
                "51987654321",
                {"Rubro": "sastre-unica"},
            )
        write_letters(asked)
        with transaction():
            for letter in db.session.scalars(select(Letter)):
                letter.address = letter.address.replace("01@", "rosa-choque@")
        respond(asked, 0, {"p1": 5, "comentario": "" if ended else WHISPER})
        for place in range(1, 6):
            respond(asked, place, {"p1": 5})
        if ended:
            close(asked)
        erase(ask_for(asked, "deletion", asked.people[0]))
        assert forget_deleted(people=True)
        db.session.rollback()
        if vacuum:
            with closed_after(sqlite3.connect(url)) as there:
                there.execute("VACUUM")
                there.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        log = url.with_name(url.name + "-wal")
        content = url.read_bytes() + (log.read_bytes() if log.exists() else b"")
        told = (
            b"Rosa-Choque-Mamani",
            b"10412345678",
            b"51987654321",
            b"sastre-unica",
            b"rosa-choque@",
            WHISPER.encode(),
        )
        assert [word for word in told if word in content] == []
        assert (
            db.session.scalars(
                select(Answer.response_id).where(Answer.value == json.dumps(WHISPER))
            ).all()
            == []
        )
        assert bool(db.session.scalars(select(Erasure.id)).all()) is ended
        assert ended is bool(db.session.scalars(select(SurveyResult.wave_id)).all())


@pytest.mark.parametrize("stored", [True, False])
def test_no_figure_is_counted_again_without_the_person_who_asked_to_be_forgotten(
    app, monkeypatch, stored
):
    """Of a wave from before questions and groups were stored: two pages would differ by that person's answers."""
    asked = make_survey(12, "confidential", document=SPARE)
    for place in range(12):
        respond(asked, place, {"p1": 5, "canal": "web" if place else "radio"})
    if not stored:
        monkeypatch.setattr(closing, "store", lambda counted: db.session.add(counted.result))
    close(asked)
    wave = asked.wave

    def told():
        found = groups.attributes(wave, "es-PE")
        return question_facts.shown(wave), groups.tables(wave, found)

    before = told()
    assert before[0]["canal"]["options"]["radio"]["k"] == 1
    assert before[1]
    person = db.session.scalars(
        select(WaveMember.respondent_id).where(
            WaveMember.wave_id == wave.id, WaveMember.code == "01"
        )
    ).one()
    erase(ask_for(asked, "deletion", db.session.get(Respondent, person)))
    clear_all()
    assert told() == (before if stored else ({}, None))
