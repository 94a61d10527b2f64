"""What of a wave is shown depends on numbers of people alone, and what is hidden cannot be taken off what is shown."""

import json
from fractions import Fraction

from each_case import each_case
from hypothesis import given
from hypothesis import strategies as st

from smd_workshop.core.numbers import rounded
from smd_workshop.library.survey.disclosure import (
    FEW,
    MANY,
    PLACES,
    questions_said,
    shown,
)
from smd_workshop.library.survey.document import recount

DIMENSIONS = {"a": ["p1", "p2"], "b": ["p3"], "c": ["p4", "p5"]}
ITEMS = [item for items in DIMENSIONS.values() for item in items]
ANSWER = st.sampled_from([1, 3, 5, "na", None])
WAVES = st.integers(0, 40).flatmap(
    lambda n: st.lists(
        st.fixed_dictionaries(dict.fromkeys([*ITEMS, "todo"], ANSWER)), min_size=n, max_size=n
    )
)


def counted(responses, population=None, **more):
    return recount(
        {
            "format": "smd-survey/1",
            "population": population,
            "scale": {"min": 1, "max": 5, "top": [5], "satisfied": [4, 5]},
            "dimensions": [{"code": c, "items": items} for c, items in DIMENSIONS.items()],
            "overall": "todo",
            "responses": responses,
            "settings": {"resamples": 100},
        }
        | more
    )


@given(WAVES)
def test_nothing_that_few_answered_is_shown_nor_left_over(responses):
    result = counted(responses)
    seen = shown(result, DIMENSIONS)
    if len(responses) < FEW:
        assert seen.nothing
        assert set(seen.figures) <= {
            "format", "version", "n", "population", "population_reason", "response_rate", "sampling",
        }  # fmt: skip
        return
    items, dimensions = seen.figures["items"], seen.figures["dimensions"]
    assert all(one is None or one["n"] >= FEW for one in items.values())
    for code, inside in DIMENSIONS.items():
        hidden = [item for item in inside if items[item] is None]
        # The sum of a dimension less its other items would be the hidden one.
        assert hidden in ([], inside)
        if dimensions[code] is not None:
            assert max(result["items"][item]["n"] for item in inside) >= FEW
            # How far items go together is of those who answered all of them.
            if result["dimensions"][code]["complete"] < FEW:
                assert dimensions[code]["alpha"] is None is dimensions[code]["alpha_interval"]
                assert not {"item_total", "mean_inter_item_r", "omega"} & {*dimensions[code]}
    gone = [code for code, each in dimensions.items() if each is None]
    assert len(gone) != 1, "the headline less the other dimensions would be the hidden one"
    assert (seen.figures["headline"] is None) == (len(gone) == len(DIMENSIONS))


@given(WAVES)
def test_what_is_hidden_does_not_depend_on_what_was_answered(responses):
    turned = [
        {item: 6 - answer if isinstance(answer, int) else answer for item, answer in each.items()}
        for each in responses
    ]
    one, other = (shown(counted(each), DIMENSIONS) for each in (responses, turned))
    assert (one.why, one.file) == (other.why, other.file)
    for part in ("items", "dimensions"):
        hidden = [
            {c for c, each in (seen.figures.get(part) or {}).items() if each is None}
            for seen in (one, other)
        ]
        assert hidden[0] == hidden[1]


def test_of_few_people_nothing_is_shown_that_ties_answers_to_each_other():
    everything = dict.fromkeys([*ITEMS, "todo"], 5)
    few = [
        everything | {"p1": 1 + n % 5, "p2": 1 + n % 3, "todo": 1 + n % 4} for n in range(MANY - 1)
    ]
    seen = shown(counted(few), DIMENSIONS)
    assert not seen.file
    assert "derived_importance" not in seen.figures
    assert not {"item_total", "alpha_if_dropped", "mean_inter_item_r"} & set(
        seen.figures["dimensions"]["a"]
    )
    digits = [len(f"{number!r}".partition(".")[2]) for number in numbers(seen.figures)]
    assert max(digits) <= PLACES
    many = shown(counted([*few, everything]), DIMENSIONS)
    assert many.file
    assert "item_total" in many.figures["dimensions"]["a"]
    # As many answered, but the others of a small population can be told by name.
    assert not shown(counted(few[:20], 25), DIMENSIONS).file


@each_case(("both", "told"), [(FEW - 1, False), (FEW, True)])
def test_a_gap_between_importance_and_performance_is_that_of_enough_people(both, told):
    asked = {"importance": {"p1": "how"}, "dimensions": [{"code": "b", "items": ["p1"]}]}
    responses = [{"p1": 5, "how": 3}] * both + [{"p1": 4}, {"how": 4}] * MANY
    result = counted(responses, **asked, overall=None)
    assert (shown(result, {"b": ["p1"]}).figures["importance_performance"] is not None) is told


def numbers(value):
    found = []
    json.loads(json.dumps(value), parse_float=lambda text: found.append(float(text)))
    return found


@each_case(
    ("people", "written", "conditional", "told"),
    [
        (6, {"uno": 2}, (), True),
        (12, {"uno": 5, "dos": 6}, (), True),
        (12, {"uno": 4, "dos": 6}, (), False),
        (400, {"uno": 4, "dos": 396}, (), False),
        (12, {"uno": 0, "dos": 6}, (), True),
        (29, {"uno": 9, "dos": 9}, ("dos",), False),
        (30, {"uno": 9, "dos": 9}, ("dos",), True),
        (12, {"uno": 6}, ("uno",), False),
        (4, {"uno": 2}, (), False),
    ],
)
def test_the_question_of_a_comment_is_told_where_it_tells_neither_who_wrote_nor_another_answer(
    people, written, conditional, told
):
    assert questions_said(people, written, conditional) is told


@each_case(
    ("sum_", "n", "mean"),
    [
        (74, 19, 3.89),
        (64, 17, 3.76),
        (65, 16, 4.06),
        (25, 8, 3.13),
    ],  # 3.8947, 3.7647, 4.0625, 3.125
)
def test_what_is_read_of_few_people_was_rounded_once_and_half_up(sum_, n, mean):
    low, more = divmod(sum_, n)
    answers = [low + 1] * more + [low] * (n - more)
    responses = [dict.fromkeys([*ITEMS, "todo"], each) for each in answers]
    found = shown(counted(responses), DIMENSIONS).figures["items"][ITEMS[0]]
    assert found["mean"] == mean
    share = Fraction(sum(each >= 4 for each in answers), n)
    assert found["satisfied"]["share"] == float(rounded(share, 3)), "5 of 16 is 0.313, not 0.312"
