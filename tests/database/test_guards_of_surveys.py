"""What a survey promised or holds is kept by the database."""

import pytest
from application import new_app, new_database
from builders import NOON
from guarded import run, taken
from on_record import OF_SURVEYS
from sqlalchemy import text
from surveyed import close as close_wave
from surveyed import make_survey, respond

from smd_workshop.database import db, is_sqlite, transaction
from smd_workshop.models import AnswerNote, DataRequest, Erasure, Respondent, WaveImport
from smd_workshop.surveys import waves
from smd_workshop.surveys.answers import typed_answers

#: Of surveys, what lives.
SURVEYS_LIVE = """
    UPDATE wave SET name = 'otra', population = 99, ends_at = opened_at WHERE number = 2
    UPDATE wave SET state = 'closing' WHERE number = 2
    UPDATE wave SET mode = 'confidential', consent = 'otra' WHERE number = 3
    DELETE FROM wave WHERE number = 3
    DELETE FROM envelope WHERE wave_id = 2
    INSERT INTO response (id, wave_id, by_open_link, consent_sha256) VALUES ('x', 2, FALSE, '')
    UPDATE respondent SET active = FALSE WHERE erased_at IS NULL
    UPDATE data_request SET did = 'x', outcome = 'met', done_on = due_on WHERE done_on IS NULL
    UPDATE wave SET rewriting = TRUE WHERE number = 1
    UPDATE wave SET keep_until = '2099-01-01' WHERE number = 3
""".strip().split("\n")


@pytest.fixture(scope="module")
def surveyed(request, vendor, tmp_path_factory):
    """A survey with a closed wave, an open one with a sealed answer, and a draft."""
    folder = tmp_path_factory.mktemp("surveyed")
    with new_database(request, folder, vendor) as url, new_app(url, folder):
        asked = make_survey(many=5)
        for place in range(5):
            respond(asked, place, {"p1": 5, "comentario": "Más horas"})
        close_wave(asked)
        terms = waves.Terms("2024", 2024, "anonymous")
        with transaction():
            going, _draft, ended = (
                waves.create(asked.survey, asked.wave.instrument, terms, NOON, None) for _ in "abc"
            )
            for wave in (going, ended):
                waves.open_wave(wave, NOON, None)
                typed_answers.enter_paper(wave, asked.people[0], {"p1": 5}, "s" * 32)
        with transaction():
            # By hand, past the close that would have opened what is sealed.
            db.session.execute(
                text("UPDATE wave SET state = 'closed', seal = NULL WHERE number = 4")
            )
            asked.wave.imported = WaveImport(
                filename="ola.csv", sha256="0" * 64, reading={}, imported_at=NOON
            )
            of_data(asked)
        db.session.rollback()
        yield


def of_data(asked):
    """A request that was answered and one that waits; a note and a removal in the closed wave; somebody who was erased."""
    day = NOON.date()
    said = {
        "survey_id": asked.survey.id,
        "asked_by": "Rosa",
        "received_on": day,
        "due_on": day,
        "created_at": NOON,
    }
    done = DataRequest(
        number=1, kind="access", outcome="met", did="Se entregó", done_on=day, **said
    )
    db.session.add_all([done, DataRequest(number=2, kind="deletion", **said)])
    db.session.flush()
    db.session.add_all([
        AnswerNote(
            request_id=done.id, wave_id=asked.wave.id, respondent_id=asked.people[0].id, text="Era 4", noted_at=NOON
        ),
        Erasure(wave_id=asked.wave.id, erased_on=day, answers=3, counted=True),
        Respondent(survey_id=asked.survey.id, code="gone", name="", attributes={}, active=False, erased_at=NOON),
    ])  # fmt: skip


def test_no_tool_changes_what_a_wave_promised_or_holds(surveyed):
    seal = "opened_at" if is_sqlite(db.engine) else r"'\x78'::bytea"
    tried = [each.replace("SET seal = opened_at", f"SET seal = {seal}") for each in OF_SURVEYS]
    assert taken(tried) == {}


def test_what_lives_of_a_survey_can_still_change(surveyed):
    assert [each for each in map(str.strip, SURVEYS_LIVE) if run(each) == 0] == []
