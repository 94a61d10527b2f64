"""A suite that leaves out what it cannot run would be green on a machine where nothing was looked at."""

import machine
import pytest


def program(folder, name):
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine on which nothing is installed; programs may be put into its folder."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("SMD_TEST_WITHOUT", raising=False)
    monkeypatch.setattr(
        machine, "CHROMIUM", (*machine.CHROMIUM[:-1], str(tmp_path / "snap" / "chromium"))
    )
    return tmp_path


@pytest.mark.parametrize(
    "place",
    [
        ("bin", "chromium-headless-shell"),
        ("bin", "chromium"),
        ("bin", "chromium-browser"),
        ("snap", "chromium"),
    ],
)
def test_chromium_is_found_as_debian_and_ubuntu_install_it(bare, place):
    folder, name = place
    there = program(bare / folder, name)
    assert machine.needed(machine.chromium) == there


def test_the_chromium_without_windows_comes_first(bare):
    program(bare / "bin", "chromium")
    lighter = program(bare / "bin", "chromium-headless-shell")
    assert machine.needed(machine.chromium) == lighter


def test_without_chromium_a_test_fails_with_a_way_out(bare):
    with pytest.raises(pytest.fail.Exception, match=r"make test.*SMD_TEST_WITHOUT"):
        machine.needed(machine.chromium)


def test_without_postgresql_a_test_fails_with_a_way_out(bare, monkeypatch):
    monkeypatch.setattr("machine.Path.glob", lambda *_: iter(()))
    with pytest.raises(pytest.fail.Exception, match=r"PostgreSQL.*make test.*SMD_TEST_WITHOUT"):
        machine.needed(machine.postgresql)


def test_what_is_to_be_left_out_is_left_out_and_nothing_else(bare, monkeypatch):
    monkeypatch.setenv("SMD_TEST_WITHOUT", "postgresql")
    with pytest.raises(pytest.skip.Exception):
        machine.needed(machine.postgresql)
    with pytest.raises(pytest.fail.Exception):
        machine.needed(machine.chromium)
