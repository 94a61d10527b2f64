"""Nothing is left to `make test-deep` in silence: which files leave out a test on each change, and what holds it there."""

import re

from depth import some_of
from each_case import each_case
from source import ROOT, short

#: Files with tests or parameters marked `deep`, and what says on each change most of what they say.
WAITS = {
    "tests/depth.py": "some_of: every value is tried, not every combination",
    "tests/browser/test_few_clicks.py": "tests/browser/test_story.py leads a workshop to its seal",
    "tests/browser/test_phone.py": "the same tour in Spanish",
    "tests/browser/test_portal.py": "every page of the portal is in tests/browser/test_pages.py",
    "tests/browser/test_refused.py": "the same in Spanish",
    "tests/browser/test_result.py": "kinds whose tables have the same columns; open folds on a phone",
    "tests/browser/test_room.py": "every page of the room is in tests/browser/test_pages.py",
    "tests/browser/test_running_result.py": "the narrower wall",
    "tests/browser/test_staff_setup.py": "the same in Spanish",
    "tests/browser/test_wall.py": "other kinds on the same wall",
    "tests/cli/test_run.py": "a first and a second start; the port that is taken, in Spanish",
    "tests/web/test_shown_together.py": "each rule on the page of its own test",
}
MARK = re.compile(r"\bmark\.deep\b")


def test_what_waits_for_a_release_is_listed_with_what_holds_it_until_then():
    here = {short(path) for path in (ROOT / "tests").rglob("*.py") if path.name != "test_depth.py"}
    found = {name for name in here if MARK.search((ROOT / name).read_text("utf-8"))}
    assert found == WAITS.keys()


def test_of_several_parameters_each_value_is_tried_and_with_depth_each_combination():
    few = [each.values for each in some_of("abc", "xy", [1]) if not each.marks]
    assert few == [("a", "x", 1), ("b", "y", 1), ("c", "x", 1)]
    assert len(some_of("abc", "xy", [1])) == 6


@each_case("part", ["far", "deep", "acts", "looks"])
def test_every_mark_that_leaves_something_out_is_in_the_table(part):
    table = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## What does not run")[2]
    assert f"`{part}`" in table
