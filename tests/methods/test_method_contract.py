"""What every method folder must keep: a new folder is tested without a new test."""

import importlib
import json
import re
from pathlib import Path

import pytest
from depth import cases
from hypothesis import given, settings
from hypothesis import strategies as st
from known_answers import as_kept, at, digest, document, examples, of_folder
from made_up.score import METHOD as MADE_UP
from seeded_files import drawn

from smd_workshop.library.ballots import (
    Approval,
    Choice,
    Grades,
    Matrix,
    Number,
    Points,
    Ranking,
    Rating,
)
from smd_workshop.library.ballots.matrix import pairs_of
from smd_workshop.library.charts.spec import Bars, Dots, Stacked
from smd_workshop.library.method import Claim, Labels
from smd_workshop.library.methods import METHODS, folder_of, register, withdraw
from smd_workshop.library.recount.tally import profile_of, recount

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"

EVERY = [*METHODS.values(), MADE_UP]
ALL = pytest.mark.parametrize("method", EVERY, ids=lambda method: method.id)
register("made_up")  # for as long as its examples are read; while tests run, see made_up()
KNOWN = list(examples())
withdraw("made_up")
EXAMPLES = pytest.mark.parametrize(
    ("method", "example"), KNOWN, ids=[f"{m.id}: {e['name']}" for m, e in KNOWN]
)
FEW = settings(max_examples=cases(8, 250), deadline=None)


@pytest.fixture(scope="module", autouse=True)
def made_up():
    """A method that lives only in the tests keeps what the others keep."""
    register("made_up")
    yield
    withdraw("made_up")


@EXAMPLES
def test_a_known_answer_comes_out(method, example):
    result = recount(document(example))
    assert result["method"] == method.id
    assert example["source"]
    for path, expected in example["expected"].items():
        found = at(result, path)
        if expected == "null":
            assert found is None, path
        elif isinstance(expected, float):
            assert found == pytest.approx(expected, abs=1e-9), path
        else:
            assert found == expected, path


@EXAMPLES
def test_a_result_changes_only_with_the_version_of_its_method(method, example):
    assert method.version >= 1
    assert digest(as_kept(recount(document(example)))) == example["digest"]


@EXAMPLES
def test_a_result_is_json_and_comes_back_the_same(method, example):
    result = recount(document(example))
    assert json.loads(json.dumps(result, allow_nan=False)) == result


@EXAMPLES
def test_a_result_can_be_drawn_and_read_as_a_table(method, example):
    for chart in method.charts(recount(document(example)), Labels()):
        assert isinstance(chart, Bars | Dots | Stacked)
        assert chart.rows
        assert len(chart.table().rows) == len(chart.rows)


@ALL
def test_the_folder_is_complete(method):
    for name in ("about.en.md", "about.es.md", "result.html", "examples.toml"):
        assert len((folder_of(method) / name).read_text(encoding="utf-8")) > 200, name
    assert any(found is method for found, _ in KNOWN)
    assert method.claims
    assert method.summary.endswith(".")


def some_options(method):
    return [] if method.single_question else ["F1", "F2", "F3"]


SIDES = {"D": ["F1"], "O": ["F2"], "A": ["F3"]}


def must_be_given(method):
    """Two, for whatever number has no default; the sides of a crossing; what each option costs."""
    asked = {s.key: s.kind for s in method.settings if s.required or s.kind == "sides"}
    special = {"sides": SIDES, "costs": {"F1": 1, "F2": 1, "F3": 1.5}}
    return {key: special.get(kind, 2) for key, kind in asked.items()}


def some_of(draw, names, values):
    """An answer to some of the options: what is left out was not seen."""
    drawn = {name: draw(st.one_of(st.none(), values)) for name in names}
    return {name: value for name, value in drawn.items() if value is not None}


def some_points(draw, _kind, _options):
    first = draw(st.integers(0, 100))
    second = draw(st.integers(0, 100 - first))
    return draw(st.sampled_from([{}, {"F1": first, "F2": second, "F3": 100 - first - second}]))


NUMBERS = st.one_of(st.integers(-50, 50), st.sampled_from([0.1, 0.25, -7.5, 10**15]))


def some_order(draw, _kind, options):
    places = {code: draw(st.integers(0, 3)) for code in options}
    tied = ([code for code in options if places[code] == at] for at in (1, 2, 3))
    return [same for same in tied if same]


#: Kind of ballot → how any answer of it is drawn, where its own way would draw too few odd ones.
ANSWERS = {
    Rating: lambda draw, kind, options: some_of(
        draw, options, st.one_of(st.just("ns"), st.integers(kind.low, kind.high))
    ),
    Points: some_points,
    Matrix: lambda draw, kind, _options: some_of(draw, pairs_of(SIDES), st.integers(0, kind.high)),
    Number: lambda draw, _kind, options: some_of(draw, options, NUMBERS),
    Grades: lambda draw, _kind, options: some_of(draw, options, st.integers(0, 5)),
    Approval: lambda draw, _kind, options: [code for code in options if draw(st.booleans())],
    Ranking: some_order,
    Choice: lambda draw, kind, _options: draw(st.sampled_from(kind.answers)),
}


def any_answer(draw, method):
    own = ANSWERS.get(type(method.ballot))
    if own is not None:
        return own(draw, method.ballot, some_options(method))
    return drawn(method, some_options(method), draw(st.randoms(use_true_random=False)))


@st.composite
def rounds(draw, method, sectors=("com", "emp", "gob")):
    ballots = [
        {"sector": draw(st.sampled_from(sectors)), "answer": any_answer(draw, method)}
        for _ in range(draw(st.integers(0, 12)))
    ]
    wanted = must_be_given(method)
    if "resamples" in {setting.key for setting in method.settings}:
        wanted["resamples"] = 100
    return {
        "format": "smd-tally/1",
        "method": method.id,
        "settings": wanted,
        "sectors": [{"code": code, "eligible": 20} for code in sectors],
        "options": some_options(method),
        "ballots": ballots,
    }


def body(result):
    """A result without what names the file, and without figures of single ballots, which stand in its order."""
    aside = {"input_sha256", "ballots", "left"}
    return {key: value for key, value in result.items() if key not in aside}


@ALL
def test_any_round_gives_a_json_result(method):
    @FEW
    @given(rounds(method))
    def check(round_):
        json.dumps(recount(round_), allow_nan=False)

    check()


@ALL
def test_the_order_of_ballots_tells_nothing(method):
    assert Claim.ANONYMOUS in method.claims

    @FEW
    @given(rounds(method), st.randoms(use_true_random=False))
    def check(round_, random):
        shuffled = round_ | {"ballots": random.sample(round_["ballots"], len(round_["ballots"]))}
        assert body(recount(shuffled)) == body(recount(round_))

    check()


@ALL
def test_equal_ballots_may_be_written_once_with_a_count(method):
    @FEW
    @given(rounds(method))
    def check(round_):
        twice = round_ | {"ballots": [ballot for ballot in round_["ballots"] for _ in range(2)]}
        counted = round_ | {"ballots": [ballot | {"count": 2} for ballot in round_["ballots"]]}
        assert body(recount(twice | {"sectors": loose(round_)})) == body(
            recount(counted | {"sectors": loose(round_)})
        )

    check()


def loose(round_):
    return [{"code": sector["code"], "eligible": 40} for sector in round_["sectors"]]


@ALL
def test_the_order_of_sectors_and_options_tells_nothing(method):
    @FEW
    @given(rounds(method), st.randoms(use_true_random=False))
    def check(round_, random):
        other = round_ | {
            "sectors": random.sample(round_["sectors"], len(round_["sectors"])),
            # Where ties follow the order of the options, that order says something.
            "options": random.sample(round_["options"], len(round_["options"]))
            if Claim.NEUTRAL in method.claims
            else round_["options"],
        }
        first, second = body(recount(round_)), body(recount(other))
        for result in (first, second):
            for key in ("depends_on", "why", "why_messages"):
                result[key] = sorted(map(str, result.get(key, [])))
            if "status" in result:
                result["status"]["why"].sort()
            result["settings"].pop("groups", None)
            # Of equal means the order is that of the file.
            result.get("pairs", []).sort(key=lambda row: row["pair"])
            for row in result.get("options", {}).values():
                if "depends_on" in row:
                    row["depends_on"].sort()
        assert near(second, first)

    check()


def near(one, other):
    """Equal up to the last bits of floats, whose sums depend on the order of columns."""
    if isinstance(one, dict):
        return (
            isinstance(other, dict)
            and one.keys() == other.keys()
            and all(near(one[k], other[k]) for k in one)
        )
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(near, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return one == pytest.approx(other, abs=1e-9)
    return one == other


NEUTRAL = [method for method in EVERY if Claim.NEUTRAL in method.claims]


@pytest.mark.parametrize("method", NEUTRAL, ids=lambda method: method.id)
def test_renaming_options_renames_the_result(method):
    names = {"F1": "X1", "F2": "X2", "F3": "X3"}

    @FEW
    @given(rounds(method))
    def check(round_):
        renamed = json.loads(re.sub(r"\bF(\d)", r"X\1", json.dumps(round_)))
        first, second = recount(round_), recount(renamed)
        for code, other in names.items():
            assert near(first["options"][code], second["options"][other])
        if "tied_sets" in first:
            assert (
                json.loads(json.dumps(first["tied_sets"]).replace('"F', '"X'))
                == second["tied_sets"]
            )

    check()


BALANCED = [method for method in EVERY if Claim.BALANCED in method.claims]
FIGURES = (
    "balanced_mean",
    "balanced_median",
    "majority_grade",
    "place",
    "balanced_agree",
    "balanced_reject",
    "weight",
    "balanced",
)


@pytest.mark.parametrize("method", BALANCED, ids=lambda method: method.id)
def test_doubling_every_member_of_a_sector_changes_no_balanced_figure(method):
    """Else a sector could win by bringing more people."""

    @FEW
    @given(rounds(method))
    def check(round_):
        doubled = [
            ballot | {"count": 3 if ballot["sector"] == "com" else 1}
            for ballot in round_["ballots"]
        ]
        first = recount(round_ | {"sectors": loose(round_)})
        second = recount(round_ | {"ballots": doubled, "sectors": loose(round_)})
        for code, row in first["options"].items():
            for key in FIGURES:
                assert row.get(key) == second["options"][code].get(key)
            if "support" in row:
                assert row["support"]["balanced"] == second["options"][code]["support"]["balanced"]
        if "tied_sets" in first:
            assert first["tied_sets"] == second["tied_sets"]
            assert first["second_opinion"]["tied_sets"] == second["second_opinion"]["tied_sets"]
            assert first["method_check"] == second["method_check"]

    check()


@ALL
def test_what_everybody_wants_comes_out(method):
    """The folder itself says what that is, in a known answer: a claim that nothing shows is none."""
    unanimous = [each for each in of_folder(method) if each.get("unanimous")]
    assert bool(unanimous) == (Claim.UNANIMOUS in method.claims)
    for each in unanimous:
        ballots = document(each)["ballots"]
        assert len({ballot["sector"] for ballot in ballots}) > 1
        assert all(ballot["answer"] == ballots[0]["answer"] for ballot in ballots)
        assert each["expected"]
        rows = recount(document(each)).get("options", {}).values()
        assert all(row.get("interval", True) is not None for row in rows)


@ALL
def test_a_round_without_ballots_has_a_result(method):
    result = recount(
        {
            "format": "smd-tally/1",
            "method": method.id,
            "settings": must_be_given(method),
            "sectors": [{"code": "com", "eligible": 3}],
            "options": some_options(method),
            "ballots": [],
        }
    )
    assert result["seats"] == {"com": {"eligible": 3, "voted": 0}}
    json.dumps(result, allow_nan=False)


def test_the_growth_of_every_method_is_measured_on_rounds_that_can_be_counted(monkeypatch):
    """A setting that a method gained made `make bench` end in an error, which nobody saw."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    growth = importlib.import_module("growth")
    for method in METHODS.values():
        document = growth._document(method.id, 4, 12, 5)
        assert profile_of(document)[2].size == 12, method.id
