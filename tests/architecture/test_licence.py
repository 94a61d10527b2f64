"""Whoever finds the program knows what they may do with it."""

import tomllib

from source import ROOT


def test_the_licence_is_there_whole_and_named_where_people_look():
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License" in text and "Version 2.0, January 2004" in text
    for part in (
        "1. Definitions.",
        "3. Grant of Patent License.",
        "9. Accepting Warranty",
        "APPENDIX",
    ):
        assert part in text
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["license"] == "Apache-2.0" and project["license-files"] == ["LICENSE"]
    assert "(LICENSE)" in (ROOT / "README.md").read_text("utf-8")
