"""Whoever installs the extra for large counts must not find that lists and exports read otherwise from then on."""

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

from serving import ROOT

TABLES = str(Path(__file__).with_name("tables.py"))


def said_without():
    """In a process of its own: what pandas has found when it began is not taken from it."""
    done = subprocess.run(
        [sys.executable, TABLES, "without"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr.strip()


def test_lists_are_read_and_tables_written_alike_with_and_without_pyarrow(monkeypatch, capsys):
    """pandas keeps texts in pyarrow where it is installed: empty cells, codes such as 001 and words such as NA stay."""
    import pandas as pd

    assert isinstance(pd.Series(["a"]).array, pd.arrays.ArrowStringArray), "it has found it here"
    monkeypatch.setattr(sys, "argv", [TABLES])
    runpy.run_path(TABLES)
    with_it, present = capsys.readouterr()
    without, absent = said_without()
    assert (present.strip(), absent) == ("True", "False"), "the extra is installed where tests run"
    assert with_it == without
    read = json.loads(with_it)["read"]
    assert read[0][1] == [
        ["001", "Ñandú «x»", "3", ""],
        ["1e5", "", "0", ""],
        ["NA", "null", "-1", "'=1+1"],
    ]
    assert read[1][1] == [["007", "1,5"], ["", "NaN"]]
