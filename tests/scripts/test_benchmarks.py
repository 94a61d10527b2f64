"""A measurement that stops half-way measures nothing: each part that is named can be run and told."""

import runpy
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parent.parent.parent / "benchmarks"


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(BENCHMARKS), *sys.path])
    return runpy.run_path(str(BENCHMARKS / "run.py"))


def test_every_part_is_measured_and_has_its_words(run):
    assert set(run["parts"](1, 1)) == set(run["WORDS"]) == set(run["PARTS"])


def test_the_program_closes_its_folder_and_leaves_the_database_beside_it(run, monkeypatch):
    import programs

    monkeypatch.setattr(programs.Site, "flask", lambda site, *_words: site.folder.chmod(0o700))
    with programs.site("sqlite") as site:
        assert site.folder.parent.stat().st_mode & 0o055, "PostgreSQL's user passes through here"
