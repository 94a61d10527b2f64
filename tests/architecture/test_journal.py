"""The journal only tells: it is written at every act, and nothing that decides reads it."""

import ast

from source import calls, name_of, python_files, short

WRITER = "smd_workshop/processes/journal.py"


def names(tree):
    """Everything that a module calls by name or brings in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom | ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from ["Journal"] if " journal" in node.value and "SELECT" in node.value else []


def test_only_its_writer_knows_the_table():
    know = {
        short(path)
        for path in python_files()
        if "models" not in path.parts and "Journal" in names(ast.parse(path.read_text("utf-8")))
    }
    assert know == {WRITER}, "what decides belongs into a column of its own"


def test_its_writer_only_adds():
    tree = ast.parse(next(p for p in python_files() if short(p) == WRITER).read_text("utf-8"))
    asked = {name_of(call) for call in calls(tree)}
    assert asked <= {"add", "Journal"}, "the journal is read"
