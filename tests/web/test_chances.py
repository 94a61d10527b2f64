"""How often a decision would come out again is told where everybody may recount it, and of no round that hides anybody."""

import csv
import io
import json
import re
from html import unescape

import pytest
from builders import make_room
from filled import FACTORS, OBJECTIVES, answered, full_room
from flask_babel import force_locale, gettext, ngettext

from reports.spoken import Speaker
from reports.workshops import acta
from reports.workshops import result as paper
from smd_workshop.database import transaction
from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount import tally
from smd_workshop.minutes import actas
from smd_workshop.minutes.contents import contents
from smd_workshop.minutes.round_records import round_record
from smd_workshop.rounds.results import chances, results

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
def test_page_paper_and_acta_say_how_often_it_would_come_out_again(app, client, kind):
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
    document, rows = files(client, view)
    assert document["chances"] == found
    told_of = {row["option"]: row for row in rows}
    name, share = expected(found, part.code)
    assert float(told_of[part.code or next(iter(found["options"]))][f"again.{name}"]) == share
    check_acta(view)


def check_acta(view):
    """In a sentence of each round: the acta is sealed and read by who never opens the result page."""
    record = round_record(view.round)
    assert [each["part"] for each in record["chances"]] == [part.code for part in view.parts]
    with transaction():
        document = contents(actas.begin(view.workshop))
    with force_locale("en"):
        printed = acta.html(document, gettext=gettext, ngettext=ngettext, language="en")
        first = Speaker(gettext, ngettext)(view.again[0], view.labels, view.wordings, brief=True)
    assert re.sub(r"\s+", " ", unescape(printed)).count(re.sub(r"\s+", " ", first)) == 1


def files(client, view):
    """The result as JSON, of its first part, and the rows of its table."""
    base = f"/p/moq/r/mesa-1/{view.round.number}/"
    part = view.parts[0].code
    document = json.loads(client.get(f"{base}{part + '/' if part else ''}result.json").data)
    table = client.get(f"{base}table.csv?lang=en").data.decode("utf-8-sig")
    return document, list(csv.DictReader(io.StringIO(table)))


def expected(found, part):
    """One column of the table, and what stands in it of the first option."""
    if part:
        return "p_outcome.adopted", found["p_outcome"]["adopted"]
    first = next(iter(found["options"].values()))
    if "p_class" in first:
        return "p_class.in", first["p_class"]["in"]
    return next((name, share) for name, share in first.items() if name in {"p_first", "p_chosen"})


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
    document, rows = files(client, view)
    assert "chances" not in document
    assert not [name for name in rows[0] if name.startswith("again")]


def even(_kind, codes, _rng, groups=None):
    """Points of somebody who weighs everything alike."""
    parts = {code: 100 // len(own) for own in groups.values() for code in own}
    for own in groups.values():
        parts[own[0]] += 100 - sum(parts[code] for code in own)
    return parts | {f"@{group}": 100 // len(groups) for group in groups}


def steep(_kind, codes, _rng, groups=None):
    """Points of somebody for whom the first of each group is nearly all."""
    parts = dict.fromkeys(codes, 0)
    for own in groups.values():
        parts |= {code: 100 if place == 0 else 0 for place, code in enumerate(own)}
    return parts | {f"@{group}": 100 // len(groups) for group in groups}


@pytest.mark.parametrize(
    ("answer", "words"),
    [(steep, "First of their group in at least 8 of 10 repetitions"), (even, "In no group is it steady which comes first")],
)  # fmt: skip
def test_of_points_in_groups_a_sentence_stands_on_the_page_and_the_table_names_each_group(
    app, client, answer, words
):
    round_ = answered(make_room((7, 6, 5)), "points", FACTORS, answer=answer, seed=3)
    view = results.view(round_)
    for text in told(client, view):
        assert words in text
        table = text[text.index("Its places") :]
        assert [
            table.index(name) for name in ("Strengths", "Opportunities", "Weaknesses")
        ] == sorted(table.index(name) for name in ("Strengths", "Opportunities", "Weaknesses"))


def test_where_each_option_was_decided_alone_one_sentence_counts_them(app):
    view = results.view(published("ratify", (7, 6, 5)))
    assert view.again[0].values["all"] == len(OBJECTIVES)
    assert len(view.again) <= 4, "the least steady are named, the others counted"


def test_the_acta_tells_no_chance_of_a_round_that_hides_a_sector(app):
    assert round_record(published("points", (6, 5, 2)))["chances"] == []


def test_of_numbers_it_is_said_why_nothing_is_repeated(app, client):
    round_ = published("estimate", (7, 6, 5))
    for text in told(client, results.view(round_)):
        assert METHODS["estimate"].chances.why_not in text
    page = client.get(f"/p/moq/r/mesa-1/{round_.number}/?lang=en").text
    assert "Grey: the middle half of the people." in page and "its margin" not in page
    assert page.count('<span class="axis own">') == 2 * len(round_.options), (
        "wide and narrow, from where to where"
    )


def test_a_round_of_an_older_version_tells_none(app):
    _, made = full_room((7, 6, 5))
    part = results.view(made["points"]).parts[0]
    assert chances.of(part.data, part.method_version, "one") is not None
    assert chances.of(part.data, 1, "other") is None
    assert chances.of(None, 2, "one") is None
