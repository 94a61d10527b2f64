"""Weights must be what people gave, whatever group they left blank."""

import pytest

from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount.tally import recount

GROUPS = {"F": ["F1", "F2", "F3"], "D": ["D1", "D2"]}


def share(ballots, **wanted):
    return recount(
        {
            "format": "smd-tally/1",
            "method": "points",
            "settings": {"groups": GROUPS} | wanted,
            "sectors": [{"code": "com"}, {"code": "emp"}],
            "options": ["F1", "F2", "F3", "D1", "D2"],
            "ballots": [{"sector": sector, "answer": answer} for sector, answer in ballots],
        }
    )


def test_a_blank_group_is_no_zero():
    result = share(
        [("com", {"F1": 100}), ("com", {"D1": 100}), ("emp", {"F1": 50, "F2": 50, "D2": 100})]
    )
    assert result["options"]["F1"]["weight"] == 0.75
    assert result["options"]["D1"]["weight"] == 0.5
    assert result["options"]["F1"]["n"] == 2


def test_without_points_for_the_groups_there_is_no_global_weight():
    result = share([("com", {"F1": 100})])
    assert result["options"]["F1"]["global"] is None
    assert result["options"]["F1"]["global_reason"]
    assert result["options"]["D1"]["weight"] is None
    assert result["options"]["D1"]["reason"]
    assert result["groups"]["D"]["weight"] is None
    assert result["order"] == [["F1"], ["F2", "F3"], ["D1", "D2"]]


def test_global_weights_add_to_one_and_make_the_order():
    result = share(
        [
            ("com", {"F1": 60, "F2": 30, "F3": 10, "D1": 80, "D2": 20, "@F": 20, "@D": 80}),
            ("emp", {"F1": 20, "F2": 30, "F3": 50, "D1": 70, "D2": 30, "@F": 40, "@D": 60}),
        ]
    )
    rows = result["options"]
    assert sum(row["global"] for row in rows.values()) == pytest.approx(1)
    assert rows["D1"]["global"] == pytest.approx(0.75 * 0.7)
    assert result["order"] == [["D1"], ["D2"], ["F1"], ["F2", "F3"]]


def test_what_each_sector_gave_to_the_groups_themselves_is_told():
    result = share([("com", {"@F": 20, "@D": 80}), ("com", {"F1": 100}), ("emp", {"F1": 100})])
    assert result["groups"]["F"]["sectors"]["com"] == {"n": 1, "weight": 0.2}
    assert result["groups"]["F"]["sectors"]["emp"] == {"n": 0, "weight": None}


def test_nobody_is_told_what_sectors_gave_to_the_only_group():
    result = share([("com", {"F1": 100})], groups={"F": ["F1", "F2", "F3", "D1", "D2"]})
    assert "sectors" not in result["groups"]["F"]


def test_chances_of_the_top_add_to_its_places():
    ballots = [
        (
            sector,
            {"F1": first, "F2": 60 - first // 2, "F3": 40 - first + first // 2, "D1": 50, "D2": 50},
        )
        for sector, firsts in {"com": [10, 20, 30, 12], "emp": [5, 40]}.items()
        for first in firsts
    ]
    for top, places in [(1, 1), (2, 2), (3, 3), (9, 3)]:
        rows = share(ballots, top=top)["options"]
        assert sum(rows[code]["p_top"] for code in GROUPS["F"]) == pytest.approx(places)
    assert share(ballots, top=1)["options"]["D1"]["p_top"] == 0.5


def test_what_all_give_alike_still_has_the_doubt_of_five_people():
    rows = share(
        [("com", {"F1": 33.3, "F2": 33.3, "F3": 33.4})] * 3
        + [("emp", {"F1": 33.3, "F2": 33.3, "F3": 33.4})] * 2,
        top=1,
    )["options"]
    assert rows["F1"]["weight"] == 0.333
    low, high = rows["F1"]["interval"]
    assert 0 < low < 0.333 < high < 1
    assert [rows[code]["p_top"] for code in GROUPS["F"]] == [0, 0, 1]


def test_an_interval_stays_between_nothing_and_everything():
    rows = share(
        [("com", {"D1": 100, "D2": 0})] * 3
        + [("emp", {"D1": 0, "D2": 100})] * 1
        + [("emp", {"D1": 90, "D2": 10})]
    )["options"]
    low, high = rows["D1"]["interval"]
    assert 0 <= low <= rows["D1"]["weight"] <= high <= 1


def test_agreement_on_the_order_of_a_group_weighs_sectors_as_agreed_and_counts_who_answered_it():
    """Two of one sector say F1 > F2 = F3, one of the other F1 > F3 > F2; of group D only one says anything."""
    ballots = [
        ("com", {"F1": 60, "F2": 20, "F3": 20}),
        ("com", {"F1": 40, "F2": 30, "F3": 30, "D1": 100}),
        ("emp", {"F1": 50, "F2": 20, "F3": 30}),
    ]
    groups = share(ballots)["groups"]
    # Mean ranks 1, 2.75, 2.25; the spread of the first two is 1.5 each, of the third 2.
    assert groups["F"]["concordance"]["w"] == pytest.approx(1.625 / 1.75)
    # Weights 1/4, 1/4 and 1/2: (1.5 + 1.5) / 16 + 2 / 4 of 1.75.
    assert groups["F"]["concordance"]["by_chance"] == pytest.approx(0.6875 / 1.75)
    assert groups["F"]["concordance"]["people"] == 3
    assert (groups["D"]["concordance"]["people"], groups["D"]["concordance"]["w"]) == (1, None)


def test_where_few_gave_points_no_agreement_is_told():
    result = share([("com", {"F1": 100, "D1": 100})] * 5 + [("emp", {"F2": 100})] * 5)
    assert METHODS["points"].disclosing.few(result, 6)
    assert [row["concordance"] for row in result["groups"].values()] == [None, None]
