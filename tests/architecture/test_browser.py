"""What is said of a page of a browser waits for the page that a click leads to."""

import re

from source import ROOT

# A locator's own answer is that of this instant: after a click it may still be the page before.
AT_ONCE = re.compile(
    r"^ *assert (?:not )?(?:.*[(\[{ ])?(?:\w+\.)*(?:page|p|staff|window)\b[^#\n]*"
    r"\.(?:count\(\)|inner_text\(\"[^\n]*\"\)|text_content\(|input_value\(|is_\w+\(\)|url\b)"
)


def looks_too_early(text):
    return [line.strip() for line in text.splitlines() if AT_ONCE.search(line)]


def test_browser_tests_expect_and_do_not_look_once():
    found = {
        path.name: lines
        for path in sorted((ROOT / "tests/browser").glob("test_*.py"))
        if (lines := looks_too_early(path.read_text()))
    }
    assert found == {}, "playwright's expect waits; these look once"


def test_a_look_at_once_is_seen():
    early = (
        'assert page.get_by_label("Una").count() == 1\n    assert "Una" in p.inner_text("main")\n'
    )
    assert len(looks_too_early(early)) == 2
    assert (
        looks_too_early('assert said == "Una"\n    expect(page.locator("h1")).to_have_count(1)')
        == []
    )
