"""Change one thing at a time in the mathematics and see whether the quick tests notice: docs/mutants.md.

python scripts/mutants.py [--many N] [--seed S] [--only PART] [--record [TEST …]]

First it learns which test passes through which line (kept in build/mutants.json; --record learns it again). Then every
mutant lives in a process of its own, and only the tests that pass through the changed line are run, the quickest first,
until one notices. What a function does is changed in a program that has imported and collected everything once; what
stands outside functions, or is called while modules are imported, in a program that begins anew. No file is changed.
"""

import argparse
import ast
import json
import os
import random
import resource
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import mutations
from passages import (
    IMPORTS,
    KNOWN,
    LIBRARY,
    PARTS,
    ROOT,
    Lines,
    Passages,
    modules,
    quick,
    record,
    run,
)

#: Which nobody noticed, and the numbers of those that must begin anew.
TOLD = KNOWN.with_name("mutants_told.json")
#: How a child ends that could not put its mutant in.
CONFUSED = 2 << 8
#: Imported once, before the first mutant: what takes long to import and is not ours.
HEAVY = (
    "pytest", "hypothesis", "numpy", "scipy.stats", "scipy.optimize", "jsonschema", "flask", "sqlalchemy",
)  # fmt: skip
#: Of processor time: tests of a mutant that took longer in the unchanged program are left out, and what does not come
#: to an end is noticed.
MOST, PATIENCE = 60, 120


class Mutant(NamedTuple):
    """One change: of which file, in which line, and what."""

    path: Path
    tree: ast.Module
    line: int
    what: str
    inside: bool

    @property
    def module(self) -> str:
        """What the file is called where it is imported."""
        return ".".join(self.path.relative_to(ROOT).with_suffix("").parts)

    def __str__(self) -> str:
        return f"{self.path.relative_to(LIBRARY)}:{self.what}"


class Trial:
    """Tries mutants inside one run of pytest, each in a child of it."""

    def __init__(self, mutants: list[Mutant], known: Passages) -> None:
        self.mutants, self.known = mutants, known
        self.out = os.dup(1)
        self.session: Any = None
        self.functions: dict[str, list[Any]] = {}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Leave out what is not quick."""
        items[:] = quick(items)

    def pytest_runtestloop(self, session: Any) -> bool:
        """Try them in place of running all tests."""
        self.session, self.functions = session, mutations.functions()
        items = {item.nodeid: item for item in session.items}
        told: dict[str, list[Any]] = {"alive": [], "anew": []}
        for number, mutant in enumerate(self.mutants):
            if not mutant.inside or passed(self.known[IMPORTS][1], mutant):
                told["anew"].append(number)
                continue
            names = passing(self.known, mutant)
            ended = apart(self._noticed, mutant, [items[name] for name in names if name in items])
            if ended == CONFUSED:
                told["anew"].append(number)
            elif not ended:
                told["alive"].append(str(mutant))
                os.write(self.out, f"alive: {mutant} ({len(names)} tests)\n".encode())
        TOLD.write_text(json.dumps(told), encoding="utf-8")
        return True

    def _noticed(self, mutant: Mutant, items: list[Any]) -> int:
        resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
        if mutant.module in sys.modules:
            mutations.put(str(mutant.path), mutant.tree, self.functions[str(mutant.path)])
        else:  # it is imported by who needs it
            mutations.find(mutant.module, str(mutant.path), mutant.tree)
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.session.testsfailed:
                return 1
        return 0


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


def apart(what: Any, *given: object) -> int:
    """Call something in a process of its own and return how that ended."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        try:
            ended = int(what(*given) or 0)
        except Exception:  # noqa: BLE001 - whatever it is, this child goes no further
            ended = 2
        os._exit(ended)
    _, status = os.waitpid(child, 0)
    return status


def passed(lines: Lines, mutant: Mutant) -> bool:
    """Say whether a changed line is passed."""
    return mutant.line in lines.get(str(mutant.path.relative_to(ROOT)), ())


def passing(known: Passages, mutant: Mutant) -> list[str]:
    """Return the tests that pass through a line, the quickest first; of a line outside functions those beside them."""
    name, line = str(mutant.path.relative_to(ROOT)), mutant.line
    own = {test: each for test, each in known.items() if name in each[1] and test != IMPORTS}
    through = {test: each for test, each in own.items() if mutant.inside and line in each[1][name]}
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


def noticed(mutant: Mutant, tests: list[str]) -> bool:
    """Say whether a test fails, everything imported anew."""
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
    mutations.find(mutant.module, str(mutant.path), mutant.tree)
    return run(dict.fromkeys(test.partition("::")[0] for test in tests), Chosen(tests), "-x") != 0


def drawn(many: int, seed: int, only: str | None) -> list[Mutant]:
    """Return mutants drawn by chance from all there are."""
    paths = [path for part in ([only] if only else PARTS) for path in modules(part)]
    trees = {path: ast.parse(path.read_text("utf-8")) for path in paths}
    every = [
        (path, place, what)
        for path, tree in trees.items()
        for place, what in mutations.changes(tree)
    ]
    print(f"{len(every)} mutants in {len(paths)} files", flush=True)
    chance = random.Random(seed)  # noqa: S311 - a draw that anyone can repeat
    return [
        Mutant(
            path,
            mutations.changed(trees[path], place),
            int(what.partition(":")[0]),
            what,
            mutations.inside(trees[path], place),
        )
        for path, place, what in chance.sample(every, min(many, len(every)))
    ]


def tried(mutants: list[Mutant], known: Passages) -> list[str]:
    """Try mutants and return which nobody noticed, saying each at once."""
    files = {test.partition("::")[0]: None for test in known if test != IMPORTS}
    apart(run, files, Trial(mutants, known))
    told = json.loads(TOLD.read_text("utf-8"))
    for number in told["anew"]:
        tests = passing(known, mutants[number])
        if not tests or apart(noticed, mutants[number], tests) == 0:
            told["alive"].append(str(mutants[number]))
            print(f"alive: {mutants[number]} ({len(tests)} tests)", flush=True)
    return list(told["alive"])


def main() -> int:
    """Draw mutants, try them, say which nobody noticed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--many", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", help=f"one of {', '.join(PARTS)}, or a folder: methods/rating")
    options.add_argument(
        "--record", nargs="*", metavar="TEST", help="learn again, of all or of these"
    )
    chosen = options.parse_args()
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    for name in HEAVY:
        import_module(name)
    if chosen.record is not None or not KNOWN.exists():
        apart(record, chosen.record)
    mutants = drawn(chosen.many, chosen.seed, chosen.only)
    alive = tried(mutants, json.loads(KNOWN.read_text("utf-8")))
    print(f"{len(mutants)} tried, {len(alive)} alive")
    # Imported once no mutant is made any more: each imports the library anew.
    wilson = import_module("smd_workshop.library.stats.samples.proportions").wilson
    share = wilson(len(alive), len(mutants))
    print("alive: {:.0%} to {:.0%} of all, with a confidence of 95 %".format(*share))
    return 0


if __name__ == "__main__":
    sys.exit(main())
