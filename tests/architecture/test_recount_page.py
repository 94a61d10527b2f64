"""What a file is refused for stands in docs/recount.md, each sentence and each limit: nothing is refused that is not written there."""

import ast
import re
from pathlib import Path

import pytest

from smd_workshop.library import settings
from smd_workshop.library.ballots import number
from smd_workshop.library.ballots.pairwise import comparisons
from smd_workshop.library.method import counting
from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount import tally_documents

ROOT = Path(__file__).resolve().parent.parent.parent
LIBRARY = ROOT / "smd_workshop" / "library"
PAGE = (ROOT / "docs" / "recount.md").read_text("utf-8")
TOLD = PAGE.partition("## What `flask smd tally` refuses")[2].partition("\n## ")[0]
RAISED = {"FormatError", "InvalidSetting", "InvalidAnswer"}
#: Said to staff before a round opens, and of elections of others.
OF_OTHERS = {"checks.py", "room.py", "elections.py"}


def calls(tree: ast.AST, names: set[str]) -> list[ast.Call]:
    return [
        each
        for each in ast.walk(tree)
        if isinstance(each, ast.Call) and getattr(each.func, "id", "") in names
    ]


def sentences() -> set[str]:
    """Every sentence of a function that refuses something of a file, with … for what was found."""
    files = [
        *(LIBRARY / f"{name}.py" for name in ("documents", "recount/tally_documents", "setting_values")),
        *(LIBRARY / "schemas").glob("*.py"), *(LIBRARY / "ballots").rglob("*.py"),
        *(each for each in (LIBRARY / "methods").rglob("*.py") if each.name not in OF_OTHERS),
    ]  # fmt: skip
    found = set()
    for file in files:
        for each in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(each, ast.FunctionDef) and calls(each, RAISED):
                found |= {ast.literal_eval(call.args[0]) for call in calls(each, {"N_"})}
    return {re.sub(r"%\(\w+\)s", "…", each).replace("|", "\\|") for each in found}


def test_every_sentence_that_refuses_a_file_is_listed_and_no_other():
    listed = set(re.findall(r"`([^`]+)`", TOLD.partition("Its limits:")[0])) - {
        "flask smd tally",
        "ballots[3].answer.F2",
        "…",
    }
    assert sentences() == listed


def limits(row: str) -> tuple[str, str]:
    (line,) = [line for line in TOLD.splitlines() if line.startswith("|") and row in line]
    least, most = line.strip("| ").split(" | ")[1:]
    return least, most


@pytest.mark.parametrize(
    ("row", "least", "most"),
    [
        ("weight of a sector", tally_documents.LEAST_WEIGHT, tally_documents.MOST_WEIGHT),
        ("ballots of one count", 1, tally_documents.MOST_BALLOTS),
        ("number of an estimate", -number.LARGEST, number.LARGEST),
        ("times of one comparison", 1 / comparisons.LARGEST, comparisons.LARGEST),
    ],
)
def test_every_limit_of_what_is_counted_is_listed(row, least, most):
    assert tuple(map(float, limits(row))) == (float(least), float(most))
    assert float(limits("budget")[1]) == settings.LARGEST_AMOUNT


def test_every_limit_of_a_setting_is_listed_for_every_version():
    for method in METHODS.values():
        for version in range(1, method.version + 1):
            for each in counting(method, version).settings:
                if {each.minimum, each.maximum, each.below} == {None}:
                    continue
                least, most = limits(f"`{each.key}`")
                assert float(least) == each.minimum, (method.id, each.key)
                end = each.maximum if each.below is None else each.below
                assert f"{end:.0f}" in re.findall(r"\d+", most), (method.id, version, each.key)
