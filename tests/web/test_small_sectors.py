"""What a small sector answered must not come out of anything that leaves the house, however it is asked for."""

import io
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import NOON, cast, close, make_room, make_round
from openpyxl import load_workbook
from staff import administrator, member

from reports.workshops import result as paper
from smd_workshop.database import db, transaction
from smd_workshop.minutes import actas, contents
from smd_workshop.models import Item, Result
from smd_workshop.publishing import publication, published_figures
from smd_workshop.rounds import drafting, opening
from smd_workshop.rounds.ballots import reasons
from smd_workshop.rounds.results import results

pytestmark = pytest.mark.looks

SECTORS = [("com", "Comunidad"), ("soc", "Sociedad civil"), ("emp", "Empresa"), ("gob", "Gobierno")]
SIZES = (2, 2, 6, 7)
CODES = ("OE1", "OE2", "OE3")


def mark(place, code):
    return 4 + (place + int(code[-1])) % 4


def plain_answer(kind, place):
    if kind == "rating":
        return {code: mark(place, code) for code in CODES}
    if kind == "points":
        return {"OE1": 20 + place % 3, "OE2": 30, "OE3": 50 - place % 3}
    if kind == "approval":
        return ["OE1", "OE2"] if place % 3 else ["OE2", "OE3"]
    return dict.fromkeys(CODES, "no" if place in {0, 12} else "yes")


def other_answer(kind, place, answer):
    """The same room with other answers of the two small sectors, the first two places of each."""
    sign = {0: 1, 2: -1}.get(place, 0)
    if kind == "rating":
        return answer | {"OE1": answer["OE1"] + sign}
    if kind == "points":
        return answer | {"OE1": answer["OE1"] + 10 * sign, "OE2": answer["OE2"] - 10 * sign}
    if kind == "approval":
        return ["OE1", "OE2", "OE3"] if place == 1 else answer
    return answer | {"OE1": "no"} if place == 2 else answer


def published(kind, twin):
    """A published round that every seat answered, or its twin."""
    room = make_room(SIZES, SECTORS, code="twin" if twin else "moq")
    fields = {"settings": {"k": 1}} if kind == "approval" else {}
    round_ = make_round(room, kind, CODES, **fields)
    for place, card in enumerate(room.cards):
        answer = plain_answer(kind, place)
        cast(card, round_, other_answer(kind, place, answer) if twin else answer)
    close(round_, publish=True)
    return round_


def everything(client, round_):
    """All that anybody can get about the round, without digests of the data, which are mixed with chance."""
    process = round_.workshop.process.code
    base = f"/p/{process}/r/mesa-1/{round_.number}/"
    parts = [part.code for part in results.view(round_).parts]
    addresses = ["", "table.csv", "charts/1.json"]
    addresses += [
        f"{code}/{name}" if code else name
        for code in parts
        for name in ("result.json", "data.json")
    ]
    said = {address: client.get(base + address).text for address in addresses}
    said |= {
        f"process {address}": client.get(f"/p/{process}/{address}").text
        for address in ("", "factors", "feed.atom")
    }
    book = load_workbook(io.BytesIO(client.get(base + "table.xlsx").data))
    said["xlsx"] = [list(sheet.iter_rows(values_only=True)) for sheet in book]
    plain = {
        "gettext": str,
        "ngettext": lambda one, more, n: one if n == 1 else more,
        "language": "en",
    }
    said["pdf"] = paper.html(results.view(round_), **plain)
    with transaction():
        acta = actas.of(round_.workshop) or actas.begin(round_.workshop)
    told = contents.contents(acta)["rounds"]
    said["acta"] = json.dumps(told, ensure_ascii=False)
    said["figures"] = [
        (f.subject, f.name, f.numerator, f.denominator) for f in published_figures.of_round(round_)
    ]
    text = json.dumps(said, ensure_ascii=False, default=str)
    text = text.replace(f"/p/{process}", "/p/moq")
    return re.sub(r"[0-9a-f]{64}|urn:uuid:[0-9a-f-]+", "", text)


@pytest.mark.parametrize("kind", ["rating", "points", "approval", "ratify"])
def test_two_rooms_that_differ_in_small_sectors_are_published_alike(app, client, kind):
    one, other = published(kind, twin=False), published(kind, twin=True)
    stored = [db.session.query(Result).filter_by(round_id=r.id).first() for r in (one, other)]
    assert stored[0].document != stored[1].document, "they did answer otherwise"
    assert stored[0].shown["disclosure"]["suppressed"]
    first, second = everything(client, one), everything(client, other)
    assert len(first) > 5000
    assert first == second


def test_what_is_decided_is_public_and_what_is_hidden_says_so(app, client):
    round_ = published("ratify", twin=False)
    page = client.get(f"/p/moq/r/mesa-1/{round_.number}/?lang=en").text
    assert "Contested" in page
    assert "A sector whose votes are not shown has no majority in favour." in page
    assert "Overall" not in page
    why = "We show no figure of Comunidad, Sociedad civil and Empresa, neither of each nor of their 10 people together"
    assert page.count(why) == 1, "said once, not under each objective"
    assert "other sectors, 10 people" in page


def test_results_that_were_published_under_an_earlier_rule_still_show(app):
    """They have no reason and no group, and may hold rounded totals: what was published stays as it was."""
    view = results.view(published("rating", twin=False))
    (part,) = view.parts
    old = part.document | {
        "disclosure": {"suppressed": ["com", "soc"], "pooled": False, "any": True, "reason": "x"}
    }
    old["options"] = {
        code: row | {"balanced_mean": 6.4} for code, row in part.document["options"].items()
    }
    plain = {
        "gettext": str,
        "ngettext": lambda one, more, n: one if n == 1 else more,
        "language": "en",
    }
    page = paper.html(replace(view, parts=(replace(part, document=old),)), **plain)
    assert "some figures are withheld or rounded" in page
    assert "6.4" in page


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


ALIKE = "if all of a sector answer alike, it is known what they answered"
ALIKE_ES = "si en un sector todos responden igual, se sabe qué respondieron"


def test_a_seat_is_told_before_it_answers_what_a_secret_ballot_does_not_hide(app):
    room = make_room()
    make_round(room)
    phone = app.test_client()
    phone.post("/e", data={"code": room.cards[0].code})
    for language, sentence in (("en", ALIKE), ("es", ALIKE_ES)):
        phone.post("/language", data={"language": language})
        assert sentence in words(phone.get("/s/mesa-1/1")).lower()
    said = words(phone.get("/s/mesa-1/1?lang=es"))
    assert "no aparte los sectores donde voten menos de 5" in said, (
        "it is of ballots, not of the answers to one option"
    )
    assert "Puede verse lo que pocos de un sector dijeron de una opción." in said


def test_a_nominal_ballot_promises_no_secret(app):
    room = make_room()
    make_round(room, secrecy="nominal")
    phone = app.test_client()
    phone.post("/e", data={"code": room.cards[0].code})
    phone.post("/language", data={"language": "en"})
    assert ALIKE not in words(phone.get("/s/mesa-1/1")).lower()


def test_the_rules_of_the_count_say_it_too(app, client):
    make_room()
    for language, sentence in (("en", ALIKE), ("es", ALIKE_ES)):
        client.post("/language", data={"language": language})
        said = words(client.get("/p/moq/protocol"))
        assert sentence in said
    assert "lo adoptado tiene mayoría en cada sector" in said


def test_a_sector_that_agrees_is_shown_to_agree(app, client):
    """Hiding unanimity alone would tell it; five or more are no small sector."""
    room = make_room((5, 6, 7))
    round_ = make_round(room, "ratify", ("OE1",))
    for place, card in enumerate(room.cards):
        cast(card, round_, {"OE1": "no" if place == 12 else "yes"})
    close(round_, publish=True)
    row = results.view(round_).parts[0].document["sectors"]["com"]
    assert (row["yes"], row["no"], row["abstain"]) == (5, 0, 0)
    page = words(client.get(f"/p/moq/r/mesa-1/{round_.number}/?lang=en"))
    assert "Where all of a sector answered alike, it is known what they answered." in page


def reasoned(room, marks, shown=0):
    """A published rating in which whoever gave a low mark said why; so many of the reasons are shown."""
    round_ = make_round(room)
    for place, card in enumerate(room.cards):
        value = marks(place)
        cast(card, round_, {"F1": value, "F2": 8}, {"F1": f"Razón {place}"} if value <= 3 else {})
    close(round_)
    ids = [r.id for r in reasons.of_round(round_)][:shown]
    with transaction():
        if ids:
            reasons.moderate(round_, ids, "shown", NOON, None)
        publication.publish(round_, NOON, None)
    return round_


def test_everybody_reads_how_many_reasons_are_not_shown(app, client):
    """Who leaves out what they do not like should at least be seen to leave something out."""
    round_ = reasoned(make_room(), lambda place: 2 if place < 3 else 7, shown=1)
    page = words(client.get(f"/p/moq/r/mesa-1/{round_.number}/?lang=en"))
    assert "2 reasons have not been read, so they are not shown." in page
    _shown, waits, _other = reasons.of_round(round_)
    with transaction():
        reasons.moderate(round_, [waits.id], "hidden", NOON, None)
    page = words(client.get(f"/p/moq/r/mesa-1/{round_.number}/?lang=en"))
    assert "1 reason was read and is not shown." in page and "1 reason has not been read" in page


def test_the_number_of_reasons_does_not_count_the_low_marks_of_a_small_sector(app, client):
    """No shown sector gave a low mark: a reason that is not shown would be one of the small sector's."""
    told = []
    for code, low in (("moq", ()), ("twin", (0,))):
        room = make_room(SIZES, SECTORS, code=code)
        round_ = reasoned(room, lambda place, low=low: 2 if place in low else 5 + place % 3)
        page = words(client.get(f"/p/{code}/r/mesa-1/{round_.number}/?lang=en"))
        assert "How many are not shown is not said here" in page
        assert "reason was read" not in page and "not been read" not in page
        with transaction():
            acta = actas.begin(room.workshop)
        told.append(contents.contents(acta)["rounds"][0]["hidden_reasons"])
    assert told == [None, None]


def test_no_reader_of_an_open_round_sees_which_small_sector_has_voted(app, client):
    """Of a sector of one its count says who voted, and a page asked every second says when."""
    room = make_room((1, 5, 5))
    round_ = make_round(room)
    voter, reader = room.cards[0], room.cards[-1]
    phone = app.test_client()
    phone.post("/e", data={"code": reader.code})
    cast(reader, round_, {"F1": 5, "F2": 5})
    seat = [
        "/s/mesa-1",
        "/s/mesa-1/live",
        "/s/mesa-1/why",
        "/s/mesa-1/1",
        "/s/mesa-1/1/status?go=1",
    ]
    public = ["/", "/p/moq/", "/p/moq/feed.atom", "/p/moq/protocol", "/p/moq/r/mesa-1/1/"]
    staff = [
        "/f/moq/w/mesa-1/projector",
        "/f/moq/w/mesa-1/projector/live",
        "/f/moq/w/mesa-1/console/live",
    ]

    def seen():
        answers = {path: phone.get(path) for path in seat} | {
            path: client.get(path) for path in public
        }
        return {
            path: (answer.status_code, answer.text, answer.headers.get("ETag"))
            for path, answer in answers.items()
        }

    before = seen()
    cast(voter, round_, {"F1": 9, "F2": 1})
    assert seen() == before
    for path in staff:
        assert phone.get(path).status_code in {303, 401, 403}, path
        assert client.get(path).status_code in {303, 401, 403}, path


def test_the_projector_counts_who_voted_and_moves_for_nothing_else(app):
    """A ballot that is changed is no news: otherwise the room would see that somebody changed their mind."""
    room = make_room((1, 5, 5))
    round_ = make_round(room)
    staff = member(app, room.process, "facilitator")
    path = "/f/moq/w/mesa-1/projector/live"

    def seen():
        answer = staff.get(path)
        return answer.text, answer.headers["ETag"]

    cast(room.cards[0], round_, {"F1": 9, "F2": 1})
    before = seen()
    cast(room.cards[0], round_, {"F1": 1, "F2": 9}, {"F1": "otra razón"})
    assert seen() == before


def best_worst(second):
    return {
        "best": "F1", "worst": "F3",
        "best_to_others": {"F1": 1, "F2": second, "F3": 9}, "others_to_worst": {"F1": 9, "F2": 3, "F3": 1},
    }  # fmt: skip


def in_pairs(first):
    return {"pairs": [["F1", "F2", first], ["F1", "F3", 5], ["F2", "F3", 3]]}


#: Digests and random names.
DRAWN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{12,}")
#: What all answer, and what one person of a hidden sector answers in another world with the same decision.
WORLDS = {
    "points": ({"F1": 60, "F2": 30, "F3": 10}, {"F1": 62, "F2": 29, "F3": 9}),
    "bwm": (best_worst(3), best_worst(4)),
    "ahp": (in_pairs(3), in_pairs(4)),
}


@pytest.mark.parametrize("kind", WORLDS)
def test_an_opponent_who_compares_all_that_is_public_finds_no_hidden_answer(app, client, kind):
    """Page, table, result, wall, news and API are the same in both worlds; digests are mixed with a salt."""
    boss = administrator(app)
    told = []
    for code, own in zip(("moq", "qom"), WORLDS[kind], strict=True):
        room = make_room((6, 3, 2), code=code)
        round_ = make_round(room, kind, ("F1", "F2", "F3"))
        for card in room.cards:
            cast(card, round_, own if card is room.cards[-1] else WORLDS[kind][0])
        close(round_, publish=True)
        told.append(in_public(client, boss, code, 1))
    assert all(told[0])
    for one, other in zip(*told, strict=True):
        assert one == other


def in_public(client, boss, code, number, *more):
    """All that anybody reads of a round, and the room on the wall; what is drawn by chance is no answer."""
    at = f"/p/{code}/r/mesa-1/{number}/"
    seen = [
        client.get(f"{address}?lang=en").text
        for address in (at, f"{at}table.csv", f"{at}result.json", *(at + each for each in more), f"/p/{code}/feed.atom",
                        f"/p/{code}/sectors", f"/p/{code}/sectors/emp", f"/api/v1/processes/{code}")
    ]  # fmt: skip
    assert client.get(f"{at}data.json").status_code != 200
    seen.append(boss.get(f"/f/{code}/w/mesa-1/projector").text)
    return [DRAWN.sub("#", text.replace(code, "moq")) for text in seen]


#: What all answer in three rounds, what one person of a hidden sector answers in another world in which the same is
#: decided and as stable.
AGAIN = {
    "rating": [(2, 3), (8, 7), (8, 9)],
    "ratify": [("no", "abstain"), ("yes", "abstain"), ("yes", "yes")],
}


@pytest.mark.parametrize("kind", AGAIN)
def test_that_opponent_finds_nothing_in_three_rounds_of_one_question_either(app, client, kind):
    """Nor in what is said to move, to be stable, to be asked again, or in the acta of all three."""
    boss = administrator(app)
    told = []
    for world, code in enumerate(("moq", "qom")):
        room = make_room((6, 3, 2), code=code)
        round_ = make_round(room, kind, items=some_items(room))
        seen = []
        for number, given in enumerate(AGAIN[kind], 1):
            round_ = round_ if number == 1 else asked_again(round_)
            for card in room.cards:
                answer = given[world if card is room.cards[-1] else 0]
                cast(card, round_, {option.code: answer for option in round_.options})
            close(round_)
            with transaction():  # news of one moment have no order
                publication.publish(round_, NOON + timedelta(hours=number), None)
            seen += in_public(client, boss, code, number, "moved.json", "trail", "trail.csv")
        with transaction():
            record = contents.contents(actas.begin(room.workshop))["rounds"]
        seen.append(DRAWN.sub("#", json.dumps(record).replace(code, "moq")))
        told.append(seen)
    for one, other in zip(*told, strict=True):
        assert one == other


def some_items(room):
    with transaction():
        items = [
            Item(process_id=room.process.id, kind="factor", code=code, wording=f"Factor {code}")
            for code in ("F1", "F2")
        ]
        db.session.add_all(items)
    return items


def asked_again(round_):
    with transaction():
        twin = drafting.copy(round_, NOON, None)
        opening.open_round(twin, NOON, None)
    return twin
