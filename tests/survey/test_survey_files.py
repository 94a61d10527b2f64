"""A file of a survey is counted, or refused on one line that says where and why."""

import hashlib
import json
import subprocess
import sys

import jsonschema
from click.testing import CliRunner
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from waves import EXAMPLE, changed, of_rows, without

from smd_workshop.cli.recounts.survey import survey_command
from smd_workshop.library import schemas
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.survey import files
from smd_workshop.library.survey.document import recount


def run(text):
    return CliRunner().invoke(
        survey_command, ["-"], input=text if isinstance(text, bytes) else text.encode()
    )


def refused(text):
    outcome = run(text)
    assert outcome.exit_code == 2, outcome.output
    assert outcome.stdout == ""
    assert outcome.stderr.count("\n") == 1
    assert "Traceback" not in outcome.stderr
    return outcome.stderr.rstrip("\n")


def scale(**parts):
    return {"scale": {"min": 1, "max": 5, "top": [5]} | parts}


def answered(*responses):
    return {"responses": list(responses)}


HUGE = 10**400


@each_case(
    ("parts", "line"),
    [
        ({"format": "smd-survey/2"}, 'format: "smd-survey/2" is not "smd-survey/1"'),
        ({"extra": 1}, "extra: unknown key"),
        ({"population": 0}, "population: there are more responses (1) than that: 0"),
        ({"population": -1}, "population: -1 is less than 0"),
        ({"population": 1.5}, "population: 1.5 is not a whole number"),
        ({"population": True}, "population: true is not a whole number"),
        ({"population": "13"}, 'population: "13" is not a whole number'),
        ({"population": 10**12}, "population: 1000000000000 is more than 1000000000"),
        ({"population": HUGE}, "population: a huge number is more than 1000000000"),
        ({"scale": [1, 5]}, "scale: a list is not an object"),
        ({"scale": {"min": 1}}, "scale.max: missing"),
        (scale(max=1), "scale.max: 1 is not more than 1"),
        (scale(max=0), "scale.max: 0 is not more than 1"),
        (scale(max=5.5), "scale.max: 5.5 is not a whole number"),
        (scale(min=0, max=101), "scale: 102 points are more than 101"),
        (scale(max=HUGE), "scale.max: a huge number is more than 1000"),
        (scale(min=-1001), "scale.min: -1001 is less than -1000"),
        (scale(step=1), "scale.step: unknown key"),
        (scale(top=[]), "scale.top: the list is empty"),
        (scale(top=5), "scale.top: 5 is not a list"),
        (scale(top=[6]), "scale.top[0]: 6 is not between 1 and 5"),
        (scale(top=[5, 5]), "scale.top[1]: 5 appears twice"),
        (scale(top=[4.5]), "scale.top[0]: 4.5 is not a whole number"),
        (scale(satisfied=[4, 0]), "scale.satisfied[1]: 0 is not between 1 and 5"),
        ({"dimensions": {}}, "dimensions: an object is not a list"),
        ({"dimensions": [{"code": "d"}]}, "dimensions[0].items: missing"),
        ({"dimensions": [{"items": ["p1"]}]}, "dimensions[0].code: missing"),
        ({"dimensions": [{"code": "d", "items": []}]}, "dimensions[0].items: the list is empty"),
        ({"dimensions": [{"code": "", "items": ["p1"]}]}, "dimensions[0].code: the text is empty"),
        (
            {"dimensions": [{"code": "d", "items": ["p1", 2]}]},
            "dimensions[0].items[1]: 2 is not a text",
        ),
        (
            {"dimensions": [{"code": "d", "items": ["p1", "p1"]}]},
            'dimensions[0].items[1]: "p1" appears twice',
        ),
        (
            {"dimensions": [{"code": "d", "items": ["p1"]}, {"code": "d", "items": ["p2"]}]},
            'dimensions[1].code: "d" appears twice',
        ),
        (
            {"dimensions": [{"code": "d", "items": ["p1"]}, {"code": "e", "items": ["p2", "p1"]}]},
            'dimensions[1].items[1]: "p1" is already in a dimension',
        ),
        (
            {"dimensions": [{"code": "d", "items": ["p1"], "name": "D"}]},
            "dimensions[0].name: unknown key",
        ),
        (
            {"dimensions": [{"code": "d", "items": ["p1", *map(str, range(998))]}]},
            "dimensions: 1001 items are more than 1000",
        ),
        ({"overall": 36}, "overall: 36 is not a text"),
        ({"overall": ""}, "overall: the text is empty"),
        ({"recommend": []}, "recommend: a list is not a text"),
        ({"recommend": "p1"}, 'recommend: "p1" is already in a dimension'),
        ({"recommend": "p36"}, 'recommend: "p36" is already the overall item'),
        ({"recommend": "i1"}, 'importance.p1: "i1" already asks for a recommendation'),
        ({"importance": ["p1"]}, "importance: a list is not an object"),
        ({"importance": {"p1": 1}}, "importance.p1: 1 is not a text"),
        ({"importance": {"p1": None}}, "importance.p1: null is not a text"),
        ({"importance": {"p9": "i9"}}, "importance.p9: there is no such item"),
        ({"importance": {"p1": "p2"}}, 'importance.p1: "p2" is already in a dimension'),
        ({"importance": {"p1": "p36"}}, 'importance.p1: "p36" is already the overall item'),
        ({"responses": {}}, "responses: an object is not a list"),
        ({"responses": None}, "responses: null is not a list"),
        (answered([]), "responses[0]: a list is not an object"),
        (answered({}, None), "responses[1]: null is not an object"),
        (answered("p1"), 'responses[0]: "p1" is not an object'),
        (answered({}, {}, {"p1": 6}), "responses[2].p1: 6 is not between 1 and 5"),
        (answered({"p1": 0}), "responses[0].p1: 0 is not between 1 and 5"),
        (answered({"i1": -1}), "responses[0].i1: -1 is not between 1 and 5"),
        (answered({"p36": 99}), "responses[0].p36: 99 is not between 1 and 5"),
        (
            answered({"p1": HUGE}),
            "responses[0].p1: a huge number is not between 1 and 5",
        ),
        (answered({"p1": 2**20}), "responses[0].p1: 1048576 is not between 1 and 5"),
        (
            answered({"p1": 4.5}),
            "responses[0].p1: 4.5 is not a whole number between 1 and 5",
        ),
        (answered({"p1": 1e300}), "responses[0].p1: 1e+300 is not between 1 and 5"),
        (
            answered({"p1": True}),
            'responses[0].p1: true is neither a number from 1 to 5 nor "na"',
        ),
        (
            answered({"p2": False}),
            'responses[0].p2: false is neither a number from 1 to 5 nor "na"',
        ),
        (answered({"p1": "NA"}), 'responses[0].p1: "NA" is neither a number from 1 to 5 nor "na"'),
        (answered({"p1": "5"}), 'responses[0].p1: "5" is neither a number from 1 to 5 nor "na"'),
        (answered({"p1": ""}), 'responses[0].p1: "" is neither a number from 1 to 5 nor "na"'),
        (answered({"p1": [5]}), 'responses[0].p1: a list is neither a number from 1 to 5 nor "na"'),
        (
            answered({"p1": {}}),
            'responses[0].p1: an object is neither a number from 1 to 5 nor "na"',
        ),
        (answered({"p1": 5, "p9": 5}), "responses[0].p9: there is no such item"),
        (answered({"p9": "na"}), "responses[0].p9: there is no such item"),
        (answered({"a\nb": 1}), 'responses[0]["a\\nb"]: there is no such item'),
        ({"settings": {"speed": 1}}, "settings.speed: unknown key"),
        ({"settings": None}, "settings: null is not an object"),
        ({"settings": {"seed": 1.5}}, "settings.seed: 1.5 is neither a whole number nor a text"),
        ({"settings": {"seed": True}}, "settings.seed: true is neither a whole number nor a text"),
        ({"settings": {"seed": ""}}, 'settings.seed: "" is neither a whole number nor a text'),
        ({"settings": {"seed": None}}, "settings.seed: null is neither a whole number nor a text"),
        ({"settings": {"resamples": 99}}, "settings.resamples: 99 is less than 100"),
        ({"settings": {"resamples": 10**9}}, "settings.resamples: 1000000000 is more than 20000"),
        ({"settings": {"resamples": "2000"}}, 'settings.resamples: "2000" is not a whole number'),
    ],
)
def test_a_wrong_file_is_refused_on_one_line(parts, line):
    assert refused(json.dumps(changed(**parts))) == line


@each_case("key", ["format", "scale", "dimensions", "responses"])
def test_what_must_be_said_is_missed(key):
    assert refused(json.dumps(without(key))) == f"{key}: missing"


@each_case(
    ("text", "line"),
    [
        ("", "not JSON: Expecting value (line 1, column 1)"),
        ("[]", "a list is not an object"),
        ("null", "null is not an object"),
        ("[" * 100000, "the file is nested too deeply"),
        (b"\xff\xfe{", "the file is not UTF-8 text (byte 0)"),
        ('{"format": "smd-plan/1", "code": "PEI"}', 'format: "smd-plan/1" is not "smd-survey/1"'),
        (
            '{"format": "smd-survey/1",\n "scale": }',
            "not JSON: Expecting value (line 2, column 11)",
        ),
    ],
)
def test_what_is_no_survey_is_refused_on_one_line(text, line):
    assert refused(text) == line


@each_case("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_none_are_refused_with_their_place(number):
    text = json.dumps(EXAMPLE).replace('"p1": 5', f'"p1": {number}')
    assert refused(text).startswith("responses[0].p1: ")
    assert refused(json.dumps(EXAMPLE).replace("13", number)).startswith("population: ")


def test_an_item_answered_twice_by_one_person_is_refused():
    text = json.dumps(EXAMPLE).replace('"p1": 5', '"p1": 5, "p1": 2')
    assert refused(text) == "responses[0].p1: the key appears twice"


def test_recommending_is_answered_from_0_to_10_and_nothing_else():
    document = changed(recommend="r", responses=[{"r": 10}, {"r": 0}])
    assert recount(document)["nps"]["distribution"]["10"] == 1
    document["responses"].append({"r": 11})
    assert refused(json.dumps(document)) == "responses[2].r: 11 is not between 0 and 10"


def test_the_example_of_the_format_is_counted():
    result = json.loads(run(json.dumps(EXAMPLE)).stdout)
    assert result == recount(EXAMPLE)
    assert list(result["items"]) == ["p1", "p2", "p36", "i1"]
    assert result["format"] == "smd-survey-result/1"
    assert result["settings"] == EXAMPLE["settings"]
    assert result["scale"] == EXAMPLE["scale"]
    assert "nps" not in result


def test_the_result_says_what_it_was_counted_from():
    canonical = json.dumps(EXAMPLE, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert recount(EXAMPLE)["input_sha256"] == hashlib.sha256(canonical.encode()).hexdigest()


def test_what_is_left_out_has_a_default_that_the_result_says():
    result = recount(without("population", "overall", "recommend", "importance", "settings"))
    assert result["settings"] == {"seed": 2022, "resamples": 2000}
    assert result["population"] is None
    least = changed(scale={"min": 1, "max": 7})
    assert recount(least)["scale"] == {"min": 1, "max": 7, "top": [7], "satisfied": [6, 7]}
    least["scale"]["max"] = 2
    least["responses"] = []
    assert recount(least)["scale"] == {"min": 1, "max": 2, "top": [2], "satisfied": [2]}


def test_null_is_as_good_as_left_out():
    nothing = dict.fromkeys(("population", "overall", "recommend", "importance"))
    one, two = recount(changed(**nothing)), recount(without(*nothing))
    assert one.pop("input_sha256") != two.pop("input_sha256")
    assert one == two


def test_a_whole_number_written_with_a_point_is_that_number():
    one = recount(of_rows([[4, 5], [3, 1]], population=2.0))
    two = recount(of_rows([[4.0, 5.0], [3, 1.0]], population=2))
    assert one["items"] == two["items"]
    assert one["population"] == two["population"] == 2
    assert isinstance(one["population"], int)


def test_a_seed_of_any_length_is_kept_as_it_was_written():
    for seed in (0, 10**4000, "una palabra"):
        assert recount(changed(settings={"seed": seed}))["settings"]["seed"] == seed


def test_the_command_needs_no_application_and_prints_one_document(tmp_path):
    file = tmp_path / "ola ñ.json"
    file.write_text("\ufeff" + json.dumps(EXAMPLE), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "smd_workshop.cli.recounts.survey", str(file)],
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    assert json.loads(done.stdout) == recount(EXAMPLE)


def test_a_file_that_cannot_be_read_is_said_on_one_line(tmp_path):
    for path in ("nowhere.json", "."):
        outcome = CliRunner().invoke(survey_command, [str(tmp_path / path)])
        assert (outcome.exit_code, outcome.stdout, outcome.stderr.count("\n")) == (2, "", 1)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 11)
    | st.floats(allow_nan=False)
    | st.sampled_from(["", "na", "p1", "p2", "i1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["p1", "p2", "i1", "code", "items", "min", "max", "seed"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


@settings(max_examples=cases(20, 3000), deadline=None)
@given(st.dictionaries(st.sampled_from([*EXAMPLE, "x"]), JSON, max_size=3))
def test_anything_is_either_counted_or_refused(parts):
    outcome = run(json.dumps(EXAMPLE | {"settings": {"resamples": 100}} | parts))
    assert (outcome.exit_code, outcome.stderr.count("\n")) in {(0, 0), (2, 1)}, outcome.stderr
    assert bool(outcome.stdout) == (outcome.exit_code == 0)


SHAPES = st.fixed_dictionaries(
    {"format": st.sampled_from(["smd-survey/1", "x"])},
    optional={
        "population": st.sampled_from([None, 3, 3.0, 0, -1, 10**10, True, "3"]),
        "scale": st.sampled_from(
            [{"min": 1, "max": 5}, {"min": 1}, {"min": 1.0, "max": 5, "top": [5]}, [], {"top": []},
             {"min": 1, "max": 5, "satisfied": [4, 4]}, {"min": True, "max": 5}, {"min": 1, "max": 2000}]
        ),
        "dimensions": st.sampled_from(
            [[], [{"code": "d", "items": ["a"]}], [{"code": "d", "items": []}], [{"code": "d"}], {},
             [{"code": "d", "items": ["a", "a"]}], [{"code": "d", "items": ["a"], "x": 1}]]
        ),
        "overall": st.sampled_from([None, "o", "", 1]),
        "recommend": st.sampled_from([None, "r", [], ""]),
        "importance": st.sampled_from([None, {}, [], {"o": 1}, {"o": ""}]),
        "responses": st.sampled_from([[], [{}], {}, [[]], [{"q": None}], [{"q": 1.5}], [{"q": True}], [{"q": "x"}]]),
        "settings": st.sampled_from([{}, None, {"seed": "x"}, {"seed": 1}, {"seed": ""}, {"resamples": 99}, {"x": 1}]),
    },
)  # fmt: skip


@settings(max_examples=cases(26, 3000), deadline=None)
@given(SHAPES)
def test_the_published_schema_and_the_program_give_the_same_verdict(document):
    """Else a tool that trusts our schema would write files that we refuse, or the other way round."""
    valid = jsonschema.Draft202012Validator(schemas.load("smd-survey-1")).is_valid(document)
    try:
        recount(document)
    except FormatError:
        assert not valid
    else:
        assert valid


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(schemas.load("smd-survey-1"))


def test_the_digest_of_a_long_file_does_not_depend_on_the_order_of_its_keys(monkeypatch):
    made = {
        "format": "smd-survey/1", "scale": {"min": 1, "max": 5}, "dimensions": [{"code": "d", "items": ["p"]}],
        "responses": [{"p": 5}, {"p": 4}], "open_responses": [{"p": 1}],
    }  # fmt: skip
    short = files.recount_content(json.dumps(made).encode())
    monkeypatch.setattr(files, "LONG", 0)
    assert files.recount_content(json.dumps(made).encode()) == short
