"""Change one thing at a time in the mathematics and see whether the quick tests notice: docs/mutants.md.

python scripts/mutants.py [--many N] [--seed S] [--only PART] [--record]

First it learns which test passes through which line (kept in build/mutants.json; --record learns it again). Then every
mutant lives in a process of its own that reads the changed module in place of the file, and only the tests that pass
through the changed line are run, the quickest first, until one notices. No file is changed.
"""

import argparse
import ast
import copy
import json
import os
import random
import resource
import sys
import time
from collections.abc import Generator, Iterable, Iterator
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "smd_workshop" / "library"
KNOWN = ROOT / "build" / "mutants.json"
PARTS = ("methods", "stats", "sectors", "profile", "disclosure", "chances")
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
#: Imported once, before the first mutant: what takes long to import and is not ours.
HEAVY = (
    "pytest", "hypothesis", "numpy", "scipy.stats", "scipy.optimize", "jsonschema", "flask", "sqlalchemy",
)  # fmt: skip
#: Of processor time: tests of a mutant that took longer in the unchanged program are left out, and what does not come
#: to an end is noticed.
MOST, PATIENCE = 60, 120

Lines = dict[str, list[int]]
#: Test → what it takes, in seconds, and the lines of each file that it passes through.
Passages = dict[str, tuple[float, Lines]]

COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
COUNTED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Pow: ast.Mult,
}  # fmt: skip


def modules(part: str) -> list[Path]:
    """Return the modules of a part: of a folder, or the one file."""
    one = LIBRARY / f"{part}.py"
    found = [one] if one.exists() else (LIBRARY / part).rglob("*.py")
    return sorted(path for path in found if path.name not in LOOKS)


def changes(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield how many changes there are: the place of each in the walk, and in which line it stands."""
    for place, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARED:
            yield place, f"{node.lineno}: compares the other way"
        elif isinstance(node, ast.BinOp) and type(node.op) in COUNTED:
            yield place, f"{node.lineno}: counts otherwise"
        elif isinstance(node, ast.BoolOp):
            yield place, f"{node.lineno}: and for or"
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield place, f"{node.lineno}: without not"
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            yield place, f"{node.lineno}: {node.value + 1} for {node.value}"
        elif isinstance(node, ast.IfExp):
            yield place, f"{node.lineno}: the other branch"


def changed(tree: ast.Module, wanted: int) -> ast.Module:
    """Return a copy with one change."""
    twin = copy.deepcopy(tree)
    node = next(each for place, each in enumerate(ast.walk(twin)) if place == wanted)
    match node:
        case ast.Compare():
            node.ops[0] = COMPARED[type(node.ops[0])]()
        case ast.BinOp():
            node.op = COUNTED[type(node.op)]()
        case ast.BoolOp():
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        case ast.UnaryOp():
            node.op = ast.UAdd()
        case ast.Constant(value=int(value)):
            node.value = value + 1
        case ast.IfExp():
            node.body, node.orelse = node.orelse, node.body
    return ast.fix_missing_locations(twin)


class Changed(SourceFileLoader):
    """Loads a module from the tree of its mutant."""

    tree: ast.Module

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - there is one
        """Compile the mutant."""
        return compile(self.tree, self.path, "exec")


class Finder(MetaPathFinder):
    """Finds the mutant in place of its module."""

    def __init__(self, name: str, loader: Changed) -> None:
        self.name, self.loader = name, loader

    def find_spec(self, fullname: str, _path: object, _target: object = None) -> ModuleSpec | None:
        """Return the mutant for its own name, nothing for others."""
        return spec_from_loader(fullname, self.loader) if fullname == self.name else None


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
        items[:] = [i for i in items if not MARKS & {mark.name for mark in i.iter_markers()}]

    def pytest_runtest_call(self, item: Any) -> Generator[None, Any]:
        """Follow one test."""
        self.seen, began = {}, time.process_time()
        sys.settrace(self._call)
        outcome: Any = yield
        sys.settrace(None)
        if outcome.excinfo is None:
            lines = {self.files[name]: sorted(found) for name, found in self.seen.items()}
            self.found[item.nodeid] = (round(time.process_time() - began, 2), lines)


class Chosen:
    """Keeps the tests that were chosen, in their order."""

    def __init__(self, names: list[str]) -> None:
        self.order = {name: place for place, name in enumerate(names)}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Leave out all others."""
        items[:] = sorted(
            (item for item in items if item.nodeid in self.order),
            key=lambda i: self.order[i.nodeid],
        )


def run(paths: Iterable[str], plugin: object) -> int:
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
    quiet = ["-x"] if isinstance(plugin, Chosen) else []
    # What is imported before pytest asks for it is not rewritten, which is no error here.
    quiet += [
        "-q",
        "--noconftest",
        "-p",
        "no:cacheprovider",
        "-W",
        "ignore::pytest.PytestAssertRewriteWarning",
    ]
    return int(pytest.main([*quiet, *paths], [plugin]))


def record() -> None:
    """Learn which test passes through which line."""
    import pytest  # noqa: PLC0415

    recorder = Recorder()
    Recorder.pytest_runtest_call = pytest.hookimpl(hookwrapper=True)(Recorder.pytest_runtest_call)  # type: ignore[method-assign]
    run(TESTS, recorder)
    KNOWN.parent.mkdir(exist_ok=True)
    KNOWN.write_text(json.dumps(recorder.found), encoding="utf-8")


def apart(what: Any, *given: object) -> int:
    """Call something in a process of its own and return how that ended."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os._exit(int(what(*given) or 0))
    _, status = os.waitpid(child, 0)
    return status


def passing(known: Passages, path: Path, line: int) -> list[str]:
    """Return the tests that pass through a line, the quickest first; of a line outside functions those beside them."""
    name = str(path.relative_to(ROOT))
    own = {test: each for test, each in known.items() if name in each[1]}
    through = {test: each for test, each in own.items() if line in each[1][name]}
    beside = {test.partition("::")[0] for test in own}
    through = through or {t: e for t, e in known.items() if t.partition("::")[0] in beside}
    chosen: list[str] = []
    spent = 0.0
    for test, (seconds, _) in sorted(through.items(), key=lambda pair: pair[1][0]):
        spent += seconds
        if spent > MOST and chosen:
            break
        chosen.append(test)
    return chosen


def noticed(path: Path, tree: ast.Module, tests: list[str]) -> bool:
    """Say whether a test fails."""
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    loader = Changed(name, str(path))
    loader.tree = tree
    sys.meta_path.insert(0, Finder(name, loader))
    return run(dict.fromkeys(test.partition("::")[0] for test in tests), Chosen(tests)) != 0


def drawn(many: int, seed: int, only: str | None) -> Iterator[tuple[Path, ast.Module, int, str]]:
    """Yield mutants drawn by chance from all there are: file, changed module, line, what was changed."""
    paths = [path for part in ([only] if only else PARTS) for path in modules(part)]
    trees = {path: ast.parse(path.read_text("utf-8")) for path in paths}
    every = [(path, place, what) for path, tree in trees.items() for place, what in changes(tree)]
    print(f"{len(every)} mutants in {len(paths)} files", flush=True)
    chance = random.Random(seed)  # noqa: S311 - a draw that anyone can repeat
    for path, place, what in chance.sample(every, min(many, len(every))):
        yield path, changed(trees[path], place), int(what.partition(":")[0]), what


def main() -> int:
    """Draw mutants, try them, say which nobody noticed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--many", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", help=f"one of {', '.join(PARTS)}, or a folder: methods/rating")
    options.add_argument("--record", action="store_true")
    chosen = options.parse_args()
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    for name in HEAVY:
        import_module(name)
    if chosen.record or not KNOWN.exists():
        apart(record)
    known: Passages = json.loads(KNOWN.read_text("utf-8"))
    alive, tried, began = 0, 0, time.monotonic()
    for tried, (path, tree, line, what) in enumerate(
        drawn(chosen.many, chosen.seed, chosen.only), 1
    ):
        tests = passing(known, path, line)
        if not tests or apart(noticed, path, tree, tests) == 0:
            alive += 1
            print(f"alive: {path.relative_to(LIBRARY)}:{what} ({len(tests)} tests)", flush=True)
        print(f"{tried} tried, {alive} alive, {time.monotonic() - began:.0f} s", flush=True)
    # Imported once no mutant is made any more: each imports the library anew.
    wilson = import_module("smd_workshop.library.stats.proportions").wilson
    print("alive: {:.0%} to {:.0%} of all, with a confidence of 95 %".format(*wilson(alive, tried)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
