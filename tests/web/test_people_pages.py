"""One person of a survey's list by hand, and the list of another survey."""

import pytest
from staff import administrator
from surveyed import make_survey

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
    form = {"name": "Rosa", "phone": "987654321", "email": "rosa@example.org", "group-0": "sí"}
    assert office.post(at(asked, "new"), data=form).status_code == 303
    person = db.session.query(Respondent).filter_by(name="Rosa").one()
    assert (person.code, person.attributes) == ("03", {"Acompañado": "sí"})
    page = office.get(at(asked, person.id, "edit")).text
    assert 'value="rosa@example.org"' in page and 'value="sí"' in page
    form = {"name": "Rosa Choque", "code": "03", "group-0": ""}
    assert office.post(at(asked, person.id, "edit"), data=form).status_code == 303
    db.session.expire_all()
    assert (person.name, person.email, person.attributes) == ("Rosa Choque", "", {})


def test_a_refused_person_comes_back_with_all_that_was_typed(asked, office):
    form = {"name": "Rosa", "code": "01", "phone": "987", "email": "rosa", "group-0": "a veces"}
    answer = office.post(at(asked, "new"), data=form)
    assert answer.status_code == 422
    for typed in ("Rosa", "987", "a veces"):
        assert f'value="{typed}"' in answer.text, typed


def test_who_has_a_link_is_not_taken_out_and_the_page_says_what_to_do(asked, office):
    answer = office.post(at(asked, asked.people[0].id, "remove"), follow_redirects=True)
    assert "Ask them no more" in answer.text
    assert db.session.query(Respondent).count() == 2


def test_the_list_to_begin_with_is_one_that_can_be_sent(asked, office):
    names = office.get(at(asked, "sample.csv")).data.decode("utf-8-sig").splitlines()[0]
    assert names == "Código,Nombre,Celular,Correo,Tamaño,Rubro"
    assert "Correo" in office.get(at(asked, "import")).text


def test_the_list_of_another_survey_is_shown_row_by_row_before_it_is_taken_over(asked, office):
    other = make_survey(1, process=asked.survey.process)
    with transaction():
        asked.people[1].name = "Rosa Choque"
    preview = office.post(at(other, "reuse"), data={"from": asked.survey.code})
    assert preview.status_code == 303
    assert "Rosa Choque" in office.get(preview.location).text
    assert db.session.query(Respondent).filter_by(survey_id=other.survey.id).count() == 1
    assert office.post(at(other, "reuse"), data={"from": "otra"}).status_code == 404
