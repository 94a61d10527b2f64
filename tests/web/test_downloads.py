"""What anybody downloads recounts to what was published, and gives away no more than the page."""

import csv
import io
import json

import pytest
from builders import make_room
from filled import FACTORS, OBJECTIVES, answered, full_room
from openpyxl import load_workbook

from smd_workshop.library import schemas
from smd_workshop.library.recount import tally
from smd_workshop.rounds.results import results

pytestmark = pytest.mark.looks


@pytest.fixture
def published(app):
    return full_room()


@pytest.mark.parametrize("kind", ["rating", "points", "approval", "ratify"])
def test_the_downloaded_ballots_recount_to_the_published_result(app, client, kind):
    _, made = full_room((14, 12, 11))
    view = results.view(made[kind])
    for part in view.parts:
        base = f"/p/moq/r/mesa-1/{view.round.number}/" + (f"{part.code}/" if part.code else "")
        data = client.get(base + "data.json")
        if part.protected:
            assert data.status_code == 403
            continue
        result = json.loads(client.get(base + "result.json").data)
        besides = tally.Besides(chances=True)
        assert tally.recount(json.loads(data.data), besides=besides) == result
        assert result["input_sha256"] == part.input_sha256 == tally.sha256(json.loads(data.data))
    assert any(not part.protected for part in view.parts)


def test_a_nominal_round_is_downloaded_with_its_seats(app, client):
    room = make_room((2, 1))
    round_ = answered(room, "rating", {"F1": "Uno"}, secrecy="nominal")
    data = json.loads(client.get(f"/p/moq/r/mesa-1/{round_.number}/data.json").data)
    assert {b["seat"] for b in data["ballots"]} == {"COM1", "COM2", "SOC1"}


@pytest.mark.parametrize("kind", ["rating", "points", "approval", "ratify"])
def test_ballots_of_small_sectors_are_refused_in_words_and_absent_from_every_file(
    app, client, kind
):
    room = make_room((6, 5, 2))
    words = OBJECTIVES if kind in {"approval", "ratify"} else FACTORS
    settings = {"k": 2} if kind == "approval" else None
    round_ = answered(room, kind, words, settings=settings)
    part = "OE1/" if kind == "ratify" else ""
    base = f"/p/moq/r/mesa-1/{round_.number}/"
    refused = client.get(f"{base}{part}data.json?lang=en")
    assert refused.status_code == 403
    assert "one could tell how a person voted" in refused.text
    assert '"ballots":' not in refused.text
    assert "The ballots are not published" in client.get(f"{base}?lang=en").text
    shown = json.loads(client.get(f"{base}{part}result.json").data)
    assert "emp" in shown["disclosure"]["suppressed"]
    rows = list(
        csv.DictReader(io.StringIO(client.get(f"{base}table.csv?lang=en").data.decode("utf-8-sig")))
    )
    hidden = ("emp.mean", "emp.agree", "emp.yes", "emp.no", "sectors.emp")
    split = [k for k in rows[0] if k.endswith(hidden)]
    assert kind == "points" or split
    assert all(row[key] == "" for row in rows for key in split)


def test_the_table_holds_the_published_figures(published, client):
    _, made = published
    document = results.view(made["points"]).parts[0].document
    text = client.get(f"/p/moq/r/mesa-1/{made['points'].number}/table.csv?lang=en").data.decode(
        "utf-8-sig"
    )
    rows = {row["option"]: row for row in csv.DictReader(io.StringIO(text))}
    assert list(rows) == list(FACTORS)
    for code, figures in document["options"].items():
        assert float(rows[code]["weight"]) == figures["weight"]
        assert float(rows[code]["interval.low"]) == figures["interval"][0]
        assert rows[code]["wording"] == FACTORS[code]


def test_the_workbook_has_result_roll_and_where_it_comes_from(published, client):
    _, made = published
    answer = client.get(f"/p/moq/r/mesa-1/{made['approval'].number}/table.xlsx?lang=en")
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["Result", "Roll", "About"]
    chosen = {row[2]: row[4] for row in book["Result"].iter_rows(min_row=2, values_only=True)}
    winners = results.view(made["approval"]).parts[0].document["winners"]
    assert {code for code, yes in chosen.items() if yes} == set(winners)
    assert [row[4] for row in book["Roll"].iter_rows(min_row=2, values_only=True)] == [7, 6, 5]


def test_a_wording_cannot_become_a_formula(app, client):
    room = make_room()
    round_ = answered(room, "rating", {"F1": '=HYPERLINK("http://x")'})
    text = client.get(f"/p/moq/r/mesa-1/{round_.number}/table.csv?lang=en").data.decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(text)))["wording"].startswith("'=")


def test_each_chart_of_the_page_has_a_specification_with_the_same_data(published, client):
    _, made = published
    view = results.view(made["ratify"])
    for place in range(1, len(view.chart_titles) + 1):
        spec = json.loads(
            client.get(f"/p/moq/r/mesa-1/{view.round.number}/charts/{place}.json").data
        )
        assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    assert client.get(f"/p/moq/r/mesa-1/{view.round.number}/charts/99.json").status_code == 404
    assert client.get(f"/p/moq/r/mesa-1/{view.round.number}/charts/0.json").status_code == 404


def test_a_ratification_is_downloaded_objective_by_objective(published, client):
    _, made = published
    base = f"/p/moq/r/mesa-1/{made['ratify'].number}"
    assert client.get(f"{base}/result.json").status_code == 404
    assert json.loads(client.get(f"{base}/OE2/result.json").data)["outcome"] == "adopted"
    assert client.get(f"{base}/OE9/result.json").status_code == 404


def test_the_schemas_are_served(app, client):
    for name in schemas.NAMES:
        assert json.loads(client.get(f"/schemas/{name}.json").data) == schemas.load(name)
    assert client.get("/schemas/nada.json").status_code == 404
