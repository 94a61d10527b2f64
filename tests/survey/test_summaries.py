"""Every figure comes from a summary that adds up: what one machine counts, two may count apart."""

import math
import random
import statistics

import pytest
from depth import cases
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from waves import changed

from smd_workshop.library.survey import answers
from smd_workshop.library.survey.answers import blocks
from smd_workshop.library.survey.document import design_of, recount
from smd_workshop.library.survey.summary import Summary

DOCUMENT = changed(
    population=None,
    dimensions=[{"code": "d", "items": ["a", "b", "c"]}, {"code": "e", "items": ["f"]}],
    overall="o",
    recommend="r",
    importance={"a": "i", "f": "j"},
    settings={"seed": "x", "resamples": 100},
    responses=[],
)
ITEMS = ["a", "b", "c", "f", "o", "i", "j"]
RESPONSES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={item: st.sampled_from([1, 2, 3, 4, 5, "na", None]) for item in ITEMS}
        | {"r": st.sampled_from([*range(11), "na", None])},
    ),
    max_size=14,
)
DESIGN = design_of(DOCUMENT)


def summary(responses):
    return Summary.of_blocks(DESIGN, blocks(DESIGN, responses))


def figures(responses, **parts):
    result = recount(DOCUMENT | {"responses": responses} | parts)
    del result["input_sha256"]
    return result


@settings(max_examples=cases(20, 2000), deadline=None)
@given(RESPONSES, st.randoms(use_true_random=False), st.integers(1, 5))
def test_summaries_of_parts_add_up_to_that_of_all_in_any_order(responses, chance, parts):
    whole = summary(responses)
    shuffled = chance.sample(responses, len(responses))
    cuts = [shuffled[place::parts] for place in range(parts)]
    added = Summary.empty(DESIGN)
    for cut in chance.sample(cuts, parts):
        added = added + summary(cut)
    assert added == whole
    assert summary(cuts[0]) + summary(cuts[-1]) == summary(cuts[-1]) + summary(cuts[0])


def test_only_answers_to_the_same_questions_are_added():
    other = design_of(DOCUMENT | {"recommend": None})
    with pytest.raises(ValueError, match="same design"):
        Summary.empty(DESIGN) + Summary.empty(other)


def test_the_size_of_a_block_changes_nothing(monkeypatch):
    chance = random.Random(1)
    responses = [{item: chance.randint(1, 5) for item in ITEMS} for _ in range(50)]
    whole = summary(responses)
    monkeypatch.setattr(answers, "BLOCK", 7)
    assert summary(responses) == whole


def test_a_summary_does_not_grow_with_how_many_answered():
    """Else a million responses would not fit where ten thousand did."""
    chance = random.Random(1)

    def size(many):
        of = summary([{item: chance.randint(1, 5) for item in ITEMS} for _ in range(many)])
        return sum(map(len, [*of.numbers.values(), *of.people.values(), *of.tables.values()]))

    possible = 7 * 5 + 2 * (5 * 5) + 2 * (4 * 4 + 2 * 2) + 2 * (13 * 4) + 6 * 25
    assert size(20_000) <= possible


@settings(max_examples=cases(10, 600), deadline=None)
@given(RESPONSES, st.randoms(use_true_random=False), st.sampled_from([None, 14, 40]))
def test_the_order_of_responses_and_of_their_keys_changes_no_figure(responses, chance, population):
    shuffled = [
        dict(chance.sample(list(each.items()), len(each)))
        for each in chance.sample(responses, len(responses))
    ]
    assert figures(responses, population=population) == figures(shuffled, population=population)


@settings(max_examples=cases(10, 600), deadline=None)
@given(RESPONSES)
def test_the_order_of_items_and_dimensions_changes_no_figure(responses):
    turned = [
        {"code": "e", "items": ["f"]},
        {"code": "d", "items": ["c", "a", "b"]},
    ]
    mine, theirs = figures(responses), figures(responses, dimensions=turned)
    assert list(theirs["dimensions"]) == ["e", "d"]
    assert list(theirs["items"])[:4] == ["f", "c", "a", "b"]
    assert mine == theirs


@settings(max_examples=cases(10, 600), deadline=None)
@given(RESPONSES)
def test_everybody_twice_gives_the_same_shares_means_and_alphas(responses):
    assume(len(responses) > 1)
    once, twice = figures(responses), figures(responses * 2)
    assert twice["n"] == 2 * once["n"]
    for code in ("d", "e"):
        mine, theirs = once["dimensions"][code], twice["dimensions"][code]
        assert mine["mean"] == theirs["mean"]
        assert mine["top"]["share"] == theirs["top"]["share"]
        if mine["complete"] > 1:
            assert mine["alpha"] == theirs["alpha"]
            assert mine["mean_inter_item_r"] == theirs["mean_inter_item_r"]
    assert once["headline"]["share"] == twice["headline"]["share"]
    assert once["nps"]["score"] == twice["nps"]["score"]


def nulls(value, path=()):
    """Places of nulls without a reason, and of reasons without a null."""
    if isinstance(value, dict):
        for key, inner in value.items():
            reason = f"{key}_reason"
            if inner is None and not value.get(reason) and not _told_by_item(path, key):
                yield (*path, key)
            if key.endswith("_reason"):
                about = value[key.removesuffix("_reason")]
                known = about if isinstance(about, dict) else {"": about}
                if not any(each is None for each in known.values()):
                    yield (*path, key)
            yield from nulls(inner, (*path, key))


def _told_by_item(path, key):
    return path and path[-1] in {"alpha_if_dropped", "item_total"}


@settings(max_examples=cases(20, 2000), deadline=None)
@given(RESPONSES, st.sampled_from([None, 0, 1, 14, 40]))
def test_what_is_undefined_is_null_and_says_why(responses, population):
    assume(population is None or population >= len(responses))
    result = figures(responses, population=population)
    assert list(nulls(result)) == []
    for dimension in result["dimensions"].values():
        for key in ("alpha_if_dropped", "item_total"):
            missing = {item for item, value in dimension[key].items() if value is None}
            assert set(dimension.get(f"{key}_reason", {})) == missing


def within(pair, low, high, value):
    assert low - 1e-12 <= pair[0] <= value <= pair[1] <= high + 1e-12


@settings(max_examples=cases(13, 2000), deadline=None)
@given(RESPONSES, st.sampled_from([None, 14, 40]))
def test_every_interval_holds_its_figure_and_stays_on_its_scale(responses, population):
    result = figures(responses, population=population)
    for share in (result["headline"], result["satisfied"]):
        if share["share"] is not None:
            within(share["interval"], 0, 1, share["share"])
    for item in result["items"].values():
        if item["mean"] is not None:
            within(item["mean_interval"], 1, 5, item["mean"])
            within(item["top"]["wilson"], 0, 1, item["top"]["share"])
        if population:
            low, high = item["top"]["exact"]
            assert item["top"]["k"] <= low <= high <= population - item["n"] + item["top"]["k"]
    if result["nps"]["score"] is not None:
        assert -1 <= result["nps"]["interval"][0] <= result["nps"]["interval"][1] <= 1


def numbers_of(responses, item):
    return [each[item] for each in responses if isinstance(each.get(item), int)]


@settings(max_examples=cases(13, 1000), deadline=None)
@given(RESPONSES)
def test_figures_are_what_one_counts_by_hand(responses):
    result = figures(responses)
    rated = [numbers_of(responses, item) for item in "abcf"]
    flat = [answer for column in rated for answer in column]
    assert result["headline"]["numerator"] == flat.count(5)
    assert result["headline"]["denominator"] == len(flat)
    assert result["satisfied"]["numerator"] == flat.count(4) + flat.count(5)
    for item in ITEMS:
        found, values = result["items"][item], numbers_of(responses, item)
        assert (found["n"], found["na"]) == (
            len(values),
            sum(each.get(item) == "na" for each in responses),
        )
        assert found["n"] + found["na"] + found["missing"] == len(responses)
        assert found["distribution"] == {str(v): values.count(v) for v in range(1, 6)}
        if values:
            assert found["mean"] == pytest.approx(statistics.fmean(values))
            assert found["median"] == statistics.median(values)
        if len(values) > 1:
            assert found["sd"] == pytest.approx(statistics.stdev(values), abs=1e-12)
    people = [[each[i] for i in "abcf" if isinstance(each.get(i), int)] for each in responses]
    counted = sum(2 * own.count(5) > len(own) for own in people)
    assert result["people"]["top"]["numerator"] == counted
    assert result["people"]["top"]["denominator"] == sum(map(bool, people))
    _by_hand_alpha(result["dimensions"]["d"], responses)
    _by_hand_gap(result["importance_performance"]["items"]["a"], responses)


def _by_hand_alpha(dimension, responses):
    rows = [[each.get(i) for i in "abc"] for each in responses]
    complete = [row for row in rows if all(isinstance(value, int) for value in row)]
    assert dimension["complete"] == len(complete)
    if len(complete) > 1 and len({sum(row) for row in complete}) > 1:
        own = sum(map(statistics.variance, zip(*complete, strict=True)))
        whole = statistics.variance([sum(row) for row in complete])
        assert dimension["alpha"] == pytest.approx(1.5 * (1 - own / whole))
    else:
        assert dimension["alpha"] is None


def _by_hand_gap(found, responses):
    both = [
        each["a"] - each["i"]
        for each in responses
        if isinstance(each.get("a"), int) and isinstance(each.get("i"), int)
    ]
    assert found["n"] == len(both)
    assert math.isclose(found["gap"], statistics.fmean(both)) if both else found["gap"] is None
