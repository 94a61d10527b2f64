"""The acta on paper is what people sign: who was there, what was counted, who was against, what was promised."""

import io
import json
import re
from collections import Counter
from datetime import date
from functools import cache
from html.parser import HTMLParser

import pytest
from builders import NOON, cast, close, gather, make_room, make_round
from filled import FACTORS, OBJECTIVES, full_room, show_reasons
from pypdf import PdfReader

from reports.workshops import acta as paper
from smd_workshop.core.numbers import day_words, number, percent
from smd_workshop.database import db, transaction
from smd_workshop.minutes import actas, agreements, commitments
from smd_workshop.minutes.commitments import Promise
from smd_workshop.minutes.contents import contents
from smd_workshop.models import Seat
from smd_workshop.rounds.results import results
from smd_workshop.rounds.room import room


def english(message):
    return message


def plural(one, many, count):
    return one if count == 1 else many


def pages(data):
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def printed(of):
    """The text of the draft of a room, in English, with one space for any white one."""
    with transaction():
        return text_of(json.dumps(contents(actas.begin(of.workshop))))


class Texts(HTMLParser):
    """The pieces of text of a document, each as it stands between two tags."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_data(self, data):
        if data.strip():
            self.found.append(" ".join(data.split()))


def pieces(source):
    reader = Texts()
    reader.feed(source)
    return reader.found


@cache
def text_of(document):
    """The text of a document by its source, which says the same as the paper: see the next test."""
    source = paper.html(json.loads(document), gettext=english, ngettext=plural, language="en")
    return words_of(" ".join(pieces(source[source.index("<body") :])))


def words_of(text):
    return " ".join(text.replace("\u200b", "").replace("\xa0", " ").replace("\xad", "").split())


def test_all_that_the_source_says_stands_on_the_paper_as_often(app):
    """Other tests here read the source: to print takes seconds."""
    hall, _made = full_room()
    with transaction():
        document = contents(actas.begin(hall.workshop))
    how = {"gettext": english, "ngettext": plural, "language": "en"}
    on_paper = squeezed(words_of(flow(pages(paper.pdf(document, **how)))))
    source = paper.html(document, **how)
    told = Counter(squeezed(words_of(it)) for it in pieces(source[source.index("<body") :]))
    missing = {piece: often for piece, often in told.items() if on_paper.count(piece) < often}
    assert missing == {}


def flow(sheets):
    """The text of all pages one after the other, and only then their feet: a paragraph may go on overleaf."""
    told, feet = zip(
        *(
            re.split(r"((?:(?:•|\b\d\.)\s+)*SMD Moquegua\nActa .*)\Z", s, flags=re.DOTALL)[:2]
            for s in sheets
        ),
        strict=True,
    )
    return " ".join((*told, *feet))


def squeezed(text):
    """Without white: a line may break between any two words of the paper."""
    return re.sub(r"\s+", "", text.replace("\xa0", " "))


def split_by_sector():
    """All six of one sector reject F2, all others want it: a mean alone would hide them."""
    hall = make_room()
    round_ = make_round(hall)
    for card in hall.cards:
        own = card.seat.actor.sector.code == "com"
        why = {"F2": "Nos quita el agua"} if own else {}
        cast(card, round_, {"F1": 8, "F2": 2 if own else 9}, why)
    close(round_, publish=True)
    show_reasons(round_)
    return hall, round_


def test_a_sector_that_stands_against_is_told_with_its_reasons(app, client):
    hall, round_ = split_by_sector()
    (dissent,) = results.view(round_).dissent
    assert (dissent.option, [s.sector for s in dissent.sectors]) == ("F2", ["com"])
    text = printed(hall)
    story = text[text.index("Dissent") :]
    assert "F2 · Factor F2 Comunidad, 6 of 6 against (median 2.0 of 9)." in story
    assert "«Nos quita el agua» — Comunidad (6)" in story
    assert "in no sector" not in text
    for address in ("?lang=en", "result.pdf?lang=en"):
        answer = client.get(f"/p/moq/r/mesa-1/1/{address}")
        told = answer.text if "pdf" not in address else " ".join(pages(answer.data))
        assert "Nos quita el agua" in told and "Dissent" in told
        assert "against F2 (6 of 6)." in words_of(re.sub(r"<[^>]+>", " ", told))


def test_it_says_so_where_nobody_stands_against(app):
    hall = make_room()
    round_ = make_round(hall)
    for card in hall.cards:
        cast(card, round_, {"F1": 8, "F2": 9})
    close(round_, publish=True)
    assert "in no sector did a third or more stand against" in printed(hall)


@pytest.mark.parametrize(
    ("kind", "answer"),
    [("points", {"F1": 60, "F2": 40}), ("approval", ["F1"]), ("estimate", {"F1": 3, "F2": 5})],
)
def test_nobody_is_said_not_to_be_against_what_nobody_can_be_against(app, client, kind, answer):
    hall = make_room()
    round_ = make_round(hall, kind, settings={"k": 1} if kind == "approval" else {})
    for card in hall.cards:
        cast(card, round_, answer)
    close(round_, publish=True)
    assert "Dissent" not in printed(hall)
    assert "Dissent" not in client.get("/p/moq/r/mesa-1/1/?lang=en").text


@pytest.mark.parametrize("kind", ["rating", "points", "approval"])
def test_each_option_has_its_three_numbers(app, kind):
    hall, made = full_room((12, 11, 10))  # no answer of few, so that nothing is protected
    document = results.view(made[kind]).parts[0].document
    assert "disclosure" not in document
    rounds_ = printed(hall).split("Who could answer, was present and answered")
    told = squeezed(rounds_[1 + list(made).index(kind)])
    names = {s.code: s.name for s in hall.process.sectors}
    seats = {code: row["voted"] for code, row in document["seats"].items()}
    for code, row in document["options"].items():
        wording = (OBJECTIVES if kind == "approval" else FACTORS)[code]
        at = told.index(squeezed(f"{code} · {wording}"))
        mine = told[at : at + 400]
        if kind == "rating":
            figures = [number(row["balanced_mean"], 1), number(row["pooled_mean"], 1)]
            own = {s: f"{number(r['mean'], 1)} ({r['n']})" for s, r in row["sectors"].items()}
        elif kind == "points":
            figures = [percent(row["weight"], 1, 1), percent(row["pooled_weight"], 1, 1)]
            own = {s: f"{percent(r['weight'], 1, 1)} ({r['n']})" for s, r in row["sectors"].items()}
        else:
            support = row["support"]
            figures = [percent(support["balanced"], 1, 1), percent(support["pooled"], 1, 1)]
            own = {
                s: f"{round(share * seats[s])} of {seats[s]}"
                for s, share in support["sectors"].items()
            }
        assert set(own) == set(names), "a sector is missing"
        for figure in figures:
            assert squeezed(figure) in mine, (code, figure)
        for sector, figure in own.items():
            assert squeezed(f"{names[sector]} {figure}") in mine, (code, sector, figure)


def test_the_outcome_of_a_ratification_has_people_sectors_and_balance(app):
    hall, made = full_room()
    told = squeezed(printed(hall))
    for part in results.view(made["ratify"]).parts:
        sides = part.document["sectors"].values()
        yes, no = sum(s["yes"] for s in sides), sum(s["no"] for s in sides)
        share = percent(part.document["overall"]["float"], 1, 1)
        assert squeezed(f"overall {share} in favour") in told
        assert squeezed(f"of all people {yes} of {yes + no} who said yes or no said yes") in told


def test_a_sector_that_the_result_protects_is_not_told_by_the_acta(app):
    hall = make_room((6, 5, 2))
    round_ = make_round(hall)
    for card in hall.cards:
        small = card.seat.actor.sector.code == "emp"
        cast(card, round_, {"F1": 8, "F2": 1 if small else 9})
    close(round_, publish=True)
    shown = results.view(round_).parts[0].document
    assert "emp" in shown["disclosure"]["suppressed"]
    text = printed(hall)
    assert not re.search(r"Empresa \d\.\d", text)
    assert squeezed(text).count(squeezed("We show no figure of Sociedad civil and Empresa")) == 1
    assert "Empresa, 2 of 2 against" not in text
    assert "in no sector" not in text, "it would say what must not be known"


def test_rules_commitments_attendance_and_places_to_sign_are_on_the_paper(app):
    hall = make_room((3, 2))
    away, here = hall.cards[0].seat, [card.seat for card in hall.cards[1:]]
    with transaction():
        for seat in db.session.query(Seat):
            seat.titular, seat.suplente = f"Titular de {seat.code}", f"Suplente de {seat.code}"
        for seat in here:
            holder = "suplente" if seat is here[0] else "titular"
            room.arrive(hall.workshop, seat, holder, NOON, None)
        agreed = agreements.add(hall.workshop, "Abrir los datos del agua", NOON, None)
        promise = Promise("Publicar la lista", "Gerencia del agua", date(2023, 3, 9), agreed)
        commitments.add(hall.process, promise, NOON, None)
    text = printed(hall)
    for told in (
        "Quorum. A sector has quorum when more than half of its seats answer",
        "at least two thirds in favour overall",
        "7 to 9 means that the factor matters",
        "at least 75 % say that it matters and fewer than 15 % that it does not",
        "voting is by secret ballot",
        "phones count down 15 seconds",
        "Nobody chooses its seed",
        "Abrir los datos del agua",
        f"Publicar la lista Gerencia del agua {day_words(promise.due, 'en')}",
    ):
        assert squeezed(told) in squeezed(text), told
    attendance = text[text.index("Attendance") : text.index("Rounds")]
    assert "2 of 3 seats" in attendance and "2 of 2 seats" in attendance
    for seat in here:
        name = seat.suplente if seat is here[0] else seat.titular
        assert squeezed(f"{seat.code} {seat.actor.name} · {name}") in squeezed(attendance)
    assert squeezed(f"{away.code} {away.actor.name}") in squeezed(attendance)
    assert away.titular not in text, "who was not here is not named"
    signing = text[text.index("Signatures") : text.index("Parts of this acta")]
    assert (signing.count("Signature "), signing.count("Fingerprint")) == (len(here), len(here))
    for seat in here:
        as_what = "suplente" if seat is here[0] else "titular"
        assert squeezed(f"{seat.code} · {seat.actor.name} · {as_what}") in squeezed(signing)
    assert away.code not in signing


def test_a_sector_of_three_hundred_seats_breaks_over_pages(app):
    """Every seat is on the paper, also where a sector is longer than a page."""
    hall = make_room((1,))
    with transaction():
        document = contents(actas.begin(hall.workshop))
    seat = document["attendance"][0]["seats"][0]
    document["attendance"][0]["seats"] = [seat | {"code": f"S{n}"} for n in range(300)]
    source = paper.pdf(document, gettext=english, ngettext=plural, language="en")
    text = " ".join(pages(source))
    assert all(re.search(rf"\bS{n}\b", text) for n in range(300))


def test_a_total_stands_once_below_all_that_it_adds_up_also_over_pages(app):
    hall = make_room((1,))
    gather(hall, [(0, "Falta agua", "D")])
    with transaction():
        document = contents(actas.begin(hall.workshop))
    (round_,) = document["rounds"]
    round_["roll"] = [round_["roll"][0] | {"name": f"Sector {n}"} for n in range(90)]
    text = " ".join(pages(paper.pdf(document, gettext=english, ngettext=plural, language="en")))
    assert len(re.findall(r"All\s+90", text)) == 1
    assert re.search(r"All\s+90", text).start() > text.index("Sector 89")


def test_notes_are_not_called_by_name_when_their_authors_were_promised_otherwise(app):
    hall = make_room()
    gather(hall, [(0, "Falta agua", "D")])
    text = printed(hall)
    assert "published without the names of the authors" in text
    assert "by name" not in text[text.index("Rounds") : text.index("Rules agreed")]


def test_an_objection_is_told_once_however_often_its_item_is_put_to_the_vote(app):
    hall, _made = full_room()
    with transaction():
        document = contents(actas.begin(hall.workshop))
    said = {"item": "F1", "text": "Yo no dije eso", "answer": "Se corrigió"}
    for round_ in document["rounds"]:
        round_["objections"] = [said]
    text = text_of(json.dumps(document))
    assert text.count("Yo no dije eso") == 1


def test_the_page_says_what_the_paper_says_and_has_no_place_to_sign(app):
    """Who reads the acta on a phone and agrees would otherwise sign something else."""
    hall, made = full_room()
    show_reasons(made["rating"])
    with transaction():
        agreements.add(hall.workshop, "Reunirse en marzo", NOON, None)
        document = contents(actas.begin(hall.workshop))
    said = {"gettext": english, "ngettext": plural, "language": "en"}
    printed_pieces = pieces(paper.html(document, **said).split("<main>")[1])
    signing = (
        printed_pieces.index("Signatures"),
        printed_pieces.index("Parts of this acta: how it came about"),
    )
    end = next(n for n, it in enumerate(printed_pieces) if it.startswith("Digest of everything"))
    on_paper = printed_pieces[: signing[0]] + printed_pieces[signing[1] + 1 : end]
    on_page = pieces(paper.page(document, **said))
    asked_by_hand = {paper.BLANK, "Place", "Date"}
    assert len(on_paper) > 300
    assert [each for each in on_paper if each not in on_page and each not in asked_by_hand] == []
    assert "Signature" not in on_page and "Fingerprint" not in on_page
    page = paper.page(document, **said)
    folded = "".join(re.findall(r"<details>.*?</details>", page, re.DOTALL))
    assert "Reasons given" in folded, (
        "reasons of many people make a phone scroll past what came out"
    )
    assert page.count("Reasons given") == folded.count("Reasons given")


def test_what_was_agreed_is_read_before_how_it_came_about(app):
    hall, _made = full_room()
    text = printed(hall)
    order = [
        "Agreements",
        "Commitments",
        "Signatures",
        "Attendance",
        "Rounds",
        "Rules agreed beforehand",
    ]
    places = [text.index(heading) for heading in order[:3]]
    places += [text.index(heading, text.index("Parts of this acta")) for heading in order[3:]]
    assert places == sorted(places), "nobody looks for their place to sign behind twenty pages"


def test_every_sheet_says_draft_until_it_is_sealed(app):
    hall, _made = full_room()
    with transaction():
        document = contents(actas.begin(hall.workshop))
    document["rounds"] = document["rounds"][:1]
    said = {"gettext": english, "ngettext": plural, "language": "en"}
    for stamp, words, others in (
        ("draft", "DRAFT", "SEALED ACTA"),
        ("sealed", "SEALED ACTA", "DRAFT"),
    ):
        sheets = pages(paper.pdf(document, **said, stamp=stamp))
        assert len(sheets) > 3
        assert all(words in sheet and others not in sheet for sheet in sheets)
