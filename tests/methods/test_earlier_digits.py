"""A result that was sealed under an earlier version recounts to its very digits, also where the newest gives others.

Points version 2 and best–worst version 1 looked at each answer by itself, however many different ones a sector gave; the
newest sum them by their powers. How they counted is written here once more, as it was.
"""

import math
import random

import numpy as np
import pytest
from scipy.optimize import brentq

from smd_workshop.library.recount.tally import Besides, recount
from smd_workshop.library.stats.samples import bounded, weighed_mean

EARLIER = {"points": 2, "bwm": 1}


def quantile_then(values, weights, level):
    low, high = float(values.min()), float(values.max())
    mean = float(values @ weights / weights.sum())
    spread = math.sqrt(float((values - mean) ** 2 @ weights) / weights.sum() / (weights.sum() + 1))
    low, high = max(low, mean - 9 * spread), min(high, mean + 9 * spread)

    def missing(at):
        return 1 - level - above_then(values - at, weights)

    if missing(low) >= 0:
        return low
    if missing(high) <= 0:
        return high
    return float(brentq(missing, low, high, xtol=1e-12, rtol=1e-12))


def above_then(distances, weights):
    turned, size = integrand_then(distances, weights, 0.12)
    fastest = float(np.abs(weights @ (turned / (1 + turned**2)))[size > 1e-14].max())
    step = min(0.12, 0.5 / fastest)
    if step < 0.12:
        turned, size = integrand_then(distances, weights, step)
    return 0.5 + step / math.pi * float(np.sum(np.sin(weights @ np.arctan(turned)) * size))


def integrand_then(distances, weights, step):
    scale = math.sqrt(float(distances**2 @ weights))
    nodes = np.arange(-30.0, 8.0 + 45.0 / float(weights.sum()), step)
    turned = distances[:, None] * (np.exp(nodes) / scale)
    return turned, np.exp(-0.5 * (weights @ np.log1p(turned**2)))


def shared_out(chance):
    cuts = sorted(chance.sample(range(20_001), 2))
    return dict(zip("ABC", np.diff([0, *cuts, 20_000]) / 200, strict=True))


def compared(chance):
    best, worst, *_ = chance.sample("ABCDE", 2)
    most = chance.randint(3, 9)
    end = {(best, "best"): 1, (worst, "worst"): 1, (worst, "best"): most, (best, "worst"): most}

    def row(side):
        return {o: end.get((o, side)) or chance.randint(1, most) for o in "ABCDE"}

    return {
        "best": best, "worst": worst, "best_to_others": row("best"), "others_to_worst": row("worst"),
    }  # fmt: skip


def round_of(method, many, version):
    """A round of one large and one small sector, of which hardly two people say the same."""
    chance = random.Random(f"{method}/{many}")
    answer, options = {"points": (shared_out, "ABC"), "bwm": (compared, "ABCDE")}[method]
    return {
        "format": "smd-tally/1", "method": method, "version": version, "settings": {},
        "sectors": [{"code": "a", "weight": 3}, {"code": "b"}], "options": list(options),
        "ballots": [{"sector": "ab"[place % 9 == 0], "answer": answer(chance)} for place in range(many)],
    }  # fmt: skip


def intervals(result):
    return [row["interval"] for row in result["options"].values()]


@pytest.mark.parametrize("method", EARLIER)
def test_a_sealed_result_of_many_different_answers_recounts_to_its_very_digits(method, monkeypatch):
    then = recount(round_of(method, 100, EARLIER[method]))
    newest = recount(round_of(method, 100, EARLIER[method] + 1))
    assert intervals(then) != intervals(newest)
    for one, other in zip(intervals(then), intervals(newest), strict=True):
        assert one == pytest.approx(other, rel=1e-10)
    own = ("version", "input_sha256", "options")
    assert {k: v for k, v in then.items() if k not in own} == {
        k: v for k, v in newest.items() if k not in own
    }
    # Not only near: every digit is that of the count as it was written then.
    monkeypatch.setattr(bounded, "_bounds", bounded._bounds.__wrapped__)  # remembers nothing
    monkeypatch.setattr(bounded, "quantile", lambda *given: quantile_then(*given[:3]))
    assert recount(round_of(method, 100, EARLIER[method])) == then


@pytest.mark.parametrize("method", EARLIER)
def test_of_fewer_than_63_different_answers_no_digit_differs(method):
    then, newest = (recount(round_of(method, 62, EARLIER[method] + more)) for more in (0, 1))
    assert then["options"] == newest["options"]


def test_from_how_many_answers_on_they_are_summed():
    """A change of this number changes digits: then a version must be raised."""
    values, weights = np.linspace(0, 1, 64) ** 3, np.ones(64)
    summed, alone = (weighed_mean.quantile(values, weights, 0.975, many) for many in (64, 65))
    assert weighed_mean.quantile(values, weights, 0.975) == summed
    fewer = values[:-1], weights[:-1], 0.975
    assert weighed_mean.quantile(*fewer) == weighed_mean.quantile(*fewer, math.inf)
    assert (weighed_mean.MANY, summed) == (64, pytest.approx(alone, rel=1e-10))


@pytest.mark.parametrize("method", EARLIER)
def test_what_an_earlier_version_decided_hangs_on_the_same(method):
    """It decided as the newest does, so who held it goes on reading how often it would come out again, and on what it hung."""
    besides = Besides(influence=True, chances=True)
    then, newest = (
        recount(round_of(method, 9, EARLIER[method] + more), besides=besides) for more in (0, 1)
    )
    assert then["influence"] == newest["influence"]
    assert then["influence"]["shapley"]
    assert then["chances"]["kind"] == newest["chances"]["kind"] is not None
