"""The repository of variables on its pages: brought, searched, corrected, rated, and downloaded by everybody."""

import csv
import io
import json
import re

import pytest
from counted import HEADERS, furnished_variables, send_variables
from planned import process_of, words
from staff import member

from smd_workshop.database import db, transaction
from smd_workshop.repository import documents, variables

STAFF, PUBLIC = "/f/moq/plans/variables", "/p/moq/variables"


@pytest.fixture
def process(app):
    return process_of()


@pytest.fixture
def own(process):
    return furnished_variables(process)


@pytest.fixture
def planner(app, process):
    return member(app, process, "planner")


def confirm(browser, preview):
    outcome = re.search(r'name="outcome" value="(\w+)"', browser.get(preview).text)[1]
    return browser.post(preview, data={"outcome": outcome})


def test_a_file_is_judged_row_by_row_before_anything_is_written(process, planner, client):
    preview = f"{STAFF}/import/{send_variables(planner, process)}"
    shown = words(planner.get(f"{preview}?lang=en"))
    assert "1 row added" in shown and "AIRE-moq" in shown
    assert variables.of_process(process) == []
    assert confirm(planner, preview).status_code == 303
    assert "Calidad del aire" in client.get(PUBLIC).text
    assert "There is nothing to write" in words(planner.get(f"{preview}?lang=en"))


def test_what_changed_since_somebody_looked_is_shown_again_instead_of_written(process, planner):
    preview = f"{STAFF}/import/{send_variables(planner, process)}"
    outcome = re.search(r'name="outcome" value="(\w+)"', planner.get(preview).text)[1]
    planner.post(STAFF, data={"code": "AIRE-moq", "name": "Aire"})
    answer = planner.post(preview, data={"outcome": outcome})
    assert answer.status_code == 409
    db.session.expire_all()
    assert [each.name for each in variables.of_process(process)] == ["Aire"]


def test_it_is_said_how_a_file_was_read_and_which_signs_look_broken(process, planner):
    data = "Repositorio\nCódigo;Variable;Fuente\nAGUA;Año?con agua;INEI\n".encode("cp1252")
    sent = planner.post(
        f"{STAFF}/import", data={"file": (io.BytesIO(data), "x.csv")},
        content_type="multipart/form-data",
    )  # fmt: skip
    shown = words(planner.get(f"{sent.location}?lang=en"))
    assert "read as Latin-1" in shown and "The headings were found in row 2." in shown
    assert "Signs look broken in: B3 (Año?con agua)." in shown


@pytest.mark.parametrize("data", [b"", b"Nombre\nAgua\n", b"PK\x03\x04 no workbook"])
def test_a_file_that_is_no_repository_is_refused_in_words(process, planner, data):
    sent = planner.post(
        f"{STAFF}/import", data={"file": (io.BytesIO(data), "x.csv")},
        content_type="multipart/form-data",
    )  # fmt: skip
    assert sent.status_code == 422 and 'class="error"' in sent.text


def test_anybody_finds_a_variable_without_accents_and_reads_its_corrections(process, own, client):
    assert "Población estimada" in client.get(f"{PUBLIC}?q=poblacion").text
    assert "Población estimada" not in client.get(f"{PUBLIC}?q=agua").text
    assert "Población estimada" not in client.get(f"{PUBLIC}?level=Provincia").text
    page = words(client.get(f"{PUBLIC}/v/{own['variable']}?lang=en"))
    assert "72.5 %" in page and "71.5 %" in page and "Se contó de nuevo" in page
    assert "ENAPRES" in page and "nobody knows it" in page
    assert "Hogares con agua segura" in client.get("/p/moq/search?q=hogares+agua").text
    assert client.get(f"{PUBLIC}/v/nada").status_code == 404


def test_what_is_downloaded_says_the_same_as_the_page_and_what_its_columns_mean(
    process, own, client
):
    rows = list(
        csv.DictReader(io.StringIO(client.get(f"{PUBLIC}.csv?lang=en").text.lstrip("\ufeff")))
    )
    said = {(row["code"], row["period"]): row["value"] for row in rows}
    assert said[own["variable"], "2021"] == "72.5"
    assert said["POB-moq", "2022"] == "195204"
    about = client.get(f"{PUBLIC}.csv-metadata.json?lang=en").json
    assert [each["name"] for each in about["tableSchema"]["columns"]] == list(rows[0])
    document = json.loads(client.get(f"{PUBLIC}.json").text)
    water = next(each for each in document["variables"] if each["code"] == own["variable"])
    assert [(v["value"], v["counts"]) for v in water["values"][:2]] == [
        ("71.5", False), ("72.5", True),
    ]  # fmt: skip
    assert client.get("/api/v1/processes/moq/variables").json["variables"] == document["variables"]
    pages = [each["@id"] for each in client.get("/api/v1/catalog.jsonld").json["dcat:dataset"]]
    assert any(each.endswith(PUBLIC) for each in pages)


def test_two_who_correct_one_variable_at_once_do_not_write_over_each_other(process, own, planner):
    at = f"{STAFF}/v/{own['variable']}"
    seen = re.search(r'name="seen" type="hidden" value="(\w+)"', planner.get(at).text)[1]
    first = planner.post(at, data={"name": "Agua segura", "source": "ENAPRES", "seen": seen})
    assert first.status_code == 303
    second = planner.post(at, data={"name": "Otra", "source": "ENAPRES", "seen": seen})
    assert second.status_code == 422 and "Otra" in second.text
    db.session.expire_all()
    assert variables.find(process, own["variable"]).name == "Agua segura"
    assert "Hogares con agua segura" in words(planner.get(at)), "what it was called before"


def test_a_value_is_entered_and_corrected_with_a_reason(process, own, planner):
    at = f"{STAFF}/v/{own['variable']}"
    assert (
        planner.post(f"{at}/values", data={"period": "2023-S1", "value": "80"}).status_code == 303
    )
    for wrong in ({"period": "ayer", "value": "1"}, {"period": "2023", "value": "x"}, {}):
        assert planner.post(f"{at}/values", data=wrong).status_code == 422
    with transaction():
        variables.find(process, own["variable"]).measure = "Razón"
    planner.post(f"{at}/values", data={"period": "2022-S1", "value": "60 %"})
    assert "“60 %” was read as 0.6" in words(planner.get(f"{at}?lang=en"))
    correction = {"period": "2021", "value": "70", "corrects": own["variable_value"]}
    assert planner.post(f"{at}/values", data=correction).status_code == 422
    assert (
        planner.post(f"{at}/values", data=correction | {"note": "Se leyó mal"}).status_code == 303
    )
    assert "Se leyó mal" in words(planner.get(at))


def test_an_observer_reads_the_repository_and_changes_nothing(app, process, own):
    observer = member(app, process, "observer")
    page = observer.get(STAFF)
    assert page.status_code == 200 and 'method="post" action="/f/moq/plans' not in page.text
    assert observer.post(STAFF, data={"code": "X", "name": "X"}).status_code == 403


def test_no_plan_stands_at_the_address_of_the_repository(process, planner):
    answer = planner.post(
        "/f/moq/plans",
        data={"code": "Variables", "kind": "PEI", "first_year": "2023", "last_year": "2025"},
    )
    assert answer.status_code == 422


def test_the_workbook_names_every_column_also_while_it_is_empty(process, planner):
    assert planner.get(f"{STAFF}.xlsx").status_code == 200
    headers, rows = documents.workbook([])
    assert (headers, rows) == (list(HEADERS[:-2]), [])
