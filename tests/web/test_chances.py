"""How often a decision would come out again is told where everybody may recount it, and of no round that hides anybody."""

import re
from html import unescape

import pytest
from builders import make_room
from filled import FACTORS, OBJECTIVES, answered, full_room
from flask_babel import force_locale, gettext, ngettext

from reports import result as paper
from smd_workshop.library import tally
from smd_workshop.library.methods import METHODS
from smd_workshop.rounds import chances, results

pytestmark = pytest.mark.looks

KINDS = {
    "rating": FACTORS, "points": FACTORS, "approval": OBJECTIVES, "ratify": OBJECTIVES,
    "majority-judgment": OBJECTIVES, "ranking": OBJECTIVES,
}  # fmt: skip
SETTINGS = {"approval": {"k": 2}}


def any_order(_kind, codes, rng, _groups=None):
    return [[code] for code in rng.sample([*codes], len(codes))]


def any_grade(_kind, codes, rng, _groups=None):
    return {code: rng.randint(0, 5) for code in codes}


def any_number(_kind, codes, rng, _groups=None):
    return {code: rng.randint(1, 99) for code in codes}


ANSWERS = {"ranking": any_order, "majority-judgment": any_grade, "estimate": any_number}


def published(kind, sizes):
    asked = {"answer": ANSWERS[kind]} if kind in ANSWERS else {}
    settings = SETTINGS.get(kind)
    return answered(make_room(sizes), kind, KINDS.get(kind, FACTORS), settings=settings, **asked)


def told(client, view):
    """The words of the page and of the paper."""
    page = client.get(f"/p/moq/r/mesa-1/{view.round.number}/?lang=en").text
    with force_locale("en"):
        printed = paper.html(view, gettext=gettext, ngettext=ngettext, language="en")
    plain = [unescape(re.sub(r"<[^>]+>", " ", html)) for html in (page, printed)]
    return [re.sub(r"[ \n\u202f\u00a0]+", " ", text) for text in plain]


@pytest.mark.parametrize("kind", KINDS)
def test_page_and_paper_say_how_often_it_would_come_out_again(app, client, kind):
    round_ = published(kind, (7, 6, 5))
    view = results.view(round_)
    part = view.parts[0]
    found = view.chances(part)
    assert found == tally.recount(part.data, besides=tally.Besides(chances=True))["chances"]
    assert view.again
    for text in told(client, view):
        assert "If it were asked again" in text
        assert f"Out of {found['repetitions']:,}".replace(",", " ") in text.replace(",", " ")
        assert "repetition" in text[text.index("How sure it is") :]


def test_options_that_cannot_be_told_apart_stand_as_one(app, client):
    round_ = published("ranking", (7, 6, 5))
    view = results.view(round_)
    (bands,) = view.chances(view.parts[0])["bands"]
    page = client.get(f"/p/moq/r/mesa-1/{round_.number}/?lang=en").text
    assert page.count('<tbody class="alike">') == sum(len(band) > 1 for band in bands) > 0


@pytest.mark.parametrize("kind", KINDS)
def test_where_a_sector_is_hidden_no_chance_is_told_and_why_is_said(app, client, kind):
    """A chance comes from whole ballots: beside the decision it would tell what few people answered."""
    round_ = published(kind, (6, 5, 2))
    view = results.view(round_)
    assert any(part.protected for part in view.parts)
    assert view.again == ()
    for text in told(client, view):
        assert "If it were asked again" not in text
        assert text.count("How often it would come out again is not shown") == 1


def test_of_numbers_it_is_said_why_nothing_is_repeated(app, client):
    round_ = published("estimate", (7, 6, 5))
    for text in told(client, results.view(round_)):
        assert METHODS["estimate"].chances.why_not in text


def test_a_round_of_an_older_version_tells_none(app):
    _, made = full_room((7, 6, 5))
    part = results.view(made["points"]).parts[0]
    assert chances.of(part.data, part.method_version, "one") is not None
    assert chances.of(part.data, 1, "other") is None
    assert chances.of(None, 2, "one") is None
