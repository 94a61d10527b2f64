"""What is written about the project is true of it."""

import re
import subprocess
import sys
import tomllib

from each_case import each_case
from source import ROOT

from smd_workshop.config import SETTINGS
from smd_workshop.library.methods import METHODS

DOCS = ROOT / "docs"


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@each_case("setting", SETTINGS, ids=lambda s: s.variable)
def test_every_setting_is_explained(setting):
    assert f"`{setting.variable}`" in read("docs/operations.md")


def test_no_setting_is_explained_that_does_not_exist():
    known = {s.variable for s in SETTINGS}
    assert set(re.findall(r"`(SMD_[A-Z_]+)`", read("docs/operations.md"))) <= known


def test_the_page_of_methods_is_what_the_methods_say_of_themselves():
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts/methods_page.py"), "--check"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    page = read("docs/methods.md")
    assert all(f"`{method}`" in page for method in METHODS)


@each_case(
    ("page", "least"),
    [("docs/room.md", 80), ("docs/rounds.md", 90), ("docs/year.md", 80), ("docs/public.md", 70)],
)
def test_every_test_that_is_said_to_show_something_exists(page, least):
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", read(page))
    assert len(named) > least
    assert [f"{file}::{name}" for file, name in named if f"def {name}(" not in read(file)] == []


def test_every_room_is_on_the_map_of_the_house():
    shown = read("README.md").partition("## The map of the house")[2].split("```")[1]
    rooms = [path for path in (ROOT / "smd_workshop").iterdir() if path.is_dir()]
    missing = [r.name for r in rooms if r.name[0] != "_" and not re.search(rf"\b{r.name}/", shown)]
    assert missing == []


def test_the_first_decision_names_every_floor_from_the_doors_down():
    linter = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]
    (floors,) = [c["layers"] for c in linter["contracts"] if c["id"] == "layers"]
    below = [name.removeprefix("smd_workshop.") for f in floors for name in re.split(r" [:|] ", f)]
    table = (
        read("docs/adr/0001-rooms-by-domain-folders-for-methods.md")
        .partition("| floor |")[2]
        .partition("\n\n")[0]
    )
    named = [
        n
        for line in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
        for n in re.findall("`(.*?)`", line)
    ]
    assert named == below


def test_the_first_decision_names_every_room_of_a_domain():
    """Who looks for an act reads there in which folder it stands."""
    decision = read("docs/adr/0001-rooms-by-domain-folders-for-methods.md")
    domains = ("rounds", "surveys", "plans", "strategy", "processes")
    rooms = {
        p.parent.name
        for each in domains
        for p in (ROOT / "smd_workshop" / each).glob("*/__init__.py")
    }
    assert [each for each in sorted(rooms) if f"`{each}/`" not in decision] == []


def test_every_file_that_is_named_exists():
    """A decision outlives the places it speaks of: whoever moves a file finds here who named it."""
    held = ("smd_workshop", "forms", "reports", "scripts", "tests", "benchmarks", ".ci", "docs")
    there = [f"/{each.relative_to(ROOT)}" for top in held for each in (ROOT / top).rglob("*.*")]
    pages = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]
    gone = [
        f"{page.relative_to(ROOT)}: {name}"
        for page in pages
        if page.name != "CHANGELOG.md"
        for name in sorted(set(re.findall(r"`([\w./-]+\.(?:py|html|sh|css|js|toml))`", read(page))))
        if not (ROOT / name).exists() and not any(each.endswith(f"/{name}") for each in there)
    ]
    assert gone == []


def test_the_changelog_has_a_place_for_what_comes():
    assert re.search(r"^## \[Unreleased\]$", read("CHANGELOG.md"), re.MULTILINE)


def test_every_command_is_listed_with_what_it_does():
    text = read("Makefile")
    targets = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))
    explained = set(re.findall(r"^([a-z-]+):.*?## \S", text, re.MULTILINE))
    assert targets == explained
    assert len(targets) <= 14


PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


@each_case("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_link_between_pages_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@each_case("page", sorted((DOCS / "adr").glob("0*.md")), ids=lambda p: p.stem)
def test_a_decision_says_why_and_what_follows(page):
    text = page.read_text(encoding="utf-8")
    for heading in ("## Context", "## Decision", "## Consequences"):
        assert heading in text


def test_every_dependency_has_earned_its_line():
    import tomllib

    project = tomllib.loads(read("pyproject.toml"))["project"]
    table = "".join(
        p.read_text(encoding="utf-8").lower() for p in (DOCS / "adr").glob("*dependencies*.md")
    )
    optional = [d for extra in project["optional-dependencies"].values() for d in extra]
    names = [re.split(r"[\[~<>=]", d)[0] for d in (*project["dependencies"], *optional)]
    assert [n for n in names if f"| {n} |" not in table] == []
