"""A kind of ballot is one folder: nobody outside it asks which kind one is."""

import ast
import re
from functools import cache

from source import ROOT, files, python_files, short

FOLDER = ROOT / "smd_workshop" / "library" / "ballots"
KINDS = sorted(p.parent.name for p in FOLDER.glob("*/__init__.py"))
#: Who may name a kind's class: the kinds, and the methods that are answered with one.
OWN = ("smd_workshop/library/ballots/", "smd_workshop/library/methods/")
#: Who still does, and until when.
NAMED = {}


@cache
def classes():
    found = {}
    for kind in KINDS:
        tree = ast.parse((FOLDER / kind / "__init__.py").read_text("utf-8"))
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and "BallotKind" in map(ast.unparse, node.bases):
                found[node.name] = kind
    return found


def named(path):
    """The kinds' classes that a program imports from the library's ballots, or from one of its folders."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and "library.ballots" in (node.module or ""):
            found |= {alias.name for alias in node.names} & {*classes(), *KINDS}
            if (node.module or "").rpartition(".")[2] in KINDS:
                found.add(node.module)
        if isinstance(node, ast.Attribute) and node.attr in classes():
            found |= {node.attr} if ast.unparse(node.value).endswith("ballots") else set()
    return found


def test_there_are_kinds_to_look_for():
    assert len(KINDS) >= 4
    assert sorted(classes().values()) == KINDS


def test_no_program_names_a_kind_outside_its_folder():
    found = {short(path): named(path) for path in python_files() if not short(path).startswith(OWN)}
    naming = {path: names for path, names in found.items() if names}
    assert naming.keys() == NAMED.keys(), naming
    assert len(found) > 500


def test_nothing_else_asks_what_kind_of_ballot_one_is():
    """Not by a word in a page, a script or a comparison either."""
    asks = re.compile(
        rf"""(data-kind|dataset\.kind|ballot\.id\s*[=!]=|isinstance\([^)]*BallotKind|kind\s*===\s*["']({"|".join(KINDS)})["'])"""
    )
    found = [
        short(path)
        for path in files(".js", ".html", ".py")
        if not short(path).startswith(OWN) and asks.search(path.read_text("utf-8"))
    ]
    assert found == [], "say it in the kind's folder"
