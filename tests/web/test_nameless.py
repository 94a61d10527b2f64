"""What was promised nameless is shown nameless, at every door: a sector of one seat is a name."""

import json
from html.parser import HTMLParser

import pytest
from builders import NOON, cast, close, gather, make_room, make_round
from crawler import OF_THE_PUBLIC, walk
from staff import member
from test_led_on import enter

from smd_workshop.board import item_codes
from smd_workshop.database import transaction
from smd_workshop.processes import nameless
from smd_workshop.publishing import publication
from smd_workshop.rounds.ballots import reasons
from smd_workshop.rounds.count import protection
from smd_workshop.rounds.results import results

LONE = [("pes", "Pescadores"), ("min", "Minería"), ("est", "Estado")]
NOTE, REASON = "Falta agua en la caleta", "No hay presupuesto para eso"
#: What belongs together on a page, the smallest first.
KEPT_TOGETHER = ("li", "tr", "blockquote", "article", "label")


class Blocks(HTMLParser):
    """The words of every element that holds together what belongs together."""

    def __init__(self, text):
        super().__init__()
        self.open, self.found = [], []
        self.feed(text)

    def handle_starttag(self, tag, _attributes):
        if tag in KEPT_TOGETHER:
            self.open.append((tag, []))

    def handle_data(self, data):
        for _tag, words in self.open:
            words.append(data)

    def handle_endtag(self, tag):
        if tag in KEPT_TOGETHER and self.open:
            self.found.append("".join(self.open.pop()[1]))


def records(data):
    """Every object in a JSON document that says something itself, as text."""
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    if isinstance(data, dict):
        yield json.dumps({k: v for k, v in data.items() if isinstance(v, str)}, ensure_ascii=False)
    for each in inner:
        yield from records(each)


def blocks(answer):
    if answer.mimetype == "text/html":
        return Blocks(answer.text).found
    if answer.mimetype.endswith("json"):
        return records(json.loads(answer.text))
    return answer.text.splitlines() if answer.mimetype.startswith("text") else []


def workshop_of(sizes, sectors=LONE):
    """A published round of notes, and one by name in which the last sector is against and says why."""
    room = make_room(sizes, sectors)
    notes = gather(room, [(len(room.cards) - 1, NOTE, "D")])
    with transaction():
        publication.publish(notes, notes.closed_at, None)
        item_codes.assign_codes(room.process, "factor", NOON, None)
    round_ = make_round(room, "ratify", ("OE1",), secrecy="nominal")
    against = room.cards_of(sectors[-1][0])
    for card in room.cards:
        answer = "no" if card in against else "yes"
        cast(card, round_, {"OE1": answer}, {"OE1": REASON} if card is against[-1] else {})
    close(round_)
    said = reasons.of_round(round_)
    with transaction():
        reasons.moderate(round_, [r.id for r in said], "shown", round_.closed_at, None)
    return room, round_


def beside(answers, text):
    """The blocks of all answers that hold a text."""
    return [(a, block) for a, answer in answers for block in blocks(answer) if text in block]


def seen(app, browser, *starts, for_all=OF_THE_PUBLIC):
    found = walk(app, browser, *starts, most=2, papers=False, for_all=for_all)
    return [(a, answer) for a, answer, _page in found]


@pytest.fixture
def lone(app):
    return workshop_of((1, 1, 1))


def test_no_page_sets_a_lone_seats_sector_beside_what_it_wrote(app, lone):
    room, round_ = lone
    staff = member(app, room.process, "facilitator")
    home = "/f/moq/w/mesa-1"
    found = seen(app, staff, f"{home}/", f"{home}/rounds/2/reasons", f"{home}/rounds/1/notes")
    with transaction():
        publication.publish(round_, round_.closed_at, None)
    public = app.test_client()
    found += seen(
        app, public, "/p/moq/", "/p/moq/notes", "/p/moq/r/mesa-1/2/result.json", for_all=2
    )
    found += seen(app, enter(app, room.cards[0]), "/s/mesa-1", "/s/mesa-1/2")
    found += seen(app, staff, f"{home}/", f"{home}/rounds/2/result", f"{home}/acta")
    notes, why = beside(found, NOTE), beside(found, REASON)
    assert {"/p/moq/foda", f"{home}/rounds/1/notes"} <= {a for a, _block in notes}
    assert {f"{home}/rounds/2/reasons", "/p/moq/r/mesa-1/2/"} <= {a for a, _block in why}
    told = [
        (a, " ".join(block.split())) for a, block in notes + why
        if any(word in block for word in ("Estado", "est-1", "EST1"))
    ]  # fmt: skip
    assert not told, "a sector of one seat stands beside a text that was promised nameless"


def test_what_closed_before_small_sectors_were_kept_out_is_shown_nameless_too(app, monkeypatch):
    everyone = lambda round_: {s.id for s in round_.workshop.process.sectors}
    monkeypatch.setattr(protection, "may_be_named", everyone)
    _room, round_ = workshop_of((1, 1, 1))
    assert all(reason.sector_id for reason in reasons.of_round(round_))
    with transaction():
        publication.publish(round_, round_.closed_at, None)
    (said,) = results.view(round_).reasons
    assert (said.text, said.sector) == (REASON, None)


def test_a_sector_of_which_enough_answered_stands_beside_its_reason(app):
    _room, round_ = workshop_of((5, 5), LONE[:2])
    with transaction():
        publication.publish(round_, round_.closed_at, None)
    (said,) = results.view(round_).reasons
    assert said.sector == "min"


@pytest.mark.parametrize(
    ("voted", "named"),
    [
        ((6, 3, 2), {0}),
        ((6, 7, 1), {1}),
        ((7, 1, 1), set()),
        ((5, 5), {0, 1}),
        ((4,), set()),
    ],
)
def test_a_sector_that_alone_is_small_is_not_told_by_its_missing_name(voted, named):
    """Had all but one sector a name beside its texts, those without one were of that sector: of a person, if it is one."""
    assert nameless.enough(dict(enumerate(voted)), 5) == named
