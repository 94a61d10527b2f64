"""Who stands where once a round is counted: consensus, majority or dissent, and the sectors on each side."""

from each_case import each_case

from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount.tally import recount
from smd_workshop.library.two_rounds import Stand, camps, most_agree


def counted(method, ballots, **parts):
    """`ballots` are sector → its answers."""
    return recount(
        {
            "format": "smd-tally/1",
            "method": method,
            "sectors": [{"code": code} for code in ballots],
            "ballots": [{"sector": s, "answer": a} for s, own in ballots.items() for a in own],
        }
        | parts
    )


def stand(method, ballots, option="", **parts):
    found = METHODS[method].stability.stands("", counted(method, ballots, **parts))
    return found[option]


def votes(yes, no, abstain=0):
    return ["yes"] * yes + ["no"] * no + ["abstain"] * abstain


@each_case(
    ("ballots", "kind", "sides"),
    [
        ({"a": votes(2, 1), "b": votes(2, 1)}, "consensus", {"for": ("a", "b")}),
        ({"a": votes(9, 0), "b": votes(1, 1)}, "dissent", {"for": ("a",), "between": ("b",)}),
        ({"a": votes(3, 0), "b": votes(0, 3)}, "dissent", {"for": ("a",), "against": ("b",)}),
        # Exactly two thirds against, in both sectors: as much a consensus as two thirds for.
        ({"a": votes(1, 2), "b": votes(1, 2)}, "consensus", {"against": ("a", "b")}),
        ({"a": votes(2, 3), "b": votes(2, 3)}, "majority", {"against": ("a", "b")}),
        ({"a": votes(0, 3), "b": votes(1, 1)}, "majority", {"against": ("a",), "between": ("b",)}),
        ({"a": votes(3, 2), "b": votes(3, 2)}, "majority", {"for": ("a", "b")}),
        ({"a": votes(1, 1), "b": votes(2, 2)}, "dissent", {"between": ("a", "b")}),
        ({"a": votes(0, 0, 2), "b": votes(0, 0, 2)}, None, {"between": ("a", "b")}),
    ],
)
def test_a_question_is_agreed_on_for_or_against_or_has_two_camps(ballots, kind, sides):
    assert stand("ratify", ballots) == Stand(kind, sides)


def graded(**sectors):
    return {code: [{"F": grade} for grade in grades] for code, grades in sectors.items()}


@each_case(
    ("ballots", "kind", "sides"),
    [
        (graded(a=[3, 3], b=[3]), "consensus", {"between": ("a", "b")}),
        (graded(a=[3], b=[3], c=[4]), "majority", {"between": ("a", "b"), "for": ("c",)}),
        (graded(a=[2], b=[3], c=[4]), "dissent",
         {"against": ("a",), "between": ("b",), "for": ("c",)}),
        (graded(a=[3], b=[]), None, {"between": ("a",)}),
        (graded(a=[], b=[]), None, {}),
    ],
)  # fmt: skip
def test_words_stand_above_below_or_at_the_word_of_all(ballots, kind, sides):
    assert stand("majority-judgment", ballots, "F", options=["F"]) == Stand(kind, sides)


@each_case(
    ("ballots", "kind", "sides"),
    [
        (graded(a=[8, 9], b=[7]), "consensus", {"for": ("a", "b")}),
        (graded(a=[1, 2], b=[3]), "consensus", {"against": ("a", "b")}),
        (graded(a=[9, 9], b=[1, 1]), "dissent", {"for": ("a",), "against": ("b",)}),
        (graded(a=[7, 7, 4], b=[7, 6, 6]), "dissent", {"for": ("a",), "between": ("b",)}),
        (graded(a=[7, 7, 4], b=[7, 6]), "majority", {"for": ("a",), "between": ("b",)}),
        (graded(a=[5, 5], b=[6, 4]), "majority", {"between": ("a", "b")}),
        ({"a": [{"F": "ns"}], "b": []}, None, {}),
    ],
)
def test_ratings_stand_by_their_class_and_else_by_where_most_are(ballots, kind, sides):
    assert stand("rating", ballots, "F", options=["F"]) == Stand(kind, sides)


@each_case(
    ("sectors", "kind"),
    [
        ([True], None),
        ([True, True], "consensus"),
        ([True, False], "dissent"),
        ([True, True, False], "majority"),
        ([True, False, False], "dissent"),
        ([], None),
    ],
)
def test_more_than_half_of_the_sectors_are_a_majority(sectors, kind):
    assert most_agree(sectors) == kind


def test_who_has_no_side_is_in_no_camp():
    found = camps([("a", "for"), ("b", None), ("c", "for")])
    assert found == {"for": ("a", "c")}
