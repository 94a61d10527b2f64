"""Which year heads a plan."""

from each_case import each_case

from smd_workshop.library.plan.evaluation.coverage import Coverage, coverage, heading


@each_case(
    ("known", "year"),
    [
        ({2023: 10, 2024: 1}, 2023),
        ({2023: 10, 2024: 5}, 2023),
        ({2023: 10, 2024: 6}, 2024),
        ({2023: 1, 2024: 2}, 2024),
        ({2023: 0}, 2023),
        ({}, None),
    ],
)
def test_the_last_year_of_which_half_is_known_heads_the_plan_else_the_last_with_anything(
    known, year
):
    assert heading({each: Coverage(many, 12) for each, many in known.items()}) == year


def test_a_year_is_enough_from_half_on_and_whole_only_without_a_gap():
    assert [coverage([True] * n + [False] * (4 - n)).enough for n in range(5)] == [0, 0, 1, 1, 1]
    assert [coverage([True] * n + [False] * (4 - n)).whole for n in range(5)] == [0, 0, 0, 0, 1]
