"""One person of a survey's list by hand, and the list of another survey."""

import io
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import select
from staff import administrator
from surveyed import ask_for, make_survey

from smd_workshop.database import db, transaction
from smd_workshop.models import Respondent


@pytest.fixture
def asked(app):
    return make_survey(2)


@pytest.fixture
def office(app):
    return administrator(app)


def at(asked, *parts):
    return "/".join([f"/f/zed/surveys/{asked.survey.code}", "people", *map(str, parts)])


def test_a_person_is_added_and_corrected_with_what_groups_them(asked, office):
    form = {
        "name": "Rosa",
        "phone": "987654321",
        "email": "rosa@example.org",
        "group-Acompañado": "sí",
    }
    assert office.post(at(asked, "new"), data=form).status_code == 303
    person = db.session.query(Respondent).filter_by(name="Rosa").one()
    assert (person.code, person.attributes) == ("03", {"Acompañado": "sí"})
    page = office.get(at(asked, person.id, "edit")).text
    assert 'value="rosa@example.org"' in page and 'value="sí"' in page
    form = {"name": "Rosa Choque", "code": "03", "group-Acompañado": ""}
    assert office.post(at(asked, person.id, "edit"), data=form).status_code == 303
    db.session.expire_all()
    assert (person.name, person.email, person.attributes) == ("Rosa Choque", "", {})


def test_a_heading_that_a_list_brought_meanwhile_moves_no_value_under_another(asked, office):
    assert 'name="group-Acompañado"' in office.get(at(asked, asked.people[0].id, "edit")).text
    with transaction():
        asked.people[1].attributes = {"Acompañado": "no", "A la mar": "sí"}
    form = {"name": "Usuario 01", "code": "01", "group-Acompañado": "a veces"}
    assert office.post(at(asked, asked.people[0].id, "edit"), data=form).status_code == 303
    db.session.expire_all()
    assert asked.people[0].attributes == {"Acompañado": "a veces"}


def test_a_refused_person_comes_back_with_all_that_was_typed(asked, office):
    form = {
        "name": "Rosa",
        "code": "01",
        "phone": "987",
        "email": "rosa",
        "group-Acompañado": "a veces",
    }
    answer = office.post(at(asked, "new"), data=form)
    assert answer.status_code == 422
    for typed in ("Rosa", "987", "a veces"):
        assert f'value="{typed}"' in answer.text, typed


def test_who_has_a_link_is_not_taken_out_and_the_page_says_what_to_do(asked, office):
    refused = office.post(at(asked, asked.people[0].id, "remove"))
    assert "Ask them no more" in office.get(refused.location).text
    assert db.session.query(Respondent).count() == 2


def test_the_list_to_begin_with_is_one_that_can_be_sent(asked, office):
    names = office.get(at(asked, "sample.csv")).data.decode("utf-8-sig").splitlines()[0]
    assert names == "Código,Nombre,Celular,Correo,Tamaño,Rubro"
    assert "Correo" in office.get(at(asked, "import")).text


def test_it_is_said_how_a_list_was_read_and_which_signs_look_broken(asked, office):
    """Whoever typed it sees it before the names of people are wrong for good."""
    data = "LISTA DE USUARIOS\n\nNombre,DNI,Rubro\nMuÃ±oz,4567\ufffd,pesca\n"
    sent = office.post(at(asked, "import"), data={"file": (io.BytesIO(data.encode()), "lista.csv")})
    page = office.get(sent.location).text
    assert "The headings were found in row 3." in page
    assert "Signs look broken in: A4 (MuÃ±oz). Save the file again" in page
    assert "DNI</strong>: it identifies a person" in page and "4567" not in page
    assert "is an office or a firm" not in page, "a number of identity is never one"


def test_a_person_can_say_that_a_column_is_an_office_and_until_then_it_is_not_kept(asked, office):
    data = "Nombre,Dirección fiscal,Firma del gerente,DNI\nRosa,Gerencia de Pesca,R.,45678912\n"

    def send(page, **more):
        form = {"file": (io.BytesIO(data.encode()), "lista.csv"), **more}
        return office.get(office.post(page, data=form).location).text

    told = send(at(asked, "import"))
    assert "Gerencia de Pesca" not in told
    said = re.findall(r'name="office"\s+value="([^"]*)"', told)
    assert said == ["Dirección fiscal", "Firma del gerente"]
    again = office.get(at(asked, "import") + "?office=Dirección+fiscal&office=DNI").text
    assert re.findall(r'name="office" value="([^"]*)"', again) == ["Dirección fiscal"]
    kept = send(at(asked, "import"), office=["Dirección fiscal", "DNI"])
    assert "Dirección fiscal: Gerencia de Pesca" in kept and "45678912" not in kept
    assert "Firma del gerente</strong>: it identifies a person" in kept


def test_a_code_that_names_somebody_else_changes_nobody_before_it_is_said_to_be_the_same(
    asked, office
):
    """Whoever numbers a list anew would hand the answers of one firm to another."""
    code, name = asked.people[0].code, asked.people[0].name
    rows = f"Código,Nombre,Correo\n{code},Otra Empresa,nadie@ejemplo.invalid\n"

    def write(**said):
        sent = office.post(
            at(asked, "import"), data={"file": (io.BytesIO(rows.encode()), "lista.csv")}
        )
        told = office.get(sent.location).text
        plan = re.search(r'name="plan" value="(\w+)"', told)[1]
        assert office.post(sent.location, data={"plan": plan, **said}).status_code == 303
        return told, [
            each.name for each in db.session.scalars(select(Respondent)) if each.code == code
        ]

    told, after = write()
    assert f"{name} → <strong>Otra Empresa</strong>" in told and "Write what is ticked" in told
    assert "“nadie@ejemplo.invalid” is no address that mail can be sent to." in told
    assert after == [name]
    assert write(same="2")[1] == ["Otra Empresa"]


def test_the_list_of_another_survey_is_shown_row_by_row_before_it_is_taken_over(asked, office):
    other = make_survey(1, process=asked.survey.process)
    with transaction():
        asked.people[1].name = "Rosa Choque"
    preview = office.post(at(other, "reuse"), data={"from": asked.survey.code})
    assert preview.status_code == 303
    assert "Rosa Choque" in office.get(preview.location).text
    assert db.session.query(Respondent).filter_by(survey_id=other.survey.id).count() == 1
    assert office.post(at(other, "reuse"), data={"from": "otra"}).status_code == 404


def test_no_file_keeps_a_list_that_was_written_or_whose_people_asked_to_be_removed(
    app, asked, office
):
    folder = Path(app.instance_path) / "survey-lists"
    other = make_survey(1, process=asked.survey.process)
    preview = office.post(at(other, "reuse"), data={"from": asked.survey.code}).location
    (kept,) = folder.glob("*.json")
    plan = re.search(r'name="plan" value="(\w+)"', office.get(preview).text)[1]
    assert office.post(preview, data={"plan": plan}).status_code == 303
    assert not kept.exists()
    office.post(at(asked, "reuse"), data={"from": other.survey.code})
    office.post(at(other, "reuse"), data={"from": asked.survey.code})
    ask_for(asked, "deletion", asked.people[0])
    where = f"/f/zed/surveys/{asked.survey.code}/requests/1/erase"
    assert office.post(where, data={"sure": "y"}).status_code == 303
    (kept,) = folder.glob("*.json")
    assert json.loads(kept.read_text("utf-8"))["survey"] == other.survey.id
