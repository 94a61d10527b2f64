"""A table that is taken from a Spanish page speaks Spanish in its first row, whatever the method."""

import csv
import io
from typing import get_args

import pytest
from builders import cast, close, make_room, make_round
from each_case import each_case

from reports.figure_names import NAMES, WORDS, spoken, told
from smd_workshop.database import db
from smd_workshop.library.plan.evaluation.lights import Light
from smd_workshop.library.recount.repeating import Label
from smd_workshop.models.surveys.recommendations import RECOMMENDATION_STATES
from smd_workshop.strategy.scorecards import documents
from smd_workshop.strategy.scorecards.arranging import TAGS
from smd_workshop.web.manager.outcome.recommendations import COLUMNS
from smd_workshop.web.portal import plans

TABLES = (plans.YEARS, plans.HISTORY, documents.COLUMNS, COLUMNS)

ROUNDS = {
    "rating": ({"F1": 5, "F2": 3}, {}), "approval": (["F1"], {"k": 1}),
    "ratify": ({"F1": "yes", "F2": "no"}, {}), "points": ({"F1": 50, "F2": 50}, {}),
    "estimate": ({"F1": 50, "F2": 0.5}, {}),
    "ahp": ({"pairs": [["F1", "F2", 3]]}, {}),
    "cross": ({"F1|O1": 3}, {}),
    "majority-judgment": ({"F1": 4, "F2": 2}, {}),
    "bwm": (
        {"best": "F1", "worst": "F2", "best_to_others": {"F1": 1, "F2": 3}, "others_to_worst": {"F1": 3, "F2": 1}},
        {},
    ),
    "ranking": ([["F1"], ["F2"]], {}),
    "approval-budget": (["F1"], {"budget": 5, "costs": {"F1": 3, "F2": 4}}),
}  # fmt: skip


@pytest.mark.parametrize("asks", ROUNDS)
def test_every_column_has_a_name_in_spanish(app, asks):
    room = make_room()
    answer, settings = ROUNDS[asks]
    options = ("F1", "O1") if asks == "cross" else ("F1", "F2")
    round_ = make_round(room, asks, options, settings=settings)
    for card in room.cards:
        cast(card, round_, answer)
    close(round_, publish=True)
    address = f"/p/moq/r/mesa-1/{round_.number}/table.csv"
    db.session.rollback()
    heads, cells = {}, {}
    for language in ("es", "en"):
        asked = app.test_client().get(address, headers={"Accept-Language": language})
        rows = list(csv.reader(io.StringIO(asked.data.decode("utf-8-sig"))))
        heads[language], cells[language] = rows[0], rows[1]
    english = dict(zip(heads["en"], cells["en"], strict=True))
    spanish = dict(zip(heads["en"], cells["es"], strict=True))
    words = {name for name, cell in english.items() if cell.strip() and not _is_number(cell)}
    same = {name for name in words if english[name] == spanish[name]}
    assert same <= {"option", "wording", "without_quorum", "side"}, (
        "words of the program that are English"
    )
    assert heads["es"][:4] == ["ronda", "metodo", "opcion", "redaccion"]
    codes = {
        s
        for name in heads["en"]
        if "sectors." in name
        for s in [name.split("sectors.")[1].split(".")[0]]
    }
    parts = {part for name in heads["en"] for part in name.split(".")} - codes
    assert parts - set(NAMES["es"]) == set(), "a figure without a Spanish name"
    assert len(set(heads["es"])) == len(heads["es"]), "two columns of one name"


def test_a_sector_is_not_taken_for_a_figure():
    assert spoken("sectors.mean.mean", "es") == "sectores.mean.promedio"
    assert spoken("sectors.com.mean", "en") == "sectors.com.mean"


def test_what_the_program_writes_into_cells_is_in_spanish_and_what_people_wrote_is_left_alone():
    columns = [
        "class",
        "definitions.median_7",
        "wording",
        "light",
        "values",
        "state",
        "status",
        "outcome",
    ]
    cells = ["in", "contested", "in", "amber", "economic; social", "done", "empty", "no quorum"]
    heads, rows = told(columns, [cells], "es")
    assert heads[:2] == ["clase", "definiciones.mediana_7"]
    assert rows == [
        ["entra", "en disputa", "in", "en proceso", "económico; social", "hecha", "nadie respondió", "sin quórum"]
    ]  # fmt: skip
    assert told(columns, [cells], "en") == (columns, [cells])


def test_every_word_that_a_column_may_hold_has_one_in_spanish():
    known = WORDS["es"]
    assert set(Light) <= known["light"].keys() and TAGS.keys() <= known["values"].keys()
    assert set(get_args(Label)) == known["since_before"].keys()
    assert set(RECOMMENDATION_STATES) == known["state"].keys()


@each_case("columns", TABLES, ids=lambda names: names[0])
def test_each_column_of_plans_scorecards_and_recommendations_has_a_name_in_spanish(columns):
    assert set(columns) - set(NAMES["es"]) == set()
    heads, _rows = told(columns, [], "es")
    assert len(set(heads)) == len(heads), "two columns of one name"


def _is_number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True
