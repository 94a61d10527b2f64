"""When the time of names is over, nothing leads from a person to answers any more; figures stay."""

import copy
import hashlib
import json
import re
import sqlite3
from contextlib import closing as closed_after
from datetime import date, timedelta
from pathlib import Path

import pytest
from application import new_app, new_database
from babel.support import Translations
from builders import NOON
from sqlalchemy import event, select
from surveyed import SHORT, ask_for, close, make_survey, respond, secret, today, write_letters

from smd_workshop.cli.remove_names import remove_names
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Frozen, Invalid, NotFound, WrongState
from smd_workshop.database import db, forget_deleted, transaction
from smd_workshop.library.survey.instrument.words import translating
from smd_workshop.models import (
    Answer,
    AnswerNote,
    Invitation,
    Letter,
    Response,
    SurveyParticipation,
    Wave,
    WaveMember,
)
from smd_workshop.processes import processes
from smd_workshop.surveys import closing, consent, retention, waves
from smd_workshop.surveys.answers import answering, typed_answers, visits
from smd_workshop.surveys.figures import dataset
from smd_workshop.surveys.personal_data import data_requests, person_data
from smd_workshop.surveys.results import exports, facts
from smd_workshop.worker import jobs

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 30)


def answered(many=8, mode="confidential"):
    """A closed wave that all but two have answered, each in a way of their own."""
    asked = make_survey(many, mode)
    for place in range(many - 2):
        point = 1 + place % 5
        given = {"p1": point, "p2": 6 - point, "p3": 3, "todo": point, "recomienda": place % 11}
        respond(asked, place, given)
    close(asked)
    return asked


def after(wave, days=1):
    """A moment so many days after the last with names."""
    return now() + (wave.keep_until - today()) + timedelta(days=days)


def anonymise(asked, at=None):
    with transaction():
        return retention.anonymise(asked.wave, at or after(asked.wave), None)


def test_the_day_is_fixed_when_the_wave_opens_and_two_years_away_where_nobody_said(app):
    asked = make_survey(3, "confidential", state="draft")
    wave = asked.wave
    with transaction():
        waves.open_wave(wave, now(), None)
    assert wave.keep_until == waves.years_after(today())
    terms = waves.Terms(
        "2023", 2023, "confidential", keep_until=wave.keep_until + timedelta(days=1)
    )
    with pytest.raises(Frozen), transaction():
        waves.change(wave, terms, now(), None)


@pytest.mark.parametrize(
    ("day", "until"), [(TODAY, date(2028, 11, 30)), (date(2028, 2, 29), date(2030, 2, 28))]
)
def test_two_years_are_two_years_also_from_the_last_of_february(day, until):
    assert waves.years_after(day) == until


def test_names_are_kept_longer_than_answers_are_taken(app):
    asked = make_survey(3, "confidential", state="draft")
    terms = waves.Terms("2023", 2023, "confidential", keep_until=today())
    with transaction():
        waves.change(asked.wave, terms, now(), None)
    with pytest.raises(Invalid), transaction():
        waves.open_wave(asked.wave, now(), None)


def test_an_end_that_is_put_off_stays_before_the_day_that_people_were_told(app):
    wave = make_survey(3, "confidential").wave
    late = now() + (wave.keep_until - today()) + timedelta(days=1)
    terms = waves.Terms("2023", 2023, "confidential", population=3, ends_at=late)
    with pytest.raises(Invalid), transaction():
        waves.change(wave, terms, now(), None)


def test_only_closed_waves_are_due_and_only_after_their_last_day(app):
    asked = make_survey(6, "confidential")
    assert retention.due(after(asked.wave)) == []
    with pytest.raises(WrongState):
        anonymise(asked)
    respond(asked, 0, {"p1": 5})
    close(asked)
    assert retention.due(after(asked.wave, 0)) == []
    assert retention.due(after(asked.wave)) == [asked.wave.id]
    assert anonymise(asked) and not anonymise(asked)
    assert retention.due(after(asked.wave)) == []


def test_figures_stay_and_what_is_handed_out_is_what_an_anonymous_wave_hands_out(app):
    asked = answered(36)
    before = dict(dataset.of(asked.wave).document), dataset.of(asked.wave).dataset_sha256
    assert "codigo" in [c.name for c in exports.table(asked.wave, "es-PE").columns]
    anonymise(asked)
    assert (dict(dataset.of(asked.wave).document), dataset.of(asked.wave).dataset_sha256) == before
    assert dataset.figures(dataset.document(asked.wave))["input_sha256"] == before[1]
    table = exports.table(asked.wave, "es-PE")
    assert {c.name for c in table.columns}.isdisjoint({"codigo", "a", exports.CONSENT})
    assert facts.facts(asked.wave, "es-PE").origin.anonymised_at is not None


def test_nothing_leads_from_a_person_to_a_response_a_link_or_an_address(app):
    asked = make_survey(8, "confidential")
    write_letters(asked)
    with transaction():
        for person in asked.people:
            person.phone = "51987654321"
    for place in range(6):
        respond(asked, place, {"p1": 1 + place % 5})
    close(asked)
    request = ask_for(asked, "rectification", asked.people[0])
    with transaction():
        data_requests.note(request, asked.wave, "Era 4", now(), None)
    old = set(db.session.scalars(select(Response.id)))
    anonymise(asked)
    new = db.session.scalars(select(Response)).all()
    assert len(new) == 6 and old.isdisjoint({r.id for r in new})
    assert {(r.participation_id, r.consent_sha256) for r in new} == {(None, "")}
    assert {each.address for each in db.session.scalars(select(Letter))} == {""}
    assert {(p.phone, p.email) for p in asked.people} == {("", "")}
    assert db.session.scalars(select(AnswerNote)).all() == []
    for link in asked.links:
        with pytest.raises(NotFound):
            visits.visit(link, secret())
    # What an anonymous wave keeps: who was asked, and who took part.
    assert len(db.session.scalars(select(SurveyParticipation.id)).all()) == 6
    assert {m.name for m in db.session.scalars(select(WaveMember))} == {
        p.name for p in asked.people
    }
    (wave,) = person_data.document(asked.people[0], now(), secret())["waves"]
    assert wave["answers"] is None and wave["not_found"] == [person_data.NO_NAMES]
    assert wave["anonymised_on"], "nobody reads that names are kept, after they went"


def test_contacts_stay_while_another_wave_needs_them(app):
    asked = answered()
    with transaction():
        asked.people[0].phone = "51987654321"
        terms = waves.Terms("2024", 2024, "confidential")
        waves.create(asked.survey, asked.wave.instrument, terms, now(), None)
    anonymise(asked)
    assert asked.people[0].phone == "51987654321"


def test_of_an_anonymous_wave_links_and_addresses_go_too(app):
    asked = make_survey(6)
    write_letters(asked)
    respond(asked, 0, {"p1": 5})
    codes = set(db.session.scalars(select(Invitation.code_hash)))
    close(asked)
    anonymise(asked)
    assert codes.isdisjoint(db.session.scalars(select(Invitation.code_hash)))
    assert {each.address for each in db.session.scalars(select(Letter))} == {""}
    assert len(db.session.scalars(select(Response.id)).all()) == 1


def test_the_worker_does_it_by_itself(app, monkeypatch):
    asked = answered()
    jobs.remove_names(after(asked.wave, 0))
    assert db.session.get(Wave, asked.wave.id).anonymised_at is None
    monkeypatch.setattr("smd_workshop.worker.jobs.now", lambda: after(asked.wave))
    jobs.make_up()
    db.session.expire_all()
    assert db.session.get(Wave, asked.wave.id).anonymised_at is not None


def test_a_command_does_it_for_what_is_due_and_early_for_one_wave_that_is_named(app):
    asked, run = answered(), app.test_cli_runner().invoke
    assert "zed" not in run(remove_names, ["--yes"]).output
    place = f"zed/{asked.survey.code}/1"
    run(remove_names, ["--wave", place], input="n\n")
    db.session.expire_all()
    assert db.session.get(Wave, asked.wave.id).anonymised_at is None
    assert place in run(remove_names, ["--wave", place, "--yes"]).output
    db.session.expire_all()
    assert db.session.get(Wave, asked.wave.id).anonymised_at is not None
    assert run(remove_names, ["--wave", "zed/otra/1", "--yes"]).exit_code == 1


def test_the_version_of_consent_is_another_for_other_promises_in_a_language_of_the_writers(app):
    def version(*said):
        document = copy.deepcopy(SHORT) | {"languages": ["es-PE", "qu", "ay"]}
        for language, words in said:
            told = {f"{translating.AROUND}{code}": text for code, text in words.items()}
            document = translating.put_words(document, language, told)
        wave = make_survey(2, document=document, process=process).wave
        return consent.version(wave, day)

    with transaction():
        process = processes.create("ZED Ilo", NOON, code="zed", public=True)
    day, how = today(), {"anonymous_how": "Mana pipas yachanqachu"}
    plain = version()
    promised = version(("qu", how))
    all_of_them = {
        plain, promised, version(("qu", {"anonymous_how": "Pipas yachanqa"})), version(("ay", how)),
        version(("qu", how), ("ay", how)),
    }  # fmt: skip
    assert len(all_of_them) == 5
    assert version(("qu", how | {"begin": "Qallariy"})) == promised, "a button is no promise"


def test_the_house_s_sentences_have_another_number_when_they_promise_something_else():
    """Also in Spanish. Whoever changes a sentence of the first page asks whether it promises something else (STATEMENT)."""
    pages = ROOT / "smd_workshop/templates/respondent"
    page = "".join((pages / name).read_text("utf-8") for name in ("start.html", "rights.html"))
    spanish = Translations.load(ROOT / "translations", ["es"])
    calls = re.findall(r'_\(((?:\s*"[^"]*")+)', page)
    sentences = ["".join(re.findall(r'"([^"]*)"', call)) for call in calls]
    said = [[each, spanish.gettext(each)] for each in sentences]
    digest = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:12]
    assert (consent.STATEMENT, digest) == (4, "c15caa35fc2a")


def test_the_version_of_consent_is_another_for_other_words_and_stands_with_each_answer(app):
    asked = make_survey(6, "confidential")
    wave = asked.wave
    assert wave.consent_sha256 == consent.version(wave, wave.keep_until)
    assert consent.version(wave, wave.keep_until + timedelta(days=1)) != wave.consent_sha256
    for place in range(5):
        respond(asked, place, {"p1": 5})
    close(asked)
    table = exports.table(wave, "es-PE")
    place = [c.name for c in table.columns].index(exports.CONSENT)
    assert {row[place] for row in table.rows} == {wave.consent_sha256}
    assert facts.facts(wave, "es-PE").origin.consent == (wave.consent_sha256,)


def brought_up_to_date(monkeypatch, wave):
    """Let the house's sentences promise something else from now on; return the version that the first page shows."""
    monkeypatch.setattr(consent, "STATEMENT", consent.STATEMENT + 1)
    jobs.note_words_of_consent(now())
    db.session.expire_all()
    return consent.shown(wave)


def test_each_answer_says_which_words_its_person_read_though_the_program_changed_meanwhile(
    app, monkeypatch
):
    asked = make_survey(8, "confidential")
    wave, first = asked.wave, asked.wave.consent_sha256
    respond(asked, 0, {"p1": 5})
    with transaction():
        answering.begin(asked.links[1], secret(), now(), first)  # read, and sent only afterwards
    second = brought_up_to_date(monkeypatch, wave)
    assert second != first and consent.versions(wave) == (first, second)
    with pytest.raises(consent.Reworded), transaction():
        answering.begin(asked.links[2], secret(), now(), first)  # the page lay open on the phone
    with transaction():
        answering.begin(asked.links[2], secret(), now(), second)
    for place in (1, 2, 3, 4, 0):  # the last one only changes what had arrived
        respond(asked, place, {"p1": 4})
    with transaction():
        typed_answers.enter_paper(wave, asked.people[5], {"p1": 4}, secret())
    close(asked)
    table = exports.table(wave, "es-PE")
    at = [c.name for c in table.columns].index(exports.CONSENT)
    assert [row[at] for row in table.rows] == [first, first, second, second, second, None]
    assert table.consent == f"{first}, {second}" and "@" not in str(dataset.responses(wave))
    assert facts.facts(wave, "es-PE").origin.consent == (first, second)
    assert [c.name for c in table.columns].count(exports.CONSENT) == 1


def test_nothing_beside_anonymous_answers_says_whether_they_came_before_the_words_changed(
    app, monkeypatch
):
    asked = make_survey(6)
    wave, first = asked.wave, asked.wave.consent_sha256
    respond(asked, 0, {"p1": 5})
    second = brought_up_to_date(monkeypatch, wave)
    for place in range(1, 6):
        respond(asked, place, {"p1": 4})
    third = None
    with monkeypatch.context() as later:  # nobody's worker ran: the close writes it down
        later.setattr(consent, "STATEMENT", consent.STATEMENT + 1)
        close(asked)
        third = consent.version(wave, wave.keep_until)
    assert consent.versions(wave) == (first, second, third)
    assert set(db.session.scalars(select(Response.consent_sha256))) == {""}
    assert {each.item_code for each in db.session.scalars(select(Answer))} == {"p1"}


def test_of_an_anonymous_wave_only_the_wave_says_to_which_words_people_agreed(app):
    asked = answered(6, "anonymous")
    assert asked.wave.consent_sha256 != ""
    assert set(db.session.scalars(select(Response.consent_sha256))) == {""}


def test_names_are_removed_some_responses_at_a_time_and_no_answer_changes(app, monkeypatch):
    """Of a million responses the answers do not fit into memory."""
    monkeypatch.setattr(closing, "AT_A_TIME", 3)
    asked = answered(12)
    before = dataset.document(asked.wave)
    written = []

    def hear(_connection, _cursor, statement, parameters, _context, many):
        if statement.startswith(("INSERT INTO answer ", "INSERT INTO response ")):
            written.append(len(parameters) if many else 1)

    event.listen(db.engine, "before_cursor_execute", hear)
    assert anonymise(asked)
    event.remove(db.engine, "before_cursor_execute", hear)
    assert len(written) == 8 and max(written) <= 3 * 5, "four parts, of five answers each at most"
    assert dataset.document(asked.wave) == before
    assert len(db.session.scalars(select(Response.id)).all()) == 10


@pytest.mark.parametrize("vacuum", [False, True])
def test_in_the_files_answers_lie_in_no_order_of_people_and_nothing_says_where_they_are(
    request, tmp_path, vacuum
):
    url = tmp_path / "test.sqlite"
    with new_database(request, tmp_path, "sqlite") as address, new_app(address, tmp_path):
        asked = make_survey(12, "confidential")
        write_letters(asked)
        order = [3, 0, 6, 11, 1, 9, 7, 2, 10, 5, 8, 4]
        with transaction():
            asked.people[0].phone = "51987654321"
        for place in order:
            respond(asked, place, {"p1": 1 + place // 11, "recomienda": place % 11})
        ways = {
            **dict.fromkeys(db.session.scalars(select(Response.id)), "a response by its old name")
        }
        ways |= dict.fromkeys(db.session.scalars(select(Invitation.code_hash)), "a link")
        parts = db.session.scalars(select(SurveyParticipation.id)).all()
        close(asked)
        anonymise(asked)
        assert forget_deleted(people=True)
        db.session.rollback()
        names = db.session.scalars(select(Response.id)).all()
        said = select(Answer.response_id, Answer.item_code, Answer.value)
        whose = {}  # a response leads to its person only by what this test let them say
        for name, code, value in db.session.execute(said):
            whose.setdefault(name, {})[code] = value
        took = select(SurveyParticipation.id, SurveyParticipation.respondent_id)
        who = dict(db.session.execute(took).all())
        seats = [person.id for person in asked.people]
        db.session.rollback()
        if vacuum:
            with closed_after(sqlite3.connect(url)) as there:
                there.execute("VACUUM")
                there.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        log = url.with_name(url.name + "-wal")
        content = url.read_bytes() + (log.read_bytes() if log.exists() else b"")
        ways |= {"51987654321": "a telephone", "01@zed.example": "an address"}
        assert {told for way, told in ways.items() if way.encode() in content} == set()
        # A participation and a response that were written together must not lie alike in their tables.
        places = {name: content.find(name.encode()) for name in (*parts, *names)}
        assert all(place > 0 for place in places.values())
        assert set(parts).isdisjoint(names)
        by_person = [seats.index(who[part]) for part in sorted(parts, key=places.__getitem__)]
        by_answer = [
            (int(whose[n]["p1"]) - 1) * 11 + int(whose[n]["recomienda"])
            for n in sorted(names, key=places.__getitem__)
        ]
        assert sorted(by_answer) == sorted(by_person) == sorted(order)
        by_part = [seats.index(who[part]) for part in sorted(parts)]
        for told in (by_person, by_part, order, sorted(order)):  # what the file says of people
            assert by_answer not in (told, told[::-1])
