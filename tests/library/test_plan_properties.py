"""What must hold of every plan, whatever stands in it."""

from fractions import Fraction

from depth import cases
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import evaluated, indicator, one, plan

from smd_workshop.library.plan.evaluation import rollup
from smd_workshop.library.plan.evaluation.lights import Light, light_of

SENSES = st.sampled_from(["ascending", "descending", "at most", "at least"])
NUMBERS = st.integers(-500, 500) | st.decimals(-500, 500, places=2).map(float)
ABOVE = st.integers(1, 500)
MAYBE = st.none() | NUMBERS
FEW = settings(max_examples=cases(20, 2000), deadline=None)

INDICATORS = st.lists(
    st.fixed_dictionaries(
        {
            "relevance": st.integers(1, 3),
            "sense": SENSES,
            "aggregation": st.sampled_from(["additive", "not additive"]),
            "baseline": st.none() | st.fixed_dictionaries({"value": MAYBE}),
            "targets": st.fixed_dictionaries({"2023": MAYBE, "2024": MAYBE}),
            "values": st.fixed_dictionaries({"2023": MAYBE, "2024": MAYBE}),
        }
    ),
    max_size=6,
)


def made(parts):
    """Return a plan whose indicators measure its two actions in turn, and the objective."""
    places = ("AEI.01.01", "AEI.01.02", "OEI.01")
    return plan(
        *(
            indicator(f"IND.{n:02}.{places[n % 3]}", places[n % 3], **each)
            for n, each in enumerate(parts, start=1)
        )
    )


@FEW
@given(NUMBERS, NUMBERS, ABOVE, MAYBE)
def test_more_of_what_should_rise_is_never_less_progress(one_value, other, target, baseline):
    low, high = (
        one(
            values={"2023": value}, targets={"2023": target},
            baseline={"value": baseline},
        )
        for value in sorted((one_value, other))
    )  # fmt: skip
    assert low["type_1"] <= high["type_1"]
    assert low["type_1_uncapped"] <= high["type_1_uncapped"]
    assert (low["type_2"] is None) == (high["type_2"] is None)
    if low["type_2"] is not None:
        assert low["type_2"] <= high["type_2"]


@FEW
@given(st.integers(0, 500), st.integers(0, 500), ABOVE)
def test_more_of_what_should_fall_is_never_more_progress(one_value, other, target):
    low, high = (
        one(sense="descending", values={"2023": value}, targets={"2023": target})
        for value in sorted((one_value, other))
    )
    assert low["type_1"] >= high["type_1"]


@FEW
@given(INDICATORS)
def test_every_progress_is_inside_its_bounds_or_null_with_a_reason(parts):
    found = evaluated(made(parts), 2024)
    within = [found[name] for name in ("weighted", "mean", "median")]
    within += [each["progress"] for each in found["actions"].values()]
    within += [
        each[name] for each in found["objectives"].values() for name in ("outcome", "rollup")
    ]
    within += [each[name] for each in found["indicators"].values() for name in ("type_1", "type_2")]
    assert all(value is None or 0 <= value <= 100 for value in within)
    for each in found["indicators"].values():
        for name in ("type_1", "type_1_uncapped", "type_2", "type_2_uncapped"):
            assert (each[name] is None) == (f"{name}_reason" in each)
        assert (each["light"] == "none") == (each["type_1"] is None)
    assert sum(found["lights"].values()) == sum(".AEI." in code for code in found["indicators"])


@FEW
@given(INDICATORS, st.randoms())
def test_the_order_of_the_rows_changes_no_figure(parts, chance):
    document = made(parts)
    mixed = dict(document)
    for kind in ("actions", "indicators"):
        mixed[kind] = chance.sample(document[kind], len(document[kind]))
    one_, other = evaluated(document, 2024), evaluated(mixed, 2024)
    assert one_.pop("input_sha256")
    assert other.pop("input_sha256")
    one_["warnings"].sort()
    other["warnings"].sort()
    assert one_ == other


@FEW
@given(INDICATORS, st.sampled_from([2, 10, 1000]))
def test_another_unit_of_measurement_changes_no_figure(parts, factor):
    """Kilometres or metres: progress is the same."""

    def scaled(series):
        return {key: value and round(value * factor * 100) / 100 for key, value in series.items()}

    document = made(parts)
    other = dict(document)
    other["indicators"] = [
        each
        | {name: scaled(each[name]) for name in ("targets", "values")}
        | {"baseline": each["baseline"] and scaled(each["baseline"])}
        for each in document["indicators"]
    ]
    one_, other = evaluated(document, 2024), evaluated(other, 2024)
    for kind in ("indicators", "actions", "objectives", "weighted", "median", "lights"):
        assert one_[kind] == other[kind], kind


@FEW
@given(INDICATORS)
def test_an_indicator_without_a_value_moves_no_mean(parts):
    """Where it is no less relevant than the others are: the largest relevance of the group counts, also of it."""
    empty = [each | {"values": {}, "relevance": 1} for each in parts[:1]]
    document = made(parts)
    more = dict(document)
    more["indicators"] = document["indicators"] + [
        indicator("IND.90.AEI.01.01", **each) for each in empty
    ]
    one_, other = evaluated(document, 2024), evaluated(more, 2024)
    for name in ("weighted", "mean", "median", "objectives"):
        if one_[name] is not None:
            assert one_[name] == other[name]


@FEW
@given(st.lists(st.integers(1, 5), min_size=1, max_size=8))
def test_weights_are_whole_and_the_least_relevant_weighs_one(relevances):
    class Ordinal:
        def __init__(self, code, relevance):
            self.code, self.relevance = code, relevance

    weights = rollup.weights(Ordinal(str(n), r) for n, r in enumerate(relevances))
    assert min(weights.values()) == 1
    assert max(weights.values()) == max(relevances) - min(relevances) + 1


@FEW
@given(st.fractions(0, 100))
def test_each_percentage_has_one_light(value):
    bands = {
        Light.RED: 0 <= value < 75,
        Light.AMBER: 75 <= value < 95,
        Light.GREEN: 95 <= value <= 100,
    }
    assert [light for light, inside in bands.items() if inside] == [light_of(Fraction(value))]
