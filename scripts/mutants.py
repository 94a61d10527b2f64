"""Change one thing at a time in the mathematics and see whether the quick tests notice: docs/mutants.md.

python scripts/mutants.py [--many N] [--seed S] [--only PART]

Every mutant lives in a process of its own that reads the changed module in place of the file; no file is changed.
"""

import argparse
import ast
import copy
import os
import random
import resource
import sys
import time
from collections.abc import Iterator
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "smd_workshop" / "library"
#: Files of a folder that say how a result looks, not what it is.
LOOKS = {
    "charts.py", "finding.py", "margins.py", "simulation.py", "room.py", "publishing.py", "tracing.py",
}  # fmt: skip
#: Where a part is tested quickly; for a method its own digests and published cases too.
TESTS = {
    "sectors": ["tests/methods/test_versions.py", "tests/methods/test_sectors_that_add_nothing.py"],
    "stats": ["tests/stats"],
    "ahp": ["tests/methods/test_pairs.py"],
    "approval": ["tests/methods/test_equal_shares.py"],
    "approval_budget": ["tests/methods/test_budgets.py"],
    "bwm": ["tests/methods/test_best_worst.py"],
    "cross": ["tests/methods/test_crossings.py"],
    "estimate": ["tests/methods/test_estimates.py"],
    "majority_judgment": ["tests/methods/test_majority_judgment.py"],
    "points": ["tests/methods/test_versions.py"],
    "ranking": ["tests/methods/test_rankings.py"],
    "ratify": ["tests/methods/test_versions.py"],
    "rating": ["tests/methods/test_ratings.py", "tests/methods/test_definitions.py"],
}
OF_METHODS = ["tests/methods/test_digests.py", "tests/methods/test_published_cases.py"]
#: Of processor time: what does not come to an end is noticed.
SECONDS = 90

COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
COUNTED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Pow: ast.Mult,
}  # fmt: skip


def parts() -> dict[str, list[Path]]:
    """Return the modules of each part."""
    found = {"sectors": [LIBRARY / "sectors.py"], "stats": sorted((LIBRARY / "stats").glob("*.py"))}
    for folder in sorted((LIBRARY / "methods").iterdir()):
        if folder.name in TESTS:
            modules = (path for path in folder.glob("*.py") if path.name not in LOOKS)
            found[folder.name] = sorted(path for path in modules if path.name != "__init__.py")
    return found


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


def survives(part: str, path: Path, tree: ast.Module) -> bool:
    """Run the quick tests of a part on a mutant, in a process of its own; what takes too long is noticed."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        os._exit(1 if noticed(part, path, tree) else 0)
    _, status = os.waitpid(child, 0)
    return status == 0


def noticed(part: str, path: Path, tree: ast.Module) -> bool:
    """Say whether a test fails."""
    import pytest  # noqa: PLC0415 - in the child

    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    loader = Changed(name, str(path))
    loader.tree = tree
    sys.meta_path.insert(0, Finder(name, loader))
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    options = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "-p", "no:randomly"]
    if part in {"sectors", "stats"}:
        return pytest.main([*options, *TESTS[part]]) != 0
    own = pytest.main([*options, *TESTS[part]])
    if own:
        return True
    words = f"{part.replace('_', '-')} or printed"
    return pytest.main([*options, *OF_METHODS, "-k", words]) not in {0, 5}


def main() -> int:
    """Draw mutants, try them, say which nobody noticed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--many", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", choices=list(TESTS))
    chosen = options.parse_args()
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    chance = random.Random(chosen.seed)  # noqa: S311 - a draw that anyone can repeat
    trees = {path: ast.parse(path.read_text("utf-8")) for own in parts().values() for path in own}
    every = [
        (part, path, place, what)
        for part, own in parts().items()
        if chosen.only in {None, part}
        for path in own
        for place, what in changes(trees[path])
    ]
    drawn = chance.sample(every, min(chosen.many, len(every)))
    alive: list[str] = []
    began = time.monotonic()
    for number, (part, path, place, what) in enumerate(drawn, 1):
        if survives(part, path, changed(trees[path], place)):
            alive.append(f"{path.relative_to(LIBRARY)}:{what}")
            print("alive:", alive[-1], flush=True)
        print(
            f"{number} of {len(drawn)}, {len(alive)} alive, {time.monotonic() - began:.0f} s",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
