"""A survey too large for one machine has the figures of one that is not, to the last digit."""

import hashlib
import json
import pickle
import random
import shutil
import signal
import sys
import tempfile
import threading
from pathlib import Path

import pyarrow as pa
import pytest
from clusters import PATIENCE, until
from depth import cases
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from waves import changed

from smd_workshop.library.schemas import FormatError
from smd_workshop.library.survey.document import recount
from smd_workshop.library.survey.summary import Summary
from smd_workshop.parts import engines, surveys
from smd_workshop.parts.engines import Cluster, EngineError, Here
from smd_workshop.parts.extra import MissingError

ITEMS = ["a", "b", "c", "f", "o", "i"]
DOCUMENT = changed(
    population=None,
    dimensions=[{"code": "d", "items": ["a", "b", "c"]}, {"code": "é«x»", "items": ["f"]}],
    overall="o",
    recommend="r",
    importance={"a": "i"},
    settings={"seed": "x", "resamples": 100},
    responses=[],
)
ANSWERS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={item: st.sampled_from([1, 2, 3, 4, 5, "na", None]) for item in ITEMS}
        | {"r": st.sampled_from([*range(11), "na", None])},
    ),
    max_size=12,
)


def wave(many, **parts):
    chance = random.Random(many)
    answers = [1, 2, 3, 4, 5, 5, "na", None]
    responses = [{item: chance.choice(answers) for item in ITEMS} for _ in range(many)]
    return DOCUMENT | {"responses": responses, "population": 2 * many} | parts


def exported(document, path, rows):
    """The folder of a document; how many parts it has."""
    return surveys.export(json.dumps(document).encode(), path, rows)


def text(result):
    """A result as it is printed: what is equal here is equal to the last digit."""
    return json.dumps(result, ensure_ascii=False, indent=1)


@settings(max_examples=cases(25, 500), deadline=None)
@given(ANSWERS, st.none() | ANSWERS, st.integers(1, 5), st.sampled_from([None, 40]))
def test_parts_have_the_figures_of_the_file(answers, beside, rows, population):
    document = DOCUMENT | {"responses": answers, "population": population}
    if beside is not None:
        document |= {"open_responses": beside}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "parts")
        exported(document, path, rows)
        assert text(surveys.recount(path, Here())) == text(recount(document))


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """A wave of 900 in 30 parts, and what it comes to."""
    path, document = tmp_path_factory.mktemp("wave") / "parts", wave(900)
    assert exported(document, path, 30) == 30
    return path, text(recount(document))


def test_two_worker_processes_print_what_one_process_prints(machines, parts, smd):
    path, whole = parts
    done = smd("survey", path, "--engine", "dask", "--scheduler", machines.address)
    assert (done.exit_code, done.stdout) == (0, whole + "\n")
    assert smd("survey", path).stdout == whole + "\n"


def test_workers_of_this_machine_are_started_and_ended_where_no_scheduler_is_named(parts, smd):
    path, whole = parts
    done = smd("survey", path, "--engine", "dask", "--workers", 1)
    assert (done.exit_code, done.stdout) == (0, whole + "\n"), done.stderr


def test_what_a_killed_worker_had_counted_is_counted_again(machines, parts):
    """The third worker alone counts, is killed with what it holds, and the other two begin anew."""
    path, whole = parts
    client, found = machines.client, []
    stays, dies = machines.processes[1:3], machines.start("c")

    def held():
        """How many counted parts the third worker holds."""
        names = {w["name"]: at for at, w in client.scheduler_info(n_workers=-1)["workers"].items()}
        return len(client.has_what().get(names.get("c"), ()))

    until(lambda: len(client.scheduler_info(n_workers=-1)["workers"]) == 3)
    for process in stays:
        process.send_signal(signal.SIGSTOP)
    try:
        counting = threading.Thread(
            target=lambda: found.append(surveys.recount(path, Cluster(client))), daemon=True
        )
        counting.start()
        assert until(held) > 0
        assert not found, "the worker was not killed half-way"
        dies.kill()
    finally:
        for process in stays:
            process.send_signal(signal.SIGCONT)
    counting.join(PATIENCE)
    assert [text(each) for each in found] == [whole]


def test_a_part_that_was_changed_is_refused_on_one_line_here_and_there(
    machines, parts, smd, tmp_path
):
    path = tmp_path / "parts"
    shutil.copytree(parts[0], path)
    part = path / "responses-00003.parquet"
    part.write_bytes(part.read_bytes()[:-1] + b"x")
    for engine in ([], ["--engine", "dask", "--scheduler", machines.address]):
        done = smd("survey", path, *engine)
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr == "responses-00003.parquet is not the part that was written\n"
    part.unlink()
    done = smd("survey", path)
    assert done.exit_code == 2
    assert done.stderr.endswith("responses-00003.parquet: No such file or directory\n")


def test_without_workers_one_line_says_so_and_nothing_waits_for_ever(monkeypatch, smd, parts):
    class Nobody:
        """A client whose last worker is gone."""

        def submit(self, *_task, **_options):
            return self

        def done(self):
            return False

        def result(self, timeout):
            raise TimeoutError

        def scheduler_info(self, n_workers):
            return {"workers": {}}

    with pytest.raises(EngineError, match="no worker is left"):
        surveys.recount(parts[0], Cluster(Nobody(), patience=5))
    monkeypatch.setattr(engines, "PATIENCE", 0.2)
    done = smd("survey", parts[0], "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("the scheduler at tcp://127.0.0.1:9 does not answer")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ("{", "not JSON"), ("[]", "is not an object"), ("{}", "format: missing"),
        ('{"format": "smd-survey/1"}', 'format: "smd-survey/1" is not "smd-parts/1"'),
    ],
)  # fmt: skip
def test_a_folder_of_something_else_is_refused_on_one_line(tmp_path, smd, contents, said):
    done = smd("survey", tmp_path)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "parts.json: No such file" in done.stderr
    (tmp_path / "parts.json").write_text(contents)
    done = smd("survey", tmp_path)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert said in done.stderr


def test_a_part_outside_its_folder_is_not_read(parts, tmp_path, smd):
    contents = json.loads((parts[0] / "parts.json").read_text())
    contents["parts"][1]["file"] = "../secret.parquet"
    (tmp_path / "parts.json").write_text(json.dumps(contents))
    done = smd("survey", tmp_path)
    assert (
        done.stderr == 'parts[1].file: "../secret.parquet" is not a name of a file in this folder\n'
    )


@pytest.mark.parametrize("cell", [1.5, float("nan"), 65537, -3, "x", True, [1]])
def test_a_cell_that_another_program_wrote_is_no_answer_because_it_can_be_cut_to_one(
    tmp_path, smd, cell
):
    exported(wave(1), tmp_path / "parts", 10)
    told = json.loads((tmp_path / "parts" / "parts.json").read_text())
    file = tmp_path / "parts" / told["parts"][0]["file"]
    parquet.write_table(
        pa.table({name: [cell] for name in parquet.read_table(file).schema.names}), file
    )
    told["parts"][0]["sha256"] = hashlib.sha256(file.read_bytes()).hexdigest()
    (tmp_path / "parts" / "parts.json").write_text(json.dumps(told))
    done = smd("survey", tmp_path / "parts")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.exception
    assert file.name in done.stderr


def test_a_wrong_answer_and_a_filled_folder_are_refused_before_anything_is_called_parts(
    tmp_path, smd
):
    file = tmp_path / "wave.json"
    file.write_text(json.dumps(wave(3) | {"responses": [{"a": 5}, {"a": 6}]}))
    done = smd("survey", "export", file, "--parquet", tmp_path / "parts")
    assert (done.exit_code, done.stderr) == (2, "responses[1].a: 6 is not between 1 and 5\n")
    assert not (tmp_path / "parts" / "parts.json").exists()
    file.write_text(json.dumps(wave(3)))
    done = smd("survey", "export", file, "--parquet", tmp_path)
    assert (done.exit_code, done.stderr) == (2, f"{tmp_path} is not empty\n")


def test_options_that_contradict_each_other_are_refused_on_one_line(tmp_path, smd, parts):
    file = tmp_path / "wave.json"
    file.write_text(json.dumps(wave(3)))
    done = smd("survey", file, "--engine", "dask")
    assert (
        done.stderr == f"{file} is one file; first: flask smd survey export {file} --parquet DIR\n"
    )
    done = smd("survey", parts[0], "--scheduler", "tcp://127.0.0.1:9")
    assert done.stderr == "--scheduler and --workers go with --engine dask\n"


def test_without_the_extra_a_file_is_counted_and_parts_say_what_to_install(
    tmp_path, smd, monkeypatch, parts
):
    for name in ("pyarrow", "pyarrow.parquet", "distributed"):
        monkeypatch.setitem(sys.modules, name, None)
    file = tmp_path / "wave.json"
    file.write_text(json.dumps(wave(3)))
    assert smd("survey", file).exit_code == 0
    for words in (
        ("survey", parts[0]),
        ("survey", parts[0], "--engine", "dask"),
        ("survey", "export", file, "--parquet", tmp_path / "new"),
    ):
        done = smd(*words)
        assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
        assert "pip install --require-hashes -r requirements-big.txt" in done.stderr
    assert not (tmp_path / "new").exists()


def test_no_more_than_a_block_of_a_part_is_held(tmp_path, monkeypatch):
    """However large the parts of others are: a worker has little memory."""
    exported(wave(500), tmp_path / "parts", 500)
    seen = []
    of = Summary.of

    def noted(design, block):
        seen.append(len(block))
        return of(design, block)

    monkeypatch.setattr(surveys, "BLOCK", 64)
    monkeypatch.setattr(Summary, "of", noted)
    surveys.recount(tmp_path / "parts", Here())
    assert max(seen) == 64 and sum(seen) == 500


def test_what_is_wrong_is_said_alike_across_processes():
    for error in (
        FormatError("", "%(file)s: %(why)s", file="x", why="y"),
        FormatError("population", "missing"),
        FormatError(("responses", 3, "a b"), "%(value)s is no answer", value=6),
    ):
        again = pickle.loads(pickle.dumps(error))
        assert (str(again), again.steps, again.message, again.params) == (
            str(error), error.steps, error.message, error.params,
        )  # fmt: skip
    assert str(pickle.loads(pickle.dumps(MissingError("x")))) == "x"
