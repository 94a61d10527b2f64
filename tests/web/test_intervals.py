"""People, each sector and balanced stand side by side, each share with its interval, on the page and on paper."""

import re
from html import unescape

import pytest
from builders import make_room
from filled import FACTORS, OBJECTIVES, answered, full_room
from flask_babel import force_locale, gettext, ngettext

from reports.workshops import result as paper
from smd_workshop.library.stats.samples.proportions import balanced, wilson
from smd_workshop.rounds.results import results

pytestmark = pytest.mark.looks

BRACKETS = re.compile(r"\[(\d+) – (\d+) %\]")
#: What decides, where one half alone does not.
NEEDED = {
    "rating": "what is needed (75 % or 15 %; in a sector 50 %).",
    "ratify": "what is needed (overall two thirds, in a sector one half).",
}
SECTORS = ("com", "soc", "emp")


def told(client, view):
    """The words of the page and of the paper, one below the other."""
    page = client.get(f"/p/moq/r/mesa-1/{view.round.number}/?lang=en").text
    with force_locale("en"):
        printed = paper.html(view, gettext=gettext, ngettext=ngettext, language="en")
    plain = [unescape(re.sub(r"<[^>]+>", " ", html)) for html in (page, printed)]
    return [re.sub(r"[ \n\u202f\u00a0]+", " ", text) for text in plain]


def brackets(ends, *needed):
    """An interval as it is written, with the word for what it says beside each share that decides."""
    low, high = ends
    word = "firm" if all(low > each or high < each for each in needed or (0.5,)) else "indicative"
    return f"[{100 * low:.0f} – {100 * high:.0f} %] ({word})"


def counted(part):
    """What was answered, counted from the ballots and not from the result."""
    return [(b["sector"], b["answer"], b.get("count", 1)) for b in part.data["ballots"]]


@pytest.fixture
def published(app):
    return full_room((14, 12, 11))[1]


def split(answers, yes):
    """Per sector: how many answers are a yes, and how many there are; `yes` gives None for no answer."""
    rows = []
    for sector in SECTORS:
        given = [(yes(a), n) for s, a, n in answers if s == sector and yes(a) is not None]
        rows.append((sum(n for said, n in given if said), sum(n for _, n in given)))
    return rows


def test_approval_shows_people_each_sector_and_balanced_with_intervals(published, client):
    view = results.view(published["approval"])
    answers = counted(view.parts[0])
    for text in told(client, view):
        for code in OBJECTIVES:
            rows = split(answers, lambda answer, code=code: code in answer)
            people = (sum(k for k, _ in rows), sum(n for _, n in rows))
            for ends in (balanced(rows), wilson(*people), *(wilson(*row) for row in rows)):
                assert brackets(ends) in text, (code, rows)


def test_rating_shows_the_interval_of_who_is_in_favour(published, client):
    view = results.view(published["rating"])
    answers = counted(view.parts[0])
    for text in told(client, view):
        for code in FACTORS:
            rows = split(
                answers, lambda a, code=code: a[code] >= 7 if type(a.get(code)) is int else None
            )
            assert brackets(balanced(rows), 0.75, 0.15) in text, (code, rows)
            for ends in (wilson(*row) for row in rows):
                assert brackets(ends) in text, (code, rows)


def test_ratification_shows_the_interval_of_yes(published, client):
    view = results.view(published["ratify"])
    for text in told(client, view):
        for part in view.parts:
            rows = split(
                counted(part), lambda answer: None if answer == "abstain" else answer == "yes"
            )
            people = (sum(k for k, _ in rows), sum(n for _, n in rows))
            assert brackets(balanced(rows), 2 / 3) in text, (part.code, rows)
            alone = brackets(wilson(*people)).partition(" (")[0]
            assert re.search(rf"{re.escape(alone)}(?! \()", text), "it decides nothing: no word"
            for ends in (wilson(*row) for row in rows if row[1]):
                assert brackets(ends) in text, (part.code, rows)


def test_the_two_words_are_explained_where_they_stand(published, client):
    for kind in ("rating", "approval", "ratify"):
        for text in told(client, results.view(published[kind])):
            needed = NEEDED.get(kind, "one half.")
            assert f"Firm: the interval lies wholly above or wholly below {needed}" in text
            assert "(firm)" in text or "(indicative)" in text


def test_points_show_each_sector(published, client):
    view = results.view(published["points"])
    answers = counted(view.parts[0])
    for text in told(client, view):
        for code in FACTORS:
            for sector in SECTORS:
                given = [(a[code], n) for s, a, n in answers if s == sector and code in a]
                many = sum(n for _, n in given)
                mean = sum(p * n for p, n in given) / many
                written = f"{mean:.0f}" if mean in {0, 100} else f"{mean:.1f}"
                assert f"{written} %" in text, (code, sector)
                assert f"({many})" in text, (code, sector)


@pytest.mark.parametrize("kind", ["rating", "points", "approval", "ratify"])
def test_beside_a_small_sector_no_interval_says_what_was_taken_away(app, client, kind):
    room = make_room((6, 5, 2))
    words = OBJECTIVES if kind in {"approval", "ratify"} else FACTORS
    settings = {"k": 2} if kind == "approval" else None
    view = results.view(answered(room, kind, words, settings=settings))
    for text in told(client, view):
        shown = 0
        for part in view.parts:
            for row in [part.document, *part.document.get("options", {}).values()]:
                own = (row.get("support") or row).get("sectors", {}).values()
                shown += sum(
                    isinstance(cell, float)
                    or (
                        isinstance(cell, dict)
                        and (cell.get("agree") or cell.get("yes")) is not None
                    )
                    for cell in own
                )
        assert len(BRACKETS.findall(text)) <= shown
        if kind == "points":
            assert not BRACKETS.findall(text)
