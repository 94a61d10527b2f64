"""Programs of others read what is published: statistics packages, catalogues, and whatever is written by the description."""

import json

import pytest
from builders import NOON, make_room
from depth import cases as examples
from flask import current_app
from hypothesis import given, settings
from planned import make_plan
from pyjstat import pyjstat
from strategic import entered, furnished_scorecard, measured, named

from smd_workshop.database import transaction
from smd_workshop.processes import processes
from smd_workshop.publishing import scorecards
from smd_workshop.strategy.scorecards import editions
from smd_workshop.strategy.territory.gathered import GATHERED
from smd_workshop.web.api.openapi import OPERATIONS

V1 = "/api/v1"
#: The reader of JSON-stat warns of a function that it uses itself.
reads_with_pyjstat = pytest.mark.filterwarnings(
    "ignore:Shouldn't use this function:DeprecationWarning"
)


@pytest.fixture
def process(app):
    return make_room(languages=["es"]).process


@pytest.fixture
def card(process):
    """A public scorecard of one objective that reached half of what was asked."""
    named(entered(process, "Agua limpia"), "Hogares con agua segura")
    card = scorecards.of_process(process)
    measured(card, "50.5")
    with transaction():
        editions.publish(card, NOON, None)
    return card


def read(client, path, status=200):
    answer = client.get(V1 + path)
    assert answer.status_code == status, answer.text
    return json.loads(answer.data)


@reads_with_pyjstat
def test_a_statistics_program_reads_a_plan_with_the_digits_that_were_written(process, card, client):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    text = client.get(f"{V1}/processes/moq/plans/smd-bsc-2023-2025/jsonstat").text
    assert '"value": [100, 50.5, 50.5, 100, null, null,' in text
    frame = pyjstat.Dataset.read(text).write("dataframe")
    assert list(frame.columns) == ["Indicator", "Year", "Measure", "value"]
    of_2023 = frame[frame["Year"] == "2023"].set_index("Measure")["value"]
    assert dict(of_2023) == {"Target": 100, "Value": 50.5, "Progress, per cent": 50.5}
    assert frame[frame["Year"] == "2024"]["value"].isna().sum() == 2  # unknown is null, never zero


@reads_with_pyjstat
def test_a_statistics_program_reads_a_scorecard_with_both_measures_apart(card, client):
    text = client.get(f"{V1}/processes/moq/scorecards/bsc/jsonstat").text
    frame = pyjstat.Dataset.read(text).write("dataframe")
    assert len(frame) == 2
    assert frame["value"].tolist()[0] == 50.5 and frame["value"].isna().tolist() == [False, True]
    assert json.loads(text)["extension"] == {
        "licence": current_app.config["SMD_DATA_LICENCE"], "process": "moq", "simulated": False,
    }  # fmt: skip


def test_every_address_of_the_api_is_described_and_none_besides(app):
    each_of = f"<any({', '.join(GATHERED)}):gathered>".replace("shared-value", '"shared-value"')
    rules = {
        rule.rule.removeprefix(V1).replace(each_of, name).replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for name in GATHERED
    }
    assert rules - {"/"} == set(OPERATIONS), "and a page that people read"


KNOWN = {"code": "moq", "scorecard": "bsc", "plan": "pei-2023-2025"}


def test_what_the_description_promises_is_what_comes(app, process):
    """Each address with what is there and with what is drawn: the status, the media type and the form described."""
    import schemathesis

    furnished_scorecard(process)
    make_plan(process)
    schema = schemathesis.openapi.from_wsgi(f"{V1}/openapi.json", app)
    walked = {"/openapi.json"}  # what is read first, and not asked again
    for result in schema.get_all_operations():
        operation = result.ok()
        inside = {name: KNOWN[name] for name in KNOWN if f"{{{name}}}" in operation.path}
        for parts in ({}, {"path_parameters": inside}) if inside else ({},):
            walk(operation.as_strategy(**parts))
        walked.add(operation.path)
    assert walked == set(OPERATIONS)


def walk(cases):
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    asked = [
        not_a_server_error, checks.status_code_conformance, checks.content_type_conformance,
        checks.response_schema_conformance,
    ]  # fmt: skip

    @settings(max_examples=examples(5, 200), deadline=None, database=None)
    @given(cases)
    def each(case):
        # The test client of the application does not unpack what is compressed.
        case.call_and_validate(checks=asked, headers={"Accept-Encoding": "identity"})

    each()


def test_known_addresses_give_data_not_refusals(process, client):
    furnished_scorecard(process)
    make_plan(process)
    for path, (_words, _schema, asked, media) in OPERATIONS.items():
        query = "?q=agua" if any(each["required"] for each in asked) else ""
        answer = client.get(V1 + path.format(**KNOWN) + query)
        assert (answer.status_code, answer.mimetype) == (200, media), path
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers
        again = client.get(
            V1 + path.format(**KNOWN) + query, headers={"If-None-Match": answer.headers["ETag"]}
        )
        assert again.status_code == 304, path


@pytest.mark.parametrize(
    "path", ["/processes/nada", "/processes/moq/scorecards/nada", "/nada", "/processes/moq/scorecards/bsc?year=1900"]
)  # fmt: skip
def test_what_is_not_public_is_a_problem_in_words_not_a_page(card, client, path):
    answer = client.get(V1 + path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert set(json.loads(answer.data)) == {"status", "title"}


def test_a_draft_of_a_scorecard_and_of_a_plan_are_nobody_elses(process, client):
    named(entered(process, "Agua limpia"), "Hogares con agua segura")
    plan = measured(scorecards.of_process(process), 50)
    with transaction():
        plan.state = "drafting"
    read(client, "/processes/moq/scorecards/bsc", 404)
    read(client, "/processes/moq/plans/smd-bsc-2023-2025", 404)
    assert read(client, "/processes/moq")["scorecards"] == []
    assert read(client, "/search?q=hogares")["found"] == []


def test_people_read_what_the_catalogue_says_to_programs(card, client):
    """The link at the foot of the portal leads to a page, not to JSON."""
    assert 'href="/api/v1/"' in client.get("/").text
    page = client.get(f"{V1}/?lang=es")
    assert page.mimetype == "text/html" and "<h1>Datos abiertos</h1>" in page.text
    for each in read(client, "/catalog.jsonld")["dcat:dataset"]:
        for file in each["dcat:distribution"]:
            assert f'href="{file["@id"]}"' in page.text
    assert ">JSON-stat<" in page.text and ">jsonstat<" not in page.text


def test_a_catalogue_knows_every_file_and_each_address_answers(card, client):
    """What DCAT-AP demands of a catalogue, its datasets and their distributions; all of it: scripts/catalogue_shapes.ttl."""
    with transaction():
        processes.find("moq").contact = "Gerencia de Planeamiento, planeamiento@example.org"
    found = read(client, "/catalog.jsonld")
    demanded = [
        "dct:title",
        "dct:description",
        "dct:publisher",
        "dcat:dataset",
        "dct:license",
        "dct:modified",
        "foaf:homepage",
    ]
    assert [name for name in demanded if not found.get(name)] == []
    assert found["dct:language"]["@id"].startswith("http://id.loc.gov/"), "an address, no word"
    sets = found["dcat:dataset"]
    assert [each["dct:title"] for each in sets] == ["SMD Moquegua", "SMD Moquegua"]
    for each in sets:
        demanded = "dct:title dct:description dct:identifier dct:modified dct:license dct:publisher dcat:contactPoint dcat:distribution"
        assert [name for name in demanded.split() if not each.get(name)] == []
        contact = each["dcat:contactPoint"]
        assert contact["vcard:fn"].startswith("Gerencia")
        assert contact["vcard:hasEmail"]["@id"] == "mailto:planeamiento@example.org"
        assert client.get(contact["vcard:hasURL"]["@id"]).status_code == 200
        assert each["dct:modified"]["@value"] <= found["dct:modified"]["@value"]
        for file in each["dcat:distribution"]:
            demanded = "dcat:accessURL dcat:downloadURL dcat:mediaType dct:license"
            assert [name for name in demanded.split() if not file.get(name)] == []
            address = file["dcat:downloadURL"]["@id"]
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert file["dcat:mediaType"]["@id"].endswith(answer.mimetype), address


def test_search_forgets_accents_and_finds_what_is_published_only(card, client):
    assert {each["kind"] for each in read(client, "/search?q=agua")["found"]} >= {
        "agreed",
        "indicator",
    }
    assert read(client, "/search?q=HOGARÉS+segurá")["found"]
    assert read(client, "/search?q=agua+inexistente")["found"] == []
    assert read(client, "/search", 422)["status"] == 422
    page = client.get("/search?q=hogares")
    assert page.status_code == 200 and "Hogares con agua segura" in page.text
