"""A folder that leaves something out is refused at start, with a sentence that names the folder and what is missing."""

import shutil
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest
from made_up.score import METHOD

from smd_workshop.library import methods
from smd_workshop.library.method import Method
from smd_workshop.library.methods import FILES, METHODS, Incomplete, folder_of

SCORE = Path(__file__).with_name("made_up") / "score"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of somebody else, with a copy of the made-up folder in which one thing is changed."""
    house = tmp_path / "somebody_else"
    folder = house / "score"
    shutil.copytree(SCORE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    house.joinpath("__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    for name in [n for n in sys.modules if n.partition(".")[0] == "somebody_else"]:
        del sys.modules[name]


def refused(folder):
    before = dict(METHODS)
    with pytest.raises(Incomplete) as found:
        methods.register("somebody_else")
    assert dict(METHODS) == before
    assert str(folder) in str(found.value)
    return str(found.value)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_missing_is_named(package, name):
    package.joinpath(name).unlink()
    assert f"has no {name}: {FILES[name]}" in refused(package)


def changed(package, **parts):
    """Let the copied folder declare a METHOD with other parts."""
    lines = [f"METHOD = replace(METHOD, {name}={value})" for name, value in parts.items()]
    text = "from dataclasses import replace\n\nfrom made_up.score import METHOD\n\n"
    package.joinpath("__init__.py").write_text(text + "\n".join(lines), encoding="utf-8")


FACETS = [f.name for f in fields(Method) if "what" in f.metadata]
INSIDE = [
    f"{facet}.{f.name}"
    for facet in ("disclosing", "publishing", "following")
    for f in fields(getattr(METHOD, facet))
    if "what" in f.metadata
]


@pytest.mark.parametrize("name", FACETS)
def test_a_facet_that_is_missing_is_named(package, name):
    changed(package, **{name: "None"})
    assert f"METHOD does not say {name}: " in refused(package)


@pytest.mark.parametrize("name", INSIDE)
def test_a_part_of_a_facet_that_is_missing_is_named(package, name):
    facet, _, part = name.partition(".")
    changed(package, **{facet: f"replace(METHOD.{facet}, {part}=None)"})
    assert f"METHOD does not say {name}: " in refused(package)


def test_every_facet_is_asked_for():
    """Disclosure, figures, what follows and the trace are among what cannot be left out."""
    assert {"disclosing", "publishing", "following", "tracing", "simulate", "charts"} <= set(FACETS)
    assert {"disclosing.redact", "publishing.figures", "following.takes"} <= set(INSIDE)


def test_a_folder_without_a_method_is_named(package):
    package.joinpath("__init__.py").write_text("", encoding="utf-8")
    assert "does not define METHOD" in refused(package)


def test_a_folder_that_is_no_package_is_not_passed_over_in_silence(package):
    package.joinpath("__init__.py").unlink()
    assert "does not define METHOD" in refused(package)


def test_the_id_is_that_of_the_folder(package):
    changed(package, id="'another'")
    assert "must have the id of its folder" in refused(package)


def test_a_rule_of_the_protocol_fixes_a_setting_that_there_is(package):
    changed(package, fixes="{'agree_from': 'nothing'}")
    assert "fixes nothing by the rule agree_from, but has no such setting" in refused(package)


def test_an_id_belongs_to_one_folder(package):
    methods.register("made_up")
    try:
        assert "there is a method score already" in refused(package)
    finally:
        methods.withdraw("made_up")


def test_a_package_is_taken_in_whole_twice_is_once_and_can_be_taken_out(package):
    changed(package)
    methods.register("somebody_else")
    methods.register("somebody_else")
    assert METHODS["score"] == replace(METHOD)
    assert folder_of(METHODS["score"]) == package
    assert methods.fragment("score/result.html") == package / "result.html"
    assert methods.fragment("score/compute.py") is None, "templates, not code"
    assert methods.fragment("score/../score/result.html") is None
    methods.withdraw("somebody_else")
    assert "score" not in METHODS
    assert methods.fragment("score/result.html") is None
