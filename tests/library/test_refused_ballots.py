"""Whatever somebody writes into a file, every method counts it or says on one line what is wrong: never a traceback.

Values are drawn from the published schema itself, and then bent: what the schema allows and the method does not, what
neither does, and what nobody thought of.
"""

import json
from contextlib import suppress
from copy import deepcopy

import pytest
from click.testing import CliRunner
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from seeded_files import seeded

from smd_workshop.cli.recounts.tally import tally_command
from smd_workshop.library import schemas
from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount.tally import FormatError, parse, recount

SCHEMA = schemas.load("smd-tally-1")
CODES = ("A1", "A2", "B1", "x", "@A", "A1|B1", "")
ODD = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False)
    | st.sampled_from([0, 1, 99, 100, 10**9, 10**10, 1e308, -0.0, 0.1, 1e-12, 1e-200, 5e-324])
    | st.text(max_size=5)
    | st.sampled_from([*CODES, "1/3", "3/0", "ns", "yes", "NaN", "9" * 5000])
    | st.sampled_from([[], {}, [[]], [{}], {"": {}}])
)


def of_schema(schema):
    """Draw a value of that part of JSON Schema which our files use."""
    if "$ref" in schema:
        return of_schema(SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema:
        return st.one_of([of_schema(each) for each in schema["anyOf"]])
    kind = schema.get("type", "string")
    return OF_TYPE[kind if isinstance(kind, str) else kind[0]](schema)


def _objects(schema):
    known = {key: of_schema(inner) for key, inner in schema.get("properties", {}).items()}
    needed = {key: known.pop(key) for key in schema.get("required", ()) if key in known}
    drawn = st.fixed_dictionaries(needed, optional=known)
    others = schema.get("additionalProperties")
    if not isinstance(others, dict):
        return drawn
    more = st.dictionaries(st.sampled_from(CODES), of_schema(others), max_size=4)
    return st.builds(lambda one, two: one | two, drawn, more)


def _lists(schema):
    if "prefixItems" in schema:
        return st.tuples(*map(of_schema, schema["prefixItems"])).map(list)
    return st.lists(
        of_schema(schema.get("items", {})), min_size=schema.get("minItems", 0), max_size=4
    )


OF_TYPE = {
    "object": _objects,
    "array": _lists,
    "string": lambda _schema: st.sampled_from(CODES),
    "integer": lambda schema: st.integers(schema.get("minimum", -5), schema.get("maximum", 10**10)),
    "number": lambda schema: st.integers(0, 200) | st.floats(schema.get("minimum", 0), 1e15),
}


def places(value, steps=()):
    """Yield the way to everything inside a document."""
    for step in value if isinstance(value, dict) else range(len(value)):
        yield (*steps, step)
        if isinstance(value[step], dict | list):
            yield from places(value[step], (*steps, step))


def bent(document, chance):
    """Put something else in one place, leave one out, or add a key.

    What is put in is a copy: bent again, it must not bend what other cases are drawn from.
    """
    steps = chance.draw(st.sampled_from(sorted(places(document), key=repr)))
    inside = document
    for step in steps[:-1]:
        inside = inside[step]
    match chance.draw(st.sampled_from(["put", "put", "leave out", "add", "twice"])):
        case "put":
            inside[steps[-1]] = deepcopy(chance.draw(ODD))
        case "leave out":
            del inside[steps[-1]]
        case "add" if isinstance(inside, dict):
            inside[chance.draw(st.text(max_size=4))] = deepcopy(chance.draw(ODD))
        case "twice" if isinstance(inside, list):
            inside.append(deepcopy(inside[steps[-1]]))


def counted_or_refused(document):
    with suppress(FormatError):  # anything else fails the test
        recount(parse(json.dumps(document).encode()))


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.id)
@settings(max_examples=cases(10, 2000), deadline=None)
@given(chance=st.data())
def test_a_bent_file_is_counted_or_refused(method, chance):
    document = json.loads(json.dumps(seeded(method, chance.draw(st.integers(0, 30)))))
    for _ in range(chance.draw(st.integers(1, 3))):
        bent(document, chance)
    counted_or_refused(document)


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.id)
@settings(max_examples=cases(10, 2000), deadline=None)
@given(chance=st.data())
def test_answers_of_the_published_schema_are_counted_or_refused(method, chance):
    document = json.loads(json.dumps(seeded(method, chance.draw(st.integers(0, 30)))))
    if method.id not in SCHEMA["$defs"]:
        return
    answers = of_schema(SCHEMA["$defs"][method.id])
    sector = document["sectors"][0]["code"]
    for answer in chance.draw(st.lists(answers, min_size=1, max_size=3)):
        document["ballots"].append({"sector": sector, "answer": answer})
    counted_or_refused(document)


RATED = {"sectors": [{"code": "a"}], "options": ["F"], "ballots": []}


def ballots(*answers, **parts):
    return [{"sector": "a", "answer": answer} | parts for answer in answers]


@each_case(
    ("method", "parts", "line"),
    [
        ("rating", {"ballots": ballots({"F": "much"})}, 'ballots[0].answer.F: "much" is not'),
        ("rating", {"ballots": ballots({"G": 3})}, "ballots[0].answer.G: there is no such option"),
        ("points", {"ballots": ballots({"F": 99})},
         "ballots[0].answer: the points add to 99, not to 100"),
        ("ahp", {"options": ["A", "B", "C", "D"],
                 "ballots": ballots({"pairs": [["A", "B", 3], ["C", "D", 2]]})}, "ballots[0].answer"),
        ("rating", {"ballots": ballots({"F": 3}, {"F": 4}, seat="s")},
         'ballots[1].seat: "s" already has a ballot'),
        ("rating", {"ballots": ballots({"F": 3}, count=-1)}, "ballots[0].count: -1 is less than 1"),
        ("rating", {"ballots": ballots({"F": 3}, count=10**9 + 1)},
         "ballots[0].count: 1000000001 is too large"),
        ("borda", {}, 'method: there is no method "borda"'),
        ("rating", {"colour": 1}, "colour: unknown key"),
    ],
)  # fmt: skip
def test_each_kind_of_slip_has_its_line(method, parts, line):
    document = {"format": "smd-tally/1", "method": method} | RATED | parts
    outcome = CliRunner().invoke(tally_command, ["-"], input=json.dumps(document).encode())
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith(line), outcome.stderr
    assert outcome.stderr.count("\n") == 1


@each_case("tiny", [1e-12, 1e-162, 1e-200, 5e-324])
def test_points_that_are_as_good_as_none_are_counted(tiny):
    document = {"format": "smd-tally/1", "method": "points", "sectors": [{"code": "a"}]}
    answers = ballots({"F": 100, "G": tiny}, {"F": 100, "G": 0})
    row = recount(document | {"options": ["F", "G"], "ballots": answers})["options"]["G"]
    assert 0 <= row["interval"][0] <= tiny
    assert row["interval"][1] < 100


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.id)
def test_a_thousand_million_of_each_ballot_are_counted(method):
    """A count is a number, not a wait. Where bounds take seconds to be found, ten thousand on each change."""
    many = cases(10**4, 10**9) if method.id in {"points", "bwm"} else 10**9
    document = json.loads(json.dumps(seeded(method, 3)))
    document["sectors"] = [{"code": each["code"]} for each in document["sectors"]]
    for ballot in document["ballots"]:
        ballot["count"] = many
    result = recount(document)
    assert sum(row["voted"] for row in result["seats"].values()) == many * len(document["ballots"])
