"""The answers of a wave for other programs: what they hold, and what of an anonymous wave they never do."""

import csv
import io

import pytest
from kept import built_once
from openpyxl import load_workbook
from staff import administrator, member
from surveyed import SHORT, close, make_survey, respond

from smd_workshop.database import transaction

ENTITY = {
    "type": "single", "code": "sector", "text": {"es-PE": "=¿Su sector?"},
    "options": [{"code": c, "text": {"es-PE": w}} for c, w in (("min", "Minería"), ("pes", "=Pesca"))],
    "na": {"es-PE": "Ninguno"},
}  # fmt: skip
SERVICES = {
    "type": "multiple", "code": "servicios", "text": {"es-PE": "¿Qué usó?"},
    "options": [{"code": c, "text": {"es-PE": c.upper()}} for c in ("agua", "luz")],
}  # fmt: skip
AGE = {"type": "number", "code": "to", "text": {"es-PE": "¿Edad?"}}
DAY = {"type": "date", "code": "dia", "text": {"es-PE": "¿Qué día?"}}
LONG = SHORT | {
    "pages": [*SHORT["pages"], {"code": "tres", "questions": [ENTITY, SERVICES, AGE, DAY]}]
}


def answers(n):
    third = {} if n % 5 == 0 else {"p3": 4}
    return third | {
        "p1": 1 + n % 5, "p2": None if n % 4 == 0 else 3, "todo": 5, "recomienda": n % 11, "comentario": f"=susurro {n}",
        "sector": "min" if n % 2 else "pes", "servicios": ["agua"] if n % 3 else ["agua", "luz"],
        "to": f"{20 + n}", "dia": f"2023-01-{1 + n % 28:02d}",
    }  # fmt: skip


@built_once
def closed(many, mode, document=LONG, given=answers):
    asked = make_survey(many=many, mode=mode, document=document)
    for n in range(many):
        respond(asked, n, given(n))
    close(asked)
    return f"/f/zed/surveys/{asked.survey.code}/waves/1"


def read(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_confidential_wave_gives_everything_to_those_who_run_it_and_to_nobody_else(app):
    wave = closed(6, "confidential")
    staff = administrator(app)
    rows = read(staff.get(f"{wave}/answers.csv").data)
    assert [row["codigo"] for row in rows] == ["01", "02", "03", "04", "05", "06"]
    first = rows[0]
    assert first["acompanado"] == "sí"
    assert (first["p1"], first["p2"], first["p3"]) == ("1", "na", ""), (
        "not applicable is not missing"
    )
    assert "comentario" not in first, "words are kept apart from answers since the close"
    assert (first["servicios_1"], first["servicios_2"]) == ("1", "1")
    assert (first["v_to"], first["dia"], first["sector"]) == ("20", "2023-01-01", "pes")
    planner = member(app, _survey().process, "planner")
    assert planner.get(f"{wave}/answers.csv").status_code == 403
    assert "answers.sav" not in planner.get(f"{wave}/results").text
    with transaction():
        _survey().simulated = True
    drawn = staff.get(f"{wave}/answers.csv")
    assert {row["simulado"] for row in read(drawn.data)} == {"1"}, (
        "nobody gave these, each row says"
    )
    assert "-simulated-answers.csv" in drawn.headers["Content-Disposition"]


def _survey():
    from smd_workshop.database import db
    from smd_workshop.models import Survey

    return db.session.query(Survey).one()


def test_of_few_people_and_before_the_close_nothing_is_handed_out(app):
    wave = closed(6, "anonymous")
    staff = administrator(app)
    for kind in ("csv", "xlsx", "sav", "R"):
        assert staff.get(f"{wave}/answers.{kind}").status_code == 403
    assert staff.get(f"{wave}/answers.exe").status_code == 404
    assert "answers.csv" not in staff.get(f"{wave}/results").text


@pytest.fixture
def anonymous(app):
    wave = closed(40, "anonymous")
    return administrator(app), wave


def test_an_anonymous_wave_gives_ratings_and_choices_of_enough_people_and_no_words_numbers_or_order(
    anonymous,
):
    staff, wave = anonymous
    content = staff.get(f"{wave}/answers.csv").data
    rows = read(content)
    assert list(rows[0]) == [
        "p1",
        "p2",
        "p3",
        "todo",
        "recomienda",
        "sector",
        "servicios_1",
        "servicios_2",
    ]
    assert len(rows) == 40
    assert b"susurro" not in content and b"Usuario" not in content
    given = [str(1 + n % 5) for n in range(40)]
    assert sorted(row["p1"] for row in rows) == sorted(given)
    assert [row["p1"] for row in rows] not in (given, sorted(given)), "an order of chance"
    assert staff.get(f"{wave}/answers.csv").data == content, "the same file each time"
    book = load_workbook(io.BytesIO(staff.get(f"{wave}/answers.xlsx").data))
    said = {row[1].value: row[3].value for row in book.worksheets[1].iter_rows(min_row=2)}
    assert {"comentario", "to", "dia"} <= set(said), "what is not in it is named, with the reason"


def test_a_choice_that_few_made_is_left_out_of_an_anonymous_wave(app):
    rare = lambda n: answers(n) | {"sector": "min" if n < 3 else "pes"}
    staff, wave = administrator(app), closed(40, "anonymous", given=rare)
    rows = read(staff.get(f"{wave}/answers.csv").data)
    assert "sector" not in rows[0] and "servicios_1" in rows[0]


def test_what_was_asked_only_of_who_chose_something_is_left_out_with_it(app):
    """Six said that they fish; with the answers to the question after it the file would say which rows are theirs."""
    after = {
        "type": "likert", "code": "pesca", "scale": "acuerdo", "shown_if": "${oficio} = 'pes'",
        "text": {"es-PE": "¿Y el muelle?"},
    }  # fmt: skip
    job = ENTITY | {"code": "oficio", "text": {"es-PE": "¿Su oficio?"}}
    asked = LONG | {"pages": [*LONG["pages"], {"code": "mas", "questions": [job, after]}]}
    fishing = {0, 2, 4, 6, 8, 1}
    given = lambda n: (
        answers(n) | ({"oficio": "pes", "pesca": 1} if n in fishing else {"oficio": "min"})
    )
    staff, wave = administrator(app), closed(40, "anonymous", asked, given)
    rows = read(staff.get(f"{wave}/answers.csv").data)
    assert "sector" in rows[0] and "oficio" not in rows[0], (
        "one who fishes alone chose a combination"
    )
    assert "pesca" not in rows[0]


def test_the_file_of_spss_comes_back_with_labels_and_missing_values(anonymous, tmp_path):
    import pyreadstat

    staff, wave = anonymous
    path = tmp_path / "a.sav"
    path.write_bytes(staff.get(f"{wave}/answers.sav").data)
    frame, about = pyreadstat.read_sav(str(path), user_missing=True)
    assert about.column_names_to_labels["p1"] == "Pregunta 1"
    assert about.variable_value_labels["p1"] == {
        1: "Nada", 2: "Poco", 3: "Regular", 4: "Conforme", 5: "Muy conforme", -98: "No aplica",
    }  # fmt: skip
    assert about.missing_ranges["p2"] == [{"lo": -98.0, "hi": -98.0}]
    assert dict(frame["p2"].value_counts()) == {3.0: 30, -98.0: 10}, "not applicable"
    assert frame["p3"].isna().sum() == 8, "missing"
    assert about.variable_value_labels["sector"] == {1: "Minería", 2: "=Pesca", -98: "Ninguno"}
    rows = read(staff.get(f"{wave}/answers.csv").data)
    codes = {"min": 1.0, "pes": 2.0}
    assert list(frame["sector"]) == [codes[row["sector"]] for row in rows], "the same rows in both"
    plain, _about = pyreadstat.read_sav(str(path))
    assert plain["p2"].isna().sum() == 10, "SPSS counts not applicable as missing"


def test_the_script_for_r_reads_each_column_of_the_csv_with_its_labels(anonymous):
    staff, wave = anonymous
    script = staff.get(f"{wave}/answers.R").text
    for name in read(staff.get(f"{wave}/answers.csv").data)[0]:
        assert f'answers[["{name}"]] <-' in script
    assert '"1", "2", "3", "4", "5", "na"' in script
    assert '"Nada", "Poco", "Regular", "Conforme", "Muy conforme", "No aplica"' in script
    assert 'read.csv("satisfaccion-1.csv"' in script
