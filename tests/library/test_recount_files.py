"""A file is recounted, or refused on one line that says where and why."""

import hashlib
import json
import subprocess
import sys
from fractions import Fraction

import jsonschema
import pytest
from click.testing import CliRunner
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from smd_workshop.cli.recounts.tally import tally_command
from smd_workshop.library import schemas
from smd_workshop.library.methods import METHODS
from smd_workshop.library.profile import Profile, SectorInfo
from smd_workshop.library.recount.tally import (
    FormatError,
    document_from,
    parse,
    profile_of,
    recount,
    sha256,
)

RATING = {
    "format": "smd-tally/1",
    "method": "rating",
    "settings": {},
    "sectors": [{"code": "com", "eligible": 6}, {"code": "emp", "eligible": 3}],
    "options": ["F1", "F2"],
    "ballots": [{"sector": "com", "seat": "s1", "count": 1, "answer": {"F1": 8, "F2": "ns"}}],
}


def changed(**parts):
    return json.loads(json.dumps(RATING | parts))


def run(text):
    return CliRunner().invoke(
        tally_command, ["-"], input=text if isinstance(text, bytes) else text.encode()
    )


def refused(text):
    outcome = run(text)
    assert outcome.exit_code == 2, outcome.output
    assert outcome.stdout == ""
    assert outcome.stderr.count("\n") == 1
    assert outcome.stderr.endswith("\n")
    assert "Traceback" not in outcome.stderr
    return outcome.stderr.rstrip("\n")


def ballot(**parts):
    return [{"sector": "com", "answer": {"F1": 8}} | parts]


@each_case(
    ("parts", "line"),
    [
        ({"format": "smd-tally/2"}, 'format: "smd-tally/2" is not "smd-tally/1"'),
        ({"format": None}, 'format: null is not "smd-tally/1"'),
        (
            {"method": "borda-9"},
            f'method: there is no method "borda-9", only {", ".join(METHODS)}',
        ),
        ({"method": 3}, "method: 3 is not a text"),
        ({"extra": 1}, "extra: unknown key"),
        ({"settings": []}, "settings: a list is not an object"),
        ({"settings": {"speed": 1}}, "settings.speed: rating has no such setting"),
        ({"settings": {"at_least": 1.5}}, "settings.at_least: 1.5 is more than 1"),
        ({"settings": {"at_least": 10**400}}, "settings.at_least: a huge number is more than 1"),
        ({"settings": {"at_least": "3/0"}}, 'settings.at_least: "3/0" is not a number'),
        (
            {"settings": {"at_least": "1e999999999"}},
            'settings.at_least: "1e999999999" is not a number',
        ),
        ({"settings": {"at_least": True}}, "settings.at_least: true is not a number"),
        ({"version": 1, "settings": {"seed": -1}}, "settings.seed: -1 is less than 0"),
        ({"version": 1, "settings": {"seed": 1.5}}, "settings.seed: 1.5 is not a whole number"),
        (
            {"version": 1, "settings": {"resamples": 10**9}},
            "settings.resamples: 1000000000 is more than 20000",
        ),
        ({"settings": {"seed": "x"}}, "settings.seed: rating has no such setting"),
        ({"sectors": []}, "sectors: the list is empty"),
        ({"sectors": {}}, "sectors: an object is not a list"),
        ({"sectors": [{"code": ""}]}, "sectors[0].code: the text is empty"),
        ({"sectors": [{"eligible": 1}]}, "sectors[0].code: missing"),
        ({"sectors": [{"code": "com"}, {"code": "com"}]}, 'sectors[1].code: "com" appears twice'),
        (
            {"sectors": [{"code": "com", "weight": 10**400}]},
            "sectors[0].weight: a huge number is too large",
        ),
        (
            # Two of them would add up to no machine number.
            {"sectors": [{"code": "com", "weight": 1.7e308}]},
            "sectors[0].weight: 1.7e+308 is too large",
        ),
        (
            {"sectors": [{"code": "com", "weight": 5e-324}]},
            "sectors[0].weight: 5e-324 is too small",
        ),
        (
            {"version": 1, "sectors": [{"code": "com", "weight": 2}]},
            "sectors[0].weight: version 1 counts every sector alike",
        ),
        ({"sectors": [{"code": "com", "eligible": -1}]}, "sectors[0].eligible: -1 is less than 0"),
        (
            {"sectors": [{"code": "com", "eligible": True}]},
            "sectors[0].eligible: true is not a whole number",
        ),
        (
            {"sectors": [{"code": "com", "eligible": "6"}]},
            'sectors[0].eligible: "6" is not a whole number',
        ),
        (
            {"sectors": [{"code": "com", "eligible": 1}], "ballots": ballot(count=2)},
            "sectors[0].eligible: the sector has more ballots (2) than seats (1)",
        ),
        ({"options": []}, "options: the list is empty"),
        ({"options": ["F1", "F1"]}, 'options[1]: "F1" appears twice'),
        ({"options": ["F1", 2]}, "options[1]: 2 is not a text"),
        ({"ballots": {}}, "ballots: an object is not a list"),
        ({"ballots": [3]}, "ballots[0]: 3 is not an object"),
        ({"ballots": [{"sector": "com"}]}, "ballots[0].answer: missing"),
        ({"ballots": [{"answer": {}}]}, "ballots[0].sector: missing"),
        ({"ballots": ballot(sector="gob")}, 'ballots[0].sector: there is no sector "gob"'),
        ({"ballots": ballot(count=0)}, "ballots[0].count: 0 is less than 1"),
        ({"ballots": ballot(count=-3)}, "ballots[0].count: -3 is less than 1"),
        ({"ballots": ballot(count=1.5)}, "ballots[0].count: 1.5 is not a whole number"),
        ({"ballots": ballot(count=True)}, "ballots[0].count: true is not a whole number"),
        ({"ballots": ballot(count=10**12)}, "ballots[0].count: 1000000000000 is too large"),
        ({"ballots": ballot(seat=7)}, "ballots[0].seat: 7 is not a text"),
        ({"ballots": ballot(seat="s") * 2}, 'ballots[1].seat: "s" already has a ballot'),
        ({"ballots": ballot(seat="s", count=2)}, "ballots[0].count: a seat has one ballot, not 2"),
        ({"ballots": ballot(weight=1)}, "ballots[0].weight: unknown key"),
        (
            {"ballots": ballot() * 3 + ballot(answer={"F2": 11})},
            "ballots[3].answer.F2: 11 is not between 1 and 9",
        ),
        ({"ballots": ballot(answer={"F9": 1})}, "ballots[0].answer.F9: there is no such option"),
        (
            {"ballots": ballot(answer={"a\nb": 1})},
            'ballots[0].answer["a\\nb"]: there is no such option',
        ),
        ({"ballots": ballot(answer=None)}, "ballots[0].answer: null is not an object"),
        ({"method": "approval"}, "settings.k: missing"),
        (
            {"method": "approval", "settings": {"k": 3}, "ballots": []},
            "settings.k: 3 is more than the 2 options",
        ),
        ({"method": "approval", "settings": {"k": 0}}, "settings.k: 0 is less than 1"),
        (
            {"method": "approval", "settings": {"k": 1}, "ballots": ballot(answer=["F1", "X"])},
            'ballots[0].answer[1]: there is no option "X"',
        ),
        (
            {"method": "points", "settings": {"groups": {"F": ["F1"]}}},
            'settings.groups: "F2" is in no group',
        ),
        (
            {"method": "points", "settings": {"groups": {"F": ["F1", "F2"], "D": ["F1"]}}},
            'settings.groups.D[0]: "F1" is already in a group',
        ),
        (
            {"method": "points", "settings": {"groups": {"F": ["F1", "F2", "X"]}}},
            'settings.groups.F[2]: there is no option "X"',
        ),
        (
            {"method": "points", "settings": {"groups": {"F": []}}},
            "settings.groups.F: a group is a list of one or more options",
        ),
        (
            {"method": "points", "options": ["F1", "@F"]},
            'options[1]: "@F" begins with @, the mark of a group',
        ),
        ({"method": "points", "settings": {"groups": {}}}, "settings.groups: there is no group"),
        (
            {"method": "points", "ballots": ballot(answer={"F1": 99})},
            "ballots[0].answer: the points add to 99, not to 100",
        ),
        (
            {"method": "ratify", "ballots": ballot(answer="maybe")},
            'ballots[0].answer: "maybe" is not one of yes, no, abstain',
        ),
    ],
)
def test_a_wrong_file_is_refused_on_one_line(parts, line):
    assert refused(json.dumps(changed(**parts))) == line


@each_case(
    ("text", "line"),
    [
        ("", "not JSON: Expecting value (line 1, column 1)"),
        ("{", "not JSON: Expecting property name enclosed in double quotes (line 1, column 2)"),
        ("[]", "a list is not an object"),
        ("3", "3 is not an object"),
        ("{}", "format: missing"),
        ("[" * 100000, "the file is nested too deeply"),
        (b"\xff\xfe{", "the file is not UTF-8 text (byte 0)"),
        ('{"format": "smd-tally/1", "format": "smd-tally/1"}', "format: the key appears twice"),
        ("[" + "9" * 5000 + "]", "the file holds a number with too many digits"),
        ('{"format": "smd-plan/1", "code": "PEI"}', 'format: "smd-plan/1" is not "smd-tally/1"'),
    ],
)
def test_what_is_no_file_of_ours_is_refused_on_one_line(text, line):
    assert refused(text) == line


def test_a_line_is_never_too_long_to_be_read():
    line = refused(json.dumps(RATING | {"k" * 100_000: 1}))
    assert line.startswith("kkk")
    assert line.endswith(": unknown key")
    assert len(line) < 1100


@each_case("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_none_are_refused_with_their_place(number):
    text = json.dumps(RATING).replace('"F1": 8', f'"F1": {number}')
    assert refused(text).startswith("ballots[0].answer.F1: ")


@pytest.mark.parametrize("inside", ["NaN", '"\\ud800"', '{"a": 1, "a": 2}'])
def test_a_wrong_value_at_any_depth_is_refused(inside):
    """The reader goes a little deeper than the walk that looks for the place."""
    for depth in range(900, 1010):
        with pytest.raises(FormatError):
            parse(("[" * depth + inside + "]" * depth).encode())


def test_shares_of_huge_numbers_are_written_in_full():
    seats = {"a": 10**4000, "b": 3**8000, "c": 7**4000}
    result = recount(
        {
            "format": "smd-tally/1",
            "method": "ratify",
            "sectors": [{"code": code, "eligible": n} for code, n in seats.items()],
            "ballots": [
                {"sector": "a", "answer": "yes"},
                {"sector": "b", "answer": "no"},
                {"sector": "c", "answer": "no"},
            ],
            "version": 1,  # which weighs by answers over seats
        }
    )
    assert len(result["overall"]["exact"]) > 10_000


def test_a_key_that_stands_twice_is_found_inside_a_ballot():
    text = json.dumps(RATING).replace('"F1": 8', '"F1": 8, "F1": 2')
    assert refused(text) == "ballots[0].answer.F1: the key appears twice"


def test_half_a_character_is_refused():
    assert refused(json.dumps(changed(options=["F1", "\ud83d"]))).startswith("options[1]: ")


def test_a_long_or_strange_text_stays_on_one_line():
    line = refused(json.dumps(changed(method="x" * 100_000 + "\n\u2028\u202e")))
    assert len(line) < 300


@pytest.mark.parametrize("path", ["nowhere.json", "."])
def test_a_file_that_cannot_be_read_is_said_on_one_line(path, tmp_path):
    outcome = CliRunner().invoke(tally_command, [str(tmp_path / path)])
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert outcome.stderr.count("\n") == 1


def test_the_command_needs_no_application_and_prints_one_document(tmp_path):
    file = tmp_path / "ronda ñ.json"
    file.write_text(json.dumps(RATING), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "smd_workshop.cli.recounts.tally", str(file)],
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    assert json.loads(done.stdout) == recount(RATING)


def test_the_result_says_what_it_was_counted_from():
    result = recount(RATING)
    canonical = json.dumps(
        RATING, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()
    assert result["input_sha256"] == hashlib.sha256(canonical).hexdigest()
    assert result["format"] == "smd-result/1"
    assert result["version"] == 2
    assert result["seats"] == {
        "com": {"eligible": 6, "voted": 1},
        "emp": {"eligible": 3, "voted": 0},
    }
    assert result["settings"]["at_least"] == 0.75
    assert list(result["options"]) == ["F1", "F2"]


def test_eligible_defaults_to_the_ballots_and_a_mark_at_the_start_is_no_fault():
    text = "\ufeff" + json.dumps(changed(sectors=[{"code": "com"}], ballots=ballot(count=3)))
    assert json.loads(run(text).stdout)["seats"] == {"com": {"eligible": 3, "voted": 3}}


def test_a_question_without_options_may_leave_them_out():
    document = {
        "format": "smd-tally/1",
        "method": "ratify",
        "sectors": [{"code": "a"}],
        "ballots": [{"sector": "a", "answer": "yes"}],
    }
    assert recount(document)["outcome"] == "adopted"


def test_the_document_of_a_profile_recounts_and_hides_the_order_of_arrival():
    """Two rooms that voted the same in another order must give the same file."""
    sectors = (SectorInfo("b", 5), SectorInfo("a", 4))
    ballots = [
        ("a", {"F1": 2}, 1),
        ("b", {"F1": 9}, 1),
        ("a", {"F1": 1, "F2": 3}, 2),
        ("a", {"F1": 2}, 1),
    ]
    one = document_from("rating", {}, Profile.of(sectors, ["F1", "F2"], ballots))
    two = document_from("rating", {}, Profile.of(sectors, ["F1", "F2"], ballots[::-1]))
    assert one == two
    assert [(b["sector"], b["count"]) for b in one["ballots"]] == [("b", 1), ("a", 2), ("a", 2)]
    assert recount(one)["seats"]["a"] == {"eligible": 4, "voted": 4}
    method, filled, profile = profile_of(one)
    assert document_from(method.id, {}, profile) == one
    assert recount(document_from(method.id, filled, profile))["options"] == recount(one)["options"]


def test_two_halves_of_a_round_add_up_to_the_whole():
    sectors = (SectorInfo("a", 9), SectorInfo("b", 9))
    ballots = [("a", {"F1": n % 3 + 1}, 1) for n in range(7)] + [("b", {"F1": 5}, 2)]
    halves = [Profile.of(sectors, ["F1"], part) for part in (ballots[:4], ballots[4:])]
    assert halves[0] + halves[1] == Profile.of(sectors, ["F1"], ballots)
    with pytest.raises(ValueError, match="same"):
        halves[0] + Profile.of(sectors[:1], ["F1"], [])


def test_a_profile_knows_no_stranger():
    with pytest.raises(ValueError, match="no sector"):
        Profile.of([SectorInfo("a", 1)], [], [("z", "yes", 1)])


def test_a_weight_is_carried_exactly_into_a_file_and_back():
    """A file that forgot the weight of a sector would recount to something else."""
    sectors = (SectorInfo("a", 9, Fraction(3, 2)), SectorInfo("b", 9))
    half = Profile.of(sectors, ["F1"], [("a", {"F1": 5}, 2)])
    whole = half + half
    assert [s.weight for s in whole.sectors] == [Fraction(3, 2), 1]
    assert [s.weight for s in whole.without("b").sectors] == [Fraction(3, 2)]
    with pytest.raises(ValueError, match="same"):
        half + Profile.of((SectorInfo("a", 9), SectorInfo("b", 9)), ["F1"], [])
    written = document_from("rating", {}, whole)
    assert [sector.get("weight") for sector in written["sectors"]] == ["3/2", None]
    assert profile_of(written)[2].sectors == whole.sectors
    for wrong in (0, -1, 1.5):
        with pytest.raises(ValueError, match="exact number above 0"):
            SectorInfo("a", 1, weight=wrong)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 11)
    | st.floats(allow_nan=False)
    | st.sampled_from(["", "ns", "com", "F1", "yes"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["F1", "F2", "code", "sector", "@F", "k"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@settings(max_examples=cases(20, 3000), deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["method", "settings", "sectors", "options", "ballots", "x"]),
        JSON,
        max_size=3,
    )
)
def test_anything_is_either_counted_or_refused(parts):
    outcome = run(json.dumps(RATING | {"settings": {}} | parts))
    assert (outcome.exit_code, outcome.stderr.count("\n")) in {(0, 0), (2, 1)}, outcome.stderr
    assert bool(outcome.stdout) == (outcome.exit_code == 0)


SHAPES = st.fixed_dictionaries(
    {"method": st.just("rating"), "format": st.sampled_from(["smd-tally/1", "x"])},
    optional={
        "settings": st.sampled_from([{}, [], None]),
        "sectors": st.sampled_from(
            [
                [{"code": "com"}],
                [{"code": "com", "eligible": 2.0}],
                [{"code": ""}],
                [{}],
                [],
                [{"code": "com", "x": 1}],
                [{"code": "com", "eligible": True}],
            ]
        ),
        "options": st.sampled_from([["F1"], ["F1", "F1"], [1], [""], {}, []]),
        "ballots": st.sampled_from(
            [
                [],
                [{"sector": "com", "answer": {"F1": 3}}],
                [{"sector": "com", "answer": {"F1": "ns"}, "count": 0}],
                [{"sector": "com"}],
                [{"sector": "com", "answer": {"F1": 10}}],
                [{"sector": "com", "answer": []}],
                [{"sector": "com", "answer": {"F1": True}}],
                {},
                [[]],
            ]
        ),
    },
)


@settings(max_examples=cases(20, 3000), deadline=None)
@given(SHAPES)
def test_the_published_schema_and_the_program_give_the_same_verdict(document):
    """Else a tool that trusts our schema would write files that we refuse, or the other way round."""
    schema = schemas.load("smd-tally-1")
    valid = jsonschema.Draft202012Validator(schema).is_valid(document)
    try:
        recount(document)
    except FormatError:
        assert not valid
    else:
        assert valid


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(schemas.load("smd-tally-1"))
    assert json.loads(schemas.text("smd-tally-1"))["additionalProperties"] is False
    with pytest.raises(KeyError):
        schemas.text("../tally")


def test_digests_do_not_depend_on_the_order_of_keys():
    assert sha256({"b": 1, "a": "ñ"}) == sha256({"a": "ñ", "b": 1})
    assert sha256({"a": "ñ"}) == hashlib.sha256('{"a":"ñ"}'.encode()).hexdigest()


def test_a_good_file_is_read_as_json_reads_it():
    text = json.dumps(RATING)
    assert parse(text.encode()) == json.loads(text)
