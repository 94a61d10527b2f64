"""Questions that no dimension holds: what is counted of them, and that what is shown leads to nobody."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from instruments import asked as question
from instruments import instrument, options, scale

from smd_workshop.library.survey.disclosure import FEW, MANY
from smd_workshop.library.survey.instrument.answers import NA
from smd_workshop.library.survey.instrument.flow import journey
from smd_workshop.library.survey.instrument.reading import instrument_of
from smd_workshop.library.survey.questions import kinds, showing
from smd_workshop.library.survey.questions.figures import figures
from smd_workshop.library.survey.questions.tallies import tallies

TODAY = date(2024, 3, 1)
DOCUMENT = instrument(
    question("single", "elige", options=options("a", "b", "c"), na={"es-PE": "No aplica"}),
    question("multiple", "varias", options=options("a", "b", "c")),
    question("ranking", "orden", options=options("a", "b", "c")),
    question("number", "cuanto"),
    question("date", "cuando"),
    question("likert", "suelta", scale="acuerdo"),
    question("number", "si_a", shown_if="${elige} = 'a'"),
    question("score", "puntaje", formula="${suelta} * 2"),
    question("score", "clave", formula="if(${elige} = 'a', 100, 0) + ${suelta}"),
)
READ = instrument_of(DOCUMENT)
ITEMS = kinds.asked(READ, ())
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "elige": st.sampled_from(["a", "b", "c", NA]),
            "varias": st.sampled_from([("a",), ("a", "b"), ("a", "b", "c")]),
            "orden": st.sampled_from([("a", "b", "c"), ("c", "a", "b")]),
            "cuanto": st.decimals(-99, 9999, places=2),
            "cuando": st.dates(date(2020, 1, 1), date(2024, 3, 1)),
            "suelta": st.integers(1, 5),
            "si_a": st.integers(0, 9).map(Decimal),
        },
    ),
    max_size=40,
)


def summed(people):
    return tallies(ITEMS, (journey(READ, answers, TODAY) for answers in people))


def counted(people, population=None):
    return figures(summed(people), population)


@given(PEOPLE, st.randoms(use_true_random=False))
def test_the_order_of_people_and_where_a_wave_is_cut_in_two_change_no_figure(people, chance):
    whole = counted(people)
    mixed, cut = chance.sample(people, len(people)), chance.randint(0, len(people))
    assert figures(summed(mixed[:cut]) + summed(mixed[cut:]), None) == whole


@given(PEOPLE)
def test_everybody_who_answered_stands_in_one_place(people):
    for code, of in counted(people).items():
        assert of["people"] == len(people)
        assert of["n"] + of["na"] + of["missing"] == of["asked"] <= of["people"]
        if of["kind"] in {kinds.ONE, kinds.POINT}:
            assert sum(each["k"] for each in of["options"].values()) == of["n"], code
        if of["kind"] == kinds.DAY:
            assert sum(of["months"].values()) == of["n"]


def test_what_is_counted_of_each_kind():
    people = [
        {"elige": "a", "varias": ("a", "b"), "orden": ("c", "a", "b"), "cuanto": Decimal(n), "suelta": 1 + n % 5}
        for n in range(1, 11)
    ] + [{"elige": NA, "varias": ("b",), "orden": ("a", "b", "c")}]  # fmt: skip
    found = counted(people, 11)
    assert (found["elige"]["n"], found["elige"]["na"], found["elige"]["missing"]) == (10, 1, 0)
    assert found["elige"]["options"]["a"]["share"] == 1
    assert {c: each["k"] for c, each in found["varias"]["options"].items()} == {"a": 10, "b": 11, "c": 0}  # fmt: skip
    assert found["varias"]["chosen"] == 21
    assert found["varias"]["options"]["a"]["exact"] == [10, 10], "all of the population answered"
    assert found["orden"]["options"]["c"]["mean_place"] == (10 * 1 + 3) / 11
    assert found["orden"]["options"]["c"]["first"] == 10
    assert found["cuanto"]["median"] == 5.5
    assert (found["cuanto"]["lower_quartile"], found["cuanto"]["upper_quartile"]) == (3.25, 7.75)
    # Of those who were not asked nobody is missing, and of how many people they are a part nobody knows.
    assert (found["si_a"]["asked"], found["si_a"]["people"]) == (10, 11)
    assert found["puntaje"]["median"] == 6


@given(PEOPLE, st.sampled_from([None, 40, 500]))
def test_nothing_shown_is_that_of_fewer_than_five(people, population):
    raw = counted(people, population)
    for code, of in showing.shown(raw, population).items():
        if raw[code]["n"] < FEW:
            assert set(of) == {"kind", "hidden"}, "hidden and empty look alike"
            continue
        if "hidden" in of:
            assert of["kind"] == kinds.SCORE
            continue
        assert of["n"] >= FEW
        if of["kind"] == kinds.DAY:
            assert all(span["k"] >= FEW for span in of["periods"])
            assert sum(span["k"] for span in of["periods"]) == of["n"]
            assert of["periods"][0]["from"] is None
            assert of["periods"][-1]["to"] is None


@given(PEOPLE)
def test_what_is_hidden_does_not_depend_on_what_was_answered(people):
    turn = {"a": "b", "b": "c", "c": "a", NA: NA}
    turned = [
        answers
        | ({"suelta": 6 - answers["suelta"]} if "suelta" in answers else {})
        | ({"cuanto": -answers["cuanto"]} if "cuanto" in answers else {})
        | ({"varias": tuple(sorted(turn[o] for o in answers["varias"]))} if "varias" in answers else {})
        for answers in people
    ]  # fmt: skip
    one, other = (showing.shown(counted(each), None) for each in (people, turned))
    assert {c: set(of) for c, of in one.items()} == {c: set(of) for c, of in other.items()}


@given(st.lists(st.decimals(0, 10**6, places=2), min_size=FEW, max_size=130))
def test_who_knows_all_numbers_but_those_of_four_does_not_learn_an_extreme_from_a_quantile(numbers):
    """An attacker: changes the four greatest numbers, or the four least, as they like, and sees whether anything moves."""
    people = [{"cuanto": number} for number in sorted(numbers)]
    seen = showing.shown(counted(people), None)["cuanto"]
    far = [{"cuanto": Decimal(10**9)}] * (FEW - 1)
    near = [{"cuanto": Decimal(-(10**9))}] * (FEW - 1)
    for moved in (people[: -(FEW - 1)] + far, near + people[FEW - 1 :]):
        assert showing.shown(counted(moved), None)["cuanto"] == seen
    assert set(showing.QUANTILES) & set(seen) == set(showing.quantiles_of(len(numbers)))


def test_quantiles_appear_with_the_people_on_either_side():
    assert showing.quantiles_of(9) == ()
    assert showing.quantiles_of(10) == ("median",)
    assert showing.quantiles_of(20) == ("lower_quartile", "median", "upper_quartile")
    assert len(showing.quantiles_of(100)) == 5


@given(st.lists(st.dates(date(2020, 1, 1), date(2024, 3, 1)), min_size=FEW, max_size=60))
def test_the_first_and_the_last_day_are_not_told_by_the_ends_of_the_table(days):
    """An attacker: moves the first day, then the last, to another century."""
    days = sorted(days)
    raw = counted([{"cuando": day} for day in days])
    seen = showing.shown(raw, None)["cuando"]["periods"]
    for moved in ([date(1950, 1, 1), *days[1:]], [*days[:-1], date(2090, 1, 1)]):
        again = showing.shown(counted([{"cuando": day} for day in moved]), None)["cuando"][
            "periods"
        ]
        assert (again[0]["from"], again[-1]["to"]) == (None, None)
        said = {end for span in again for end in (span["from"], span["to"])}
        assert not said & {"1950-01", "2090-01"}
    assert seen[0]["from"] is None


def test_a_score_that_would_tell_two_answers_of_one_person_is_not_shown():
    """Staff write the formula: a sum of choice × 100 and a rating would say both of whoever is the median."""
    people = [{"elige": "abc"[n % 3], "suelta": 1 + n % 5} for n in range(MANY)]
    seen = showing.shown(counted(people), None)
    assert seen["clave"] == {"kind": kinds.SCORE, "hidden": showing.TIES}
    assert "median" in seen["puntaje"]
    assert "hidden" in showing.shown(counted(people[1:]), None)["puntaje"], (
        "of few people none at all"
    )


def test_what_dimensions_count_is_not_told_twice():
    read = instrument_of(
        instrument(
            question("likert", "p1", scale="acuerdo", dimension="trato"),
            question("single", "elige", options=options("a")),
            scales=[scale()],
            dimensions=[{"code": "trato", "name": {"es-PE": "Trato"}}],
        )
    )
    assert [each.code for each in kinds.asked(read, {"p1"})] == ["elige"]


def test_days_of_early_years_stand_before_later_ones_and_break_nothing():
    """Anybody may write the year 999, and five may."""
    people = [{"cuando": date(year, 5, 1)} for year in (999, 2024) for _ in range(6)]
    found = showing.shown(counted(people), None)["cuando"]
    assert found["periods"] == [
        {"from": None, "to": "2024-04", "k": 6}, {"from": "2024-05", "to": None, "k": 6},
    ]  # fmt: skip


def test_a_score_larger_than_any_number_does_not_keep_a_wave_from_its_figures():
    document = instrument(
        question("number", "n"),
        question("score", "s1", formula="${n} * ${n}"),
        *(
            question("score", f"s{i}", formula=f"${{s{i - 1}}} * ${{s{i - 1}}}")
            for i in range(2, 8)
        ),
    )
    read = instrument_of(document)
    items = kinds.asked(read, ())
    people = [{"n": Decimal(10**9)}, {"n": Decimal(1)}]
    found = figures(tallies(items, (journey(read, each, TODAY) for each in people)), None)
    assert (found["s7"]["asked"], found["s7"]["n"], found["s7"]["median"]) == (2, 1, 1)
