"""Groups and waves side by side: what is shown never tells what is hidden, and what is compared is what was counted."""

import itertools
import random
from fractions import Fraction

import numpy as np
import pytest
from depth import cases
from hypothesis import given, settings
from hypothesis import strategies as st
from waves import of_rows

from smd_workshop.library.schemas import FormatError
from smd_workshop.library.stats import group_differences
from smd_workshop.library.stats.group_differences import chance, cliff, fisher, holm
from smd_workshop.library.survey.answers import blocks
from smd_workshop.library.survey.disclosure import FEW
from smd_workshop.library.survey.document import design_of, recount
from smd_workshop.library.survey.figures.cross_tables import cross_tables, people_of
from smd_workshop.library.survey.figures.trend import trend
from smd_workshop.library.survey.groups import Grouped
from smd_workshop.library.survey.showing_groups import (
    FEW_IN_GROUPS,
    FEW_PEOPLE,
    FEW_TO_ITEMS,
    People,
    shown_groups,
)
from smd_workshop.library.survey.summary import Summary

GROUPS = {
    "size": ("big", "middle", "small", "none"),
    "helped": ("yes", "no"),
    "sector": tuple("abcde"),
}


def drawn(seed):
    """People of any kinds, perhaps few of some."""
    chance_ = random.Random(seed)
    attributes = tuple(chance_.sample(sorted(GROUPS), chance_.randint(1, 3)))
    kinds = list(itertools.product(*(GROUPS[each] for each in attributes)))
    kinds = chance_.sample(kinds, min(len(kinds), chance_.randint(2, 10)))
    sizes = {kind: chance_.choice([0, 1, 2, 4, 5, 9, 20, 40]) for kind in kinds}
    answered = {kind: max(0, many - chance_.choice([0, 0, 1, 3])) for kind, many in sizes.items()}
    groups = {each: GROUPS[each] for each in attributes}
    return People(attributes, groups, (sizes, answered))


def derivable(rows, target):
    """Whether a vector is a combination of rows: it adds nothing to their rank."""
    return np.linalg.matrix_rank(np.array([*rows, target])) == np.linalg.matrix_rank(np.array(rows))


@settings(max_examples=cases(20, 3000), deadline=None)
@given(st.integers(0, 2**32))
def test_no_set_of_too_few_people_can_be_worked_out(seed):
    """V20: from rows, columns, total and complement, over all sets of kinds there are."""
    people = drawn(seed)
    made = shown_groups(people, None)
    for layer in people.layers:
        present = [(kind, many) for kind, many in layer.items() if many]
        rows = [[1.0] * len(present)]
        for place, attribute in enumerate(people.attributes):
            rows += [
                [float(kind[place] == name) for kind, _ in present] for name in made[attribute]
            ]
        if len(rows) == 1:
            continue
        for mask in range(1, 2 ** len(present)):
            chosen = [mask >> place & 1 for place in range(len(present))]
            many = sum(size * bit for (_, size), bit in zip(present, chosen, strict=True))
            if many < FEW:
                assert not derivable(rows, [float(bit) for bit in chosen])


@settings(max_examples=cases(20, 3000), deadline=None)
@given(st.integers(0, 2**32))
def test_small_and_empty_groups_are_hidden_alike_among_enough_others(seed):
    people = drawn(seed)
    for attribute, shown in shown_groups(people, None).items():
        hidden = [name for name in people.groups[attribute] if name not in shown]
        assert all(people.size(attribute, [name]) >= FEW for name in shown)
        if hidden and shown:
            assert len(hidden) >= 2
            assert people.size(attribute, hidden) >= FEW


def of_kinds(attributes, **sizes):
    groups = {each: GROUPS[each] for each in attributes}
    layer = {tuple(kind.split("_")): many for kind, many in sizes.items()}
    return People(attributes, groups, (layer,))


def test_of_few_people_only_one_group_that_was_declared_is_shown():
    thirteen = of_kinds(("helped",), yes=8, no=5)
    assert shown_groups(thirteen, 13) == {"helped": frozenset()}
    assert shown_groups(thirteen, 13, ("helped", "yes")) == {"helped": frozenset({"yes"})}
    twelve = of_kinds(("helped",), yes=8, no=4)
    assert shown_groups(twelve, 13, ("helped", "yes")) == {"helped": frozenset()}


def test_many_people_are_shown_and_a_small_group_takes_the_next_smallest_with_it():
    many = of_kinds(("size",), big=40, middle=20, small=3, none=10)
    assert shown_groups(many, None) == {"size": frozenset({"big", "middle"})}
    # Nobody is in "none": it looks like a group of three.
    empty = of_kinds(("size",), big=40, middle=20, small=30)
    assert shown_groups(empty, None) == {"size": frozenset({"big", "small"})}


def test_two_tables_together_tell_nothing_that_one_hides():
    # All big ones were helped, and two more people: helped less big would be those two.
    people = of_kinds(
        ("size", "helped"), big_yes=20, middle_yes=2, middle_no=15, small_no=10, none_no=9
    )
    made = shown_groups(people, None)
    assert not (made["helped"] and "big" in made["size"])


def test_what_was_shown_before_counts_as_known():
    people = of_kinds(("size",), big=40, middle=20, small=3, none=10)
    known = {"size": frozenset({"none"})}
    # All less big, middle and what was shown before would be the three.
    assert shown_groups(people, None, known=[known]) != shown_groups(people, None)


@settings(max_examples=cases(10, 1500), deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_beside_what_was_shown_before_no_more_can_be_worked_out(seed, other):
    people = drawn(seed)
    chance_ = random.Random(other)
    before = {
        attribute: frozenset(chance_.sample(names, chance_.randint(0, 2)))
        for attribute, names in people.groups.items()
    }
    made = shown_groups(people, None, known=[before])
    for layer in people.layers if any(made.values()) else ():
        present = [(kind, many) for kind, many in layer.items() if many]
        rows = [[1.0] * len(present)]
        for place, attribute in enumerate(people.attributes):
            names = before[attribute] | made[attribute]
            rows += [[float(kind[place] == name) for kind, _ in present] for name in names]
        for mask in range(1, 2 ** len(present)):
            chosen = [float(mask >> place & 1) for place in range(len(present))]
            if sum(size * bit for (_, size), bit in zip(present, chosen, strict=True)) < FEW:
                assert not derivable(rows, chosen)


def table(rows, kinds, attributes=("helped",), **parts):
    document = of_rows(rows, **parts)
    design = design_of(document)
    [block] = blocks(design, document["responses"])
    people = [dict(zip(attributes, kind, strict=True)) for kind in kinds]
    return Grouped.of(design, block, people, attributes)


ROWS = [[5, 5]] * 15 + [[3, 5]] * 5 + [[2, 1]] * 12 + [[5, 4]] * 8
KINDS = [("yes",)] * 20 + [("no",)] * 20


def test_groups_add_up_to_the_whole_whatever_the_order():
    whole = table(ROWS, KINDS)
    order = list(range(40))
    random.Random(1).shuffle(order)
    parts = [
        table([ROWS[place] for place in part], [KINDS[place] for place in part])
        for part in (order[:7], order[7:30], order[30:])
    ]
    assert parts[0] + parts[1] + parts[2] == whole == parts[2] + (parts[1] + parts[0])
    document = of_rows(ROWS)
    assert whole.whole == Summary.of_blocks(
        whole.design, blocks(whole.design, document["responses"])
    )
    assert whole.group("helped", "yes") + whole.group("helped", "no") == whole.whole


def test_a_cross_table_counts_and_compares_each_group_with_all_others():
    made = cross_tables(table(ROWS, KINDS), {"helped": ("yes", "no")}, None)["helped"]
    yes = made["groups"]["yes"]
    assert yes["n"] == 20
    assert (yes["items"]["a"]["top"]["k"], yes["items"]["a"]["mean"]) == (15, 4.5)
    assert yes["dimensions"]["d"]["top"]["k"] == 15  # more than half of both answers
    against = yes["against_others"]["a"]
    assert against["difference"] == pytest.approx(0.35)
    assert against["chance"] == pytest.approx(float(fisher((15, 20), (8, 20))))
    assert against["chance_corrected"] >= against["chance"]
    assert against["delta"] == float(cliff({5: 15, 3: 5}, {2: 12, 5: 8}))
    assert made["together"] is None


def test_a_cross_table_of_few_people_holds_nothing():
    made = cross_tables(table(ROWS[:20], KINDS[:20]), {"helped": ("yes", "no")}, 20)
    nothing = {"groups": None, "together": None}
    assert made == {"helped": nothing | {"why": FEW_PEOPLE, "items": []}}
    lopsided = table(ROWS, [("yes" if n > 2 else "no",) for n in range(len(ROWS))])
    made = cross_tables(lopsided, {"helped": ("yes", "no")}, None)["helped"]
    assert made == nothing | {"why": FEW_IN_GROUPS, "items": []}


def test_an_item_that_few_of_a_group_answered_hides_the_group():
    rows = [[5, None]] * 17 + [[5, 5]] * 3 + ROWS[20:]
    grouped = table(rows, KINDS)
    assert people_of(grouped, {"helped": ("yes", "no")}).size("helped", ["yes"]) == 3
    made = cross_tables(grouped, {"helped": ("yes", "no")}, None)["helped"]
    assert made == {"groups": None, "together": None, "why": FEW_TO_ITEMS, "items": ["b"]}
    paired = [[row[0], None if n < 17 else 5] for n, row in enumerate(ROWS)]
    asks = {"dimensions": [{"code": "d", "items": ["a"]}], "importance": {"a": "b"}}
    made = cross_tables(table(paired, KINDS, **asks), {"helped": ("yes", "no")}, None)["helped"]
    assert set(made["groups"]["yes"]["items"]) == {"a"}, "no table shows what is important to whom"


def test_the_exact_test_is_that_of_fisher():
    # R: fisher.test(matrix(c(3, 1, 1, 3), 2)) and c(10, 2, 3, 15); the lady tasting tea, and a known example.
    assert fisher((3, 4), (1, 4)) == Fraction(34, 70)
    assert float(fisher((10, 12), (3, 18))) == pytest.approx(0.0005367241, abs=1e-9)
    assert fisher((5, 5), (9, 9)) == 1
    with pytest.raises(ValueError):
        fisher((6, 5), (1, 2))


def test_of_many_people_the_exact_test_is_near_enough(monkeypatch):
    monkeypatch.setattr(group_differences, "EXACT_UP_TO", 10)
    big, other = (70, 150), (61, 150)
    assert float(chance(big, other)) == pytest.approx(float(fisher(big, other)), rel=1e-6)


def test_cliffs_delta_is_of_all_pairs():
    assert cliff({1: 1, 2: 1}, {1: 1, 2: 1}) == 0
    assert cliff({3: 2}, {1: 2, 3: 2}) == Fraction(1, 2)
    assert cliff({}, {1: 1}) is None


def test_chances_are_corrected_as_holm_does():
    given_ = [Fraction(n, 1000) for n in (10, 40, 30, 5)]
    # R: p.adjust(c(.01, .04, .03, .005), "holm")
    assert holm(given_) == [Fraction(n, 1000) for n in (30, 60, 60, 20)]
    assert holm([]) == []


def wave(rows, **parts):
    return recount(of_rows(rows, **parts))


def test_a_census_is_compared_plainly():
    made = trend(
        wave([[5]] * 10 + [[3]] * 3, population=13), wave([[5]] * 12 + [[3]], population=13)
    )
    assert made["judged"] == "census"
    top = made["items"]["a"]["top"]
    assert top["difference"] == pytest.approx(2 / 13)
    assert top["interval"] is None
    assert made["headline"]["interval"] is None


def test_other_waves_are_compared_by_newcombe():
    # V3: 56 of 70 and 48 of 80.
    before, after = wave([[5]] * 48 + [[3]] * 32), wave([[5]] * 56 + [[3]] * 14)
    made = trend(before, after)["items"]["a"]["top"]
    assert made["interval"] == pytest.approx([0.0524, 0.3339], abs=5e-5)
    headline = trend(before, after)["headline"]
    assert headline["interval"][0] < headline["difference"] < headline["interval"][1]


def test_the_same_people_are_compared_by_their_signs():
    result = wave([[5]] * 9)
    pairs = {(3, 5): 4, (4, 5): 2, (5, 4): 1, (5, 5): 2}
    made = trend(result, result, {"a": pairs})["items"]["a"]
    assert (made["same_people"], made["higher"], made["lower"]) == (9, 6, 1)
    assert made["chance"] == pytest.approx(0.0625)
    assert trend(result, result, {"a": {(5, 5): 9}})["items"]["a"]["chance"] is None


def test_waves_on_other_scales_are_not_compared():
    other = wave([[5]] * 9, scale={"min": 1, "max": 7})
    with pytest.raises(FormatError, match="different scales"):
        trend(wave([[5]] * 9), other)


def test_the_exact_test_is_scipys_of_every_small_table():
    from scipy.stats import fisher_exact

    for size, other in itertools.product(range(1, 7), repeat=2):
        for yes, other_yes in itertools.product(range(size + 1), range(other + 1)):
            wanted = fisher_exact([[yes, size - yes], [other_yes, other - other_yes]]).pvalue
            assert float(fisher((yes, size), (other_yes, other))) == pytest.approx(wanted)
