"""How often a decision would come out again: repetitions decide as the method itself, and add up."""

import json
import random
from importlib import import_module
from itertools import combinations, pairwise

import numpy as np
import pytest
from depth import cases
from each_case import each_case
from known_answers import document, examples
from made_up.score import METHOD as MADE_UP
from seeded_files import drawn

from smd_workshop.library.chances import chances_of, tell
from smd_workshop.library.chances.decided import Order, bands_of
from smd_workshop.library.chances.draws import WHOLE, Draws
from smd_workshop.library.chances.facet import NO_ANSWER
from smd_workshop.library.method import decides_as_newest, fill
from smd_workshop.library.methods import METHODS
from smd_workshop.library.methods.approval.chances import equal_shares
from smd_workshop.library.methods.approval.count.election import held
from smd_workshop.library.methods.approval.count.ladder import lots
from smd_workshop.library.methods.majority_judgment.chances import worths
from smd_workshop.library.methods.majority_judgment.values import ordered
from smd_workshop.library.methods.ranking.chances import layers, strengths
from smd_workshop.library.methods.ranking.schulze import order_of
from smd_workshop.library.methods.ranking.schulze import strengths as chains
from smd_workshop.library.profile import Profile, SectorInfo
from smd_workshop.library.recount import tally
from smd_workshop.library.stats.ranking import place_shares, share_before

CODES = ("A", "B", "C", "D", "E")
#: How answers are drawn where those that a kind of ballot draws would tell too little.
ANSWERS = {
    "rating": lambda r: {code: r.choice((1, 2, 5, 7, 8, 9)) for code in CODES},
    "points": lambda r: dict(zip(CODES, r.choice(((60, 40, 0, 0, 0), (0, 10, 20, 30, 40))), strict=True)),
    "approval": lambda r: [code for code in CODES if r.random() < 0.4],
    "approval-budget": lambda r: [code for code in CODES if r.random() < 0.4],
    "ratify": lambda r: r.choice(("yes", "yes", "no", "abstain")),
    "majority-judgment": lambda r: {code: r.randint(0, 5) for code in CODES},
    "ranking": lambda r: [[code] for code in r.sample(CODES, 5)],
    "ahp": lambda r: {"pairs": [[a, b, r.choice((3, 1, "1/3"))] for a, b in pairwise(CODES)]},
    "bwm": lambda r: r.choice([
        {"best": "A", "worst": "E", "best_to_others": {"A": 1, "B": 2, "C": 3, "D": 4, "E": 8},
         "others_to_worst": {"A": 8, "B": 4, "C": 3, "D": 2, "E": 1}},
        {"best": "C", "worst": "A", "best_to_others": {"A": 9, "B": 2, "C": 1, "D": 4, "E": 4},
         "others_to_worst": {"A": 1, "B": 4, "C": 9, "D": 2, "E": 2}},
    ]),
    "cross": lambda r: {f"{a}|{b}": r.randint(0, 3) for a in ("F1", "D1") for b in ("O1", "A1")},
    "estimate": lambda r: {code: r.randint(1, 99) for code in CODES},
    "score": lambda r: {code: r.randint(0, 10) for code in CODES},
}  # fmt: skip
SETTINGS = {
    "approval": {"k": 2},
    "approval-budget": {"budget": 10, "costs": dict.fromkeys(CODES, 4)},
    "cross": {"sides": {"F": ["F1"], "D": ["D1"], "O": ["O1"], "A": ["A1"]}},
    "score": {"enough": 5},
}
EVERY = [*METHODS.values(), MADE_UP]
ALL = pytest.mark.parametrize("method", EVERY, ids=lambda method: method.id)


def options_of(method):
    if method.single_question:
        return []
    return ["F1", "D1", "O1", "A1"] if method.id == "cross" else [*CODES]


def a_round(method, sizes=(9, 7, 6, 8), seed=1):
    """A room of this method with answers drawn by chance."""
    chance = random.Random(seed)
    own = ANSWERS.get(method.id, lambda r: drawn(method, options_of(method), r))
    ballots = [(s, own(chance), 1) for s, n in zip("abcd", sizes, strict=False) for _ in range(n)]
    sectors = [SectorInfo(code, many) for code, many in zip("abcd", sizes, strict=False)]
    return Profile.of(sectors, options_of(method), ballots)


def told_of(method, profile, digest="0"):
    settings = fill(method, SETTINGS.get(method.id, {}), profile.options)
    return chances_of(method.chances, profile, settings, digest)


@each_case(
    ("id_", "answer"),
    [
        ("approval", []), ("approval-budget", []), ("majority-judgment", {}),
        ("rating", dict.fromkeys(CODES, "ns")), ("points", {}), ("cross", {}),
    ],
)  # fmt: skip
def test_where_nobody_said_anything_that_reason_is_given_and_no_other(id_, answer):
    """«There are too many different ballots» is not true of eighteen empty ones."""
    ballots = [{"sector": "a", "answer": answer, "count": 9}]
    given = {
        "format": "smd-tally/1", "method": id_, "settings": SETTINGS.get(id_, {}), "options": options_of(METHODS[id_]),
        "sectors": [{"code": "a"}], "ballots": ballots,
    }  # fmt: skip
    assert tally.repeated(tally.profile_of(given), "x") == {"kind": None, "reason": NO_ANSWER}


@ALL
def test_every_method_tells_its_chances_or_why_not(method):
    told = told_of(method, a_round(method))
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    if told["kind"] is None:
        assert told["reason"]
        assert [*tell(told)] == []
        return
    assert told["repetitions"] >= 100
    assert told["seed"] == ("0" if "seed" not in {s.key for s in method.settings} else "2022")


@ALL
def test_the_same_ballots_and_seed_give_the_same_digits_in_any_order(method):
    profile = a_round(method)
    back = Profile.of(
        reversed(profile.sectors),
        profile.options,
        [(cell.sector, cell.answer, cell.count) for cell in reversed(profile.cells)],
        profile.groups,
    )
    assert told_of(method, profile) == told_of(method, back)
    if method.id in {"approval-budget", "estimate"} or "seed" in {s.key for s in method.settings}:
        return
    assert told_of(method, profile) != told_of(method, profile, "1")


@ALL
def test_chances_add_up(method):
    told = told_of(method, a_round(method))
    rows = told.get("options", {}).values()
    match told["kind"]:
        case "order":
            ranks = np.array([row["ranks"] for row in rows])
            assert ranks.sum(axis=0) == pytest.approx(1)
            assert ranks.sum(axis=1) == pytest.approx(1)
            tops = [row["p_top"] for row in rows if row["p_top"] is not None]
            assert sum(tops) == pytest.approx(told["top"] if tops else 0)
            bands = [code for bands in told["bands"] for band in bands for code in band]
            assert sorted(bands) == sorted(told["options"])
            for row in rows:
                low, high = row["places"]
                assert sum(row["ranks"][low - 1 : high]) >= 0.9 - 1e-9
        case "choice" if method.id == "approval":
            assert sum(row["p_chosen"] for row in rows) == pytest.approx(2)
        case "classes":
            for row in rows:
                assert sum(row["p_class"].values()) == pytest.approx(1)
                assert [*row["p_class"]] == [*told["names"]]
        case "outcome":
            assert sum(told["p_outcome"].values()) == pytest.approx(1)


@ALL
def test_of_a_round_without_ballots_nothing_is_told(method):
    told = told_of(method, a_round(method, (0, 0)))
    assert told["kind"] is None


def exactly(profile, _seed, _repetitions, *, balanced=True):
    """Draws of one repetition in which each ballot weighs what it does, and nothing is added."""
    drawn = original(profile, "x", 1, balanced=balanced)
    voted = profile.voted()
    weights = [
        cell.count / voted[cell.sector] * of if balanced else cell.count / profile.size
        for own, of in zip(drawn.columns, drawn.of_sector, strict=True)
        for cell in drawn.cells[own]
    ]
    nothing = np.zeros_like(drawn.added)
    return Draws(
        drawn.cells, WHOLE * np.array([weights]), nothing, drawn.columns, drawn.of_sector, drawn.random
    )  # fmt: skip


original = Draws.of


@pytest.mark.parametrize("method_id", ["rating", "ratify", "majority-judgment", "ranking", "ahp"])
def test_a_repetition_in_which_nothing_changes_decides_as_the_round(method_id, monkeypatch):
    """Else a chance would be that of another rule. Sectors of 8 and 16 people, so that shares are no rounded floats."""
    monkeypatch.setattr(Draws, "of", staticmethod(exactly))
    method = METHODS[method_id]
    in_halves = 82  # of one sector just half marks 5 or less, and half 7 or more
    for seed in {*range(cases(30, 400)), in_halves}:
        profile = a_round(method, (8, 16, 8, 16), seed=seed)
        settings = fill(method, {}, profile.options)
        decided = method.decider(profile, settings)(profile)
        folder = method_id.replace("-", "_")
        module = import_module(f"smd_workshop.library.methods.{folder}.chances")
        found = module.drawn(profile, settings, "x")
        if method_id == "rating":
            names = [[*found.names][at] for at in found.found[0]]
            assert dict(zip(found.codes, names, strict=True)) == decided, seed
        elif method_id == "ratify":
            assert [*found.names][found.found[0]] == decided, seed
        else:
            assert order_by(dict(zip(found.codes, found.worth[0], strict=True))) == decided, seed


@pytest.mark.parametrize(
    ("agree", "against", "limits", "decided"),
    [
        ((6, 6), (0, 0), {}, "in"),
        ((5, 6), (0, 0), {}, "undecided"),
        ((6, 6), (1, 1), {"opposed_below": "1/8"}, "undecided"),
        ((6, 6), (1, 0), {"opposed_below": "1/8"}, "in"),
        ((4, 8), (0, 0), {}, "undecided"),  # just half of one sector
        ((5, 7), (0, 0), {}, "in"),
    ],
)
def test_a_repetition_that_is_just_at_a_limit_decides_as_the_round(
    agree, against, limits, decided, monkeypatch
):
    """Three quarters are enough, an eighth against is too much where less was asked for, half of a sector is not most."""
    monkeypatch.setattr(Draws, "of", staticmethod(exactly))
    method, ballots = METHODS["rating"], []
    for sector, yes, no in zip("AB", agree, against, strict=True):
        ballots += [
            (sector, {"F": mark}, many)
            for mark, many in ((8, yes), (2, no), (5, 8 - yes - no))
            if many
        ]
    profile = Profile.of([SectorInfo("A", 8), SectorInfo("B", 8)], ["F"], ballots)
    settings = fill(method, limits, ["F"])
    assert method.decider(profile, settings)(profile) == {"F": decided}
    found = import_module("smd_workshop.library.methods.rating.chances").drawn(
        profile, settings, "x"
    )
    assert [*found.names][found.found[0, 0]] == decided


def test_a_choice_is_repeated_five_hundred_times_for_each_is_a_whole_count():
    method = METHODS["approval"]
    assert told_of(method, a_round(method, (3, 3)))["repetitions"] == 500


def test_the_grade_that_nobody_gave_is_the_best_or_the_worst():
    """Where all said the middle one, only these two have some weight besides."""
    profile = Profile.of([SectorInfo("a", 4)], ["F"], [("a", {"F": 3}, 4)])
    module = import_module("smd_workshop.library.methods.majority_judgment.chances")
    weights = module._grades(original(profile, "x", 40), ("F",)).sum(axis=0)[0]
    assert [place for place, weight in enumerate(weights) if weight] == [0, 3, 5]


def test_of_crossings_the_one_that_leads_is_told():
    told = told_of(METHODS["cross"], a_round(METHODS["cross"], (3, 3)))
    assert told["top"] == 1


def test_equal_shares_of_many_rounds_are_those_of_each():
    method, alone = METHODS["approval"], 0
    for seed in range(cases(60, 1500)):
        profile = a_round(method, (5, 3, 4, 1), seed=seed)
        k = random.Random(seed).randint(1, 4)
        election = held(profile, {"k": k}, lots("x"))
        if election.tied is None or len(election.tied) != 1 or not election.electorate.groups:
            continue
        drawn = exactly(profile, "x", 1)
        marks = np.array([[[code in cell.answer for code in CODES] for cell in drawn.cells]])
        chosen = equal_shares(marks, drawn.weights / WHOLE, k, np.random.RandomState(1))[0]
        assert {c for c, one in zip(CODES, chosen, strict=True) if one} == {*election.winners}, seed
        alone += 1
    assert alone > cases(15, 400)


def test_options_that_the_same_people_marked_share_their_chance():
    method = METHODS["approval"]
    ballots = [("a", ["A", "B"], 10), ("b", ["A", "B"], 10)]
    profile = Profile.of([SectorInfo("a", 10), SectorInfo("b", 10)], CODES, ballots)
    settings = fill(method, {"k": 1}, profile.options)
    rows = chances_of(method.chances, profile, settings, "0")["options"]
    assert 0.4 < rows["A"]["p_chosen"] < 0.6
    assert rows["A"]["p_chosen"] + rows["B"]["p_chosen"] > 0.95


def test_chains_of_many_rounds_are_those_of_each():
    chance = np.random.RandomState(3)
    for n in (1, 2, 5, 7):
        many = chance.randint(0, 4, (20, n, n)).astype(float)
        many[:, range(n), range(n)] = 0
        strong = strengths(many)
        places = layers(strong)
        for pairs, found, place in zip(many, strong, places, strict=True):
            exact = chains(pairs.astype(int).tolist())
            assert found.astype(int).tolist() == exact
            codes = [str(at) for at in range(n)]
            layered = [
                sorted(c for c, p in zip(codes, place, strict=True) if p == at) for at in range(n)
            ]
            assert [tied for tied in layered if tied] == order_of(codes, exact)


def test_grades_of_many_rounds_are_ordered_by_the_full_rule():
    chance = random.Random(5)
    rounds = [
        {code: [chance.randint(0, 6) for _ in range(6)] for code in CODES}
        for _ in range(cases(300, 5000))
    ]
    rounds = [{code: own for code, own in each.items() if any(own)} for each in rounds]
    rounds = [each for each in rounds if len(each) == len(CODES)]
    values = worths(np.array([[*each.values()] for each in rounds], dtype=float))
    for grades, value in zip(rounds, values, strict=True):
        assert order_by(dict(zip(CODES, value, strict=True))) == ordered(grades)


def order_by(worth):
    best_first = sorted({*worth.values()}, reverse=True)
    return [sorted(code for code in worth if worth[code] == value) for value in best_first]


def test_what_one_person_said_is_not_taken_for_certain_and_what_hundreds_said_is():
    method = METHODS["ratify"]

    def chance(many):
        profile = Profile.of(
            [SectorInfo("a", many), SectorInfo("b", many)],
            [],
            [("a", "yes", many), ("b", "yes", many)],
        )
        return chances_of(method.chances, profile, fill(method, {}, []), "0")["p_outcome"][
            "adopted"
        ]

    assert 0.4 < chance(1) < 0.8
    assert 0.95 < chance(6) <= chance(300)


def test_without_quorum_a_repetition_has_none_either():
    method = METHODS["ratify"]
    profile = Profile.of(
        [SectorInfo("a", 9), SectorInfo("b", 9)], [], [("a", "yes", 9), ("b", "yes", 2)]
    )
    told = chances_of(method.chances, profile, fill(method, {}, []), "0")
    assert told["p_outcome"]["no quorum"] == 1


def test_in_a_band_no_two_can_be_told_apart():
    before = np.array(
        [[0.5, 0.6, 0.85, 0.9], [0.4, 0.5, 0.7, 0.9], [0.15, 0.3, 0.5, 0.8], [0.1, 0.1, 0.2, 0.5]]
    )
    # C could stand with B, but not with A: a band is as long as all of it can be.
    assert bands_of("ABCD", before) == [["A", "B"], ["C", "D"]]


def test_ties_share_their_places():
    assert place_shares([[2, 2, 1]]).tolist() == [[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]]


def test_a_band_stands_in_its_group_and_not_across_groups():
    worth = np.array([[1.0, 1.0, 1.0, 1.0]] * 4)
    told = Order(
        ("A", "B", "C", "D"),
        worth,
        [["A", "B", "C", "D"]],
        groups={"x": ["A", "C"], "y": ["B", "D"]},
    ).told()
    assert told["bands"] == [[["A", "C"]], [["B", "D"]]]
    assert told["options"]["A"]["ranks"] == [0.5, 0.5]


@each_case(("method", "example"), list(examples()))
def test_whoever_recounts_a_file_gets_the_chances_beside_what_it_says_alone(method, example):
    given = document(example)
    alone = tally.recount(given)
    both = tally.recount(given, besides=tally.Besides(chances=True))
    assert "chances" not in alone
    chances = both.pop("chances")
    assert both == alone
    if not decides_as_newest(method, given.get("version", method.version)):
        assert chances == {"kind": None, "reason": tally.OLDER}
    elif chances["kind"] and "p_top" in next(iter(alone.get("options", {"": {}}).values()), {}):
        for code, row in chances["options"].items():
            if row["p_top"] is not None:
                assert row["p_top"] == pytest.approx(alone["options"][code]["p_top"], abs=1e-12)


def test_words_stand_beside_numbers():
    told = {
        "kind": "choice", "decided": ["A", "B"],
        "options": {"A": {"p_chosen": 0.97}, "B": {"p_chosen": 0.62}, "C": {"p_chosen": 0.41}, "D": {"p_chosen": 0}},
    }  # fmt: skip
    said = [
        (s.message % {k: getattr(v, "codes", v) for k, v in s.values.items()}) for s in tell(told)
    ]
    assert said[0].startswith("Asked again, chosen in at least 9 of 10 repetitions: ('A',)")
    assert [s.values["often"].values["num"] for s in [*tell(told)][1:]] == [6, 4]


def placed(chance, strengths, many):
    """Orders by Plackett and Luce: who is stronger comes first more often."""
    rolled = strengths + chance.gumbel(size=(many, len(CODES)))
    return [[[CODES[at]] for at in np.argsort(-row)] for row in rolled]


def right(rooms, sizes, seed=1):
    """Of pairs that bands tell apart, how many stand as in the whole population; and how many of all are told apart."""
    method, chance = METHODS["ranking"], np.random.RandomState(seed)
    settings = fill(method, {}, CODES)
    apart = agreed = pairs = 0
    for _ in range(rooms):
        common = chance.normal(size=len(CODES))
        own = [common + chance.normal(size=len(CODES)) for _ in sizes]

        def asked(many, own=own):
            given = zip("abcd", own, many, strict=True)
            ballots = [(s, order, 1) for s, each, n in given for order in placed(chance, each, n)]
            return Profile.of(
                [SectorInfo(s, n) for s, n in zip("abcd", many, strict=True)], CODES, ballots
            )

        all_people = asked((1500,) * 4)
        whole = method.decider(all_people, settings)(all_people)
        true = {code: at for at, tied in enumerate(whole) for code in tied}
        found = import_module("smd_workshop.library.methods.ranking.chances").drawn(
            asked(sizes), settings, "x"
        )
        before = share_before(found.worth)
        for one, other in combinations(range(len(CODES)), 2):
            pairs += 1
            if not 0.2 <= before[one, other] <= 0.8:
                apart += 1
                agreed += (before[one, other] > 0.5) == (true[CODES[one]] < true[CODES[other]])
    return agreed / apart, apart / pairs


@pytest.mark.parametrize("sizes", [(5, 5, 5, 5), (12, 3, 2, 3), (40, 10, 5, 2)])
def test_what_is_told_apart_stands_so_among_all_people_of_the_sectors(sizes):
    """In more than 8 of 10 repetitions, so at least as often in the whole population that the room was drawn from."""
    rooms = cases(6, 150)
    agreed, apart = right(rooms, sizes)
    assert agreed >= 0.85
    assert apart >= 0.3, "else nothing would ever be told apart"
