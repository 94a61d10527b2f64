"""Effects, clusters and shared value as open data: what the pages say, at addresses that stay, found by a search."""

import csv
import io
import json
import re

import pytest
from builders import NOON, make_room
from kept import built_once

from smd_workshop.database import db, transaction
from smd_workshop.demonstration import territory
from smd_workshop.models import Component, SharedValue
from smd_workshop.processes import processes
from smd_workshop.strategy.territory import components
from smd_workshop.strategy.territory.gathered import GATHERED

NAMES = [name for name in GATHERED if name != "commitments"]  # its own test: test_registers.py


@pytest.fixture
def process(app):
    return with_territory()


@built_once
def with_territory():
    found = make_room(languages=["es"]).process
    with transaction():
        processes.add_territory(found, "ilo", "Ilo")
        territory.fill(found, NOON, None)
        found.public = True
    return found


def document(client, name):
    return json.loads(client.get(f"/p/moq/{name}.json").data)


def table(client, name, language="en"):
    text = client.get(f"/p/moq/{name}.csv", headers={"Accept-Language": language}).data
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


@pytest.mark.parametrize("name", NAMES)
def test_page_file_and_address_for_programs_say_the_same_and_lead_to_each_other(
    process, client, name
):
    page = client.get(f"/p/moq/{name}").text
    for kind in ("csv", "csv-metadata.json", "json"):
        assert f'href="/p/moq/{name}.{kind}"' in page
    found = document(client, name)
    assert found["licence"].startswith("https://")
    assert json.loads(client.get(f"/api/v1/processes/moq/{name}").data) == found
    rows = table(client, name)
    assert rows and list(rows[0]) == [*dict.fromkeys((*GATHERED[name].columns, "simulated"))]
    told = json.loads(
        client.get(f"/p/moq/{name}.csv-metadata.json", headers={"Accept-Language": "en"}).data
    )
    assert [each["name"] for each in told["tableSchema"]["columns"]] == list(rows[0])
    assert all(each["dc:description"] for each in told["tableSchema"]["columns"])
    spanish = table(client, name, "es")
    assert len(spanish) == len(rows)
    assert not set(spanish[0]) & set(rows[0]) - {"cluster", "n", "pearson", "spearman", "plan"}


def test_a_statistics_program_reads_what_is_gathered(process, client):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    found = {each["id"]: each for each in document(client, "effects")["components"]}
    read = json.loads(client.get("/api/v1/processes/moq/effects/jsonstat").data)
    assert read["size"] == [len(found), 5]
    for at, (code, of_component) in enumerate(found.items()):
        assert read["dimension"]["component"]["category"]["index"][at] == str(code)
        threshold, *_rest, now, _then = read["value"][at * 5 : at * 5 + 5]
        said = of_component["threshold"]
        assert threshold == (None if said is None else float(said))
        assert now == of_component["use_now"]["percent"]
    clusters = json.loads(client.get("/api/v1/processes/moq/clusters/jsonstat").data)
    every = document(client, "clusters")["clusters"]
    assert clusters["value"] == [
        len(each[name]) for each in every for name in ("members", "links", "indicators")
    ]
    metrics = json.loads(client.get("/api/v1/processes/moq/shared-value/jsonstat").data)
    said = [
        one for each in document(client, "shared-value")["initiatives"] for one in each["metrics"]
    ]
    assert metrics["value"][::7] == [one["n"] for one in said]
    assert metrics["value"][3::7] == [one["pearson"] for one in said]
    assert list(metrics["extension"]["evidence"].values()) == [one["evidence"] for one in said]
    names = metrics["dimension"]["metric"]["category"]["label"].values()
    assert all("connection" in name for name in names), "no metric without its word"
    places = json.loads(client.get("/api/v1/processes/moq/territories/jsonstat").data)
    assert places["role"] == {"geo": ["territory"], "metric": ["indicator"]}
    known = [value for value in places["value"] if value is not None]
    every = document(client, "territories")["territories"]
    assert len(known) == sum(len(each["values"]) for each in every) > 0


def test_a_chart_of_effects_is_a_picture_and_a_specification_with_its_data(process, client):
    page = client.get("/p/moq/effects").text
    assert 'href="/p/moq/effects/chart.svg"' in page
    drawn = client.get("/p/moq/effects/chart.svg")
    assert drawn.mimetype == "image/svg+xml" and "Agua del río" in drawn.text
    spec = json.loads(client.get("/p/moq/effects/chart.json").data)
    assert "vega-lite" in spec["$schema"] and "Agua del río" in str(spec)
    initiative = document(client, "shared-value")["initiatives"][0]
    page = client.get(f"/p/moq/shared-value/{initiative['id']}").text
    (metric,) = re.findall(r'href="(/p/moq/shared-value/[0-9]+/[0-9]+/chart\.)svg"', page)[:1]
    with transaction():
        process.simulated = True
    for at in ("/p/moq/effects/chart.", metric):
        for kind in ("svg", "json"):
            told = client.get(f"{at}{kind}?lang=en").text
            assert "Simulated votes" in told, at
            assert at != metric or "connection" in told, "no metric without its word"
    for language, name in (("es", "moq-efectos-acumulativos"), ("en", "moq-cumulative-effects")):
        answer = client.get(f"/p/moq/effects.csv?lang={language}")
        assert name in answer.headers["Content-Disposition"]
    assert client.get("/p/moq/effects/chart.pdf").status_code == 404


def test_what_nobody_knows_is_null_and_what_is_known_has_its_digits(process, client):
    [*every] = document(client, "effects")["components"]
    unknown = [
        said for each in every for said in each["contributions"] if said["magnitude"] is None
    ]
    assert unknown and all(said["sign"] for said in unknown)
    known = next(each for each in every if each["threshold"])
    row = db.session.get_one(Component, known["id"])
    assert known["threshold"] == f"{row.threshold:f}"
    assert {each["no_sum_because"] for each in every if each["projected"] is None} - {None}


def test_no_metric_is_in_a_table_without_its_word(process, client):
    metrics = [row for row in table(client, "shared-value") if row["social"]]
    assert metrics
    assert all(row["hybrid_evidence"] in {"none", "plausible", "tested"} for row in metrics)
    assert all(row["rule"] and row["lags_tried"] for row in metrics)


def test_what_is_shown_no_longer_is_in_no_file_catalogue_or_search(process, client):
    row = db.session.query(Component).filter(Component.shown_at.is_not(None)).first()
    name = row.name
    assert name in str(document(client, "effects"))
    word = max(name.split(), key=len)
    assert name in client.get(f"/search?q={word}").text
    with transaction():
        for each in components.of_process(process, public=True):
            components.show(each, NOON, None, to_public=False)
        for each in db.session.query(SharedValue):
            each.shown_at = None
    assert document(client, "effects")["components"] == []
    assert f"/p/moq/effects/{row.id}" not in client.get(f"/search?q={word}").text
    titles = [
        each["dct:identifier"].rsplit("/", 1)[1]
        for each in json.loads(client.get("/api/v1/catalog.jsonld").data)["dcat:dataset"]
    ]
    assert {"clusters", "territories"} <= set(titles)
    assert not {"effects", "shared-value"} & set(titles)


def test_a_catalogue_knows_the_files_of_what_is_shown(process, client):
    found = json.loads(client.get("/api/v1/catalog.jsonld").data)["dcat:dataset"]
    addresses = [
        file["dcat:downloadURL"]["@id"] for each in found for file in each["dcat:distribution"]
    ]
    of_programs = [each for each in addresses if each.endswith("/jsonstat")]
    assert {each.rsplit("/", 2)[1] for each in of_programs} >= {*NAMES}
    for name in NAMES:
        own = [each for each in addresses if f"/{name}." in each]
        assert len(own) == 3
        for address in own:
            assert client.get(address).status_code == 200, address


def test_a_search_finds_who_belongs_to_a_cluster_and_the_problem_that_is_answered(process, client):
    cluster = next(each for each in document(client, "clusters")["clusters"] if each["members"])
    member = cluster["members"][0]["name"]
    assert (
        f"/p/moq/clusters/{cluster['id']}" in client.get("/search", query_string={"q": member}).text
    )
    initiative = document(client, "shared-value")["initiatives"][0]
    word = max(initiative["problem"].split(), key=len).strip(".,")
    found = client.get("/p/moq/search", query_string={"q": word}).text
    assert f"/p/moq/shared-value/{initiative['id']}" in found
