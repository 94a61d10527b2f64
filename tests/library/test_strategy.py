"""A scorecard as values: two measures that are never merged, and a map whose mistakes are said."""

from fractions import Fraction

from each_case import each_case

from smd_workshop.library.plan.evaluation.lights import Light
from smd_workshop.library.plan.figures import known, unknown
from smd_workshop.library.strategy import dot
from smd_workshop.library.strategy.progress import of_objective, together, turned
from smd_workshop.library.strategy.strategy_map import Arrow, Node, Odd, circles, findings

NOTHING = unknown("nobody knows")
PLAIN = """graph 1 4 3
node n0 2 2.5 1 1 "" solid box black lightgrey
node n1 2 0.5 1 1 "" solid box black lightgrey
node r0 0.5 2.5 0.01 1 "" invis box black lightgrey
edge r1 r0 4 0 0 0 0 0 0 0 0 invis black
edge n1 n0 4 2 1 2 1.2 2 1.4 2 1.6 solid black
stop
"""


def percent(value):
    return known(Fraction(value))


def test_an_objective_that_failed_is_not_hidden_behind_actions_that_were_carried_out():
    """24.4 beside 90.0: merged, they would make a number that says neither."""
    both = of_objective([(1, percent("24.4"))], [percent(90)], 2023)
    assert (both.outcome.value, both.actions.value) == (Fraction("24.4"), 90)
    assert of_objective([(1, percent("24.4"))], [percent(10)], 2023).outcome == both.outcome


def test_the_more_relevant_indicator_weighs_more_also_beside_one_without_a_value():
    figures = [(1, percent(100)), (2, percent(40))]
    assert of_objective(figures, [], 2023).outcome.value == 80
    beside = of_objective([*figures, (3, NOTHING)], [], 2023)
    assert beside.outcome.value == Fraction(3 * 100 + 2 * 40, 5)


def test_an_objective_looks_no_better_while_a_value_that_was_due_is_missing():
    """One of two at 100 %: with the other the result is anywhere from 50 to 100 %, so nothing is achieved yet."""
    known_alone = [(1, percent(100)), (1, NOTHING)]
    open_ = of_objective(known_alone, [], 2023, awaited=[1])
    assert (open_.outcome.value, open_.can_be) == (100, (50, 100))
    assert (open_.light, open_.word) == (Light.NONE, "incomplete")
    nothing_due = of_objective(known_alone, [], 2023)
    assert (nothing_due.light, nothing_due.word) == (Light.GREEN, "green")
    red = of_objective([(1, percent(10)), (1, percent(0)), (1, NOTHING)], [], 2023, awaited=[2])
    assert (red.light, red.word) == (Light.RED, "red"), "whatever is missing, it stays critical"
    none = of_objective([(1, NOTHING)], [], 2023, awaited=[0])
    assert (none.word, none.can_be) == ("none", (0, 100))
    both = together([open_, of_objective([(1, percent(100))], [], 2023)], 2023)
    assert (both.outcome.value, both.can_be, both.word) == (100, (75, 100), "incomplete")
    nobody = together([of_objective([], [], 2023)], 2023)
    assert (nobody.outcome.value, nobody.word) == (None, "none")
    without_target = of_objective([(1, NOTHING)], [], 2023)
    few = together(
        [of_objective([(1, percent(100))], [], 2023), without_target, without_target], 2023
    )
    assert (few.light, few.word) == (Light.NONE, "incomplete"), "one of three says too little"


def test_one_objective_of_three_does_not_speak_for_all_of_them():
    """Also where nothing is due of the other two, for nobody measures them: by neither measure."""
    one = of_objective([(1, percent(80))], [percent(96)], 2023)
    nobody = of_objective([], [], 2023)
    whole = together([one, nobody, nobody], 2023)
    assert (whole.outcome.value, whole.can_be) == (80, (Fraction(80, 3), Fraction(280, 3)))
    assert (whole.light, whole.word) == (Light.NONE, "incomplete")
    assert (whole.word_of_actions, whole.actions_can_be) == ("incomplete", (32, Fraction(296, 3)))
    two = together([one, one, nobody], 2023)
    assert two.word == "incomplete", "half is known, and the third may still change the light"
    bad = of_objective([(1, percent(10))], [], 2023)
    assert together([bad, bad, nobody], 2023).word == "red", "whatever the third reached"
    some = of_objective([], [percent(100), NOTHING], 2023)
    assert (some.word_of_actions, some.actions_can_be) == ("incomplete", (50, 100))


def test_what_nobody_knows_is_never_zero():
    nothing = of_objective([], [], 2023)
    assert (nothing.outcome.value, nothing.actions.value) == (None, None)
    assert "no indicator" in nothing.outcome.reason.text
    assert "no initiative" in nothing.actions.reason.text
    silent = of_objective([(1, NOTHING)], [NOTHING], 2023)
    assert (silent.outcome.value, silent.actions.value) == (None, None)
    all_ = together([nothing, of_objective([(1, percent(50))], [percent(10)], 2023)], 2023)
    assert (all_.outcome.value, all_.measured, all_.of) == (50, 1, 2)
    assert (all_.actions.value, all_.served) == (10, 1)
    assert together([], 2023).outcome.value is None


@each_case(
    ("now", "before", "word"), [(3, 2, "better"), (2, 3, "worse"), (2, 2, "same"), (2, None, ""), (None, 2, "")]
)  # fmt: skip
def test_a_turn_is_only_said_between_two_known_years(now, before, word):
    exact = [None if each is None else Fraction(each) for each in (now, before)]
    assert turned(*exact) == word


def kinds(nodes, arrows):
    return [(each.kind, each.about) for each in findings(nodes, arrows)]


def test_a_map_in_order_has_no_finding():
    nodes = [Node("A", 0), Node("B", 1), Node("C", 1)]
    assert kinds(nodes, [Arrow("B", "A"), Arrow("C", "B"), Arrow("C", "A")]) == []


def test_circles_downward_arrows_and_what_is_not_measured_are_said():
    nodes = [Node("A", 0), Node("B", 1, measured=False), Node("C", 2), Node("D", 2)]
    found = kinds(nodes, [Arrow("A", "B"), Arrow("B", "C"), Arrow("C", "A")])
    assert found == [
        (Odd.CYCLE, ("A", "B", "C")), (Odd.DOWNWARD, ("A", "B")), (Odd.DOWNWARD, ("B", "C")),
        (Odd.NOT_MEASURED, ("B",)), (Odd.ALONE, ("D",)),
    ]  # fmt: skip


def test_each_of_two_circles_is_said_once_and_an_arrow_to_itself_is_one():
    both = circles(
        [Arrow("A", "B"), Arrow("B", "A"), Arrow("B", "C"), Arrow("C", "B"), Arrow("D", "D")]
    )
    assert {frozenset(each) for each in both} == {
        frozenset("AB"), frozenset("BC"), frozenset("D"),
    }  # fmt: skip
    assert len(both) == 3


def test_no_word_that_a_person_wrote_reaches_graphviz():
    hostile = 'x"]; } digraph { shell [image="/etc/passwd"'
    source = dot.source([Node(hostile, 0), Node("B", 1)], [Arrow("B", hostile)], 2, (72, 36))
    assert "passwd" not in source and "n1 -> n0;" in source
    assert source.count("width=1.0000") == 1


def test_an_arrow_that_leads_down_does_not_turn_the_rows_around():
    source = dot.source([Node("A", 0), Node("B", 1)], [Arrow("A", "B")], 2, (72, 36))
    assert "n0 -> n1 [constraint=false];" in source


def test_places_are_read_from_the_top_in_pixels():
    nodes, arrows = [Node("A", 0), Node("B", 1)], [Arrow("B", "A")]
    read = dot.placed(PLAIN, nodes, arrows)
    assert (read.width, read.height) == (4 * 72, 3 * 72)
    assert [(each.key, each.x, each.y) for each in read.nodes] == [("A", 144, 36), ("B", 144, 180)]
    (drawn,) = read.arrows
    assert drawn.arrow == arrows[0]
    assert drawn.path == "M144.0 144.0C144.0 129.6 144.0 115.2 144.0 100.8"
