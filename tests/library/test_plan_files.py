"""A plan's file is evaluated, or refused on one line that says where and why."""

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
from plans import evaluated, indicator, plan, zed_ilo

from smd_workshop.cli.recounts.evaluate import evaluate_command
from smd_workshop.library import schemas
from smd_workshop.library.documents import Written, parse, sha256
from smd_workshop.library.schemas import FormatError

SMALL = plan(indicator())


def run(text, *arguments):
    given = text if isinstance(text, bytes) else text.encode()
    return CliRunner().invoke(
        evaluate_command, ["-", *(arguments or ["--year", "2023"])], input=given
    )


def refused(text, *arguments):
    outcome = run(text, *arguments)
    assert outcome.exit_code == 2, outcome.output
    assert outcome.stdout == ""
    assert outcome.stderr.count("\n") == 1
    assert outcome.stderr.endswith("\n")
    return outcome.stderr.rstrip("\n")


def of(**parts):
    """Return what changes a plan to one with this indicator."""
    return {"indicators": [indicator(**parts)]}


def activity(**parts):
    return {
        "activities": [{"code": "AO-1", "action": "AEI.01.01", "progress": {"2023": 1}} | parts]
    }


def money(**parts):
    return {"finance": [{"year": 2023, "programmed": "5", "executed": "4"} | parts]}


@each_case(
    ("parts", "line"),
    [
        ({"format": "smd-plan/2"}, 'format: "smd-plan/2" is not "smd-plan/1"'),
        ({"format": "smd-tally/1", "x": 1}, 'format: "smd-tally/1" is not "smd-plan/1"'),
        ({"code": ""}, "code: the text is empty"),
        ({"code": 7}, "code: 7 is not a text"),
        ({"name": 7}, "name: 7 is not a text"),
        ({"extra": 1}, "extra: unknown key"),
        ({"period": 2023}, "period: write the first and the last year: [2023, 2025]"),
        ({"period": [2023]}, "period: write the first and the last year: [2023, 2025]"),
        ({"period": ["2023", 2025]}, 'period[0]: "2023" is not a whole number'),
        ({"period": [2023, 2022]}, "period[1]: 2022 is before 2023"),
        ({"period": [2023, 20255]}, "period[1]: 20255 is more than 9999"),
        ({"period": [23, 25]}, "period[0]: 23 is less than 1000"),
        ({"objectives": {}}, "objectives: an object is not a list"),
        ({"objectives": [{}]}, "objectives[0].code: missing"),
        ({"objectives": [{"code": "OEI.01"}] * 2}, 'objectives[1].code: "OEI.01" appears twice'),
        (
            {"objectives": [{"code": "OEI.01"}, {"code": "OEI 1"}]},
            'objectives[1].code: "OEI 1" is another spelling of "OEI.01"',
        ),
        (
            {"objectives": [{"code": "OEI.01", "priority": 0}]},
            "objectives[0].priority: 0 is less than 1",
        ),
        ({"actions": [{"code": "AEI.01.01"}]}, "actions[0].objective: missing"),
        (
            {"actions": [{"code": "AEI.01.01", "objective": "OEI.09"}]},
            'actions[0].objective: there is no objective "OEI.09"',
        ),
        (
            {"actions": [{"code": "AEI.01.01", "objective": "AEI.01.01"}]},
            'actions[0].objective: there is no objective "AEI.01.01"',
        ),
        (
            {"actions": [{"code": "AEI.01.01", "objective": "OEI 1"}]},
            'actions[0].objective: "OEI 1" is spelled "OEI.01" in this file',
        ),
        (
            {"actions": [{"code": "OEI.01", "objective": "OEI.01"}]},
            'actions[0].code: "OEI.01" is an objective already',
        ),
        ({"indicators": [indicator()] * 2}, 'indicators[1].code: "IND.01.AEI.01.01" appears twice'),
        (
            {"indicators": [indicator(), indicator("01.AEI.01.01")]},
            'indicators[1].code: "01.AEI.01.01" is another spelling of "IND.01.AEI.01.01"',
        ),
        (of(of="AEI.09.01"), 'indicators[0].of: there is no action or objective "AEI.09.01"'),
        (of(of="AEI 1.1"), 'indicators[0].of: "AEI 1.1" is spelled "AEI.01.01" in this file'),
        (
            of(of="IND.01.AEI.01.01"),
            'indicators[0].of: there is no action or objective "IND.01.AEI.01.01"',
        ),
        (of(relevance=0), "indicators[0].relevance: 0 is less than 1"),
        (of(relevance="Relevante-2"), 'indicators[0].relevance: "Relevante-2" is not a whole number'),
        (of(relevance=1.5), "indicators[0].relevance: 1.5 is not a whole number"),
        (of(relevance=True), "indicators[0].relevance: true is not a whole number"),
        (of(relevance=10**9), "indicators[0].relevance: 1000000000 is more than 1000000"),
        (
            of(relevance=None),
            "indicators[0].relevance: missing: without it the indicator of an action has no weight",
        ),
        (
            of(sense="up"),
            'indicators[0].sense: "up" is not one of ascending, descending, at most, at least',
        ),
        (
            of(aggregation="acumulado"),
            'indicators[0].aggregation: "acumulado" is not one of additive, not additive',
        ),
        (of(aggregation=None), "indicators[0].aggregation: null is not one of additive, not additive"),
        (of(unit="%"), "indicators[0].unit: unknown key"),
        (of(baseline=10), "indicators[0].baseline: 10 is not an object"),
        (of(baseline={"value": "N/D"}), 'indicators[0].baseline.value: "N/D" is not a number'),
        (of(baseline={"year": 21}), "indicators[0].baseline.year: 21 is less than 1000"),
        (of(baseline={"raw": "10 %"}), "indicators[0].baseline.raw: unknown key"),
        (of(targets=[40]), "indicators[0].targets: a list is not an object"),
        (of(targets=None), "indicators[0].targets: null is not an object"),
        (of(targets={"23": 4}), 'indicators[0].targets.23: "23" is not a year: write four digits'),
        (of(targets={"2023": "12.5"}), 'indicators[0].targets.2023: "12.5" is not a number'),
        (
            of(values={"2023": "S/ 4'930,000"}),
            'indicators[0].values.2023: "S/ 4\'930,000" is not a number',
        ),
        (of(values={"2023": True}), "indicators[0].values.2023: true is not a number"),
        (of(values={"2023": [1]}), "indicators[0].values.2023: a list is not a number"),
        (activity(action="AEI.09.01"), 'activities[0].action: there is no action "AEI.09.01"'),
        (activity(action="OEI.01"), 'activities[0].action: there is no action "OEI.01"'),
        (activity(progress={"2023": -5}), "activities[0].progress.2023: -5 is less than 0"),
        (activity(progress={"2023": "100 %"}), 'activities[0].progress.2023: "100 %" is not a number'),
        (activity(done=True), "activities[0].done: unknown key"),
        (money(year="2023"), 'finance[0].year: "2023" is not a whole number'),
        (
            money(programmed="S/ 4'930,000"),
            'finance[0].programmed: "S/ 4\'930,000" is not an amount: write it like 4930000.00',
        ),
        (money(executed="-4"), 'finance[0].executed: "-4" is not an amount: write it like 4930000.00'),
        (money(executed="1e5"), 'finance[0].executed: "1e5" is not an amount: write it like 4930000.00'),
        (money(executed=-4), "finance[0].executed: -4 is less than 0"),
        (money(executed=[]), "finance[0].executed: a list is not a number"),
        ({"finance": [{"year": 2023}]}, "finance[0].programmed: missing"),
        ({"finance": money()["finance"] * 2}, "finance[1].year: 2023 appears twice"),
    ],
)  # fmt: skip
def test_a_wrong_plan_is_refused_on_one_line(parts, line):
    assert refused(json.dumps(SMALL | parts)) == line


@each_case(
    ("text", "line"),
    [
        ("", "not JSON: Expecting value (line 1, column 1)"),
        ("[]", "a list is not an object"),
        ("{}", "format: missing"),
        (b"\xff\xfe{", "the file is not UTF-8 text (byte 0)"),
        ('{"format": "smd-plan/1", "code": "a", "code": "b"}', "code: the key appears twice"),
    ],
)
def test_what_is_no_plan_is_refused_on_one_line(text, line):
    assert refused(text) == line


def with_value(literal):
    return json.dumps(SMALL).replace('"values": {"2023": 20}', f'"values": {{"2023": {literal}}}')


@each_case(
    ("literal", "line"),
    [
        ("NaN", "nan is not a number"),
        ("Infinity", "inf is not a number"),
        ("1e999", "inf is not a number"),
        ("1e-999", "1e-999 is too small"),
        ("1e-999999999999999999999", "1e-999999999999999999999 is too small"),
        ("0." + "1" * 5000, "the number has too many digits"),
        ("9" * 401, "the number has too many digits"),
        ("-" + "9" * 4000, "the number has too many digits"),
    ],
)
def test_numbers_that_are_no_measurement_are_refused_with_their_place(literal, line):
    assert refused(with_value(literal)) == f"indicators[0].values.2023: {line}"


@each_case("literal", ["0e999999999", "0.0", "-0.0", "1e300", "9" * 400])
def test_huge_and_odd_numbers_are_computed_as_they_are(literal):
    outcome = run(with_value(literal))
    assert outcome.exit_code == 0, outcome.stderr
    found = json.loads(outcome.stdout)["indicators"]["IND.01.AEI.01.01"]
    assert found["type_1"] == (0 if float(literal) == 0 else 100)


def test_the_largest_ratio_is_still_said_in_a_sentence():
    target = ('"targets": {"2023": 40}', '"targets": {"2023": 1e-320}')
    outcome = run(with_value("9" * 400).replace(*target))
    assert outcome.exit_code == 0, outcome.exception
    assert any("far beyond" in each for each in json.loads(outcome.stdout)["warnings"])


@each_case(
    ("arguments", "line"),
    [
        (["--year", "2022"], "year: 2022 is not in the period of the plan, 2023 to 2025"),
        (["--year", "2026"], "year: 2026 is not in the period of the plan, 2023 to 2025"),
        (["--year", "dos mil"], '--year: "dos mil" is not a year: write four digits'),
        (["--year", "-5"], '--year: "-5" is not a year: write four digits'),
        (["--year", "२०२३"], '--year: "२०२३" is not a year: write four digits'),
        (["--year", ""], '--year: "" is not a year: write four digits'),
        (["--"], "--year: missing: say which year to evaluate"),
    ],
)
def test_a_year_that_cannot_be_evaluated_is_refused_on_one_line(arguments, line):
    assert refused(json.dumps(SMALL), *arguments) == line


def test_the_command_needs_no_application_and_prints_one_document(tmp_path):
    file = tmp_path / "plan ñ.json"
    file.write_text(json.dumps(zed_ilo()), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "smd_workshop.cli.recounts.evaluate", str(file), "--year", "2023"],
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    assert json.loads(done.stdout) == evaluated(zed_ilo())


def test_a_file_that_cannot_be_read_is_said_on_one_line(tmp_path):
    outcome = CliRunner().invoke(evaluate_command, [str(tmp_path / "nowhere"), "--year", "2023"])
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert outcome.stderr.count("\n") == 1


def test_the_digest_is_that_of_the_canonical_json_whatever_the_digits():
    """Anybody who reads the file with another program must find the same digest."""
    text = with_value("20.50")
    canonical = json.dumps(
        json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    expected = hashlib.sha256(canonical.encode()).hexdigest()
    assert json.loads(run(text).stdout)["input_sha256"] == expected
    assert sha256(parse(text.encode(), Written)) == expected


def test_what_may_be_left_out_may_be_left_out():
    bare = {key: SMALL[key] for key in ("format", "code", "period", "objectives", "actions")}
    own = {"code": "X", "of": "OEI.01", "sense": "at most", "aggregation": "additive"}
    found = evaluated(bare | {"indicators": [own]})
    assert found["indicators"]["X"]["type_1"] is None
    assert found["objectives"]["OEI.01"]["outcome_reason"] == "no indicator has a progress for 2023"


SHAPES = st.fixed_dictionaries(
    {},
    optional={
        "format": st.sampled_from(["smd-plan/1", "x"]),
        "code": st.sampled_from(["PEI", "", None]),
        "name": st.sampled_from(["PEI", None, 3]),
        "period": st.sampled_from(
            [[2023, 2025], [2023.0, 2023], [2023], [2023, 2024, 2025], ["2023", 2025], [1, 2], {}]
        ),
        "objectives": st.sampled_from(
            [
                [{"code": "OEI.01", "priority": 1}],
                [{"code": "OEI.01", "priority": None, "name": "x"}],
                [{"code": "OEI.01", "priority": 0}],
                [{"code": "OEI.01", "priority": "1"}],
                [{"code": "OEI.01", "x": 1}],
                {},
            ]
        ),
        "indicators": st.lists(
            st.fixed_dictionaries(
                {
                    "code": st.sampled_from(["IND.01.AEI.01.01", ""]),
                    "of": st.sampled_from(["AEI.01.01"]),
                    "relevance": st.sampled_from([1, 2.0, 3]),
                    "sense": st.sampled_from(["ascending", "at most", "up", None]),
                    "aggregation": st.sampled_from(["additive", "not additive", True]),
                },
                optional={
                    "baseline": st.sampled_from(
                        [
                            None, {}, {"value": None, "year": None}, {"value": 1.5, "year": 2021},
                            {"value": "1"}, {"x": 1}, [], {"year": 1}, {"year": 2021.5},
                        ]
                    ),
                    "targets": st.sampled_from(
                        [{}, {"2023": 1}, {"2023": None}, {"23": 1}, {"2023": "1"}, [], None]
                    ),
                    "values": st.sampled_from([{"2023": -1.5}, {"2023": True}, {"x": 1}]),
                    "name": st.sampled_from(["x", None, 1]),
                },
            ),
            max_size=1,
        ),
        "activities": st.lists(
            st.fixed_dictionaries(
                {"code": st.just("AO-1"), "action": st.just("AEI.01.01")},
                optional={
                    "progress": st.sampled_from(
                        [{}, {"2023": 0}, {"2023": None}, {"2023": -1}, {"2023": "1"}, None]
                    ),
                    "x": st.just(1),
                },
            ),
            max_size=1,
        ),
        "finance": st.lists(
            st.fixed_dictionaries(
                {
                    "year": st.sampled_from([2023, 2023.0, "2023", 5]),
                    "programmed": st.sampled_from(["5.00", "5", 5.5, 0, None, "x", "-5", -5, True]),
                },
                optional={"executed": st.sampled_from(["5.", ".5", "4.25", None, [], ""])},
            ),
            max_size=1,
        ),
    },
)  # fmt: skip


@settings(max_examples=cases(50, 5000), deadline=None)
@given(SHAPES)
def test_the_published_schema_and_the_program_give_the_same_verdict(parts):
    """Else a tool that trusts our schema would write files that we refuse, or the other way round."""
    document = SMALL | parts
    valid = jsonschema.Draft202012Validator(schemas.load("smd-plan-1")).is_valid(document)
    assert is_evaluated(document) == valid


def is_evaluated(document):
    try:
        evaluated(document)
    except FormatError:
        return False
    return True


def test_the_schema_is_a_schema_and_the_example_keeps_it():
    schema = schemas.load("smd-plan-1")
    jsonschema.Draft202012Validator.check_schema(schema)
    assert jsonschema.Draft202012Validator(schema).is_valid(zed_ilo())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2100) | st.floats(allow_nan=False)
    | st.sampled_from(["", "OEI.01", "AEI.01.01", "2023", "ascending"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["code", "of", "objective", "2023", "value", "targets"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=cases(20, 3000), deadline=None)
@given(st.dictionaries(st.sampled_from([*SMALL, "activities", "finance", "x"]), JSON, max_size=3))
def test_anything_is_either_evaluated_or_refused(parts):
    outcome = run(json.dumps(SMALL | parts))
    assert (outcome.exit_code, outcome.stderr.count("\n")) in {(0, 0), (2, 1)}, outcome.stderr
    assert bool(outcome.stdout) == (outcome.exit_code == 0)
