"""A picture of what flows into what: nothing overlaps, everything is there, and upward is always to the right."""

from depth import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from smd_workshop.library.strategy.flow import GAP, WIDE, Flow, Stop, layout, ranks


def test_a_group_stands_right_of_all_that_lead_to_it():
    assert ranks([1, 2, 3, 4], [(1, 2), (2, 3), (1, 3)]) == {1: 0, 2: 1, 3: 2, 4: 0}


def test_groups_that_lead_to_each_other_do_not_push_each_other_ever_further():
    assert ranks([1, 2, 3], [(1, 2), (2, 1), (2, 3)]) == {1: 0, 2: 0, 3: 1}


def test_a_box_moves_to_what_it_is_tied_to():
    """A uncrossed picture of two crossed links: the second column changes its order."""
    found = layout([Stop(1, 1), Stop(2, 1), Stop(3, 2), Stop(4, 2)], [Flow(1, 4), Flow(2, 3)])
    at = {each.key: each.y for each in found.boxes}
    assert (at[1] < at[2]) == (at[4] < at[3])


def test_without_a_link_all_stand_in_one_column():
    found = layout([Stop(1, 1), Stop(2, 2)], [])
    assert ({each.x for each in found.boxes}, found.ribbons, found.width) == ({0}, (), WIDE)
    assert layout([], []).boxes == ()


@st.composite
def pictures(draw):
    groups = draw(st.lists(st.integers(1, 6), min_size=1, max_size=5))
    stops, key = [], 0
    for group, many in enumerate(groups):
        for _ in range(many):
            key += 1
            stops.append(Stop(key, group))
    of = {each.key: each.group for each in stops}
    pairs = st.tuples(st.integers(1, key), st.integers(1, key)).filter(
        lambda p: of[p[0]] != of[p[1]]
    )
    drawn = draw(st.sets(pairs, max_size=20)) if len(groups) > 1 else set()
    return stops, [Flow(*each) for each in sorted(drawn)]


@settings(max_examples=cases(40, 1000), deadline=None)
@given(pictures())
def test_every_box_and_link_is_drawn_once_within_the_picture_and_no_box_lies_on_another(picture):
    stops, flows = picture
    found = layout(stops, flows)
    assert sorted(each.key for each in found.boxes) == sorted(each.key for each in stops)
    assert [each.flow for each in found.ribbons] == flows
    boxes = {each.key: each for each in found.boxes}
    for each in found.boxes:
        assert 0 <= each.x <= found.width - WIDE and 0 <= each.y <= found.height - each.high
        assert each.x % (WIDE + GAP) == 0
        for other in found.boxes:
            if other.key < each.key and other.x == each.x:
                assert each.y + each.high <= other.y or other.y + other.high <= each.y
    for ribbon in found.ribbons:
        lower, upper = boxes[ribbon.flow.lower], boxes[ribbon.flow.upper]
        assert lower.y <= ribbon.y1 < lower.y + lower.high
        assert upper.y <= ribbon.y2 < upper.y + upper.high
