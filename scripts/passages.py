"""Which tests of the mathematics pass through which lines: for mutants.py."""

import json
import os
import sys
import time
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "smd_workshop" / "library"
KNOWN = ROOT / "build" / "mutants.json"
PARTS = ("methods", "stats", "sectors/balance", "profile", "disclosure", "chances")
#: Files of a folder that say how a result looks, not what it is.
LOOKS = {
    "__init__.py", "charts.py", "finding.py", "margins.py", "simulation.py", "room.py", "publishing.py", "tracing.py",
    "telling.py",
}  # fmt: skip
#: Tests of the library that need no application, and are quick enough.
TESTS = (
    "tests/stats", "tests/methods",
    *(f"tests/library/test_{name}.py" for name in (
        "stability", "influence", "distributions", "findings", "recount_files", "election_files", "camps",
        "small_sectors", "zones", "repeating", "shown_together", "repeated_rooms", "chance_draws",
    )),
    *(f"tests/survey/test_{name}.py" for name in ("groups", "questions", "summaries", "survey_files", "waves")),
)  # fmt: skip
MARKS = {"deep", "slow", "far", "postgres", "browser"}

Lines = dict[str, list[int]]
#: Test → what it takes, in seconds, and the lines of each file that it passes through.
Passages = dict[str, tuple[float, Lines]]
#: Stands among the tests for what is passed while modules are imported and tests collected.
IMPORTS = ""


def modules(part: str) -> list[Path]:
    """Return the modules of a part: of a folder, or the one file."""
    one = LIBRARY / f"{part}.py"
    found = [one] if one.exists() else (LIBRARY / part).rglob("*.py")
    return sorted(path for path in found if path.name not in LOOKS)


class Recorder:
    """Notes through which lines of the mathematics each test passes, and how long it takes."""

    def __init__(self) -> None:
        self.files = {
            str(path): str(path.relative_to(ROOT)) for part in PARTS for path in modules(part)
        }
        self.seen: dict[str, set[int]] = {}
        self.found: Passages = {}

    def _line(self, frame: FrameType, event: str, _: object) -> Any:
        if event == "line":
            self.seen.setdefault(frame.f_code.co_filename, set()).add(frame.f_lineno)
        return self._line

    def _call(self, frame: FrameType, _event: str, _arg: object) -> Any:
        return self._line if frame.f_code.co_filename in self.files else None

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Leave out what is not quick."""
        sys.settrace(None)
        self._keep(IMPORTS, 0)
        items[:] = quick(items)

    def _keep(self, name: str, seconds: float) -> None:
        lines = {self.files[file]: sorted(found) for file, found in self.seen.items()}
        self.found[name] = (round(seconds, 2), lines)

    def pytest_runtest_call(self, item: Any) -> Generator[None, Any]:
        """Follow one test."""
        self.seen, began = {}, time.process_time()
        sys.settrace(self._call)
        outcome: Any = yield
        sys.settrace(None)
        if outcome.excinfo is None:
            self._keep(item.nodeid, time.process_time() - began)


def quick(items: Iterable[Any]) -> list[Any]:
    """Return the tests that are quick."""
    return [i for i in items if not MARKS & {mark.name for mark in i.iter_markers()}]


def run(paths: Iterable[str], plugin: object, *options: str) -> int:
    """Run tests without an application, in silence."""
    import pytest  # noqa: PLC0415 - heavy
    from hypothesis import settings  # noqa: PLC0415

    settings.register_profile(
        "mutants", deadline=None, max_examples=25, derandomize=True, database=None
    )
    settings.load_profile("mutants")
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    # What is imported before pytest asks for it is not rewritten, which is no error here.
    quiet = [
        "-q",
        "--noconftest",
        "-p",
        "no:cacheprovider",
        "-W",
        "ignore::pytest.PytestAssertRewriteWarning",
    ]
    return int(pytest.main([*quiet, *options, *paths], [plugin]))


def record(tests: Sequence[str] | None) -> None:
    """Learn which test passes through which line; of some tests again, or of all."""
    import pytest  # noqa: PLC0415

    recorder = Recorder()
    Recorder.pytest_runtest_call = pytest.hookimpl(hookwrapper=True)(Recorder.pytest_runtest_call)  # type: ignore[method-assign]
    sys.settrace(recorder._call)  # noqa: SLF001 - until all tests are collected
    run(tests or TESTS, recorder)
    KNOWN.parent.mkdir(exist_ok=True)
    known = json.loads(KNOWN.read_text("utf-8")) if tests else {}
    KNOWN.write_text(json.dumps(known | recorder.found), encoding="utf-8")
