"""Names are ordered and searched in one place: a database does either by its own collation."""

import ast
import re

from source import calls, name_of, python_files, short, trees

#: What holds a name that people read in a list.
NAMED = {"name", "titular", "suplente", "wording", "text", "email", "title", "owner"}
CODED = {"Seat", "Actor"}
#: Where the database may sort such a column, and why nobody reads that order.
UNREAD = {
    "smd_workshop/rounds/count/counting.py": "the order in which answers are digested; it may not change",
}
#: Where letters are taken apart for something that is neither order nor search.
APART = {
    "smd_workshop/core/names.py": "the one place",
    "smd_workshop/processes/processes.py": "a name as an address",
    "smd_workshop/library/words.py": "how alike two wordings are",
}


def test_no_list_is_in_the_order_of_the_database():
    found = {
        short(path)
        for path, tree in trees(python_files(), "order_by")
        for call in calls(tree)
        if name_of(call) == "order_by" and any(_named(a) for a in call.args)
    }
    assert found == set(UNREAD)


def test_no_relationship_is_in_the_order_of_the_database():
    found = [
        f"{short(path)}: {value}"
        for path in python_files("smd_workshop/models")
        for value in re.findall(r'order_by="\w+\.(\w+)"', path.read_text(encoding="utf-8"))
        if value in NAMED
    ]
    assert found == []


def test_no_search_is_left_to_the_database():
    found = [
        f"{short(path)}:{call.lineno}"
        for path, tree in trees(python_files(), "like", "icontains")
        for call in calls(tree)
        if name_of(call) in {"ilike", "like", "icontains"}
    ]
    assert found == []


def test_accents_are_folded_in_one_place():
    folding = re.compile(r"NFKD|NFD|\bcombining\(")
    found = {
        short(path) for path in python_files() if folding.search(path.read_text(encoding="utf-8"))
    }
    assert found - {"smd_workshop/library/charts/text.py"} == set(APART)


def _named(argument: ast.expr) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and (
            node.attr in NAMED
            or (node.attr == "code" and isinstance(node.value, ast.Name) and node.value.id in CODED)
        )
        for node in ast.walk(argument)
    )
