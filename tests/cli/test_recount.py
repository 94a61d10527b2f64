"""`flask smd tally` and its like where there is nothing but a file: no database, no folder to write to."""

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from smd_workshop import create_app

ROOT = Path(__file__).resolve().parents[2]
#: A folder that cannot be made.
NOWHERE = "/proc/nowhere" if Path("/proc").is_dir() else str(Path(__file__) / "nowhere")
TALLY = {
    "format": "smd-tally/1",
    "method": "ratify",
    "sectors": [{"code": "com"}],
    "ballots": [{"sector": "com", "count": 3, "answer": "yes"}],
}


@pytest.fixture(scope="module")
def smd():
    """smd(*words, given=""): a command as the program answers it where no folder can be written to.

    In this process: what a process of its own does beside that is asked once, of `tally`.
    """
    app = create_app(
        {"SMD_INSTANCE": NOWHERE, "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 2}
    )
    runner = app.test_cli_runner()
    return lambda *words, given="": runner.invoke(args=["smd", *words], input=given)


def flask(*args, given="", **environment):
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", str(ROOT / "app.py"), *args],
        input=given, capture_output=True, text=True, timeout=60, check=False,
        env={k: v for k, v in os.environ.items() if not k.startswith("SMD_")} | environment,
    )  # fmt: skip


def test_it_counts_with_no_database_and_leaves_nothing_behind_a_method_of_somebody_else_too(smd):
    """In a process of its own, by a method that is named in a setting; by those of the program in this one."""
    given = json.dumps(
        TALLY
        | {"method": "score", "settings": {"enough": 6}, "options": ["F1"]}
        | {"ballots": [{"sector": "com", "count": 3, "answer": {"F1": 7}}]}
    )
    here = {"PYTHONPATH": str(ROOT / "tests/methods"), "SMD_INSTANCE": NOWHERE}
    done = flask("smd", "tally", "-", given=given, SMD_METHODS="made_up", **here)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["options"]["F1"]["verdict"] == "enough"
    unknown = smd("tally", "-", given=given)
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert unknown.stderr.startswith('method: there is no method "score"')
    done = smd("tally", "-", given=json.dumps(TALLY))
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["outcome"] == "adopted"


def test_it_counts_a_survey_likewise(smd):
    survey = {
        "format": "smd-survey/1",
        "scale": {"min": 1, "max": 5},
        "dimensions": [{"code": "d", "items": ["p"]}],
        "responses": [{"p": 5}, {"p": 4}],
    }
    done = smd("survey", "-", given=json.dumps(survey))
    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(done.stdout)["headline"]["share"] == 0.5
    survey["responses"][1]["p"] = 6
    done = smd("survey", "-", given=json.dumps(survey))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "responses[1].p: 6 is not between 1 and 5\n"


def test_a_plan_is_evaluated_with_no_database_and_refused_on_one_line(smd):
    text = (ROOT / "tests/data/zed_ilo_plan.json").read_text(encoding="utf-8")
    done = smd("evaluate", "-", "--year", "2023", given=text)
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["weighted_light"] == "green"
    wrong = text.replace('"period": [2023, 2025]', '"period": [2025, 2023]')
    done = smd("evaluate", "-", "--year", "2023", given=wrong)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "period[1]: 2023 is before 2025\n"


def test_two_rounds_are_compared_and_an_error_names_its_file_and_place(smd, tmp_path):
    seated = TALLY | {"ballots": [{"sector": "com", "seat": "1", "answer": "yes"}]}
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    first.write_text(json.dumps(seated), encoding="utf-8")
    second.write_text(json.dumps(TALLY), encoding="utf-8")
    done = smd("stability", str(first), "-", given=json.dumps(seated))
    assert done.exit_code == 0, done.stderr
    assert list(json.loads(done.stdout))[:3] == ["format", "method", "version"]
    assert json.loads(done.stdout)["stable"] is True
    done = smd("stability", str(first), str(second))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        f"{second}: ballots[0].seat: missing: two rounds are compared seat by seat\n"
    )
    done = smd("stability", "-", "-", given=json.dumps(seated))
    assert (done.exit_code, done.stderr) == (2, "-: standard input holds one file, not two\n")


@pytest.mark.parametrize(
    "words", [("tally",), ("survey",), ("evaluate", "--year", "2023"), ("xlsform",)]
)
@pytest.mark.parametrize("name", ["x" * 5000, "", "a\0b", "nowhere/file", "a\nb\x1b[31m", "."])
def test_a_name_that_cannot_be_opened_costs_one_line(smd, words, name):
    done = smd(*words, name)
    assert (done.exit_code, done.stdout) == (2, ""), done.exception
    assert done.stderr.count("\n") == 1
    assert done.stderr.rstrip("\n").isprintable()
    assert len(done.stderr) < 1100


def test_a_wrong_file_costs_one_line_and_exit_code_two(smd):
    wrong = TALLY | {"ballots": [{"sector": "com", "answer": "maybe"}]}
    done = smd("tally", "-", given=json.dumps(wrong))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("ballots[0].answer")


def test_a_weak_secret_in_production_is_one_line(tmp_path, monkeypatch):
    """Said as the program is left, so that Python prints it alone."""
    for name in [name for name in os.environ if name.startswith("SMD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SMD_PRODUCTION", "1")
    monkeypatch.setenv("SMD_INSTANCE", str(tmp_path))
    with pytest.raises(SystemExit, match="SMD_SECRET_KEY") as left:
        runpy.run_path(str(ROOT / "app.py"))
    assert isinstance(left.value.code, str) and "\n" not in left.value.code
