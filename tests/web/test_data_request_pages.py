"""The pages of what people ask of their data: written down, met, and seen only while somebody asks."""

import csv
import io
import re

import pytest
from staff import administrator
from surveyed import close, make_survey, respond, today

from smd_workshop.database import db
from smd_workshop.models import DataRequest, Respondent
from smd_workshop.surveys.answers import responses
from smd_workshop.worker import jobs, kept_files


@pytest.fixture
def asked(app):
    found = make_survey(6, "confidential")
    for place in range(1, 6):
        respond(found, place, {"p1": 5, "p2": 4})
    return found


@pytest.fixture
def office(app):
    browser = administrator(app)
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es"
    return browser


def at(asked, *parts):
    return "/".join([f"/f/zed/surveys/{asked.survey.code}", *map(str, parts)])


def ask(office, asked, kind, person):
    form = {
        "kind": kind, "person": str(person.id), "asked_by": "Rosa Choque",
        "received_on": today().isoformat(), "wanted": "Por favor",
    }  # fmt: skip
    answer = office.post(at(asked, "requests"), data=form)
    assert answer.status_code == 303, answer.text
    return answer.location


def test_access_is_given_as_a_page_and_as_files_and_no_longer_once_it_was_answered(asked, office):
    where = ask(office, asked, "access", asked.people[1])
    page = office.get(f"{where}/data")
    assert "Usuario 02" in page.text and "Muy conforme" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert office.get(f"{where}/data.json").json["person"]["name"] == "Usuario 02"
    table = dict(csv.reader(io.StringIO(office.get(f"{where}/data.csv").data.decode("utf-8-sig"))))
    assert table["waves/1/answers/p1/answer"] == "5"
    done = office.post(f"{where}/done", data={"outcome": "met", "did": "Se entregó impreso"})
    assert done.status_code == 303
    assert office.get(f"{where}/data").status_code == 404
    assert "Se entregó impreso" in office.get(at(asked, "requests")).text


def test_what_is_overdue_is_said_first_and_terms_are_those_of_the_installation(app, asked, office):
    app.config["SMD_RIGHTS_DAYS"] = 0
    ask(office, asked, "deletion", asked.people[1])
    assert db.session.query(DataRequest).one().due_on == today()
    app.config["SMD_RIGHTS_DAYS"] = 10
    form = {"kind": "opposition", "person": "", "asked_by": "Juan", "received_on": "2026-01-05"}
    assert office.post(at(asked, "requests"), data=form).status_code == 303
    page = office.get(at(asked, "requests")).text
    assert re.search(r'class="answer">1 [^<]*<', page)
    assert page.index("Juan") < page.index("Rosa Choque"), "due first stands first"


def test_a_refused_form_keeps_what_was_typed(asked, office):
    form = {
        "kind": "portability",
        "person": "",
        "asked_by": "",
        "received_on": "",
        "wanted": "Mis datos",
    }
    answer = office.post(at(asked, "requests"), data=form)
    assert answer.status_code == 422 and "Mis datos" in answer.text
    assert re.search(
        r"checked[^>]*value=\"portability\"|value=\"portability\"[^>]*checked", answer.text
    ) or ('checked id="kind-3"' in answer.text)


def test_deletion_asks_first_and_then_nothing_leads_to_the_person(asked, office):
    close(asked)
    person = asked.people[1].id
    where = ask(office, asked, "deletion", asked.people[1])
    assert office.post(f"{where}/erase", data={}).status_code == 422
    assert db.session.get(Respondent, person).name == "Usuario 02"
    assert office.post(f"{where}/erase", data={"sure": "y"}).status_code == 303
    db.session.expire_all()
    assert db.session.get(Respondent, person).name == ""
    for path in ("people", "waves/1", "requests"):
        assert "Usuario 02" not in office.get(at(asked, path)).text
    assert "1 persona pidió" in office.get(at(asked, "waves", 1, "results")).text
    again = {"sure": "y", "sent_key": "another"}
    assert office.post(f"{where}/erase", data=again).status_code == 422


def test_who_is_killed_after_somebody_was_removed_leaves_no_file_that_was_made_or_sent(
    asked, office, monkeypatch
):
    rows = "Código;Nombre;DNI\n02;Usuario 02;1\n"
    office.post(at(asked, "people/import"), data={"file": (io.BytesIO(rows.encode()), "lista.csv")})
    said = {"name": "2021", "year": "2021", "instrument": "1", "mode": "confidential"}
    rows = "Nombre;p1\nUsuario 02;5\n"
    office.post(
        at(asked, "waves/import"),
        data=said | {"file": (io.BytesIO(rows.encode()), "ola.csv")},
    )
    close(asked)
    office.post(at(asked, "waves/1/answers"), data={"kind": "csv"})
    kept = [path for name in kept_files.FOLDERS for path in kept_files.folder(name).iterdir()]
    assert len(kept) == 3, "a list, a past wave, the answers"

    def killed(**_how):
        raise KeyboardInterrupt

    monkeypatch.setattr(jobs, "forget", killed)
    where = ask(office, asked, "deletion", asked.people[1])
    with pytest.raises(KeyboardInterrupt):
        office.post(f"{where}/erase", data={"sure": "y"})
    db.session.rollback()
    assert db.session.get(Respondent, asked.people[1].id).name == ""
    assert not any(path.exists() for path in kept)


def test_a_typed_paper_is_corrected_until_the_close(asked, office):
    sent = {"person": str(asked.people[0].id), "p1": "5", "p2": "3"}
    assert office.post(at(asked, "waves/1/paper"), data=sent).status_code == 303
    path = at(asked, "waves/1/people", asked.people[0].id, "answers")
    assert path in office.get(at(asked, "waves/1")).text
    page = office.get(path).text
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    assert re.search(r'name="p2" value="3"[^>]* checked', page)
    assert office.post(path, data={"p1": "4", "seen": "otro"}).status_code == 409
    assert office.post(path, data={"p1": "4", "seen": seen}).status_code == 303
    assert responses.kept_of(asked.wave, asked.people[0]) == {"p1": 4}
    seen = re.search(r'name="seen" value="(\w+)"', office.get(path).text)[1]
    close(asked)
    assert office.get(path).status_code == 404
    late = office.post(path, data={"p1": "2", "comentario": "Falta luz", "seen": seen})
    assert late.status_code == 409, "what was typed before the close is still there"
    assert "Falta luz" in late.text and "Esta encuesta terminó" in late.text


def test_after_a_fault_a_correction_still_does_not_overwrite_that_of_somebody_else(asked, office):
    sent = {"person": str(asked.people[0].id), "p1": "5", "p2": "3"}
    assert office.post(at(asked, "waves/1/paper"), data=sent).status_code == 303
    path = at(asked, "waves/1/people", asked.people[0].id, "answers")
    seen = re.search(r'name="seen" value="(\w+)"', office.get(path).text)[1]
    assert office.post(path, data={"p1": "4", "seen": seen}).status_code == 303, "somebody else"
    faulty = office.post(path, data={"p1": "99", "p2": "2", "seen": seen})
    assert faulty.status_code == 422
    shown = re.search(r'name="seen" value="(\w+)"', faulty.text)[1]
    assert office.post(path, data={"p1": "1", "p2": "2", "seen": shown}).status_code == 409
    assert responses.kept_of(asked.wave, asked.people[0]) == {"p1": 4}


def test_what_somebody_sent_by_phone_is_changed_by_staff_only_where_they_asked_for_it(
    asked, office
):
    path = at(asked, "waves/1/people", asked.people[1].id, "answers")
    assert office.get(path).status_code == 404
    where = ask(office, asked, "rectification", asked.people[1])
    assert path in office.get(where).text
    assert office.get(path).status_code == 200
    close(asked)
    note = {"wave": "1", "text": "Quise decir 4"}
    assert office.post(f"{where}/note", data=note).status_code == 303
    assert "1 nota de quien quiere" in office.get(at(asked, "waves/1/results")).text


def test_answers_of_an_anonymous_wave_cannot_be_reached_and_the_page_says_why(app, office):
    asked = make_survey(6)
    with_paper = {"person": str(asked.people[0].id), "p1": "5"}
    assert office.post(at(asked, "waves/1/paper"), data=with_paper).status_code == 303
    assert office.get(at(asked, "waves/1/people", asked.people[0].id, "answers")).status_code == 404
    where = ask(office, asked, "access", asked.people[0])
    told = office.get(f"{where}/data").text
    assert "Esta aplicación es anónima" in told and "Muy conforme" not in told
    assert (
        "De estas aplicaciones no se puede encontrar nada" in office.get(at(asked, "requests")).text
    )
