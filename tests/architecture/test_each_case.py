"""Many cases in one test say as much as a test for each."""

import pytest
from each_case import each_case


def test_every_case_is_tried_and_each_that_failed_is_named_with_its_values():
    tried = []

    @each_case(("a", "b"), [(1, 1), (1, 2), pytest.param(3, 3, id="three"), (4, 5), (0, 0)])
    def same(a, b):
        tried.append(a)
        if not a:
            pytest.skip("nothing")
        assert a == b

    with pytest.raises(ExceptionGroup, match="2 of 5 cases") as group:
        same()
    assert tried == [1, 1, 3, 4, 0]
    assert [error.__notes__ for error in group.value.exceptions] == [
        ["case 1: 1, 2"],
        ["case 3: 4, 5"],
    ]


def test_nothing_to_try_is_no_test_and_what_expects_a_refusal_fails_without_one():
    with pytest.raises(AssertionError):
        each_case("a", [])

    @each_case("a", ["x"], ids=["of x"])
    def refused(a):
        with pytest.raises(ValueError):
            str(a)

    with pytest.raises(BaseExceptionGroup) as group:
        refused()
    assert group.value.exceptions[0].__notes__ == ["case of x"]


@each_case("a", [1, 2])
def test_fixtures_are_given_to_all_cases(a, tmp_path):
    assert tmp_path.is_dir() and a
