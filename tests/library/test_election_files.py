"""Elections that others published are counted by our methods, or refused on one line that says where and why.

The files are written from the formats (preflib.org/format, pabulib.org/format); those hosts are not asked.
"""

import json
from contextlib import suppress

import pytest
from click.testing import CliRunner
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from smd_workshop.cli.recounts.tally import tally_command
from smd_workshop.library.elections import pabulib, preflib
from smd_workshop.library.recount.election_files import SOURCES, document_of
from smd_workshop.library.recount.tally import FormatError, recount

# Schulze's 45 voters (2011, Social Choice and Welfare 36), A to E numbered 1 to 5.
SOC = """# FILE NAME: 00099-00000001.soc
# TITLE: Schulze's example
# DESCRIPTION:
# DATA TYPE: soc
# MODIFICATION TYPE: original
# RELATES TO:
# PUBLICATION DATE: 2022-09-25
# NUMBER ALTERNATIVES: 5
# NUMBER VOTERS: 45
# NUMBER UNIQUE ORDERS: 8
# ALTERNATIVE NAME 1: A
# ALTERNATIVE NAME 2: B
# ALTERNATIVE NAME 3: C: the third
# ALTERNATIVE NAME 4: D
# ALTERNATIVE NAME 5: E
8: 2,5,4,1,3
8: 5,2,1,4,3
7: 4,3,5,2,1
7: 3,1,5,2,4
5: 1,3,2,5,4
5: 1,4,5,3,2
3: 3,1,2,5,4
2: 3,2,1,4,5
"""
OLD = """5
1,A
2,B
3,C
4,D, the fourth
5,E
45,45,3
20,1,{2,3},4,5
20,5,4,3
5,{4, 5},1
"""
CAT = """# DATA TYPE: cat
# NUMBER ALTERNATIVES: 4
# NUMBER VOTERS: 6
# NUMBER UNIQUE PREFERENCES: 3
# NUMBER CATEGORIES: 2
# CATEGORY NAME 1: Yes
# CATEGORY NAME 2: No
# ALTERNATIVE NAME 1: Ana
# ALTERNATIVE NAME 2: Beto
# ALTERNATIVE NAME 3: Celia
# ALTERNATIVE NAME 4: Daniel
3: 1,{2,3,4}
2: {1,2}, {3,4}
1: {}, {1,2,3,4}
"""
GRADES = """# DATA TYPE: cat
# NUMBER CATEGORIES: 3
# ALTERNATIVE NAME 1: Ana
# ALTERNATIVE NAME 2: Beto
5: 1,2,{}
4: {},{1,2},{}
1: 2,{},1
"""
# The worked example of the format of pabulib, as its page writes it, slip in META included.
PB = """META
key; value
description; Municipal PB in Wieliczka
country; Poland
num_projects; 5
num_votes; 10
budget; 2500
rule: greedy
vote_type; approval
PROJECTS
project_id; cost; category; name
1; 600; culture, education; "Escuela; segunda etapa"
2; 800; sport; Losa
4; 1400; culture; \"\"\"Casa\"\" del pueblo\"
5; 1000; health, sport; Posta
7; 1200; education; Biblioteca
VOTES
voter_id; age; sex; vote
1; 34; f; 1,2,4
2; 51; m; 1,2
3; 23; m; 2,4,5
4; 19; f; 5,7
5; 62; f; 1,4,7
6; 54; m; 1,7
7; 49; m; 5
8; 27; f; 4
9; 39; f; 2,4,5
10; 44; m; 4,5
"""


def budget(kind, votes, *, meta="", columns="voter_id;vote;points"):
    rows = "".join(f"v{place};{vote}\n" for place, vote in enumerate(votes))
    return (
        f"META\nkey;value\nvote_type;{kind}\nbudget;100\n{meta}PROJECTS\nproject_id;cost\n"
        f"a;60\nb;50.5\nc;40\nVOTES\n{columns}\n{rows}"
    )


CUMULATIVE = budget("cumulative", ["a,b;2,1", "a,b;1,1", "c;7", ";"])
SCORING = budget("scoring", ["a,b;5,3", "c,a;-1,-2", "b;1.5"], meta="default_score;0\n")
ORDINAL = budget("ordinal", ["a,b", "b,a,c", "c"], columns="voter_id;vote")
FILES = {
    "preflib": [SOC, OLD, CAT, GRADES],
    "pabulib": [PB, CUMULATIVE, SCORING, ORDINAL],
}


def counted(source, text, *options):
    outcome = CliRunner().invoke(
        tally_command, ["--from", source, *options, "-"], input=text.encode()
    )
    assert outcome.exit_code == 0, outcome.output
    return json.loads(outcome.stdout)


def refused(source, text, *options):
    given_ = text if isinstance(text, bytes) else text.encode()
    outcome = CliRunner().invoke(tally_command, ["--from", source, *options, "-"], input=given_)
    assert (outcome.exit_code, outcome.stdout) == (2, ""), outcome.output
    assert outcome.stderr.count("\n") == 1
    return outcome.stderr.rstrip("\n")


def test_complete_orders_are_counted_and_named():
    result = counted("preflib", SOC)
    assert result["method"] == "ranking"
    assert result["order"] == [["5"], ["1"], ["3"], ["2"], ["4"]]
    assert result["pairwise"]["1"]["2"]["exact"] == "20"
    assert result["names"]["3"] == "C: the third"
    assert result["seats"] == {"all": {"eligible": 45, "voted": 45}}


def test_a_file_of_before_2022_says_the_same_with_ties_and_unranked_last():
    document = document_of(preflib.read(OLD.encode()))
    assert document["ballots"][0] == {
        "sector": "all", "count": 20, "answer": [["1"], ["2", "3"], ["4"], ["5"]],
    }  # fmt: skip
    assert document["ballots"][2]["answer"] == [["4", "5"], ["1"]]
    assert recount(document)["pairwise"]["5"]["2"]["exact"] == "25"
    assert preflib.read(OLD.encode()).names["4"] == "D, the fourth"


def test_yes_and_no_are_approvals_and_more_categories_are_grades():
    result = counted("preflib", CAT)
    assert (result["method"], result["winners"], result["settings"]["k"]) == ("approval", ["1"], 1)
    assert counted("preflib", CAT, "--set", "k=2")["winners"] == ["1", "2"]
    graded = counted("preflib", GRADES)
    assert graded["method"] == "majority-judgment"
    assert graded["options"]["1"]["majority_grade"] == 1
    assert graded["order"] == [["1"], ["2"]]
    assert counted("preflib", GRADES, "--method", "ranking")["winners"] == ["1"]


def test_a_budget_is_spent_by_equal_shares():
    result = counted("pabulib", PB)
    assert result["method"] == "approval-budget"
    assert result["settings"]["budget"] == 2500
    assert result["settings"]["costs"] == {"1": 600, "2": 800, "4": 1400, "5": 1000, "7": 1200}
    assert result["options"]["4"]["support"]["pooled"] == 0.6
    assert sum(result["settings"]["costs"][code] for code in result["winners"]) <= 2500
    assert result["names"]["1"] == "Escuela; segunda etapa"
    assert result["names"]["4"] == '"Casa" del pueblo'
    assert counted("pabulib", PB, "--method", "approval", "--set", "k=2")["method"] == "approval"


def test_points_that_were_shared_out_are_parts_of_a_hundred():
    document = document_of(pabulib.read(CUMULATIVE.encode()))
    answers = [ballot["answer"] for ballot in document["ballots"]]
    assert answers[0] == {"a": 100 * 2 / 3, "b": 100 / 3}
    assert answers[1:] == [{"a": 50, "b": 50}, {"c": 100}, {}]
    assert recount(document)["options"]["c"]["weight"] == pytest.approx(1 / 3)


def test_scores_are_orders_and_what_is_left_out_has_the_score_that_the_file_says():
    document = document_of(pabulib.read(SCORING.encode()))
    answers = [ballot["answer"] for ballot in document["ballots"]]
    assert answers == [[["a"], ["b"], ["c"]], [["b"], ["c"], ["a"]], [["b"], ["a", "c"]]]
    marked = document_of(pabulib.read(SCORING.encode()), "approval-budget")["ballots"]
    assert [ballot["answer"] for ballot in marked] == [["a", "b"], [], ["b"]]


def test_an_order_of_projects_is_counted_as_one():
    assert counted("pabulib", ORDINAL)["order"] == [["a", "b"], ["c"]]


def test_what_is_converted_counts_to_the_same():
    document = counted("pabulib", PB, "--convert")
    assert document["format"] == "smd-tally/1"
    names = counted("pabulib", PB)
    assert names.pop("names")
    assert json.loads(json.dumps(recount(document))) == names


@each_case("text", [SOC, CAT, GRADES, OLD])
def test_other_ends_of_lines_and_a_mark_at_the_start_change_nothing(text):
    plain = preflib.read(text.encode())
    assert preflib.read(text.replace("\n", "\r\n").encode("utf-8-sig")) == plain
    assert preflib.read(("\n  " + text.replace("\n", "  \n\n")).encode()) == plain


def test_a_budget_as_a_spreadsheet_saves_it_is_the_same_budget():
    saved = PB.replace("META\n", "META;;;\n").replace("VOTES\n", "votes;;;\n").replace("\n", "\r\n")
    assert pabulib.read(saved.encode("utf-8-sig")) == pabulib.read(PB.encode())


def test_where_a_file_does_not_say_its_kind_its_ending_does_or_what_stands_in_it():
    assert preflib.read(CAT.replace("# DATA TYPE: cat\n", "").encode()) == preflib.read(
        CAT.encode()
    )
    with pytest.raises(FormatError, match="line 8: alternatives are equal, which a soc file"):
        preflib.read(OLD.encode(), ".soc")
    assert preflib.read(OLD.encode(), ".toi").votes
    for graph in (".pwg", ".tog", ".wmd"):  # five prefer 1 to 2, not five orders
        with pytest.raises(FormatError, match=f'files of kind "{graph[1:]}" hold no ballots'):
            preflib.read(b"2\n1,A\n2,B\n5,5,1\n5,1,2\n", graph)


@each_case(
    ("text", "line"),
    [
        ("", "the file is empty"),
        (b"\xff\xfe", "the file is not UTF-8 text (byte 0)"),
        ("hello", 'line 1: "hello" is not a whole number'),
        ("1\n1,A", "the file ends before the votes"),
        ("1\n1,A\n4", 'line 3: "4" is not three sums: voters, votes and different orders'),
        ("1\n1 A\n1,1,1", 'line 2: "1 A" is not a number and a name'),
        ("# NUMBER ALTERNATIVES: 999999999999", "line 1: 999999999999 are more alternatives than are read (10000)"),
        (SOC.replace("soc\n# MOD", "wmd\n# MOD"),
         'line 4: files of kind "wmd" hold no ballots that are read here, only soc, soi, toc, toi and cat do'),
        (SOC.replace("VOTERS: 45", "VOTERS: 46"), "line 9: there are 46 votes, but 45 stand in the file"),
        (SOC.replace("VOTERS: 45", "VOTERS: many"), 'line 9: "many" is not a whole number'),
        (SOC.replace("ALTERNATIVES: 5", "ALTERNATIVES: 6"), "line 8: there are 6 alternatives, but 5 are named"),
        (SOC.replace("NAME 2: B", "NAME 1: B"), "line 12: alternative 1 is named twice"),
        (SOC.replace("8: 2,5", "8: 2,6"), "line 16: there is no alternative 6"),
        (SOC.replace("8: 2,5", "8: 2,2"), "line 16: alternative 2 appears twice"),
        (SOC.replace("8: 2,5,4,1,3", "8: 2,5,4,1"),
         "line 16: alternative 3 has no place, but a soc file orders all"),
        (SOC.replace("8: 2,5,4,1,3", "8: 2,{5,4},1,3"),
         "line 16: alternatives are equal, which a soc file does not know"),
        (SOC.replace("8: 2,5", "0: 2,5"), "line 16: 0 is not a number of voters"),
        (SOC.replace("8: 2,5", "-8: 2,5"), 'line 16: "-8" is not a whole number'),
        (SOC.replace("8: 2,5", "8 2,5"),
         'line 16: "8 2,5,4,1,3" is not a number of voters, “:” and what they said'),
        (SOC.replace("8: 2,5", "8: 2;5"), 'line 16: "2;5,4,1,3" is not a list of alternatives'),
        (SOC.replace("8: 2,5", "8: {2,5"), 'line 16: "{2,5,4,1,3" is not a list of alternatives'),
        (CAT.replace("3: 1,{2,3,4}", "3: 1,2,{3,4}"), "line 12: 3 categories stand here, not 2"),
        ("# DATA TYPE: soi", "the file names no alternative"),
        (OLD.replace("20,1,{2,3}", "20,1,{}"), "line 8: a place of the order is empty"),
        (OLD.replace("45,45,3", "45,45,4"), "line 7: there are 4 different votes, but 3 stand in the file"),
        (SOC.replace("ORDERS: 8", "ORDERS: 9"), "line 10: there are 9 different votes, but 8 stand in the file"),
        (CAT.replace("PREFERENCES: 3", "PREFERENCES: 2"), "line 4: there are 2 different votes, but 3 stand in the file"),
    ],
)  # fmt: skip
def test_a_wrong_file_of_preflib_is_refused_on_one_line(text, line):
    assert refused("preflib", text) == line


@each_case(
    ("text", "line"),
    [
        ("", "the file has no part META"),
        (b"META\n\xe9", "the file is not UTF-8 text (byte 5)"),
        ("voter_id;vote\n", 'line 1: the file begins with "voter_id", not with META'),
        (PB.replace("voter_id; age", "voter_id"), "line 19: 4 fields stand here, but there are 3 columns"),
        (PB.split("VOTES", maxsplit=1)[0], "the file has no part VOTES"),
        (PB + "VOTES\n", "line 29: the part VOTES begins twice"),
        (PB.replace("budget; 2500", "budget; "), "line 1: META does not say budget"),
        (PB.replace("budget; 2500", "budget; a lot"), 'line 7: "a lot" is not a number'),
        (PB.replace("budget; 2500", "budget; 0"), "line 7: 0 is not more than 0"),
        (PB.replace("; approval", "; veto"), 'line 9: votes of type "veto" are not read, only appr'),
        (PB.replace("project_id", "id"), "line 10: there is no column project_id"),
        (PB.replace("2; 800", "1; 800"), 'line 13: project "1" stands twice'),
        (PB.replace("2; 800", "2; NaN"), 'line 13: "NaN" is not a number'),
        (PB.replace("2; 800", "; 800"), "line 13: the project has no id"),
        (PB.replace("sex; vote", "sex; ballot"), "line 17: there is no column vote"),
        (PB.replace("f; 1,2,4", "f; 1,3,4"), 'line 19: there is no project "3"'),
        (PB.replace("f; 1,2,4", "f; 1,1"), 'line 19: project "1" appears twice in a vote'),
        (PB.replace("2; 51", "1; 51"), 'line 20: voter "1" stands twice'),
        (PB.replace("votes; 10", "votes; 11"),
         "line 6: num_votes is 11, but 10 stand in the file"),
        (PB.replace("projects; 5", "projects; 4"),
         "line 5: num_projects is 4, but 5 stand in the file"),
        (CUMULATIVE.replace("a,b;2,1", "a,b;2"), "line 12: 1 points stand here for 2 projects"),
        (CUMULATIVE.replace("a,b;2,1", "a,b;2,-1"), "line 12: -1 points are less than zero"),
        (CUMULATIVE.replace("vote;points", "vote"), "line 10: there is no column points"),
        (PB.replace("budget; 2500", "budget; 2,500"),
         'line 7: "2,500" may be thousands or decimals: write it without a comma'),
        (PB.replace("rule: greedy", "budget; 25"), 'line 8: META says "budget" twice, in two ways'),
        (PB.replace("sex; vote", "vote; vote"), "line 17: the column vote stands twice"),
        (PB.replace("10; 44; m; 4,5\n", "10; 44"), "line 28: the row ends before the vote"),
        (PB.replace("votes; 10", "voters; 10").replace("10; 44; m; 4,5", '10; 44; "m; 4,5'),
         "line 28: the row ends before the vote"),
        (PB.replace("votes; 10", "voters; 10").replace("9; 39; f; 2,4,5", '9; 39; "f; 2,4,5').replace("44; m;", '44;";'),
         "line 28: a quotation mark is open over more than one line"),
    ],
)  # fmt: skip
def test_a_wrong_file_of_pabulib_is_refused_on_one_line(text, line):
    assert refused("pabulib", text).startswith(line)


def test_what_a_method_or_a_setting_cannot_be_is_said_on_one_line():
    assert refused("preflib", SOC, "--method", "rating") == (
        'method: "rating" does not count such a file, only ranking, approval-budget'
    )
    budgets = refused("preflib", SOC, "--method", "approval-budget")
    assert budgets == "settings.budget: the file has no budget and no costs"
    assert refused("preflib", CAT, "--set", "k=9").startswith("settings.k: ")
    assert refused("preflib", CAT, "--set", "k") == 'settings: "k" is not KEY=VALUE'
    many = GRADES.replace("CATEGORIES: 3", "CATEGORIES: 7").replace("{}\n", "{},{},{},{},{}\n")
    seven = many.replace("{},1\n", "{},{},{},{},{},1\n")
    assert refused("preflib", seven) == "there are 7 categories, but only 6 grades"
    outcome = CliRunner().invoke(tally_command, ["--set", "k=1", "-"], input=b"{}")
    assert outcome.stderr == "--method, --set and --convert go with --from\n"


def _bent(text, chance):
    """One change of a file: a piece left out, doubled, or replaced by something else."""
    begin = chance.draw(st.integers(0, len(text)))
    end = begin + chance.draw(st.integers(0, 12))
    piece = chance.draw(
        st.sampled_from(
            ["", "{", "}", ",", ";", '"', ":", "#", "\n", "0", "-1", "1e9", "99999999999"]
        )
        | st.text(max_size=4)
        | st.just(text[begin:end] * 2)
    )
    return text[:begin] + piece + text[end:]


@pytest.mark.parametrize("source", FILES)
@settings(max_examples=cases(40, 5000), deadline=None)
@given(chance=st.data())
def test_any_bent_file_is_either_counted_or_refused(source, chance):
    """Whoever gives us a broken file is told where; nobody sees what went on inside."""
    text = chance.draw(st.sampled_from(FILES[source]))
    for _ in range(chance.draw(st.integers(1, 3))):
        text = _bent(text, chance)
    with suppress(FormatError):  # anything else fails the test
        election = SOURCES[source](text.encode("utf-8", "surrogatepass"), "")
        result = recount(document_of(election))
        assert result["seats"]["all"]["voted"] == sum(election.votes.values())


@settings(max_examples=cases(20, 2000), deadline=None)
@given(st.data())
def test_an_order_is_read_as_it_was_written(chance):
    """Every order of any alternatives, with ties, comes back as it was."""
    codes = [str(n) for n in range(1, chance.draw(st.integers(1, 8)) + 1)]
    orders = {}
    for _ in range(chance.draw(st.integers(0, 6))):
        places = chance.draw(st.lists(st.sampled_from(codes), unique=True))
        cuts = sorted(chance.draw(st.sets(st.integers(1, max(1, len(places) - 1)))))
        ends = zip([0, *cuts], [*cuts, len(places)], strict=True)
        tiers = tuple(tuple(places[a:b]) for a, b in ends if places[a:b])
        orders[tiers] = orders.get(tiers, 0) + chance.draw(st.integers(1, 10**6))
    names = "".join(f"# ALTERNATIVE NAME {code}: n{code}\n" for code in codes)
    rows = "".join(f"{many}: {_written(tiers)}\n" for tiers, many in orders.items())
    assert preflib.read(f"# DATA TYPE: toi\n{names}{rows}".encode()).votes == orders


def _written(tiers):
    return ",".join(tier[0] if len(tier) == 1 else "{" + ",".join(tier) + "}" for tier in tiers)
