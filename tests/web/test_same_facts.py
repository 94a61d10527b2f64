"""A result says the same wherever it is read: page, wall, acta, print, tables; what hedges it is left out nowhere."""

import csv
import io
import re

import pytest
from builders import cast, close, make_room, make_round
from flask_babel import force_locale, gettext, ngettext
from openpyxl import load_workbook
from staff import administrator

from reports.workshops import acta as acta_paper
from reports.workshops import result as result_paper
from smd_workshop.database import transaction
from smd_workshop.minutes import actas
from smd_workshop.minutes.contents import contents
from smd_workshop.publishing import publication
from smd_workshop.rounds.results import results

pytestmark = pytest.mark.looks

ENGLISH = {"Accept-Language": "en"}
READ = ("page", "wall", "acta", "print")


def plain(text):
    """Words as a reader sees them."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).replace("&#39;", "'")


def forms(app, client, room, round_):
    """Every form of a published result, as plain text."""
    boss = administrator(app)
    address = f"/p/moq/r/mesa-1/{round_.number}/"
    table = client.get(f"{address}table.csv", headers=ENGLISH).data.decode("utf-8-sig")
    with transaction():
        acta = contents(actas.begin(room.workshop))
    with force_locale("en"):
        told = acta_paper.html(acta, gettext=gettext, ngettext=ngettext, language="en")
        paper = result_paper.html(
            results.view(round_), gettext=gettext, ngettext=ngettext, language="en"
        )
    return {
        "page": plain(client.get(f"{address}?lang=en").text),
        "wall": plain(boss.get("/f/moq/w/mesa-1/projector").text),
        "acta": plain(told),
        "print": plain(paper),
        "json": client.get(f"{address}result.json").json,
        "csv": list(csv.DictReader(io.StringIO(table))),
        "xlsx": load_workbook(
            io.BytesIO(client.get(f"{address}table.xlsx", headers=ENGLISH).data)
        ).worksheets[0],
    }


def test_who_lacks_quorum_and_how_a_tie_was_decided_stand_in_every_form(app, client):
    """An acta without them would be signed for something else than the page shows."""
    room = make_room(per_sector=(6, 6, 12))
    round_ = make_round(room, "approval", ("A", "B"), settings={"k": 1}, secrecy="nominal")
    for card in [*room.cards_of("com"), *room.cards_of("soc"), *room.cards_of("emp")[:6]]:
        cast(card, round_, ["A", "B"])
    close(round_, publish=True)
    said = forms(app, client, room, round_)
    document = said["json"]
    assert document["status"]["state"] == "provisional"
    assert document["ladder"] == "draw"
    for form in READ:
        assert "Provisional." in said[form], form
        assert "6 of 12" in said[form], form
        assert "a draw from the published seed" in said[form], form
        seed = document["settings"]["seed"]
        # On the wall its beginning: nobody copies it from there.
        assert (seed[:8] if form == "wall" else seed) in said[form].replace(" ", ""), form
    # Beside what came out, not below the tables, where a reader of paper has turned the page.
    assert said["acta"].index("Provisional.") < said["acta"].index("Who could answer, was present")
    assert {row["status"] for row in said["csv"]} == {"provisional"}
    assert {row["without_quorum"] for row in said["csv"]} == {"emp"}
    headers = [cell.value for cell in said["xlsx"][1]]
    assert said["xlsx"].cell(2, headers.index("status") + 1).value == "provisional"


def test_a_sector_that_abstained_or_tied_is_nowhere_said_to_be_against(app, client):
    room = make_room(per_sector=(6, 6, 6))
    round_ = make_round(room, "ratify", ("O1", "O2"), secrecy="nominal")
    for card in room.cards_of("com") + room.cards_of("soc"):
        cast(card, round_, {"O1": "yes", "O2": "yes"})
    for place, card in enumerate(room.cards_of("emp")):
        cast(card, round_, {"O1": "abstain", "O2": "yes" if place % 2 else "no"})
    close(round_, publish=True)
    said = forms(app, client, room, round_)
    for form in READ:
        assert "Contested" in said[form], form
        assert "a sector has no majority in favour" in said[form], form
        assert not re.search(r"is against|are against", said[form]), form
    for form in ("page", "acta", "print"):
        assert "nobody said yes or no" in said[form], form
        assert "is tied: 3 yes, 3 no" in said[form], form


@pytest.mark.parametrize("kind", ["rating", "approval", "ratify"])
def test_that_nobody_answered_is_said_once_and_of_no_option_anything(app, client, kind):
    """Twenty-six times “no agreement yet” would be read as twenty-six disputes."""
    room = make_room(per_sector=(6, 6, 6))
    settings = {"settings": {"k": 1}} if kind == "approval" else {}
    round_ = make_round(room, kind, ("A", "B", "C"), **settings)
    close(round_)
    asked = plain(
        administrator(app, email="otra@example.org")
        .get("/f/moq/w/mesa-1/rounds/1/publish?lang=en")
        .text
    )
    assert "Nobody answered this round." in asked and "Publish that nobody answered" in asked
    with transaction():
        publication.publish(round_, round_.closed_at, None)
    said = forms(app, client, room, round_)
    assert said["json"]["status"]["state"] == "empty" if kind != "ratify" else True
    for form in READ:
        text = said[form].partition("1. Ronda")[2] or said[form] if form == "acta" else said[form]
        assert text.count("Nobody answered, so nothing is decided.") == 1, form
        assert "Factor A" in text, "what was asked is told"
        for wrong in ("agreement yet", "Nobody marked", "There was no tie", "Fewer than 5", "adopted:",
                      "Few gave", "complete:", "protect small groups."):  # fmt: skip
            assert wrong not in text, (form, wrong)
    assert {row["status"] for row in said["csv"]} == {"empty"}


@pytest.mark.parametrize(
    ("asks", "settings"),
    [
        ("ranking", {}),
        ("points", {}),
        ("approval-budget", {"budget": 5, "costs": {"A": 5, "B": 5}}),
        ("majority-judgment", {}),
    ],
)
def test_of_what_nobody_answered_nothing_is_tied_and_nothing_has_a_place(
    app, client, asks, settings
):
    room = make_room(per_sector=(6, 6, 6))
    round_ = make_round(room, asks, ("A", "B"), settings=settings)
    close(round_, publish=True)
    said = forms(app, client, room, round_)
    for form in READ:
        assert "Nobody answered, so nothing is decided." in said[form], form
        for wrong in ("Tied:", "are tied", "somebody marked fits", "Graded by too few: </td>"):
            assert wrong not in said[form], (form, wrong)


def test_of_a_crossing_of_zeros_nothing_leads_in_any_form(app, client):
    """One pair was marked: its quadrant alone has a density, of 0."""
    room = make_room(per_sector=(6, 6, 6))
    round_ = make_round(room, "cross", ("F1", "O1", "A1", "D1"))
    for card in room.cards:
        cast(card, round_, {"F1|O1": 0})
    close(round_, publish=True)
    said = forms(app, client, room, round_)
    assert said["json"]["leading"] == "FO"
    for form in READ:
        assert "Every mark given is 0" in said[form], form
        assert not re.search("Leads:|these tie", said[form]), form
    leads = re.search("FO: strengths with opportunities.*?(✓ yes|– no)", said["acta"])
    assert leads[1] == "– no"


def test_the_acta_too_says_what_too_few_answered(app, client):
    room = make_room(per_sector=(6, 6, 6))
    round_ = make_round(room, "rating", ("F1", "F2"), secrecy="nominal")
    for card in room.cards:
        cast(card, round_, {"F1": "ns", "F2": 9})
    close(round_, publish=True)
    said = forms(app, client, room, round_)
    for form in READ:
        assert "Insufficient: F1." in said[form], form
    assert "or rated by too few" in said["page"], "it is not only too spread out"


def test_where_all_abstain_nothing_is_hidden_and_no_form_says_so(app, client):
    room = make_room(per_sector=(6, 6, 6))
    round_ = make_round(room, "ratify", ("O1",), secrecy="nominal")
    for card in room.cards:
        cast(card, round_, {"O1": "abstain"})
    close(round_, publish=True)
    said = forms(app, client, room, round_)
    for form in ("page", "print"):
        assert "Nobody said yes or no." in said[form], form
        assert "not shown" not in said[form], form


#: Each kind of round with the sentence that says what came out, and one that says how sure it is.
ANSWERS = {
    "rating": ("1 of 2 comes in. 1 goes out.", "Without any one sector the same would come out."),
    "points": ("Weighs most: F1 («Factor F1»), with 70.0 %. Next: F2 («Factor F2»).", "the order would be the same."),
    "approval": ("Chosen: 1 of 2: F1 («Factor F1»).", "There was no tie."),
    "ratify": ("1 of 2 is adopted. 1 is not adopted.", "No single vote decides what is adopted."),
}  # fmt: skip
GIVEN = {
    "rating": {"F1": 9, "F2": 1},
    "points": {"F1": 70, "F2": 30},
    "approval": ["F1"],
    "ratify": {"F1": "yes", "F2": "no"},
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_form_gives_the_same_answer_and_says_as_sure_it_is(app, client, kind):
    """An acta that says another sentence than the portal is signed for something else."""
    room = make_room(per_sector=(6, 6, 6))
    settings = {"settings": {"k": 1}} if kind == "approval" else {}
    round_ = make_round(room, kind, ("F1", "F2"), secrecy="nominal", **settings)
    for card in room.cards:
        cast(card, round_, GIVEN[kind])
    close(round_, publish=True)
    answer, sure = ANSWERS[kind]
    said = forms(app, client, room, round_)
    for form in ("page", "acta", "print"):
        text = said[form].replace("\N{NO-BREAK SPACE}", " ")
        assert answer in text, form
        assert "All who could answer did: 18." in text, form
        assert sure in text, form
    book = said["xlsx"].parent["About"]
    cells = {row[0].value: row[1].value for row in book.iter_rows()}
    assert cells["Result"].replace("\N{NO-BREAK SPACE}", " ") == answer


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_all_and_nothing_are_written_alike(app, client, answer):
    """0 % beside 0.0 % makes a reader look for a difference."""
    room = make_room(per_sector=(6, 6, 6))
    round_ = make_round(room, "ratify", ("O1",), secrecy="nominal")
    for card in room.cards:
        cast(card, round_, {"O1": answer})
    close(round_, publish=True)
    said = forms(app, client, room, round_)
    wrong = re.compile(r"\b(100|0)\.0 ?%")
    for form in READ:
        assert not wrong.search(said[form].replace("\N{NO-BREAK SPACE}", " ")), form
