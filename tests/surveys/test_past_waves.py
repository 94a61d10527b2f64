"""Waves that were gathered elsewhere: a verdict per row, nothing stored before the yes, then a closed wave like any other."""

import csv
import hashlib
import io
import os
import re
from pathlib import Path

import openpyxl
import pytest
from kept import built_once
from sqlalchemy import func, select
from staff import administrator
from surveyed import SHORT, close, make_survey, respond

from smd_workshop.core.clock import now
from smd_workshop.core.errors import WrongState
from smd_workshop.database import db, transaction
from smd_workshop.library.survey.instrument import past
from smd_workshop.models import Answer, Comment, Response, Survey, Wave, WaveImport
from smd_workshop.surveys import closing, instruments, past_waves, waves
from smd_workshop.surveys.figures import dataset, figures, groups
from smd_workshop.surveys.respondents import roll
from smd_workshop.surveys.results import facts, summaries
from smd_workshop.worker import jobs

LONG = SHORT | {
    "pages": [
        *SHORT["pages"],
        {
            "code": "tres",
            "questions": [
                {
                    "type": "single", "code": "sector", "text": {"es-PE": "¿Su sector?"}, "na": {"es-PE": "Ninguno"},
                    "options": [{"code": c, "text": {"es-PE": c.upper()}} for c in ("min", "pes")],
                },
                {
                    "type": "multiple", "code": "servicios", "text": {"es-PE": "¿Qué usó?"},
                    "options": [{"code": c, "text": {"es-PE": c.upper()}} for c in ("agua", "luz")],
                },
                {"type": "number", "code": "to", "text": {"es-PE": "¿Edad?"}},
                {"type": "date", "code": "dia", "text": {"es-PE": "¿Qué día?"}},
            ],
        },
    ]
}  # fmt: skip


def varied(n):
    return {
        "p1": 1 + n % 5, "p2": None if n % 4 == 0 else 3, "todo": 5, "recomienda": n % 11, "comentario": f"=susurro {n}",
        "sector": "min" if n % 2 else "pes", "servicios": ["agua"] if n % 3 else ["agua", "luz"],
        "to": f"{20 + n}", "dia": f"2023-01-{1 + n % 28:02d}",
    }  # fmt: skip


TABLE = """Código;Rubro;p1;Pregunta 2;¿Otra?;todo;recomienda;comentario
01;pesca;5;4,0;Muy conforme;conforme;9;Falta señal
02;minas;4;N/A;Poco;5;10;
03;pesca;quizá;3;;4;7;Hay cola
04;pesca;9;;;;;
XX;minas;5;5;;5;9;
03;pesca;5;5;;5;9;
05;minas;2.0;1;Regular;3;0;
"""


def upload(staff, here, content, name="ola 2021.csv", **fields):
    said = {
        "name": "2021",
        "year": "2021",
        "instrument": "1",
        "mode": "confidential",
        "population": "13",
    }
    data = said | fields | {"file": (io.BytesIO(content), name)}
    return staff.post(f"{here}/waves/import", data=data)


@pytest.fixture
def survey(app):
    return of_2023()


@built_once
def of_2023():
    """A survey with six people, its one wave of 2023 closed."""
    asked = make_survey(6, mode="confidential")
    for n in range(6):
        respond(asked, n, {"p1": 5, "p2": 3, "p3": 4, "todo": 4, "recomienda": 9})
    close(asked)
    return asked


def here_of(asked):
    return f"/f/zed/surveys/{asked.survey.code}"


def read(staff, at, **said):
    """Say how a file is read, as the form on its page does; return the page."""
    form = form_of_selects(staff.get(at).text) | said
    answer = staff.post(at, data=form)
    assert answer.status_code == 303, answer.text
    return staff.get(at).text


def form_of_selects(page):
    found = {}
    for select_ in re.findall(r"<select .*?</select>", page, re.DOTALL):
        name = re.search(r'name="([^"]+)"', select_)[1]
        chosen = re.search(r'<option value="([^"]*)" selected', select_)
        found[name] = chosen[1] if chosen else ""
    return found


def verdicts(page):
    rows = re.findall(r'data-head="Row">(\d+)</td>(.*?)</tr>', page, re.DOTALL)
    return {int(row): " ".join(re.sub(r"<[^>]+>", " ", rest).split()) for row, rest in rows}


def keep(staff, at):
    page = staff.get(at).text
    plan = re.search(r'name="plan" value="(\w+)"', page)[1]
    return staff.post(f"{at}/keep", data={"plan": plan})


def test_a_file_becomes_a_closed_wave_with_a_verdict_per_row(app, survey):
    staff, here = administrator(app), here_of(survey)
    sent = upload(staff, here, TABLE.encode("utf-8-sig"))
    assert sent.status_code == 303
    at = sent.location
    page = staff.get(at).text
    assert "Nothing was read from these columns: “Rubro”, “¿Otra?”." in page
    page = read(staff, at, **{"column-1": "group", "column-4": "item p3"})
    told = verdicts(page)
    assert told[2].startswith("✓ accepted")
    assert told[4] == "◔ accepted with loss p1: “quizá”. Nobody said which answer this is."
    assert "There is no answer in this row." in told[5], (
        "9 is no point, and nothing else stands there"
    )
    assert "Nobody in the list has this code." in told[6]
    assert "This code stands in the file twice." in told[7]
    assert db.session.scalar(select(func.count(WaveImport.wave_id))) == 0, "nothing before the yes"
    assert db.session.scalar(select(func.count(Wave.id))) == 1
    kept = keep(staff, at)
    assert kept.location == f"{here}/waves/2/results"
    wave = db.session.scalars(select(Wave).where(Wave.number == 2)).one()
    assert (wave.state, wave.year, wave.mode, wave.seal) == ("closed", 2021, "confidential", None)
    assert wave.imported.sha256 == hashlib.sha256(TABLE.encode("utf-8-sig")).hexdigest()
    assert wave.imported.reading["rows"] == {"accepted": 3, "with_loss": 1, "refused": 3}
    people = roll.of_responses(wave)
    assert sorted((m.code, m.attributes["Rubro"]) for m in people.values()) == [
        ("01", "pesca"), ("02", "minas"), ("03", "pesca"), ("05", "minas"),
    ]  # fmt: skip
    given = {people[name].code: said for name, said in dataset.responses(wave).items()}
    assert {code: str(each) for code, each in given["02"].items()} == {
        "p1": "4", "p2": "NotApplicable.NA", "p3": "2", "todo": "5", "recomienda": "10",
    }  # fmt: skip
    texts = db.session.scalars(select(Comment.text).where(Comment.wave_id == wave.id))
    assert sorted(texts) == ["Falta señal", "Hay cola"], "words are cut loose here too"
    assert staff.get(at).status_code == 404, "the file does not stay"


def test_a_failed_formula_is_no_comment_and_no_group_and_broken_signs_are_pointed_out(app, survey):
    staff, here = administrator(app), here_of(survey)
    table = "Código;Rubro;p1;comentario\n01;#N/D;5;#¿NOMBRE?\n02;pesca;4;Se\ufffdal d\ufffdbil\n"
    at = upload(staff, here, table.encode()).location
    page = read(staff, at, **{"column-1": "group"})
    assert "Signs look broken in: D3 (Se\ufffdal d\ufffdbil)." in page
    told = verdicts(page)[2]
    assert "accepted with loss" in told
    for cell, error in (("B2", "#N/D"), ("D2", "#¿NOMBRE?")):
        assert f"Cell {cell} holds the error {error} of a formula." in told
    keep(staff, at)
    assert list(db.session.scalars(select(Comment.text))) == ["Se\ufffdal d\ufffdbil"]
    wave = db.session.scalars(select(Wave).where(Wave.number == 2)).one()
    assert [m.attributes for m in roll.of_responses(wave).values() if m.code == "01"] == [{}]


def test_words_that_nobody_understands_are_said_by_a_person(app, survey):
    staff, here = administrator(app), here_of(survey)
    rows = "p1;p2;todo\n" + "".join(f"{w};4;5\n" for w in ("Bien", "Mal", "Bien", "–", "Bien"))
    at = upload(staff, here, rows.encode(), mode="anonymous", population="").location
    page = staff.get(at).text
    assert "3 words that nobody understands" in page or "2 words that nobody understands" in page
    fields = {
        re.sub(r"<[^>]+>", "", words): name
        for name, words in re.findall(r'<th scope="row" id="(means-p1-\w+)">(.*?)</th>', page)
    }
    page = read(staff, at, **{fields["Bien"]: "5", fields["Mal"]: "1"})
    assert list(verdicts(page).values()).count("✓ accepted") >= 4
    read(staff, at)  # what was said stays said
    keep(staff, at)
    wave = db.session.scalars(select(Wave).where(Wave.number == 2)).one()
    given = dataset.responses(wave).values()
    assert sorted(each.get("p1", 0) for each in given) == [0, 1, 5, 5, 5]
    assert roll.of(wave) == []
    assert roll.of_responses(wave) == {}


def test_a_past_wave_takes_part_in_the_trend_and_is_marked_wherever_it_shows(app, survey):
    staff, here = administrator(app), here_of(survey)
    rows = "p1;p2;p3;todo;recomienda\n" + "2;3;4;4;9\n" * 6
    keep(staff, upload(staff, here, rows.encode(), mode="anonymous", population="6").location)
    later = facts.facts(survey.wave, "es-PE")
    assert [(each.year, each.imported) for each in later.earlier] == [(2021, True)]
    assert later.change["headline"]["difference"] > 0
    result = staff.get(f"{here}/waves/2/results").text
    assert "Imported wave" in result
    assert "ola 2021.csv" in result
    assert hashlib.sha256(rows.encode()).hexdigest() in result, "the method sheet names the file"
    assert "with a link" not in result
    for page in (here + "/", f"{here}/waves/2", "/f/zed/surveys/"):
        assert "Imported" in staff.get(page).text, page


def test_our_own_file_comes_back_as_it_went_out(app):
    asked = make_survey(many=8, mode="confidential", document=LONG)
    for n in range(8):
        respond(asked, n, varied(n))
    close(asked)
    staff, here = administrator(app), here_of(asked)
    content = staff.get(f"{here}/waves/1/answers.csv").data
    at = upload(staff, here, content, population="8").location
    page = staff.get(at).text
    assert set(verdicts(page).values()) == {"✓ accepted"}, verdicts(page)
    keep(staff, at)
    first, second = db.session.scalars(select(Wave).order_by(Wave.number))
    assert dataset.counted(first) == dataset.counted(second), "to the digest of the answers"
    before, after = (list(csv.DictReader(io.StringIO(staff.get(f"{here}/waves/{n}/answers.csv").data.decode("utf-8-sig")))) for n in (1, 2))  # fmt: skip
    # Which consent of ours somebody read, a file of another time does not know.
    assert {row.pop("consentimiento") != "" for row in before} == {True}
    assert [row | {"acompanado": ""} for row in before] == [
        row | {"acompanado": ""} for row in after
    ]


def workbook(*rows, change=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book.active)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


HEAD = ("p1", "p2", "todo")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (workbook(HEAD, ("=1+4", 3, 4)), "formula"),
        (b"p1;p1;todo\n5;4;3\n", "stands over two columns"),
        (b"", "empty"),
        (b"PK\x03\x04 no workbook", ""),
        (b"p1;p2\n5;4;3\n", "headings"),
    ],
    ids=["formula", "twice", "empty", "damaged", "too wide"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(app, survey, content, said):
    staff, here = administrator(app), here_of(survey)
    name = "ola.xlsx" if content.startswith(b"PK") else "ola.csv"
    answer = upload(staff, here, content, name)
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.scalar(select(func.count(Wave.id))) == 1


def test_numbers_and_merged_cells_of_a_workbook_are_read_and_never_run(app, survey):
    staff, here = administrator(app), here_of(survey)
    content = workbook(
        ("Encuesta 2021", None, None), HEAD, (5, 4.0, "Muy conforme"), ("4", "N/A", None), (2, None, 1),
        change=lambda sheet: sheet.merge_cells("A1:C1"),
    )  # fmt: skip
    at = upload(staff, here, content, "ola.xlsx", mode="anonymous").location
    told = verdicts(staff.get(at).text)
    assert set(told.values()) == {"✓ accepted"}
    assert set(told) == {3, 4, 5}, "rows are numbered as in the file"


def test_a_file_that_is_far_too_large_is_refused_in_words(app, survey):
    begun = b'--x\r\nContent-Disposition: form-data; name="file"; filename="ola.csv"\r\n\r\np1\n'
    answer = administrator(app).post(
        f"{here_of(survey)}/waves/import", content_type="multipart/form-data; boundary=x",
        input_stream=io.BytesIO(begun + bytes(10_000_000)),
    )  # fmt: skip
    assert answer.status_code == 413
    assert "too large" in answer.text


def test_more_rows_than_people_and_a_plan_that_changed_write_nothing(app, survey):
    staff, here = administrator(app), here_of(survey)
    at = upload(staff, here, b"p1;todo\n" + b"5;4\n" * 4, population="3", mode="anonymous").location
    answer = keep(staff, at)
    assert answer.status_code == 422
    assert "than there are (3)" in answer.text
    assert staff.post(f"{at}/keep", data={"plan": "0" * 32}).status_code == 409
    assert db.session.scalar(select(func.count(Wave.id))) == 1
    assert db.session.scalar(select(func.count(Survey.id))) == 1


def test_a_file_that_nobody_says_yes_to_is_gone_after_a_day(app, survey):
    staff, here = administrator(app), here_of(survey)
    at = upload(staff, here, b"p1;todo\n5;4\n").location
    (kept,) = Path(app.instance_path, "survey-files").glob("*.json")
    jobs.make_up()
    assert staff.get(at).status_code == 200
    os.utime(kept, (long_ago := now().timestamp() - 86_401, long_ago))
    jobs.make_up()
    assert not kept.exists()
    gone = staff.get(at)
    assert gone.status_code == 404
    assert "Send it again." in gone.text


def test_an_anonymous_past_wave_keeps_nobodys_name_and_no_order(app, survey):
    staff, here = administrator(app), here_of(survey)
    many = "".join(f"0{n};pesca;{1 + n % 5};4\n" for n in range(1, 7))
    at = upload(staff, here, f"Código;Rubro;p1;todo\n{many}".encode(), mode="anonymous").location
    page = read(staff, at, **{"column-1": "group"})
    assert "in an anonymous wave nothing leads to a person" in page
    keep(staff, at)
    wave = db.session.scalars(select(Wave).where(Wave.number == 2)).one()
    own = select(Response).where(Response.wave_id == wave.id)
    assert all(each.participation_id is None for each in db.session.scalars(own))
    assert roll.of(wave) == []
    answers = select(func.count(Answer.item_code)).join(
        Response, Response.id == Answer.response_id
    ).where(Response.wave_id == wave.id)  # fmt: skip
    assert db.session.scalar(answers) == 12


def test_what_was_written_without_a_letter_is_kept_and_a_dash_is_nothing(app):
    questions = instruments.read(make_survey(0, population=None).wave.instrument)
    reading = past.Reading(questions, ("p1", "comentario"), ("item p1", "item comentario"))
    rows = [("5", "👍"), ("5", "很好"), ("5", " – "), ("5", "sin respuesta")]
    judged = list(reading.judge(rows, range(2, 6), now().date(), None))
    assert [each.answers.get("comentario") for each in judged] == ["👍", "很好", None, None]


def test_people_whose_group_the_file_does_not_say_are_a_group_too(app):
    """Else “all others” leaves them out, and what they answered is what the whole has more than the groups."""
    asked = make_survey(36, mode="confidential", population=None)
    items = ("p1", "p2", "p3", "todo", "recomienda")
    rows = tuple(
        past.Judged(
            n, past.ACCEPTED, answers=dict.fromkeys(items, 1 + n % 5),
            who=f"{n:02d}" if n <= 30 else "",
            groups={"Rubro": "pesca" if n % 2 else "minas"} if n <= 30 else {},
        )
        for n in range(1, 37)
    )  # fmt: skip
    version = asked.wave.instrument
    reading = past.Reading(instruments.read(version), (), ())
    terms = waves.Terms("2021", 2021, "confidential")
    with transaction():
        plan, source = past_waves.Plan(terms, reading, rows), past_waves.Source("x.csv", "0" * 64)
        wave = past_waves.keep(asked.survey, version, plan, source, now(), None)
    with transaction():
        closing.store(closing.count(wave, now()))
    (found,) = groups.attributes(wave, "es-PE")
    assert list(found.groups) == ["minas", "pesca", groups.NOT_KNOWN]
    shown = groups.tables(wave, [found])["Rubro"]["groups"]
    assert {name: each["n"] for name, each in shown.items()} == {"minas": 15, "pesca": 15, "": 6}


def test_the_public_sees_one_of_two_readings_of_nearly_the_same_answers(app):
    """Else a file that is brought again with one row more shows what that row answered."""
    asked = make_survey(6, population=None)
    version, read = asked.wave.instrument, []
    reading = past.Reading(instruments.read(version), (), ())
    for many in (7, 8, 12):
        rows = tuple(
            past.Judged(n, past.ACCEPTED, answers={"p1": 1 + n % 5, "p2": 4, "p3": 5})
            for n in range(many)
        )
        terms = waves.Terms(f"Archivo {many}", 2021, "anonymous")
        plan, source = past_waves.Plan(terms, reading, rows), past_waves.Source("x.csv", "0" * 64)
        with transaction():
            wave = past_waves.keep(asked.survey, version, plan, source, now(), None)
        with transaction():
            closing.store(closing.count(wave, now()))
        read.append(wave)
    first, nearly, far = read
    with transaction():
        figures.publish(first, "headline", "IND.01", now(), None)
    for act in (
        lambda: figures.publish(nearly, "headline", "IND.02", now(), None),
        lambda: summaries.approve(nearly, now(), None),
    ):
        with pytest.raises(WrongState, match="nearly as many people"):
            act()
        db.session.rollback()
    with transaction():
        summaries.approve(first, now(), None)
        figures.publish(far, "headline", "IND.01", now(), None)


NAMED = """Código;Nombre;p1: Pregunta 1;p2: ¿Otra cosa?;todo
01;USUARIO  01;5;4;4
02;Rosa Quispe;4;4;5
03;;3;4;4
"""


def test_a_code_whose_words_differ_waits_for_a_person_to_say_that_it_is_the_same(app, survey):
    staff, here = administrator(app), here_of(survey)
    at = upload(staff, here, NAMED.encode()).headers["Location"]
    page = staff.get(at).text
    columns = form_of_selects(page)
    assert [columns[f"column-{n}"] for n in range(5)] == ["who", "name", "item p1", "", "item todo"]
    assert "begins with the code p2, whose question here reads “Pregunta 2”" in page
    told = verdicts(page)
    assert (
        "refused" in told[3] and "“Usuario 02” in the list and “Rosa Quispe” in the file" in told[3]
    )
    assert "accepted" in told[2] and "accepted" in told[4], "capitals and gaps are no other name"
    assert "Look at 1 row" in page and 'name="same"' in page
    answer = staff.post(at, data=columns | {"asks": "3", "same": ["3", "4"]})
    assert answer.status_code == 303
    page = staff.get(at).text
    assert "accepted" in verdicts(page)[3] and "you said that it is the same" in page
    assert "checked" in page and "Look at" not in page
    staff.post(at, data=columns)
    assert "you said that it is the same" in staff.get(at).text, "of a row not shown it stays"
    staff.post(at, data=columns | {"asks": "3"})
    assert "refused" in verdicts(staff.get(at).text)[3]
    staff.post(at, data=columns | {"asks": "3", "same": "3", "column-3": "item p2"})
    assert keep(staff, at).status_code == 303
    wave = survey.survey.waves[-1]
    assert [(m.code, m.name) for m in roll.of(wave)] == [(f"0{n}", f"Usuario 0{n}") for n in (1, 2, 3)]  # fmt: skip
