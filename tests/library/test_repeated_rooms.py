"""A round asks the same again, one person is new or gone, and nobody else changes an answer: what tells of that person.

The attacker knows what both rounds published and who answered them. With the rule that a process may choose
(`guard_repeats`) both rounds determine no more than the decision of the second does beside the first; without it the
second result less the first is that person's answer. Every answer of the others is tried.
"""

from itertools import combinations_with_replacement as multisets

import pytest
from reconstruction import ANSWERS, Counted

from smd_workshop.library.disclosure import Earlier, few_changed, past_of, plan
from smd_workshop.library.profile import SectorInfo

#: The sector in which somebody is new or gone, and another, in which nobody is.
STAY, OTHER = 5, 5
FEW_ANSWERS = {method_id: answers[:3] for method_id, answers in ANSWERS.items()}


def voters(many, others=0):
    return {"a": set(range(many)), "b": set(range(100, 100 + OTHER + others))}


def determined(method_id, *, guarded, new):
    """Count over all answers of the others how often the person's is the only one left: by decision, by all."""
    before, now = (STAY, STAY + 1) if new else (STAY + 1, STAY)
    past = past_of(voters(now), [Earlier(voters(before), frozenset())], guarded=guarded)
    shown = plan({"a": now, "b": OTHER}, past=past)
    answers = FEW_ANSWERS[method_id]
    counted = Counted(method_id, [SectorInfo("a", now), SectorInfo("b", OTHER)], shown)
    by_decision = by_all = 0
    for base in multisets(range(len(answers)), before):
        kinds = range(len(answers)) if new else sorted(set(base))
        told = [
            counted.told(
                {"a": [answers[i] for i in _second(base, kind, new)], "b": [answers[0]] * OTHER}
            )
            for kind in kinds
        ]
        by_decision += sum(
            [d for (d, _), _ in told].count(decided) == 1 for (decided, _), _ in told
        )
        by_all += sum([p for _, p in told].count(published) == 1 for _, published in told)
    return by_decision, by_all


def _second(base, kind, new):
    """What the sector answers the second time: one more, or one less."""
    own = list(base)
    if new:
        return [*own, kind]
    own.remove(kind)
    return own


@pytest.mark.parametrize("new", [True, False], ids=["somebody new", "somebody gone"])
@pytest.mark.parametrize("method_id", FEW_ANSWERS)
def test_with_the_rule_two_rounds_tell_no_more_than_the_decision(method_id, new):
    by_decision, by_all = determined(method_id, guarded=True, new=new)
    assert by_all == by_decision


@pytest.mark.parametrize("new", [True, False], ids=["somebody new", "somebody gone"])
def test_without_the_rule_the_difference_is_an_answer(new):
    """The test of the test, and what docs/adr/0023 says to remain where a process does not choose the rule."""
    by_decision, by_all = determined("ratify", guarded=False, new=new)
    assert by_all > 3 * by_decision


def test_the_rule_shows_a_sector_again_if_all_are_the_same_or_enough_are_others():
    for others, shown in ((0, True), (1, False), (4, False), (5, True)):
        before = {"a": set(range(9))}
        now = {"a": set(range(9 + others))}
        past = past_of(now, [Earlier(before, frozenset())], guarded=True)
        assert ("a" in plan({"a": 9 + others, "b": 9}, past=past).shown) is shown
    assert few_changed({"a": {1, 2, 3}}, [Earlier({"a": {1, 2, 4}}, frozenset())]) == {"a": 2}


BLOCKS = {"ab": set(range(10)), "c": set(range(10, 15)), "x": {99}}


@pytest.mark.parametrize(
    "rounds",
    [
        (("ab",), ("c",), ("ab", "c", "x")),
        (("ab", "c", "x"), ("ab",), ("c",)),
        (("ab", "x"), ("c",), ("ab", "c")),
    ],
)
def test_what_two_rounds_showed_does_not_tell_with_a_third_what_one_who_joined_answered(rounds):
    """Each two of the three rounds differ by enough people; all three together leave one."""
    seen = [set().union(*(BLOCKS[name] for name in names)) for names in rounds]
    earlier = [Earlier({"a": people}, frozenset()) for people in seen[:2]]
    now, size = {"a": seen[2], "b": set(range(200, 209))}, len(seen[2])
    sizes = {"a": size, "b": 9}
    for some in (earlier[:1], earlier[1:]):
        assert "a" in plan(sizes, past=past_of(now, some, guarded=True)).shown
    assert "a" not in plan(sizes, past=past_of(now, earlier, guarded=True)).shown
    assert "a" in plan(sizes, past=past_of(now, earlier)).shown, "what a process may do without"


def test_four_rounds_are_added_up_too_and_the_same_people_are_nobody_new():
    parts = [set(range(5 * n, 5 * n + 5)) for n in range(3)]
    earlier = [Earlier({"a": people}, frozenset()) for people in parts]
    joined = {"a": {*range(15), 99}, "b": set(range(200, 209))}
    assert past_of(joined, earlier, guarded=True).hidden == {"a"}
    assert past_of({"a": set(range(15))}, earlier, guarded=True).hidden == set()


class Looked(frozenset):
    """People who count how often they are gone through."""

    times = 0

    def __iter__(self):
        type(self).times += 1
        return super().__iter__()


def test_who_answered_a_round_is_gone_through_once_and_not_for_each_sum():
    """Thirty rounds have 34 000 sums, and a room waits for the close."""
    rounds = [Looked(range(5 * n, 5 * n + 20)) for n in range(30)]
    earlier = [Earlier({"a": people}, frozenset()) for people in rounds]
    assert past_of({"a": set(range(165))}, earlier, guarded=True).hidden == set()
    assert past_of({"a": set(range(42))}, earlier, guarded=True).hidden == {"a"}
    assert Looked.times < 20 * len(rounds)


def test_a_sector_that_few_changed_is_no_cover_for_a_smaller_one():
    """All but one of it are known."""
    before = {"a": set(range(6))}
    now = {"a": set(range(7)), "b": {100}}
    past = past_of(now, [Earlier(before, frozenset())], guarded=True)
    found = plan({"a": 7, "b": 1}, past=past)
    assert (found.shown, found.group, found.why) == (set(), (), "known")


@pytest.mark.parametrize(("parts", "hidden"), [(2, {"a"}), (3, {"a"}), (4, set())])
def test_sums_of_two_and_of_three_other_rounds_are_looked_at_and_no_more(parts, hidden):
    """Each of them showed five people, the round all of them and two more, who are what is left."""
    shown = [set(range(5 * n, 5 * n + 5)) for n in range(parts)]
    now = {"a": set().union(*shown) | {"x", "y"}}
    past = past_of(now, [Earlier({"a": each}, frozenset()) for each in shown], guarded=True)
    assert past.hidden == hidden


def test_how_many_are_others_is_told_of_sectors_that_another_round_showed():
    now, before = {"a": set(range(6))}, {"a": set(range(7))}
    assert few_changed(now, [Earlier(before, frozenset())]) == {"a": 1}
    for nothing in (
        Earlier(before, frozenset("a")),  # it hid the sector
        Earlier({"a": set()}, frozenset()),
        Earlier({"a": set(range(11))}, frozenset()),  # enough are others
    ):
        assert few_changed(now, [nothing]) == {}
    assert few_changed({"a": set()}, [Earlier({"a": {1, 2}}, frozenset())]) == {}
