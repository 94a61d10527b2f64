"""The journal only tells: it is written at every act, and nothing that decides reads it."""

import ast

from source import calls, name_of, python_files, short, trees

WRITER = "smd_workshop/processes/journal.py"
#: Tells in the very statement that stores a ballot which staff enter; it only adds.
CASTING = "smd_workshop/rounds/ballots/casting_sql.py"


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
        for path, tree in trees(python_files(), "ournal")
        if "models" not in path.parts and "Journal" in names(tree)
    }
    assert know == {WRITER, CASTING}, "what decides belongs into a column of its own"


def test_its_writer_only_adds():
    tree = ast.parse(next(p for p in python_files() if short(p) == WRITER).read_text("utf-8"))
    acts = [each for each in tree.body if getattr(each, "name", "") != "told"]
    asked = {name_of(call) for each in acts for call in calls(each)}
    assert asked <= {"add", "Journal"}, "the journal is read"


#: Who shows people what the journal tells; nothing is decided there.
SHOWN = {
    "smd_workshop/plans/files/changes.py": "what was corrected of a ficha, and since when",
    "smd_workshop/repository/imports.py": "what was corrected of a variable, and since when",
    "smd_workshop/following/since.py": "what others did to a plan since somebody looked",
}


def test_the_journal_is_read_only_to_be_shown():
    read = {
        short(path)
        for path, tree in trees(python_files(), "told")
        if any(
            isinstance(each, ast.Attribute)
            and each.attr == "told"
            and isinstance(each.value, ast.Name)
            and each.value.id == "journal"
            for each in ast.walk(tree)
        )
    }
    assert read == SHOWN.keys()


def test_casting_only_adds_to_it():
    """Every column it names of the journal is the type of a value to be stored."""
    tree = ast.parse(next(p for p in python_files() if short(p) == CASTING).read_text("utf-8"))
    typed = [
        call.args[1] for call in calls(tree) if name_of(call) == "typed" and len(call.args) > 1
    ]
    into = [call.args[0] for call in calls(tree) if call.args and name_of(call) != "typed"]
    known = {id(each.value) for each in typed if isinstance(each, ast.Attribute)}
    known |= {id(each) for each in into if isinstance(each, ast.Name)}
    of_journal = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == "Journal"]
    assert of_journal, "then take it off the list"
    assert [n.lineno for n in of_journal if id(n) not in known] == []
