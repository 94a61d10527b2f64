"""Every template compiles, misses no name silently, and every page has a title."""

import re

import pytest
from jinja2 import FileSystemBytecodeCache, StrictUndefined, TemplateError, meta, nodes
from source import ROOT, files, short

from reports.environment import environment as paper

FOLDER = ROOT / "smd_workshop" / "templates"
TEMPLATES = [p for p in files(".html") if "static" not in p.parts]


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The application, never asked anything: no database is made."""
    from smd_workshop import create_app

    folder = tmp_path_factory.mktemp("instance")
    made = create_app(
        {"TESTING": True, "SMD_INSTANCE": str(folder), "SECRET_KEY": "0123456789" * 4}
    )
    # What other tests have compiled since it changed is compiled (tests/application.py).
    made.jinja_env.bytecode_cache = FileSystemBytecodeCache()
    return made


@pytest.fixture(scope="module")
def tree_of(app):
    """A function that parses a template, once for all tests of this file."""
    printed = paper(str, lambda one, many, n: many, "es")
    found = {}

    def parsed(path):
        if path not in found:
            environment = printed if "reports" in path.parts else app.jinja_env
            found[path] = environment.parse(path.read_text(encoding="utf-8"), short(path))
        return found[path]

    return parsed


def test_each_compiles(app, tree_of):
    wrong = []
    for template in TEMPLATES:
        try:
            if FOLDER in template.parents:
                app.jinja_env.get_template(template.relative_to(FOLDER).as_posix())
                continue
            tree = tree_of(template)
            tree.environment.compile(tree, short(template))
        except TemplateError as error:
            wrong.append(f"{short(template)}: {error}")
    assert wrong == []
    assert len(TEMPLATES) > 400


def test_a_missing_name_is_an_error_not_a_gap(app):
    assert app.jinja_env.undefined is StrictUndefined
    with pytest.raises(Exception, match="undefined"):
        app.jinja_env.from_string("{{ nothing }}").render()


def parents(tree_of, path):
    """A page and the layouts that it stands in, nearest first."""
    while True:
        tree = tree_of(path)
        yield tree
        extended = next(iter(tree.find_all(nodes.Extends)), None)
        if extended is None:
            return
        path = FOLDER / extended.template.as_const()


EXTENDS = re.compile(r"{%-? *extends \"([^\"]+)\"")
LAYOUTS = {name for p in TEMPLATES for name in EXTENDS.findall(p.read_text(encoding="utf-8"))}


def is_page(path) -> bool:
    """A page stands in a layout and is none itself; the rest are parts."""
    own = path.relative_to(FOLDER).as_posix() if FOLDER in path.parents else None
    return own is not None and own not in LAYOUTS and bool(EXTENDS.search(path.read_text("utf-8")))


def has_title(tree_of, page):
    """Whether a page says something in the title that is nearest to it."""
    *own, _root = parents(tree_of, page)
    titles = [b for tree in own for b in tree.find_all(nodes.Block) if b.name == "title"]
    if not titles:
        return False
    words = titles[0].find_all((nodes.TemplateData, nodes.Call, nodes.Name, nodes.Getattr))
    return any(not isinstance(n, nodes.TemplateData) or n.data.strip() for n in words)


def test_a_page_says_in_its_title_what_it_is(tree_of):
    pages = [path for path in TEMPLATES if is_page(path)]
    assert [short(page) for page in pages if not has_title(tree_of, page)] == []
    assert len(pages) > 200


def test_every_included_template_exists(app, tree_of):
    named = {
        name
        for path in TEMPLATES
        if "reports" not in path.parts
        for name in meta.find_referenced_templates(tree_of(path))
        if name is not None
    }
    for name in named:
        app.jinja_env.loader.get_source(app.jinja_env, name)
    assert len(named) > 50


FIGURES = """{{ 3661516.08|number }} {{ 3661516.08|money }} {{ 1|percent(3) }} {{ 257|share(280) }}
{{ at|day }} {{ at|moment }} {{ "2022-09-14"|isoday }} {{ "2022-09-14T21:05:00+00:00"|isomoment }}
{{ decimals({}) }} {{ wilson(3, 7) }} {{ balanced_share([(1, 2), (3, 4)]) }}
{{ drawing(said(chart), 328) }} {{ written(table) }}"""


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_figure_is_written_on_paper_as_on_the_page(app, language):
    """A share that reads otherwise in the acta than on the portal is two results."""
    from datetime import UTC, datetime

    from flask_babel import force_locale, gettext, ngettext

    from smd_workshop.library.charts.spec import BarRow, Bars, ChartTable

    values = {
        "at": datetime(2022, 9, 14, 21, 5, tzinfo=UTC),
        "chart": Bars("Título", "", (BarRow("F1", 3.0),)),
        "table": ChartTable(("Code", "Result"), (("F1", 3.25), ("F2", 4.0))),
    }
    with app.test_request_context(f"/?lang={language}"), force_locale(language):
        on_page = app.jinja_env.from_string(FIGURES).render(**values)
        on_paper = paper(gettext, ngettext, language).from_string(FIGURES).render(**values)
    assert on_paper == on_page
    assert "3&#39;661,516.08" in on_page


#: A line of a template that is longer than this is not read; a diff of it says nothing.
LONGEST_LINE = 160


def test_no_line_of_a_template_is_longer_than_one_can_read():
    """In the folders of methods and kinds of ballot as well."""
    found = {
        short(path)
        for path in TEMPLATES
        if any(len(line) > LONGEST_LINE for line in path.read_text("utf-8").splitlines())
    }
    assert found == set(), "break them, inside a tag of Jinja or between elements"
    assert {"smd_workshop", "reports"} <= {path.relative_to(ROOT).parts[0] for path in TEMPLATES}
    assert any("library" in path.parts for path in TEMPLATES)


def test_no_table_wears_the_class_that_lays_out_a_page():
    """It would stand in the middle of the page, as narrow as a form on a phone, and break every name into many lines."""
    wearing = re.compile(r'<table[^>]*class="[^"]*\bnarrow\b')
    assert [short(path) for path in TEMPLATES if wearing.search(path.read_text("utf-8"))] == []
    assert ".narrow { max-width" in (ROOT / "smd_workshop/static/app.css").read_text("utf-8")
