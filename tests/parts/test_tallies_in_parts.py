"""A round of a million ballots is decided as if one person had counted them all: every method, to the last digit."""

import hashlib
import json
import sys

import pyarrow as pa
import pytest
from depth import cases
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from seeded_files import seeded

from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount.tally import heading_of, profile_of, recount
from smd_workshop.library.schemas import FormatError
from smd_workshop.parts import tallies
from smd_workshop.parts.engines import Here

VERSIONS = [
    (method, version)
    for method in METHODS.values()
    for version in (method.version, *(each.version for each in method.others))
]
NAMES = [f"{method.id}/{version}" for method, version in VERSIONS]


def file_of(method, version, seed):
    """A file with ballots; the eligible are said, or left to be counted."""
    made = next(
        found
        for n in range(seed, seed + 50)
        if len((found := json.loads(json.dumps(seeded(method, n, version))))["ballots"]) > 4
    )
    if seed % 2:
        for sector in made["sectors"]:
            del sector["eligible"]
    return made


def text(result):
    return json.dumps(result, ensure_ascii=False, indent=1)


def exported(document, path, rows):
    return tallies.export(json.dumps(document).encode(), path, rows)


@pytest.mark.parametrize(("method", "version"), VERSIONS, ids=NAMES)
def test_parts_are_decided_like_the_file(method, version, tmp_path):
    for seed in range(cases(2, 20)):
        document = file_of(method, version, seed)
        assert exported(document, tmp_path / str(seed), 3) > 1
        assert text(tallies.recount(tmp_path / str(seed), Here())) == text(recount(document))


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Of each method a folder of parts and its result, printed."""
    made = {}
    for method in METHODS.values():
        document = file_of(method, method.version, 3)
        path = tmp_path_factory.mktemp("rounds") / method.id
        exported(document, path, 4)
        made[method.id] = path, text(recount(document))
    return made


def test_two_worker_processes_decide_every_round_as_one_does(machines, folders, smd):
    for path, whole in folders.values():
        done = smd("tally", path, "--engine", "dask", "--scheduler", machines.address)
        assert (done.exit_code, done.stdout) == (0, whole + "\n"), done.stderr


@settings(max_examples=cases(60, 1500), deadline=None)
@given(
    st.sampled_from(VERSIONS),
    st.integers(0, 40),
    st.integers(1, 5),
    st.randoms(use_true_random=False),
)
def test_profiles_of_parts_add_up_in_any_order(drawn, seed, parts, chance):
    document = file_of(*drawn, seed)
    heading, ballots = heading_of(document), document["ballots"]
    shuffled = chance.sample(ballots, len(ballots))
    added = heading.part([])
    for cut in chance.sample(range(parts), parts):
        added = added + heading.part(shuffled[cut::parts])
    assert heading.whole(added) == profile_of(document)[2]
    one, other = heading.part(ballots[:2]), heading.part(ballots[2:])
    assert one + other == other + one


def test_a_part_does_not_tell_which_seat_answered(tmp_path):
    ballots = [{"sector": "com", "seat": f"secret-{n}", "answer": "yes"} for n in range(5)]
    document = {
        "format": "smd-tally/1",
        "method": "ratify",
        "sectors": [{"code": "com"}],
        "ballots": ballots,
    }
    exported(document, tmp_path / "parts", 2)
    assert not any(b"secret" in file.read_bytes() for file in (tmp_path / "parts").iterdir())
    assert text(tallies.recount(tmp_path / "parts", Here())) == text(recount(document))


def test_what_is_wrong_is_refused_when_the_parts_are_written_with_its_place(tmp_path, smd):
    ballots = [
        {"sector": "com", "seat": "s1", "answer": "yes"},
        {"sector": "com", "seat": "s1", "answer": "no"},
    ]
    file = tmp_path / "round.json"
    document = {
        "format": "smd-tally/1",
        "method": "ratify",
        "sectors": [{"code": "com"}],
        "ballots": ballots,
    }
    file.write_text(json.dumps(document))
    done = smd("tally", "export", file, "--parquet", tmp_path / "parts")
    assert (done.exit_code, done.stderr) == (2, 'ballots[1].seat: "s1" already has a ballot\n')
    assert not (tmp_path / "parts").exists()


def test_a_ballot_of_a_part_has_the_place_that_it_has_in_the_file():
    document = file_of(METHODS["rating"], METHODS["rating"].version, 0)
    wrong = {"sector": document["sectors"][0]["code"], "answer": {document["options"][0]: 11}}
    heading = heading_of(document)
    with pytest.raises(FormatError, match=r"^ballots\[7001\]\.answer"):
        heading.part([document["ballots"][0], wrong], 7000)


def test_more_ballots_than_seats_are_refused_in_parts_too(tmp_path):
    document = file_of(METHODS["ratify"], METHODS["ratify"].version, 0)
    exported(document, tmp_path / "parts", 2)
    contents = json.loads((tmp_path / "parts" / "parts.json").read_text())
    first = document["ballots"][0]["sector"]
    for sector in contents["document"]["sectors"]:
        sector["eligible"] = 0 if sector["code"] == first else sector.get("eligible", 100)
    (tmp_path / "parts" / "parts.json").write_text(json.dumps(contents))
    with pytest.raises(FormatError, match="more ballots"):
        tallies.recount(tmp_path / "parts", Here())


def other(path, columns, **contents):
    """The folder with other columns in its first part, under their own digest, and other contents."""
    told = json.loads((path / "parts.json").read_text())
    if columns:
        file = path / told["parts"][0]["file"]
        parquet.write_table(pa.table(columns), file)
        told["parts"][0]["sha256"] = hashlib.sha256(file.read_bytes()).hexdigest()
        told["parts"][0]["rows"] = 1
    told["document"] |= contents.pop("document", {})
    told["parts"][0] |= contents
    (path / "parts.json").write_text(json.dumps(told))


@pytest.mark.parametrize(
    ("ballot", "said"),
    [
        ((["com"], [-5], ['"yes"']), "holds what is no ballot"),
        ((["com"], [0], ['"yes"']), "holds what is no ballot"),
        ((["com"], [1, None], ['"yes"', '"no"']), "holds what is no ballot"),
        ((["com"], [1], ["{x"]), "holds what is no ballot"),
        ((["com"], [1], ["[" * 100_000]), "holds what is no ballot"),
        ((["com"], [1], ["NaN"]), "null is not one of"),
        ((["com"], [1.5], ['"yes"']), "does not hold what its folder says"),
        (([3], [1], ['"yes"']), "does not hold what its folder says"),
    ],
)
def test_parts_that_another_program_wrote_are_refused_on_one_line(tmp_path, smd, ballot, said):
    exported(file_of(METHODS["ratify"], METHODS["ratify"].version, 0), tmp_path / "parts", 100)
    sector, count, answer = ballot
    columns = {"sector": sector * len(count), "count": count, "answer": answer}
    first = {"sectors": [{"code": "com"}]}
    other(tmp_path / "parts", columns, document=first, rows=len(count))
    done = smd("tally", tmp_path / "parts")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.exception
    assert said in done.stderr


def test_rows_that_nobody_would_count_are_said(tmp_path, smd):
    """Else figures would be of less than was written."""
    document = file_of(METHODS["ratify"], METHODS["ratify"].version, 0)
    exported(document, tmp_path / "a", 100)
    exported(document, tmp_path / "b", 100)
    other(tmp_path / "a", None, member="balots")
    other(tmp_path / "b", None, document={"ballots": document["ballots"][:1]})
    assert (
        smd("tally", tmp_path / "a").stderr
        == 'parts[0].member: the document has no list "balots"\n'
    )
    assert (
        smd("tally", tmp_path / "b").stderr
        == "document.ballots: is not empty; its rows stand in the parts\n"
    )


def test_without_the_extra_a_round_is_counted_and_parts_say_what_to_install(
    folders, tmp_path, smd, monkeypatch
):
    file = tmp_path / "round.json"
    file.write_text(json.dumps(file_of(METHODS["ratify"], METHODS["ratify"].version, 0)))
    for name in ("pyarrow", "pyarrow.parquet", "distributed"):
        monkeypatch.setitem(sys.modules, name, None)
    assert smd("tally", file).exit_code == 0
    for words in (
        ("tally", folders["ratify"][0]),
        ("tally", "export", file, "--parquet", tmp_path / "new"),
    ):
        done = smd(*words)
        assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
        assert "requirements-big.txt" in done.stderr
