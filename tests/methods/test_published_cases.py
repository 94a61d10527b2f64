"""Every published case is counted as a file of a room would be, and comes out as it was printed.

Cases and sources: tests/data/method_cases.json. What is a method of ours goes through the open file; what is a
statistic inside a result is asked of the library.
"""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from each_case import each_case

from smd_workshop.library.methods.bwm import linear
from smd_workshop.library.recount.tally import recount
from smd_workshop.library.sectors.balance import effective_size
from smd_workshop.library.stats.agreement import agreement, concordance, consensus, kappa
from smd_workshop.library.stats.samples.proportions import wilson
from smd_workshop.library.stats.signed_rank import signed_rank

FILE = Path(__file__).parents[1] / "data" / "method_cases.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}
ELSEWHERE = {
    "stv_57": "the single transferable vote is not offered: rankings of many objectives are heavy",
    "stv_food": "the single transferable vote is not offered",
    "foda_ife_efe": "internal and external evaluation matrices are a report nobody asked for yet",
    "polis_repness": "groups are the declared sectors, not found in the answers",
    "polis_consensus": "groups are the declared sectors, not found in the answers",
    "smaa_symmetry": "ranks of one option are not told apart; test_influence has its closed form for the first place",
}
CHECKS: dict[str, Callable] = {}


def case(*names):
    def kept(check):
        CHECKS.update(dict.fromkeys(names, check))
        return check

    return kept


def counted(method, options, ballots, **settings):
    """Count one sector of ballots, each as (how many, answer)."""
    return recount(
        {
            "format": "smd-tally/1",
            "method": method,
            "settings": settings,
            "sectors": [{"code": "all"}],
            "options": list(options),
            "ballots": [
                {"sector": "all", "count": many, "answer": answer} for many, answer in ballots
            ],
        }
    )


def of_options(result, figure):
    return {code: row[figure] for code, row in result["options"].items()}


@case("ahp_saaty_drinks", "ahp_leader", "ahp_one_dominant", "ahp_cr_small_ri")
def eigenvectors(given, expected, near):
    options = [f"o{place}" for place in range(given["n"])]
    pairs = ((a, b) for at, a in enumerate(options) for b in options[at + 1 :])
    times = given["upper_triangle_by_rows"]
    said = [[a, b, value] for (a, b), value in zip(pairs, times, strict=True)]
    result = counted("ahp", options, [(1, {"pairs": said})])
    if "CR" in expected:  # of another table of random indices
        ratio = (result["lambda_max"] - given["n"]) / (given["n"] - 1) / given["RI"]
        assert ratio == near("CR")
        return
    assert list(result["eigenvector"].values()) == near("weights")
    assert result["lambda_max"] == near("lambda_max")
    if "CR_alonso_lamata" in expected:
        assert result["cr"] == near("CR_alonso_lamata")
    else:
        assert result["cr"] == pytest.approx(0, abs=1e-9)


@case("ahp_aij")
def judgments_put_together(given, _expected, near):
    ballots = [(1, {"pairs": [["a", "b", _ratio(rows[0][1])]]}) for rows in given["matrices"]]
    weights = of_options(counted("ahp", "ab", ballots), "weight")
    assert weights["a"] / weights["b"] == near("a12")


def _ratio(number):
    return str(Fraction(number).limit_denominator(99))


@case("goepel_zero", "goepel_one")
def consensus_of_priorities(given, _expected, near):
    options = [f"o{place}" for place in range(len(given["priorities"][0]))]
    ballots = [
        (1, {"pairs": [
            [a, b, _ratio(mine[i] / mine[j])]
            for i, a in enumerate(options) for j, b in enumerate(options) if i < j
        ]})
        for mine in given["priorities"]
    ]  # fmt: skip
    assert counted("ahp", options, ballots)["consensus"] == near("S_star")


@case("awot_senko2018")
def weights_over_the_groups(given, expected, _near):
    """Printed shares add to 1.001: they are given as parts of what they add to, and the tolerance allows for it."""
    groups = {
        name: [f"{name}{place}" for place in range(len(own))]
        for name, own in given["local"].items()
    }
    whole = sum(given["groups"].values())
    answer = {f"@{name}": 100 * share / whole for name, share in given["groups"].items()}
    for name, own in given["local"].items():
        answer |= {
            code: 100 * share / sum(own) for code, share in zip(groups[name], own, strict=True)
        }
    options = [code for codes in groups.values() for code in codes]
    overall = of_options(counted("points", options, [(1, answer)], groups=groups), "global")
    for name, own in expected["global_"].items():
        assert [overall[code] for code in groups[name]] == pytest.approx(own, abs=0.00101)


@case("bwm_car_consistent")
def best_and_worst(given, _expected, near):
    criteria = given["criteria"]
    best, worst = given["best_to_others"], given["others_to_worst"]
    answer = {
        "best": criteria[best.index(1)], "worst": criteria[worst.index(1)],
        "best_to_others": dict(zip(criteria, best, strict=True)),
        "others_to_worst": dict(zip(criteria, worst, strict=True)),
    }  # fmt: skip
    result = counted("bwm", criteria, [(1, answer)])
    ballot = result["ballots"][0]
    assert list(of_options(result, "weight").values()) == near("weights")
    assert (ballot["ksi"], ballot["cr_i"]) == (near("ksi"), near("CR_I"))


@case("bwm_cri_thresholds")
def limits_of_contradiction(_given, expected, _near):
    for times, row in expected.items():
        for options, limit in enumerate(row, 3):
            assert linear.LIMITS[int(times)][options - 3] == round(limit * 10_000)


@case("schulze_45", "tennessee")
def rankings(given, expected, _near):
    names = given["candidates"]
    result = counted(
        "ranking", names, [(many, [[name] for name in order]) for many, order in given["ballots"]]
    )
    check = result["method_check"]
    if "d" in expected:
        table = [
            [0 if a == b else int(result["pairwise"][a][b]["exact"]) for b in names] for a in names
        ]
        assert table == expected["d"]
        assert result["order"] == [[name] for name in expected["order"]]
    else:
        assert result["winners"] == [expected["schulze"]]
        assert check["ranked_pairs"] == expected["ranked_pairs"][:1]
        assert check["irv"] == [expected["irv"]]
        assert check["borda"] == [max(expected["borda"], key=expected["borda"].get)]


@case("mj_values", "mj_even")
def grades(given, expected, _near):
    least = min(min(own) for own in given.values())
    ballots = [
        (1, {name: own[place] - least for name, own in given.items()})
        for place in range(len(next(iter(given.values()))))
    ]
    result = counted("majority-judgment", list(given), ballots)
    assert result["order"] == [[name] for name in expected["order"]]
    for name in given.keys() & expected.keys():
        runs = result["options"][name]["majority_value"]
        spelled = [grade + least for grade, many in runs for _ in range(int(many))]
        assert spelled == expected[name]


@case("abc_running", "abc_pav_vs_seq", "abc_mes_vs_phragmen", "abc_ties")
def committees(given, expected, _near):
    ballots = [(many, list(marked)) for marked, many in given["ballots"]]
    result = counted("approval", given["candidates"], ballots, k=given["k"])
    pav, check = result["second_opinion"], result["method_check"]
    found = {
        "mes": result["tied_sets"], "pav": pav["tied_sets"],
        "av": check["av"], "seqphragmen": check["seqphragmen"],
    }  # fmt: skip
    for rule in found.keys() & expected.keys():
        assert sorted(map("".join, found[rule])) == sorted(expected[rule]), rule
    if "pav_score" in expected:
        assert pav["score"]["exact"] == expected["pav_score"]


@case("pb_mes_1")
def a_budget(given, expected, near):
    result = counted(
        "approval-budget", list(given["costs"]), [(1, marked) for marked in given["ballots"]],
        budget=given["budget"], costs=given["costs"], balance="none",
    )  # fmt: skip
    assert result["winners"] == expected["winners"]
    assert [each["float"] for each in result["effective_votes"]] == near("effective_votes")
    assert [each["float"] for each in result["left"]] == near("left")


@case("ipras_bmjopen")
def a_panel(given, expected, near):
    result = counted("rating", ["F"], [(1, {"F": value}) for value in given["ratings"]])
    row = result["options"]["F"]
    assert row["ipras"] == near("IPRAS")
    printed = [expected[name] for name in ("median", "p30", "p70", "IPR", "disagreement")]
    assert [row[name] for name in ("median", "p30", "p70", "ipr", "disagreement")] == printed


@case("kendall_zar", "kendall_weighted_equal")
def orders_of_judges(given, expected, near):
    weights = given.get("weights", [1, 1, 1])
    assert agreement.kendall_w(given["scores"], given.get("weights")) == near("W")
    found = concordance.concordance(given["scores"], [1, 1, 1], weights)
    assert found.w == near("W")
    if "p" in expected:
        assert (found.p, found.p_by) == (near("p"), "chi2")


@case("tastle_limits")
def consensus_on_a_scale(given, _expected, near):
    ends, one = (dict(enumerate(given[key], 1)) for key in ("counts", "counts_one"))
    assert consensus.tastle_wierman(ends, 1, 5) == near("consensus")
    assert consensus.tastle_wierman(one, 1, 5) == 1


@case("kripp_canonical")
def reliability(given, expected, _near):
    values = [1, 2, 3, 4, 5]
    units = list(zip(*given["data"], strict=True))
    table = [[unit.count(value) for value in values] for unit in units]
    for level, alpha in expected.items():
        assert agreement.krippendorff_alpha(table, values, level) == pytest.approx(alpha, abs=1e-6)


@case("fleiss_wiki", "cohen_wiki")
def agreement_beyond_chance(given, expected, near):
    count = kappa.fleiss if "P_e" in expected else kappa.cohen
    assert float(count(given["table"])) == near("kappa")


@case("wilcoxon_darwin")
def signed_ranks(given, _expected, near):
    found = signed_rank(given["d"])
    n = len(given["d"])
    assert float(min(found.positive, n * (n + 1) // 2 - found.positive)) == near("statistic")
    assert float(found.two_sided) == near("p")


@case("kish_sector_weights")
def effective_people(given, _expected, near):
    assert effective_size(given["sector_sizes"]) == near("n_eff")


@case("wilson_small")
def shares_of_few(given, expected, _near):
    for (yes, n), interval in zip(given["cases"], expected["ci"], strict=True):
        assert wilson(yes, n) == pytest.approx(tuple(interval), abs=1e-6)


@case("ram_panel_limits")
def classic_limits(given, expected, _near):
    from smd_workshop.library.methods.rating.consensus.definitions import classic_limits as limits

    found = [limits(n) for n in given["n"]]
    assert [each[0] for each in found] == expected["agreement_max_outside"]
    assert [each[1] for each in found[:7]] == expected["disagreement_min_each_extreme_first7"]


@case("shapley_sector")
def power_of_sectors(given, expected, _near):
    from smd_workshop.library.sectors.influence import shapley

    weights = given["weights"]
    wins = lambda some: Fraction(sum(weights[code] for code in some) > given["quota_more_than"])
    found = shapley(tuple(weights), wins)
    assert {code: float(value) for code, value in found.items()} == pytest.approx(expected)


@each_case("name", sorted(CHECKS))
def test_it_comes_out_as_it_was_printed(name):
    """Whoever knows the method from a book finds the figures of the book."""
    found = CASES[name]
    expected, tolerance = found["expected"], found["tolerance"]

    def near(figure):
        return pytest.approx(expected[figure], abs=tolerance[figure])

    CHECKS[name](found["input"], expected, near)


def test_every_case_is_counted_or_said_to_be_of_something_else():
    assert CHECKS.keys() | ELSEWHERE.keys() == CASES.keys()
    assert not CHECKS.keys() & ELSEWHERE.keys()
