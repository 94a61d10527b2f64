"""What tests need of the machine. What is missing fails them: a suite that leaves out what it cannot
run is green and says nothing. Who wants that says so: SMD_TEST_WITHOUT="chromium postgresql"."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T")
#: First the one without windows, which takes half the processor's time for the same pages. Of the others Debian
#: calls it one way, Ubuntu another; Ubuntu's is a snap, whose folder may not be on the path.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "/snap/bin/chromium")


def chromium() -> str:
    """Return where Chromium is; raises RuntimeError with a way out."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        raise RuntimeError("Chromium is not installed: run `make test`, which installs it")
    return found


def postgresql() -> Path:
    """Return where initdb and pg_ctl are: on the path, or where Debian and Ubuntu put them."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("pg_ctl")
    if found:
        folders.append(Path(found).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists():
            return folder
    raise RuntimeError("PostgreSQL is not installed: run `make test`, which installs it")


def needed(find: Callable[[], T]) -> T:
    """Return what a test needs; without it the test fails, or is left out if that was asked for."""
    if find.__name__ in os.environ.get("SMD_TEST_WITHOUT", "").split():
        pytest.skip(f"SMD_TEST_WITHOUT leaves out what needs {find.__name__}")
    try:
        return find()
    except RuntimeError as missing:
        pytest.fail(
            f'{missing}, or leave it out: SMD_TEST_WITHOUT="{find.__name__}"', pytrace=False
        )
