"""Rules of the house that a reader of one file cannot see."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from source import ROOT, calls, files, name_of, python_files, short, trees

from smd_workshop.library.methods import METHODS

#: Where a number may become a float although people are counted there, how often, and why.
FLOATS = {
    "smd_workshop/library/methods/approval/count/pav.py": (
        1,
        "narrows the search; what is near is compared exactly",
    ),
    "smd_workshop/library/methods/approval/count/sieve.py": (
        2,
        "leaves out what is clearly dearer, within a bound of the rounding; the rest is exact",
    ),
    "smd_workshop/library/methods/ratify/chances.py": (
        2,
        "how often something comes out is a statistic; what came out is counted exactly",
    ),
    "smd_workshop/library/methods/ratify/version_1.py": (
        1,
        "a percentage to read; the comparison is exact",
    ),
    "smd_workshop/library/sectors/balance.py": (
        1,
        "the effective size is a statistic, it decides nothing",
    ),
}
#: What phones send all at once. Each is tested by sending the same twice at the same moment.
BESIDE = {
    "api_keys.count",
    "contributions.send", "late_ballots.note_late", "answering.begin", "answering.save", "answering.send",
    "open_links.begin", "open_links.start_over",
    # Each one statement that says what must be true before it (processes/works.py).
    "works.take", "works.seen", "works.finish", "works.fail", "works.give_back", "works.forget_old",
}  # fmt: skip
#: Hosts that may stand in code: names of formats, and addresses that nobody has or that are ours.
#: wa.me is where a link of staff leads that is tapped; no page fetches anything from it.
HOSTS = {
    "wa.me",
    "www.w3.org",
    "purl.org",
    "xmlns.com",
    "www.iana.org",
    "id.loc.gov",
    "creativecommons.org",
    "vega.github.io",
    "127.0.0.1",
    "localhost",
    "smd.example.pe",
    "example.org",
}


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
        for path, tree in trees(python_files(), "commit")
        for call in calls(tree)
        if name_of(call) == "commit"
    ]
    assert len(found) == 1, found
    assert found[0].startswith("smd_workshop/database/transactions.py")


def test_only_what_phones_send_passes_by_those_who_arrange():
    """What looks and then adds would add twice on PostgreSQL, or fail, if it did not wait its turn."""
    asked, acts = set(), 0
    for _path, tree in trees(python_files(), "beside"):
        for block in ast.walk(tree):
            if not isinstance(block, ast.With) or not _passes_by(block):
                continue
            acts += 1
            asked |= {ast.unparse(c.func) for each in block.body for c in calls(each)} - {"now"}
    assert acts > 1
    assert asked == BESIDE, "what may come twice at the same moment must be right beside itself"


def test_every_act_says_whose_turn_it_waits_for():
    """An act that does not say waits for every process on the server, and lets all of them wait."""
    said = [
        (short(path), call.lineno, bool(call.keywords))
        for path, tree in trees(python_files(), "transaction")
        for call in calls(tree)
        if name_of(call) == "transaction"
    ]
    assert len(said) > 20
    assert [where for *where, says in said if not says] == []


def _passes_by(block):
    return any(
        isinstance(item.context_expr, ast.Call)
        and name_of(item.context_expr) == "transaction"
        and any(keyword.arg == "beside" for keyword in item.context_expr.keywords)
        for item in block.items
    )


def test_people_are_counted_exactly():
    """A tie decided by the last digit of a float would be decided by nobody."""
    for path in [
        *python_files(
            "smd_workshop/library/methods/approval", "smd_workshop/library/methods/ratify"
        ),
        ROOT / "smd_workshop/library/sectors/balance.py",
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


#: Where a day may be made of a moment, and of what.
DAYS = {
    "smd_workshop/core/zones.py": "in the time zone of a process",
    "smd_workshop/core/numbers.py": "words for a moment in a zone that is given",
    "reports/tables.py": "cells of a file, by the clock of Lima",
    "reports/sheets/workbooks.py": "what stands in a cell that somebody sent, without a zone",
    "smd_workshop/models/base.py": "moments go into the database as UTC and stay moments",
}


def test_no_day_is_taken_from_utc():
    """An evening in Lima is the next day in UTC: who asks for a day says where."""
    making = re.compile(
        r"\.date\(\)|\bhour=0\b|\.astimezone\(|\btimeformat\b|\bdateformat\b|text\[:10\]"
    )
    templates = [*(ROOT / "smd_workshop").rglob("*.html"), *(ROOT / "reports").rglob("*.html")]
    found = {
        short(path)
        for path in [*python_files(), *templates]
        if making.search(path.read_text(encoding="utf-8"))
    }
    assert found == set(DAYS)


HEAVY = ("numpy", "scipy", "pandas", "weasyprint", "openpyxl", "rapidfuzz", "segno")


@pytest.fixture(scope="module")
def started():
    """What Python has loaded when the application has started, and with it every document."""
    modules = (path.relative_to(ROOT).with_suffix("").parts for path in python_files("reports"))
    also = ", ".join(".".join(parts).removesuffix(".__init__") for parts in modules)
    code = f"import sys; import app, {also}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_heavy_libraries_wait_until_they_are_needed(started):
    """Each costs a worker up to a second and a hundred megabytes at start."""
    assert started & set(HEAVY) == set()


def test_whatever_the_worker_may_be_asked_for_is_loaded_when_it_starts(started):
    """Letters to subscribers were asked for and never sent: no page imported any more who sends them."""
    marked = re.compile(r"^@?(job|made_up|kind)\b", re.MULTILINE)
    at_work = [
        short(path).removesuffix(".py").replace("/", ".")
        for path in python_files("smd_workshop")
        if marked.search(path.read_text(encoding="utf-8"))
    ]
    assert len(at_work) > 6
    assert [module for module in at_work if module not in started] == []


@pytest.mark.parametrize("ending", [".html", ".css", ".js", ".py", ".svg"])
def test_nothing_is_fetched_from_another_host(ending):
    """A phone in a valley without Internet, and a reader who is not followed."""
    found = []
    for path in files(ending):
        text = path.read_text(encoding="utf-8")
        if ending == ".py" and "//" in text:
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
    "smd_workshop/web/sheets/ballot_sheets.py": "pieces rendered by our own escaping macros",
    "smd_workshop/web/sheets/surroundings.py": "sentences of our own; what is data, and words of a questionnaire, are escaped there",
    "smd_workshop/web/sheets/survey_cards.py": "cards that our own escaping template has drawn",
    "smd_workshop/web/participant/result.py": "a result that our own escaping templates have drawn",
    "reports/presentation.py": "SVG whose every element our charts write, with escaped words",
    "smd_workshop/web/portal/methods.py": "our own help texts, rendered with HTML switched off",
    "reports/environment.py": "SVG whose every element our charts write, with escaped words",
    "reports/workshops/acta.py": "pieces rendered by an environment that escapes",
    "reports/workshops/cards.py": "numbers only: the text is in the pattern",
}
#: Templates that may mark a text as safe: only text that stands in the template itself.
SAFE = {"reports/templates/base.html": "two empty spans for the page numbers"}


def test_nothing_that_people_wrote_goes_into_a_page_unescaped():
    marked = {
        short(path)
        for path, tree in trees(files(".py"), "Markup", "safe")
        if any(name_of(c) in {"Markup", "safe"} for c in calls(tree))
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


#: Caches that are not `Bounded` yet, or that are none, and why.
REMEMBERING = {
    "smd_workshop/library/charts/text.py": "widths of the shipped font",
    "smd_workshop/library/methods/__init__.py": "the methods, filled when the program starts",
    "smd_workshop/library/ballots/__init__.py": "the kinds of ballot, filled when the program starts",
    "smd_workshop/library/schemas/__init__.py": "schemas that are shipped with the program",
    "smd_workshop/demonstration/story.py": "a document that is shipped with the program",
    "smd_workshop/database/autocommit.py": "the second engine of an engine, for as long as it lives",
    "smd_workshop/database/group_commit.py": "the queue of an engine, for as long as it lives",
    "smd_workshop/database/states.py": "what listens to an engine's file, for as long as it lives",
    "smd_workshop/database/prepared.py": "the statements of an engine, for as long as it lives",
    "smd_workshop/web/participant/scripts.py": "files that are shipped with the program",
    "smd_workshop/web/portal/process/results.py": "what the script counts that is shipped with the program",
    "smd_workshop/core/caching.py": "the cache itself",
    "smd_workshop/worker/queues.py": "names of jobs, filled when the program starts",
    "smd_workshop/worker/long_work.py": "kinds of long work, filled when the program starts",
}
_MEMORIES = re.compile(
    r"@(functools\.)?(lru_)?cache\b|\b(OrderedDict|WeakKeyDictionary)\b|^_?\w+: dict\[.*\] = \{\}$",
    re.MULTILINE,
)


def test_what_is_remembered_is_bounded_and_can_be_forgotten_with_one_call():
    """A cache in a corner of its own grows for ever, or answers for a database that was replaced."""
    found = {
        short(path) for path in python_files() if _MEMORIES.search(path.read_text(encoding="utf-8"))
    }
    assert found - set(REMEMBERING) == set()
    assert set(REMEMBERING) - found == set(), "remembers nothing any more: take it off the list"


#: Words that once meant several things, or the same thing several times.
ONCE = {"LIMA", "N_", "seconds_left", "Choice", "Note", "Words"}


def test_a_word_of_the_house_is_defined_once():
    found = []
    for _path, tree in trees(python_files(), *ONCE):
        for node in tree.body:
            match node:
                case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                    found.append(name)
                case ast.Assign(targets=[ast.Name(id=name)]):
                    found.append(name)
    assert {name: found.count(name) for name in ONCE} == dict.fromkeys(ONCE, 1)


#: What the web may take from the database library, and why: to say in words what went wrong, and to
#: read a tag anew outside of any request.
FROM_SQLALCHEMY = {"sqlalchemy": {"Engine"}, "sqlalchemy.exc": None}
#: Where the web hands the database itself to somebody, and to whom.
WITH_DATABASE = {
    "smd_workshop/web/security/accounts.py": "Flask-Security keeps its accounts there",
    "smd_workshop/web/serving/kept_pages.py": "what is kept stands under the mark of its engine's database",
    "smd_workshop/web/serving/not_modified.py": "tags are read anew with its engine",
    "smd_workshop/web/participant/result.py": "names a cache's entries by its engine",
}


def test_views_do_not_query():
    """What is read for a page is a question about people, rounds or minutes: it has a name there."""
    found, with_database = [], set()
    for path in python_files("smd_workshop/web"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.ImportFrom(module=str(module)) if module.startswith("sqlalchemy"):
                    allowed = FROM_SQLALCHEMY.get(module, set())
                    found += [
                        f"{short(path)}: {module}.{each.name}"
                        for each in node.names
                        if allowed is not None and each.name not in allowed
                    ]
                case ast.Attribute(value=ast.Name(id="db"), attr="session"):
                    found.append(f"{short(path)}:{node.lineno}: db.session")
                case ast.Name(id="db"):
                    with_database.add(short(path))
                case ast.Attribute(attr="query"):
                    found.append(f"{short(path)}:{node.lineno}: .query")
    assert found == []
    assert with_database == set(WITH_DATABASE)


#: Files outside library/methods/ that may say the id of a method, and why.
NAMED = {
    "scripts/oracle.py": "compares each with the library of others that counts the same",
    "smd_workshop/library/elections/pabulib.py": "types of votes and columns of a file of others",
    "smd_workshop/library/survey/instrument/model.py": "a type of question has a name of its own",
    "smd_workshop/static/recount.py": "a recount for everyone, which may know nothing of the program",
    "smd_workshop/rounds/workshops.py": "the reference agenda names methods as data of its rounds",
}
#: A kind of ballot has a name of its own, which may be that of a method.
BALLOTS = "smd_workshop/library/ballots"


def test_no_method_is_named_outside_its_folder():
    """Who names one has cut the next one into this file: ask the method for what it declares."""
    quoted = re.compile("[\"'`](" + "|".join(map(re.escape, METHODS)) + ")[\"'`]")
    found = {}
    scripts = sorted((ROOT / "scripts").glob("*.py"))
    for path in [*files(".py", ".html", ".js"), *scripts]:
        name = short(path)
        inside = name.startswith(("smd_workshop/library/methods/", BALLOTS))
        if not inside and "migrations" not in path.parts:
            named = quoted.findall(path.read_text(encoding="utf-8"))
            if named:
                found[name] = named
    assert found.keys() == NAMED.keys(), found


def test_a_folder_is_taken_in_at_one_look():
    """Where 54 modules stood in one folder, whoever looked for one searched."""
    folders = {path.parent for path in python_files()}
    found = {short(each) for each in folders if len([*each.glob("[!_]*.py")]) > 15}
    assert not found, found


#: Whose public functions say which errors they raise.
OUTSPOKEN = [
    "library", "rounds", "board", "people", "publishing", "minutes", "surveys", "plans", "strategy",
    "processes", "repository", "demonstration", "following", "worker", "making",
]  # fmt: skip


def test_a_function_names_the_errors_that_it_raises():
    """Who calls it, or counts with it elsewhere, must know what to expect without reading how it is done."""
    silent = []
    found = [path for each in OUTSPOKEN for path in python_files(f"smd_workshop/{each}")]
    for path, tree in trees(found, "raise "):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name[0] != "_":
                told = ast.get_docstring(node) or ""
                silent += [
                    f"{short(path)}: {node.name}: {name}"
                    for name in _raised(node)
                    if name not in told
                ]
    assert not silent, silent


def _raised(function):
    """The classes of errors that a function raises by their name."""
    found = (node.exc for node in ast.walk(function) if isinstance(node, ast.Raise))
    named = {
        name_of(each) if isinstance(each, ast.Call) else getattr(each, "id", "") for each in found
    }
    return {name for name in named if name[:1].isupper()}
