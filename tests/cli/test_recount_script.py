"""The recount for everyone: one file with nothing but Python agrees with what was published, and says what does not."""

import functools
import json
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from depth import cases
from each_case import each_case
from seeded_files import seeded

from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount.tally import recount

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = ROOT / "smd_workshop" / "static" / "recount.py"
OURS = runpy.run_path(str(SCRIPT))
COUNTED = [method_id for method_id in OURS["METHODS"] if method_id in METHODS]


def run(tmp_path, data, result=None, language="C.UTF-8"):
    """What an auditor does: an interpreter that sees no package, two files, one command."""
    names = []
    for name, document in (("data", data), ("result", result)):
        if document is not None:
            path = tmp_path / f"{name}.json"
            path.write_text(json.dumps(document), encoding="utf-8")
            names.append(str(path))
    return subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), *names],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"LC_ALL": language},
    )


def test_it_is_one_file_of_at_most_four_hundred_lines_that_needs_nothing():
    text = SCRIPT.read_text("utf-8")
    assert len(text.splitlines()) < 400
    imported = {
        line.split()[1].split(".")[0]
        for line in text.splitlines()
        if line.startswith(("import ", "from "))
    }
    assert imported <= sys.stdlib_module_names


@pytest.mark.parametrize("method_id", COUNTED)
def test_it_agrees_with_what_is_published_of_any_round(method_id):
    """On files drawn from seeds, with weights, empty sectors and ties; everything it counts is in the result."""
    for seed in range(cases(8, 300)):
        data = json.loads(json.dumps(seeded(METHODS[method_id], f"recount {seed}")))
        for place, sector in enumerate(data["sectors"]):
            sector.update([{}, {"weight": "3/2"}, {"weight": 2}][(seed + place) % 3])
        result = json.loads(json.dumps(recount(data)))
        counted = OURS["count"](data, result)
        assert list(OURS["differences"](counted, result)) == [], (seed, data)
        assert {"input_sha256", "seats", "status", "without", "depends_on"} <= counted.keys()


def test_it_counts_every_version_that_it_says_it_counts():
    """Versions that differ in figures which it does not count are the same to it."""
    for method_id in COUNTED:
        for version in OURS["METHODS"][method_id][0]:
            data = json.loads(json.dumps(seeded(METHODS[method_id], "recount 1", version)))
            result = json.loads(json.dumps(recount(data)))
            assert list(OURS["differences"](OURS["count"](data, result), result)) == []
    assert [METHODS[each].version for each in COUNTED] == [
        OURS["METHODS"][each][0][0] for each in COUNTED
    ]


@pytest.mark.parametrize("method_id", COUNTED)
def test_it_counts_a_thousand_million_ballots_and_names_in_any_writing(method_id):
    """A count is a number, not so many ballots one after the other; a code may hold what a person typed.

    Where the bounds of what it is compared with take seconds to be found, ten thousand on each change.
    """
    many = cases(10**4, 10**9) if method_id in {"rating", "points"} else 10**9
    text = json.dumps(seeded(METHODS[method_id], "recount 3"))
    for code in json.loads(text)["options"]:
        text = text.replace(f'"{code}"', json.dumps(f"«ñandú»  {code} 👍"))
    data = json.loads(text)
    for sector in data["sectors"]:
        del sector["eligible"]
    data["sectors"].append({"code": "Σ silent", "eligible": 0})
    data["ballots"][0]["count"] = many - 1
    result = json.loads(json.dumps(recount(data)))
    assert list(OURS["differences"](OURS["count"](data, result), result)) == []


def odd(method_id, ballots, options=(), eligible=None, **settings):
    """Return a file of two sectors as no page hands it out, but the format allows."""
    sectors = [{"code": "a"} | ({} if eligible is None else {"eligible": eligible}), {"code": "b"}]
    rows = [
        {"sector": sector, "answer": answer, "count": count} for sector, answer, count in ballots
    ]
    return {"format": "smd-tally/1", "method": method_id, "settings": settings, "sectors": sectors,
            "options": list(options), "ballots": rows}  # fmt: skip


@each_case(
    "data",
    [
        odd("ratify", [("a", "yes", 2.0), ("b", "no", 1)], eligible=3.0),
        odd("ratify", [], eligible=0),  # nobody has a seat: no sector lacks its quorum
        odd("estimate", [("a", {"x": 0.3}, 2.0), ("b", {"x": 1e-9}, 1), ("b", {"x": 7}, 1)], "x"),
        odd("ranking", [("a", [["y"]], 2.0), ("b", [["x", "y"]], 1)], "xy"),
        odd("points", [("a", {"x": 100}, 1), ("b", {"y": 40, "x": 60}, 2)], "xyz"),  # what is left out is 0
        odd("points", [("a", {"x": 100, "@H": 100}, 1), ("b", {"z": 100}, 2)], "xyz",
            groups={"G": ["x", "y"], "H": ["z"]}),
    ],
)  # fmt: skip
def test_it_counts_whatever_way_of_writing_the_format_allows(data):
    result = json.loads(json.dumps(recount(data)))
    assert list(OURS["differences"](OURS["count"](data, result), result)) == []


@functools.cache
def rounds():
    """Of each method one round, small enough to be run as an auditor does."""
    return [seeded(METHODS[method_id], "by hand") for method_id in COUNTED]


@pytest.mark.parametrize("data", rounds(), ids=COUNTED)
def test_one_command_says_that_all_is_as_published_or_what_is_not(tmp_path, data):
    result = recount(data)
    done = run(tmp_path, data, result)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{data['method']}: counted again, all as published\n"
    wrong = json.loads(json.dumps(result))
    code = next(iter(wrong["seats"]))
    wrong["seats"][code]["voted"] += 1
    done = run(tmp_path, data, wrong)
    assert done.returncode == 1
    published, counted = wrong["seats"][code]["voted"], result["seats"][code]["voted"]
    assert done.stdout == f"seats.{code}.voted: published {published}, counted {counted}\n"


def test_a_ballot_that_was_changed_after_the_publication_shows(tmp_path):
    data = {
        "format": "smd-tally/1", "method": "ratify", "sectors": [{"code": "a"}, {"code": "b"}],
        "ballots": [{"sector": "a", "answer": "yes"}, {"sector": "b", "answer": "yes"}],
    }  # fmt: skip
    result = recount(data)
    data["ballots"][1]["answer"] = "no"
    done = run(tmp_path, data, result)
    assert done.returncode == 1
    assert "outcome: published adopted, counted rejected" in done.stdout
    assert "input_sha256: published " in done.stdout


def test_files_of_two_rounds_are_called_that_and_no_line_is_of_the_machine(tmp_path):
    one, other = (next(r for r in rounds() if r["method"] == name) for name in ("ratify", "rating"))
    done = run(tmp_path, one, recount(other))
    assert (done.returncode, done.stdout) == (2, "")
    assert "these files are of two rounds; download both from one page" in done.stderr
    ballots = json.loads(json.dumps(other))
    ballots["ballots"] = ballots["ballots"][1:]  # the same question asked again
    less = {key: value for key, value in recount(other).items() if key != "seats"}
    done = run(tmp_path, ballots, less)
    assert done.returncode == 1
    assert "(other ballots: of another round, or changed since)" in done.stdout
    assert "seats: published nothing, counted several figures" in done.stdout
    assert not {"{", "[", "Fraction", "None"} & {
        s for s in ("{", "[", "Fraction", "None") if s in done.stdout
    }


def test_without_a_result_it_prints_what_it_counted(tmp_path):
    data = rounds()[0]
    done = run(tmp_path, data)
    assert done.returncode == 0
    assert json.loads(done.stdout)["method"] == data["method"]


@pytest.mark.parametrize(
    "data",
    [
        {"format": "smd-tally/1", "method": "bwm", "sectors": [], "ballots": []},
        {"format": "smd-tally/1", "method": "rating", "version": 1, "sectors": [], "ballots": []},
        {"format": "smd-survey/1"},
        {"format": "smd-tally/1", "method": "rating"},
        [],
    ],
)
def test_what_it_cannot_count_it_refuses_on_one_line(tmp_path, data):
    done = run(tmp_path, data, {})
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("cannot be counted: ")
    assert done.stderr.count("\n") == 1


def test_files_that_were_named_in_the_other_order_are_understood(tmp_path):
    data = rounds()[0]
    done = run(tmp_path, recount(data), data)
    assert (done.returncode, done.stderr) == (0, "")
    assert "counted again, all as published" in done.stdout


def test_what_another_program_counts_is_said_with_its_name_also_in_spanish(tmp_path):
    data = {"format": "smd-tally/1", "method": "bwm", "sectors": [], "ballots": []}
    assert (
        "bwm is recounted by the program itself: flask smd tally FILE" in run(tmp_path, data).stderr
    )
    said = run(tmp_path, data, language="es_PE.UTF-8").stderr
    assert said.startswith("no se puede contar: ") and "bwm lo cuenta el sistema mismo" in said
    data = rounds()[0]
    done = run(tmp_path, data, recount(data), language="es_PE.UTF-8")
    assert "contado otra vez, todo como se publicó" in done.stdout
    less = {key: value for key, value in recount(data).items() if key != "without"}
    assert "without: publicado nada," in run(tmp_path, data, less, language="es_PE.UTF-8").stdout


@pytest.mark.parametrize("many", [0, 1, 2, 3])
def test_a_wrong_set_of_files_is_told_what_to_name(tmp_path, many):
    data = rounds()[0]
    file = tmp_path / "result.json"
    file.write_text(json.dumps(recount(data)), encoding="utf-8")
    command = [sys.executable, "-I", "-S", str(SCRIPT), *[str(file)] * many]
    done = subprocess.run(command, capture_output=True, text=True, env={"LC_ALL": "C.UTF-8"})
    assert done.returncode == 2
    assert "python3 recount.py BALLOTS.json RESULT.json" in done.stderr


def test_handed_out_by_a_spanish_page_it_speaks_spanish_whatever_the_machine_speaks(tmp_path):
    own = tmp_path / "recontar (1).py"
    own.write_bytes(SCRIPT.read_bytes())
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(own)],
        capture_output=True, text=True, env={"LC_ALL": "en_US.UTF-8", "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.stderr.startswith(
        "no se puede contar: ejecute: python3 recontar.py RESPUESTAS.json"
    )


def test_it_refuses_files_that_are_not_there(tmp_path):
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), "nothing.json"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
