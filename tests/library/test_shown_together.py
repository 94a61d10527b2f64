"""Small sectors may be shown as one, as the protocol says: each still counts alone, and no more is told than 3 would."""

import json
from fractions import Fraction

import pytest
from each_case import each_case
from hypothesis import given
from hypothesis import strategies as st
from reconstruction import Room

from smd_workshop.library.disclosure import Disclosing, Earlier, merged, past_of, plan, redact
from smd_workshop.library.profile import Cell, Profile, SectorInfo
from smd_workshop.library.recount.tally import count, profile_of

SOCIETY = {"a": "Society", "b": "Society"}


def document_of(method, ballots, sectors, options=("F", "G"), **settings):
    return {
        "format": "smd-tally/1",
        "method": method,
        "settings": settings,
        "options": list(options),
        "sectors": [{"code": code, "eligible": 20} for code in sectors],
        "ballots": [{"sector": s, "answer": answer} for s, answer in ballots],
    }


def published(document, names=SOCIETY):
    """The result and what is shown of it, by the road that a closing round takes."""
    reading = method, settings, profile = profile_of(document)
    found = plan(profile.voted(), names=names)
    result = count(document, reading)
    as_one = count(document, (method, settings, merged(profile, found.together)))
    return result, redact(method.disclosing, result, found, as_one)


def test_sectors_of_one_name_are_shown_as_one_where_one_of_them_is_small():
    found = plan({"a": 3, "b": 4, "c": 6}, names=SOCIETY)
    assert [(each.name, each.sectors, each.people) for each in found.together] == [
        ("Society", ("a", "b"), 7)
    ]
    assert (found.shown, found.suppressed, found.group, found.why) == ({"c"}, set(), (), "together")
    assert plan({"a": 3, "b": 9, "c": 6}, names=SOCIETY).together[0].people == 12


def test_large_sectors_are_shown_apart_whatever_their_name():
    assert plan({"a": 5, "b": 6}, names=SOCIETY).shown == {"a", "b"}


def test_together_they_may_be_just_as_many_as_are_shown_apart():
    assert plan({"a": 3, "b": 4, "c": 9}, 7, names=SOCIETY).together[0].people == 7
    assert not plan({"a": 3, "b": 4, "c": 9}, 8, names=SOCIETY).together


@pytest.mark.parametrize(
    "voted",
    [
        {"a": 2, "b": 9, "c": 6},  # beside the decision the figure of both would tell of the two
        {"a": 1, "b": 3, "c": 6},
        {"a": 4, "b": 0, "c": 6},  # the others of the name are not there
    ],
)
def test_a_sector_of_one_or_two_hides_in_no_figure(voted):
    assert plan(voted, names=SOCIETY) == plan(voted)


def test_what_is_shown_as_one_is_one_when_others_need_cover():
    """Seven people as one are more than six: the sector of six is hidden with the lone voter."""
    found = plan({"a": 3, "b": 4, "c": 6, "d": 1}, names=SOCIETY)
    assert (found.group, found.people) == (("c", "d"), 7)
    assert found.together[0].sectors == ("a", "b")
    found = plan({"a": 3, "b": 3, "c": 7, "d": 1}, names=SOCIETY)
    assert (found.group, found.people, found.together) == (("a", "b", "d"), 7, ())


def test_as_one_they_have_the_seats_the_weights_and_the_ballots_of_all_of_them():
    """A quorum of all their seats, and the voice that they have apart: nothing is counted once too often."""
    names = dict.fromkeys("abd", "Society")
    sectors = [SectorInfo(c, n, Fraction(n, 2)) for c, n in zip("abcd", (4, 5, 9, 6), strict=True)]
    ballots = [("a", "yes", 3), ("b", "yes", 1), ("b", "no", 3), ("c", "no", 7), ("d", "yes", 3)]
    profile = Profile.of(sectors, ["F"], ballots)
    one = merged(profile, plan(profile.voted(), names=names).together)
    assert one.sectors == (SectorInfo("a+b+d", 15, Fraction(15, 2)), sectors[2])
    assert one.cells == (Cell("a+b+d", "no", 3), Cell("a+b+d", "yes", 7), Cell("c", "no", 7))
    assert one.options == profile.options
    assert merged(profile, ()) == profile


def people(sector, many, first=0):
    return {f"{sector}{place}" for place in range(first, first + many)}


BEFORE = {"a": people("a", 3), "b": people("b", 4), "c": people("c", 9)}


def test_a_sector_that_another_round_showed_is_not_shown_with_a_small_one():
    """What both say as one, less what B says, would be A."""
    apart = Earlier({"b": people("b", 5)}, frozenset())
    past = past_of(BEFORE, [apart])
    found = plan({"a": 3, "b": 4, "c": 9}, past=past, names=SOCIETY)
    assert not found.together
    assert {"a", "b"} <= found.suppressed


def test_what_another_round_showed_as_one_is_shown_as_one_again_or_not_at_all():
    as_one = Earlier(BEFORE, frozenset(), (frozenset("ab"),))
    grown = BEFORE | {"a": people("a", 6), "b": people("b", 6)}
    past = past_of(grown, [as_one])
    assert plan({"a": 6, "b": 6, "c": 9}, past=past, names=SOCIETY).together[0].people == 12
    # Without A the six of B, and what both said, would tell what A said.
    past = past_of({"b": people("b", 6), "c": BEFORE["c"]}, [as_one])
    found = plan({"b": 6, "c": 9}, past=past, names=SOCIETY)
    assert "b" in found.suppressed
    # With a third of that name the third would be the difference.
    three = SOCIETY | {"c": "Society"}
    past = past_of(BEFORE, [as_one])
    assert plan({"a": 3, "b": 4, "c": 9}, past=past, names=three).suppressed >= {"a", "b"}


def test_enough_new_people_make_a_round_of_its_own():
    as_one = Earlier(BEFORE, frozenset(), (frozenset("ab"),))
    now = {"a": people("x", 5), "b": people("y", 5)}
    assert plan({"a": 5, "b": 5}, past=past_of(now, [as_one]), names=SOCIETY).shown == {"a", "b"}


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 12), min_size=1),
    st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["Society", "State"])),
    st.integers(3, 7),
)
def test_nobody_is_shown_twice_and_nothing_small_is_shown(voted, names, threshold):
    found = plan(voted, threshold, names=names)
    as_one = [sector for each in found.together for sector in each.sectors]
    everybody = [*found.shown, *found.suppressed, *as_one]
    assert sorted(everybody) == sorted(s for s, many in voted.items() if many)
    assert all(voted[sector] >= threshold for sector in found.shown)
    assert all(each.people >= threshold for each in found.together)
    assert all(voted[sector] >= 3 for sector in as_one)
    if found.group:
        assert found.people >= threshold


@each_case(
    ("method", "answers", "settings"),
    [
        ("rating", [{"F": 9, "G": 5}, {"F": 2, "G": "ns"}], {}),
        ("points", [{"F": 60, "G": 40}, {"F": 10, "G": 90}], {}),
        ("approval", [["F"], ["F", "G"]], {"k": 1}),
        ("ratify", ["yes", "no"], {}),
    ],
)
def test_the_decision_stays_and_the_rows_are_those_of_both_together(method, answers, settings):
    options = () if method == "ratify" else ("F", "G")
    ballots = [
        (sector, answers[place % 2])
        for sector, many in (("a", 3), ("b", 4), ("c", 6))
        for place in range(many)
    ]
    document = document_of(method, ballots, "abc", options, **settings)
    result, shown = published(document)
    assert shown["disclosure"]["together"] == [
        {"code": "a+b", "name": "Society", "sectors": ["a", "b"], "people": 7}
    ]
    assert shown["disclosure"]["suppressed"] == ["a", "b"]
    assert shown["disclosure"]["group"] is None
    for key in ("outcome", "winners", "order", "status", "seats"):
        assert shown.get(key) == result.get(key)
    as_one = document_of(
        method, [("c" if s == "c" else "ab", each) for s, each in ballots], ["ab", "c"], options,
        **settings,
    )  # fmt: skip
    expected, _ = published(as_one)
    for found, wanted in zip(rows_of(shown), rows_of(expected), strict=True):
        assert {**found["a+b"]} == wanted["ab"]
        assert found["c"] == wanted["c"]
        assert set(figures(found["a"])) == {None}


def rows_of(document):
    """The rows by sector, wherever a document of this method has them."""
    if "outcome" in document:
        keep = ("yes", "no", "abstain")
        return [{s: {k: row[k] for k in keep} for s, row in document["sectors"].items()}]
    parts = [row.get("support", row)["sectors"] for row in document["options"].values()]
    return [
        {s: row if isinstance(row, dict) else {"share": row} for s, row in part.items()}
        for part in parts
    ]


def figures(row):
    return [value for key, value in row.items() if key != "reason"]


def test_without_a_count_of_them_as_one_there_is_no_row_of_it():
    ballots = [("a", {"F": 9})] * 3 + [("b", {"F": 2})] * 4 + [("c", {"F": 5})] * 6
    method, _settings, profile = reading = profile_of(
        document := document_of("rating", ballots, "abc", ("F",))
    )
    shown = redact(
        method.disclosing, count(document, reading), plan(profile.voted(), names=SOCIETY)
    )
    assert [*shown["options"]["F"]["sectors"]] == ["a", "b", "c"]
    assert [each["code"] for each in shown["disclosure"]["together"]] == ["a+b"]


def test_a_row_of_what_is_shown_as_one_stands_where_its_sectors_have_rows_and_nowhere_else():
    """Both counts need not have the same shape: what one leaves undefined the other may say of all of them together."""
    found = plan({"a": 3, "b": 4, "c": 6}, names=SOCIETY)
    nothing_to_hide = Disclosing(
        decision="", redact=lambda _result, _disclosure: None, few=lambda _result, _threshold: False
    )
    rows = {"a": 1, "b": 2, "c": 3}
    result = {
        "seats": dict(rows), "apart": rows, "none": {}, "only c": {"c": 3}, "undefined": None, "no list": None, "figure": {"a": 1},
        "list": [dict(rows), None, 4],
    }  # fmt: skip
    as_one = {
        "seats": {"a+b": 7}, "apart": {"a+b": 7, "c": 3}, "none": {"a+b": 7}, "only c": {"a+b": 7},
        "undefined": {"a+b": 7}, "no list": [{"a+b": 7}], "figure": None, "list": [{"a+b": 7}, {"a+b": 7}, 4], "not there": {"a+b": 7},
    }  # fmt: skip
    shown = redact(nothing_to_hide, result, found, as_one)
    shown.pop("disclosure")
    assert shown == result | {"apart": rows | {"a+b": 7}, "list": [rows | {"a+b": 7}, None, 4]}


def test_what_would_separate_them_is_not_shown():
    ballots = [("a", {"F": 9})] * 3 + [("b", {"F": 2})] * 4 + [("c", {"F": 5})] * 6
    _, shown = published(document_of("rating", ballots, "abc", ("F",)))
    row = shown["options"]["F"]
    assert row["sectors"]["a+b"]["mean"] == 5
    assert (row["balanced_mean"], row["interval"], row["without"]) == (None, None, {})
    assert "9" not in json.dumps(row["sectors"])


def test_a_group_of_sectors_is_no_chamber():
    ballots = [("a", "yes")] * 3 + [("b", "no")] * 4 + [("c", "yes")] * 12
    _, shown = published(document_of("ratify", ballots, "abc", ()))
    row = shown["sectors"]["a+b"]
    assert (row["yes"], row["no"]) == (3, 4)
    assert (row["quorum"], row["majority"]) == (None, None)


YES_OR_NO = ["yes", "no"]
ROOMS = [
    ("ratify", (3, 3, 5), YES_OR_NO), ("ratify", (3, 4, 1, 5), YES_OR_NO), ("rating", (3, 3), None),
    ("approval", (3, 3), None), ("points", (3, 3), [{"F": f, "G": 100 - f} for f in (0, 40, 100)]),
]  # fmt: skip


@pytest.mark.parametrize(("method", "sizes", "answers"), ROOMS)
def test_as_one_they_tell_no_more_than_a_threshold_of_three(method, sizes, answers):
    """Whatever the answers: who sees them apart could work out all that is shown of them as one, and the decision."""
    room = Room(method, sizes, answers=answers, names=SOCIETY)
    assert room.plan.together
    pairs = set(zip(room.apart.tolist(), room.published.tolist(), strict=True))
    assert len(pairs) == len(set(room.apart.tolist()))
    assert len(set(room.published.tolist())) < len(pairs), "and less than all of that"
    by_decision, by_publication = room.determined()
    assert by_publication == by_decision, "of those who are hidden beside them nothing is told"
