"""The page of a result: the answer first, then one table; long words are whole, and it weighs little."""

import json
import re
from pathlib import Path

import pytest
from builders import NOON, close, gather, make_room, make_round
from filled import OBJECTIVES, answered
from kept import built_once
from staff import administrator

from smd_workshop.database import transaction
from smd_workshop.processes import protocols
from smd_workshop.publishing import publication
from smd_workshop.rounds.results import result_views, results

pytestmark = pytest.mark.looks

DATA = Path(__file__).resolve().parents[2] / "smd_workshop" / "data" / "moquegua.json"
FACTORS = {each["code"]: each["wording"] for each in json.loads(DATA.read_text("utf-8"))["factors"]}
SECTORS = [
    ("com", "Comunidad"), ("soc", "Sociedad civil"), ("emp", "Empresa"), ("gob", "Gobierno regional"),
    ("aca", "Academia"),
]  # fmt: skip
LEAN = (8, 9, 6, 5, 8, 3, 7, 2)
PATH = "/p/moq/r/mesa-1/1/?lang=en"


def leaning(_kind, codes, rng, _groups=None):
    return {
        code: "ns" if rng.random() < 0.04 else min(9, max(1, LEAN[i % len(LEAN)] + rng.choice((-1, 0, 1))))
        for i, code in enumerate(codes)
    }  # fmt: skip


@built_once
def leaning_rating(sizes=(9, 8, 7, 6, 6), words=FACTORS, **fields):
    room = make_room(sizes, SECTORS)
    with transaction():  # asked as often as its rule wants
        protocols.change(room.process, {"repeat_at_least": 1}, None, NOON)
    return answered(room, "rating", words, answer=leaning, **fields)


def rows(page):
    """The codes of the table's rows, from top to bottom."""
    table = page[page.index('class="tbl"') :]
    return re.findall(r'<b class="opt">(\w+)</b>', table[: table.index("</table>")])


def test_a_page_of_26_options_weighs_less_than_60_kb(app, client):
    """Without compression, with everything that is folded: on a slow line each kB is a moment."""
    leaning_rating()
    for language in ("es", "en"):
        page = client.get(f"/p/moq/r/mesa-1/1/?lang={language}").data
        assert 20_000 < len(page) < 60_000, language


@pytest.mark.parametrize(("seat", "documents"), [(None, True), (0, False)])
def test_notes_of_documents_are_not_said_to_have_been_written_by_nobody(
    app, client, seat, documents
):
    room = make_room()
    round_ = gather(room, [(seat, "No hay datos", "D")])
    with transaction():
        publication.publish(round_, NOON, None)
    page = client.get(f"/p/moq/r/mesa-1/{round_.number}/").text
    assert ("Los aportes se tomaron de documentos." in page) is documents
    assert ("who-answered" in page) is not documents


def test_what_is_told_first_is_worked_out_once_for_a_page(app, client, monkeypatch):
    leaning_rating((6, 6, 6), {"F1": "Uno", "F2": "Dos"})
    real, asked = result_views.find, []
    monkeypatch.setattr(result_views, "find", lambda *given: (asked.append(given), real(*given))[1])
    assert client.get(PATH).status_code == 200
    assert len(asked) == 1


def test_the_page_of_a_round_of_ordering_says_what_happened_and_leads_on(app, client):
    round_ = make_round(make_room(), "organise", (), secrecy="nominal")
    close(round_, publish=True)
    page = client.get(PATH).text
    assert "joined under one wording" in page
    assert 'href="/p/moq/factors"' in page
    assert 'class="folds"' not in page, "an empty line tells nothing"


def test_no_wording_is_cut(app, client):
    words = {
        "F1": "Una redacción muy larga que nadie debe recortar porque dice lo que se acordó. " * 5
    }
    leaning_rating((6, 6, 6), words | {"F2": "Otra"})
    page = client.get(PATH).text
    assert page.count(words["F1"].strip()) >= 2, "in the chart and in the table"
    assert "…" not in page


def test_the_answer_comes_before_everything_else(app, client):
    view = results.view(leaning_rating())
    classes = [row["class"] for row in view.parts[0].document["options"].values()]
    page = client.get(PATH).text
    sentence = page.index(f'<p class="answer">{classes.count("in")} of 26 come in.')
    facts = [
        page.index(each) for each in ("How sure it is", "Who sees it differently", "Who answered")
    ]
    assert sentence < min(facts)
    assert max(facts) < page.index('class="chart') < page.index('class="tbl"')
    assert page.index('class="tbl"') < page.index("How it was asked and counted")


def test_the_table_sorts_by_a_link_for_every_reader_and_says_so(app, client):
    leaning_rating()
    plain = client.get(PATH).text
    assert "?sort=emp#table" in plain
    assert "?sort=all#table" in plain
    page = client.get(f"{PATH}&sort=emp").text
    assert page.count('aria-sort="descending"') == 1
    document = client.get("/p/moq/r/mesa-1/1/result.json").json
    means = [document["options"][code]["sectors"]["emp"]["mean"] for code in rows(page)]
    assert len(means) == 26
    assert means == sorted(means, reverse=True)
    assert rows(page) != rows(plain)
    assert "?sort=#table" in page, "the way back"
    boss = administrator(app)
    page = boss.get("/f/moq/w/mesa-1/rounds/1/result?lang=en&sort=com").text
    assert page.count('aria-sort="descending"') == 1


@pytest.mark.parametrize("sort", ["nothing", "emp'\"><b>", "aca", ""])
def test_a_column_that_is_not_there_sorts_nothing(app, client, sort):
    """Also that of a sector which is not shown: its order would tell its figures."""
    leaning_rating((7, 6, 6, 5, 2))
    plain = client.get(PATH).text
    page = client.get(PATH.partition("?")[0], query_string={"lang": "en", "sort": sort}).text
    assert rows(page) == rows(plain)
    assert 'aria-sort="descending"' not in page
    assert "<b>'" not in page


@pytest.mark.parametrize("kind", ["rating", "points", "approval", "ratify"])
def test_what_is_hidden_is_no_row_of_dashes(app, client, kind):
    """One sentence says why; hidden sectors have no column, and no drawing tells what may not be shown."""
    words = (
        OBJECTIVES
        if kind in {"approval", "ratify"}
        else {c: FACTORS[c] for c in ("F1", "F2", "D1")}
    )
    settings = {"k": 2} if kind == "approval" else None
    answered(make_room((6, 5, 2), SECTORS), kind, words, settings=settings)
    page = client.get(PATH).text
    assert page.count('class="note why-hidden"') == 1
    start = page.index('class="tbl"')
    table = page[start : page.index("</table>", start)]
    assert "Comunidad" in table
    assert "Empresa" not in table
    assert "Sociedad civil" not in table
    assert not re.search(r"<td[^>]*>–</td>", table)
    assert "All sectors" not in table
    assert 'class="i"' not in page, "an interval"
    assert 'class="e"' not in page, "a balanced figure"


def test_what_sectors_gave_to_a_group_stands_beside_what_the_group_weighs(app, client):
    """Where a sector is hidden, also here; a group says so with no dash."""
    words = {c: FACTORS[c] for c in ("F1", "F2", "D1")}
    answered(make_room((6, 5, 2), SECTORS), "points", words)
    table = client.get(PATH).text.split('class="tbl"', 1)[1]
    heads = re.findall(r'<tr class="g [^>]*>(.*?)</tr>', table, re.DOTALL)
    assert [head.count("<i>") for head in heads] == [1, 1], "the figure of the sector that is shown"
    assert "–</td>" not in table


@pytest.mark.parametrize("kind", ["rating", "points", "approval", "ratify"])
def test_where_only_the_decision_is_shown_there_is_no_table(app, client, kind):
    words = (
        OBJECTIVES
        if kind in {"approval", "ratify"}
        else {c: FACTORS[c] for c in ("F1", "F2", "D1")}
    )
    settings = {"k": 2} if kind == "approval" else None
    answered(make_room((2, 1, 1), SECTORS), kind, words, settings=settings)
    page = client.get(PATH).text
    assert 'class="tbl"' not in page
    assert 'class="chart decided few alone"' in page
    assert all(wording in page for wording in words.values())


def test_in_a_small_room_each_seat_is_a_circle(app, client):
    answered(make_room((6, 5, 2), SECTORS), "approval", OBJECTIVES, settings={"k": 2})
    page = client.get(PATH).text
    circles = re.findall("[●○]+", page)
    assert circles == ["●" * 6, "●" * 7], "a sector, and two that are not shown apart, as one"
    answered(make_room((6, 6, 6), SECTORS, code="otro"), "ratify", OBJECTIVES, silent=("emp",))
    page = client.get(PATH.replace("moq", "otro")).text
    assert re.findall("[●○]+", page) == ["●" * 6, "●" * 6, "○" * 6]


def test_sectors_that_are_shown_as_one_have_one_column_and_one_mark(app, client):
    room = make_room((6, 4, 3), SECTORS)
    with transaction():
        protocols.change(
            room.process, {"shown_together": {"soc": "Otros", "emp": "Otros"}}, None, NOON
        )
    answered(room, "rating", {c: FACTORS[c] for c in ("F1", "F2", "D1")})
    page = client.get(PATH).text
    table = page[page.index('class="tbl"') :].partition("</table>")[0]
    assert re.search(r'mark mo"></span> Otros\s*</span> <small>\(7\)', table)
    assert "Empresa" not in table
    assert 'href="#ko"' in table
