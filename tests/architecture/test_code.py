"""Rules of the house that a reader of one file cannot see."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from source import ROOT, calls, files, name_of, python_files, short

#: Where a number may become a float although people are counted there, how often, and why.
FLOATS = {
    "smd_workshop/library/methods/approval/pav.py": (
        3,
        "narrows the search; what is near is compared exactly",
    ),
    "smd_workshop/library/methods/approval/sieve.py": (
        2,
        "leaves out what is clearly dearer, within a bound of the rounding; the rest is exact",
    ),
    "smd_workshop/library/methods/ratify/compute.py": (
        1,
        "a percentage to read; the comparison is exact",
    ),
    "smd_workshop/library/methods/ratify/version_1.py": (
        1,
        "a percentage to read; the comparison is exact",
    ),
    "smd_workshop/library/sectors.py": (1, "the effective size is a statistic, it decides nothing"),
}
#: What phones send all at once. Each is tested by sending the same twice at the same moment.
BESIDE = {"contributions.send", "casting.note_late", "casting.BallotSubmission"}
#: Hosts that may stand in code: names of formats, and addresses that nobody has or that are ours.
HOSTS = {"www.w3.org", "vega.github.io", "127.0.0.1", "localhost", "smd.example.pe", "example.org"}


def test_layers_and_contracts_of_imports_hold():
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_there_is_one_commit_in_the_code():
    found = [
        f"{short(path)}:{call.lineno}"
        for path in python_files()
        for call in calls(ast.parse(path.read_text(encoding="utf-8")))
        if name_of(call) == "commit"
    ]
    assert len(found) == 1, found
    assert found[0].startswith("smd_workshop/database/__init__.py")


def test_only_what_phones_send_passes_by_those_who_arrange():
    """What looks and then adds would add twice on PostgreSQL, or fail, if it did not wait its turn."""
    asked, acts = set(), 0
    for path in python_files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for block in ast.walk(tree):
            if not isinstance(block, ast.With) or not _passes_by(block):
                continue
            acts += 1
            asked |= {ast.unparse(c.func) for each in block.body for c in calls(each)} - {"now"}
    assert acts > 1
    assert asked == BESIDE, "what may come twice at the same moment must be right beside itself"


def _passes_by(block):
    return any(
        isinstance(item.context_expr, ast.Call)
        and name_of(item.context_expr) == "transaction"
        and item.context_expr.keywords
        for item in block.items
    )


def test_people_are_counted_exactly():
    """A tie decided by the last digit of a float would be decided by nobody."""
    for path in [
        *python_files(
            "smd_workshop/library/methods/approval", "smd_workshop/library/methods/ratify"
        ),
        ROOT / "smd_workshop/library/sectors.py",
    ]:
        found = [
            c for c in calls(ast.parse(path.read_text(encoding="utf-8"))) if name_of(c) == "float"
        ]
        allowed, why = FLOATS.get(short(path), (0, "nothing"))
        assert len(found) == allowed, f"{short(path)} may use float() {allowed} times, for: {why}"


def test_only_the_clock_asks_what_time_it_is():
    asking = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time)\(")
    found = [
        short(path)
        for path in python_files()
        if path.name != "clock.py" and asking.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


HEAVY = ("scipy.stats", "pandas", "weasyprint", "openpyxl", "vl_convert", "rapidfuzz", "segno")


def test_heavy_libraries_wait_until_they_are_needed():
    """Each costs a worker up to a second and a hundred megabytes at start."""
    code = f"import sys; import app; print(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


@pytest.mark.parametrize("ending", [".html", ".css", ".js", ".py", ".svg"])
def test_nothing_is_fetched_from_another_host(ending):
    """A phone in a valley without Internet, and a reader who is not followed."""
    found = []
    for path in files(ending):
        text = path.read_text(encoding="utf-8")
        if ending == ".py":
            text = "\n".join(strings(text))
        for host in re.findall(r"(?:https?:|url\(|src=\")//([\w.-]+)", text):
            if host not in HOSTS:
                found.append(f"{short(path)}: {host}")
    assert found == []


def strings(source: str) -> list[str]:
    """The texts of a program without its docstrings, which may cite where a formula is from."""
    tree = ast.parse(source)
    documented = [
        n for n in ast.walk(tree)
        if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(n) is not None
    ]  # fmt: skip
    docs = {id(n.body[0].value) for n in documented}
    return [
        n.value
        for n in ast.walk(tree)
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in docs
    ]


#: Files that may hand ready markup to a template, and what makes it safe.
MARKUP = {
    "smd_workshop/web/participant/sheets.py": "pieces rendered by our own escaping macros",
    "smd_workshop/web/participant/result.py": "a result that our own escaping templates have drawn",
    "smd_workshop/web/template_charts.py": "SVG rebuilt from a closed list of elements",
    "smd_workshop/web/portal/processes.py": "our own help texts, rendered with HTML switched off",
    "reports/environment.py": "SVG rebuilt from a closed list of elements",
    "reports/cards.py": "numbers only: the text is in the pattern",
}
#: Templates that may mark a text as safe: only text that stands in the template itself.
SAFE = {"reports/templates/base.html": "two empty spans for the page numbers"}


def test_nothing_that_people_wrote_goes_into_a_page_unescaped():
    marked = {
        short(path)
        for path in files(".py")
        if any(
            name_of(c) in {"Markup", "safe"}
            for c in calls(ast.parse(path.read_text(encoding="utf-8")))
        )
    }
    assert marked <= set(MARKUP), marked - set(MARKUP)
    unsafe = re.compile(r"\|\s*safe\b|autoescape\s+false|\|\s*forceescape")
    safe = {
        short(path) for path in files(".html") if unsafe.search(path.read_text(encoding="utf-8"))
    }
    assert safe <= set(SAFE), safe - set(SAFE)


def test_every_exception_to_a_rule_is_still_needed():
    for name in (*FLOATS, *MARKUP, *SAFE):
        assert (ROOT / name).exists(), f"{name} is gone: take it off its list"


def test_no_page_has_a_script_or_a_style_of_its_own_inside():
    """The content policy forbids them: they would be dead in the browser."""
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)[^>]*>(?!\s*</script>)|\s(on[a-z]+|style)=\"|<style\b",
        re.IGNORECASE,
    )
    found = [
        short(path)
        for path in files(".html")
        if "reports" not in path.parts and inline.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
