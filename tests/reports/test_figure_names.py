"""A table that is taken from a Spanish page speaks Spanish in its first row, whatever the method."""

import csv
import io

import pytest
from builders import cast, close, make_room, make_round

from reports.figure_names import NAMES, spoken
from smd_workshop.database import db

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
    heads = {}
    for language in ("es", "en"):
        asked = app.test_client().get(address, headers={"Accept-Language": language})
        heads[language] = next(csv.reader(io.StringIO(asked.data.decode("utf-8-sig"))))
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
