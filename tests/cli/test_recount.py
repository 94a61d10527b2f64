"""`flask smd tally` and its like where there is nothing but a file: no database, no folder to write to."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TALLY = {
    "format": "smd-tally/1",
    "method": "ratify",
    "sectors": [{"code": "com"}],
    "ballots": [{"sector": "com", "count": 3, "answer": "yes"}],
}


def flask(*args, given="", **environment):
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", str(ROOT / "app.py"), *args],
        input=given, capture_output=True, text=True, timeout=60, check=False,
        env={k: v for k, v in os.environ.items() if not k.startswith("SMD_")} | environment,
    )  # fmt: skip


def test_it_counts_with_no_database_and_leaves_nothing_behind(tmp_path):
    nowhere = Path("/proc/nowhere") if Path("/proc").is_dir() else tmp_path / "file" / "x"
    done = flask("smd", "tally", "-", given=json.dumps(TALLY), SMD_INSTANCE=str(nowhere))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["outcome"] == "adopted"


def test_it_counts_a_survey_likewise(tmp_path):
    survey = {
        "format": "smd-survey/1",
        "scale": {"min": 1, "max": 5},
        "dimensions": [{"code": "d", "items": ["p"]}],
        "responses": [{"p": 5}, {"p": 4}],
    }
    nowhere = {"SMD_INSTANCE": str(Path("/proc/nowhere") if Path("/proc").is_dir() else tmp_path)}
    done = flask("smd", "survey", "-", given=json.dumps(survey), **nowhere)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["headline"]["share"] == 0.5
    survey["responses"][1]["p"] = 6
    done = flask("smd", "survey", "-", given=json.dumps(survey), **nowhere)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "responses[1].p: 6 is not between 1 and 5\n"


def test_a_plan_is_evaluated_with_no_database_and_refused_on_one_line(tmp_path):
    nowhere = Path("/proc/nowhere") if Path("/proc").is_dir() else tmp_path / "file" / "x"
    text = (ROOT / "tests/data/zed_ilo_plan.json").read_text(encoding="utf-8")
    done = flask("smd", "evaluate", "-", "--year", "2023", given=text, SMD_INSTANCE=str(nowhere))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["weighted_light"] == "green"
    wrong = text.replace('"period": [2023, 2025]', '"period": [2025, 2023]')
    done = flask("smd", "evaluate", "-", "--year", "2023", given=wrong, SMD_INSTANCE=str(nowhere))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "period[1]: 2023 is before 2025\n"


def test_a_wrong_file_costs_one_line_and_exit_code_two(tmp_path):
    wrong = TALLY | {"ballots": [{"sector": "com", "answer": "maybe"}]}
    done = flask("smd", "tally", "-", given=json.dumps(wrong), SMD_INSTANCE=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("ballots[0].answer")


def test_a_weak_secret_in_production_is_one_line(tmp_path):
    done = flask("smd", "tally", "-", SMD_PRODUCTION="1", SMD_INSTANCE=str(tmp_path))
    assert done.returncode != 0
    assert "SMD_SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_counts_by_a_method_of_somebody_else_who_is_named_in_a_setting(tmp_path):
    given = json.dumps(
        TALLY
        | {"method": "score", "settings": {"enough": 6}, "options": ["F1"]}
        | {"ballots": [{"sector": "com", "count": 3, "answer": {"F1": 7}}]}
    )
    here = {"PYTHONPATH": str(ROOT / "tests/methods"), "SMD_INSTANCE": str(tmp_path)}
    done = flask("smd", "tally", "-", given=given, SMD_METHODS="made_up", **here)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["options"]["F1"]["verdict"] == "enough"
    unknown = flask("smd", "tally", "-", given=given, **here)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert unknown.stderr.startswith('method: there is no method "score"')
