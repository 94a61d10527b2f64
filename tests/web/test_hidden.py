"""While a round is open nothing that a seat or the public can get tells what others answered, or that they did.

Every address of the program is walked, found in its own map: one that is added tomorrow is walked
tomorrow, and fails here until it has answered. All is asked for before others vote, after they have
voted, after they voted the other way round, and once more when the close is over: not a byte may differ.
"""

import io
import itertools
import re
import zipfile
from dataclasses import dataclass, field

import pytest
from application import new_app, new_database
from builders import NOON, SECTORS, Room, cast, close, make_round
from counted import furnished_variables
from depth import DEEP
from filled import full_room
from followed import promised, subscribed
from papers import unprinted
from PIL import Image
from planned import furnished_plan
from staff import administrator
from strategic import furnished_scorecard, kept_foda, valued
from surveyed import make_waves

from smd_workshop.database import db, transaction
from smd_workshop.library.methods import METHODS
from smd_workshop.models import Ballot, Round
from smd_workshop.plans import plans
from smd_workshop.processes import identity
from smd_workshop.rounds import closing, drafting, opening, workshops
from smd_workshop.rounds.count import counting
from smd_workshop.rounds.results import results
from smd_workshop.strategy import aligning
from smd_workshop.surveys import waves
from smd_workshop.surveys.figures import figures
from smd_workshop.surveys.results import summaries
from smd_workshop.web.security import shared_phone

pytestmark = pytest.mark.slow


def best_worst(best, worst, other):
    """A ballot of comparisons with the best and the worst."""
    return {
        "best": best, "worst": worst,
        "best_to_others": {best: 1, worst: 8, other: 2},
        "others_to_worst": {best: 8, worst: 1, other: 4},
    }  # fmt: skip


#: Kind of round → what is put to the vote, what an early voter answers, and two ways in which the others may.
KINDS = {
    "rating": (("F1", "F2"), {"F1": 5, "F2": "ns"}, ({"F1": 9, "F2": 1}, {"F1": 1, "F2": 9})),
    "points": (("F1", "F2"), {"F1": 50, "F2": 50}, ({"F1": 97, "F2": 3}, {"F1": 2, "F2": 98})),
    "approval": (("OE1", "OE2"), ["OE1"], (["OE1"], ["OE2"])),
    "ratify": (
        ("OE1", "OE2"),
        {"OE1": "yes", "OE2": "abstain"},
        ({"OE1": "yes", "OE2": "no"}, {"OE1": "no", "OE2": "yes"}),
    ),
    "majority-judgment": (
        ("OE1", "OE2"),
        {"OE1": 3, "OE2": 3},
        ({"OE1": 5, "OE2": 0}, {"OE1": 0, "OE2": 5}),
    ),
    "estimate": (("M1", "M2"), {"M1": 5, "M2": 5}, ({"M1": 1, "M2": 9}, {"M1": 9, "M2": 1})),
    "ranking": (
        ("OE1", "OE2", "OE3"),
        [["OE1"]],
        ([["OE2"], ["OE1"], ["OE3"]], [["OE3"], ["OE2"], ["OE1"]]),
    ),
    "bwm": (
        ("F1", "F2", "D1"),
        best_worst("F1", "F2", "D1"),
        (best_worst("F2", "D1", "F1"), best_worst("D1", "F1", "F2")),
    ),
    "ahp": (
        ("F1", "F2", "D1"),
        {"pairs": [["F1", "F2", 1], ["F1", "D1", 1], ["F2", "D1", 1]]},
        (
            {"pairs": [["F1", "F2", 9], ["F1", "D1", 9], ["F2", "D1", 1]]},
            {"pairs": [["F1", "F2", "1/9"], ["F1", "D1", "1/9"], ["F2", "D1", 1]]},
        ),
    ),
    "cross": (("F1", "O1"), {"F1|O1": 1}, ({"F1|O1": 3}, {"F1|O1": 0})),
}
#: The ballot of a phone, right and wrong, for each kind.
SENT = {
    "rating": ({"a.F1": "5", "a.F2": "ns", "w.F1": "mi razón"}, {"a.F1": "77"}),
    "points": ({"a.F1": "50", "a.F2": "50"}, {"a.F1": "50", "a.F2": "51"}),
    "approval": ({"a": "OE1"}, {}),
    "ratify": ({"a.OE1": "yes", "a.OE2": "abstain"}, {"a.OE1": "perhaps"}),
    "majority-judgment": ({"a.OE1": "3", "a.OE2": "3", "w.OE1": "mi razón"}, {"a.OE1": "6"}),
    "estimate": ({"a.M1": "5", "a.M2": "5,0", "w.M1": "mi razón"}, {"a.M1": "cinco"}),
    "ranking": ({"a.OE1": "1"}, {"a.OE1": "9"}),
    "bwm": (
        {"a.+": "F1", "a.-": "F2", "a.-F1": "8", "a.D1": "2", "a.-D1": "4"},
        {"a.+": "F1", "a.-": "F1"},
    ),
    "ahp": ({"a.F1|F2": "=", "a.D1|F1": "=", "a.D1|F2": "="}, {"a.F1|F2": "F1"}),
    "cross": ({"a.F1|O1": "1"}, {"a.F1|O1": "4"}),
}
SECRECIES = ("secret", "nominal")
#: What is asked in both secrecies; of the other kinds of ballot one is enough, for what hides them is the same.
IN_BOTH = ("rating", "points", "approval", "ratify")
OPEN = [
    *itertools.product(IN_BOTH, SECRECIES),
    *zip(sorted(KINDS.keys() - set(IN_BOTH)), itertools.cycle(SECRECIES), strict=False),
]
#: Kinds whose ballots take reasons.
REASONED = {"rating", "ratify", "majority-judgment", "estimate"}
#: What every other voter writes, where the kind takes reasons: it must turn up nowhere.
REASON = "whisper{}{}"
#: What an address is asked behind its question mark, besides being asked without one.
ASKED = {
    "participant.ballot": ["?change=1"],
    "participant.status_bar": ["?go=1"],
    "participant.join": ["?left=1"],
    "api.find": ["?q=factor", "?q=whisper", "?q=ronda"],
    "portal.search_all": ["?q=factor", "?q=whisper", "?q=ronda"],
    "portal.search": ["?q=factor", "?q=whisper", "?q=ronda"],
}
#: What forms send besides ballots, with good and with bad values. A field that is not asked for is ignored.
FORMS = [
    {"text": "Falta algo", "note": "0" * 32, "language": "es", "next": "/s/", "code": "ZZZZ-ZZZZ"},
    {},
]
#: What is not sent, for nothing is there to be looked at afterwards: tests/following/test_subscriptions.py.
DONE_ONCE = {"portal.end_subscription"}
AUDIENCES = ("participant", "portal", "api")


@dataclass
class World:
    """Published rounds in one workshop, and one open round of every kind and secrecy in another each."""

    app: object
    room: Room
    open: dict[str, Round]
    values: dict[str, list]
    pairs: list[tuple[str, int]]
    addresses: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def others(self):
        return self.room.cards[3:]


@pytest.fixture(scope="module")
def app(request, vendor, memory_folder):
    """One application for all tests here: the walks are long."""
    folder = memory_folder()
    with new_database(request, folder, vendor) as url, new_app(url, folder) as app, unprinted():
        yield app


@pytest.fixture(scope="module")
def world(app):
    room, made = full_room()
    own = furnished_plan(room.process) | furnished_scorecard(room.process)
    own |= kept_foda(room.process)
    own |= valued(room.process) | furnished_variables(room.process)
    lower, upper = plans.public(room.process)
    with transaction():
        aligning.align(
            room.process, lower.objectives[0], upper.objectives[0], "Da agua", NOON, None
        )
    survey, figure = published_survey(room.process)
    staff = administrator(app)
    papers = "/f/moq/w/mesa-1/acta"
    for path, form in (
        ("corrections", {"hours": "1"}),
        ("corrections/end", {"reason": "Prueba"}),
        ("seal", {}),
    ):
        assert staff.post(f"{papers}/{path}", data=form).status_code == 303
    file = io.BytesIO()
    Image.new("RGB", (20, 20)).save(file, "PNG")
    with transaction():
        identity.set_logo(room.process, file.getvalue(), NOON, None)
    twice = asked_twice(room)
    opened = {}
    for kind, secrecy in OPEN:
        code = f"{kind}-{secrecy}"
        with transaction():
            meeting = workshops.create(room.process, f"Mesa {code}", NOON, code=code)
        settings = {"settings": {"k": 1}} if kind == "approval" else {}
        opened[code] = make_round(
            Room(room.process, meeting, room.cards),
            kind,
            KINDS[kind][0],
            secrecy=secrecy,
            **settings,
        )
    app.config["SMD_SUBSCRIBE_TRIES"] = "9999 per hour"
    promise = promised(room.process)
    values = {
        "workshop": ["mesa-1", twice.workshop.code, *opened], "objective": ["OE1"], "part": ["OE1", "OE2"],
        "place": [1], "method_id": list(METHODS), "kind": list(KINDS), "name": ["smd-tally-1"], "code": ["moq"],
        **{name: [own[name]] for name in ("plan", "indicator", "aim", "sha256", "period", "edition", "scorecard", "card_edition", "foda_edition", "shared_value", "metric", "component", "cluster", "territory", "variable")},
        "gathered": ["effects", "clusters", "shared-value", "commitments", "territories"], "gathered_by": ["institution", "workshop"], "drawn": ["svg", "json"], "sector": [code for code, _name in SECTORS],
        "commitment": [promise.id], "key": [subscribed(room.process)],
        "survey": [survey], "wave": [5], "figure": [figure],
        "card": [room.cards[2].code], "signed": [shared_phone.sign(room.process.id)],
    }  # fmt: skip
    pairs = [("mesa-1", made[kind].number) for kind in ("rating", "ratify")] + [
        (twice.workshop.code, twice.number),
        *((code, 1) for code in opened),
    ]
    return World(app, room, opened, values, pairs)


def asked_twice(room):
    """A rating of another workshop that was published, asked again and published again; the second one."""
    with transaction():
        meeting = workshops.create(room.process, "Otra vez", NOON, code="otra-vez")
    round_ = make_round(Room(room.process, meeting, room.cards), "rating", KINDS["rating"][0])
    for turn in (1, 2):
        if turn == 2:
            with transaction():
                round_ = drafting.copy(round_, NOON, None)
                opening.open_round(round_, NOON, None)
        for card in room.cards:
            cast(card, round_, KINDS["rating"][1])
        close(round_, publish=True)
    return round_


def published_survey(process):
    """A survey whose last wave has a summary for the public and a figure; its code and the figure's id."""
    asked = make_waves(process)
    wave = waves.find(asked.survey, 5)
    with transaction():
        asked.survey.simulated = True
        figure = figures.publish(wave, "headline", "IND.99", NOON, None)
        summaries.approve(wave, NOON, None)
        db.session.flush()
        return asked.survey.code, figure.id


def kind_of(code):
    """The kind of the round of a workshop, by the workshop's code."""
    return code.rsplit("-", 1)[0]


def phone(world, place):
    """A browser that holds the card of a seat; None: of nobody."""
    browser = world.app.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    if place is not None:
        with browser.session_transaction() as session:
            session["card"] = world.room.cards[place].credential_id
    return browser


def addresses(world, method):
    """(endpoint, address) of every address for seats and the public, with every value of its parts."""
    if method not in world.addresses:
        world.addresses[method] = list(built_addresses(world, method))
    return world.addresses[method]


def built_addresses(world, method):
    for rule in world.app.url_map.iter_rules():
        if rule.endpoint in DONE_ONCE:
            continue
        if rule.endpoint.split(".")[0] in AUDIENCES and method in rule.methods:
            for parts in parts_of(world, rule):
                path = rule.build(parts)[1]
                for asked in ("", *ASKED.get(rule.endpoint, ())):
                    yield rule.endpoint, path + asked


def parts_of(world, rule):
    """Yield what the parts of an address can be; rounds as they are, everything else in every combination."""
    known = dict(world.values)
    if rule.endpoint == "participant.card":
        known["code"] = known["card"]
    pairs = [{}]
    if {"workshop", "number"} <= rule.arguments:
        found = [("mesa-1", 0)] if rule.endpoint == "portal.acta" else world.pairs
        pairs = [{"workshop": w, "number": n} for w, n in found]
    names = sorted(rule.arguments - set(pairs[0]))
    for name in names:
        assert known.get(name), f"{rule}: say in `values` what <{name}> can be"
    for pair, each in itertools.product(pairs, itertools.product(*(known[n] for n in names))):
        yield dict(zip(names, each, strict=True)) | pair


def told(answer):
    """All that an answer says, but for what is drawn by chance for each one: keys of forms, signed cookies."""
    body, skip = answer.data, {"Date", "Set-Cookie"}
    if body.startswith(b"PK"):  # a workbook says when it was made
        book = zipfile.ZipFile(io.BytesIO(body))
        body = b"".join(book.read(n) for n in sorted(book.namelist()) if "docProps" not in n)
        skip |= {"ETag", "Content-Length"}
    body = re.sub(rb'name="key"[^>]*value="\w+"', b"", body)
    headers = sorted((k, v) for k, v in answer.headers if k not in skip)
    return answer.status_code, body, headers, "Set-Cookie" in answer.headers


def clockless(answer):
    """The same without the minute at which a ballot was saved."""
    status, body, headers, cookie = told(answer)
    headers = [(k, v) for k, v in headers if k != "Content-Length"]
    return status, re.sub(rb"\b\d\d:\d\d\b", b"", body), headers, cookie


def walk(world, readers, turn):
    """Ask every address as every reader; the portal does not know who has voted, nor of old rounds who asks."""
    return {
        (endpoint, address, who): told(browser.get(address))
        for endpoint, address in addresses(world, "GET")
        for who, browser in readers.items()
        if endpoint.startswith("participant.") or is_asked(turn, who, address)
    }


def is_asked(turn, who, address):
    """Whether the portal is asked: by a seat only for what may be another to it, and before others voted for all of
    that, which then says the same as to the public; after they voted for rounds.

    When they voted the other way round, the public asks for rounds; once the close is over, before and after they
    did so again, the public asks for all, a seat for rounds. With `make test-deep` both ask for all in every turn.
    """
    if who != "public" and (who != "silent" or "/r/mesa-1/" in address):
        return False
    of_round = "/r/" in address
    if turn == 0 or DEEP or (turn == 1 and (of_round or who == "public")):
        return True
    return of_round and who == "public" if turn == 2 else of_round or who == "public"


def post(world, turn):
    """Send every form as a seat, each from a browser of its own; what came back, and the page it led to."""
    name = world.app.config["SESSION_COOKIE_NAME"]
    seen, card = {}, phone(world, 2).get_cookie(name).value
    for endpoint, address in addresses(world, "POST"):
        kind = kind_of(address.split("/")[2]) if address.count("/") > 2 else ""
        ballots = SENT.get(kind, ()) if endpoint == "participant.cast" else FORMS
        for n, form in enumerate(ballots):
            browser = phone(world, None)
            browser.set_cookie(name, card)
            key = {"key": f"{turn}{n}" * 8} if endpoint == "participant.cast" else {}
            answer = browser.post(address, data={**form, **key})
            seen[endpoint, address, n, 0] = clockless(answer)
            if key or answer.status_code < 400 or DEEP:  # sent twice, as a tired thumb does
                answer = browser.post(address, data={**form, **key})
                seen[endpoint, address, n, 1] = clockless(answer)
            led = answer.location
            if led and led.startswith("/"):
                seen[endpoint, address, n, led] = clockless(browser.get(led))
    return seen


def vote(world, turn):
    """All others answer, in one way or the other; reasons too."""
    for code, round_ in world.open.items():
        kind = kind_of(code)
        for n, card in enumerate(world.others):
            answer = KINDS[kind][2][(turn + n // 9) % 2]
            why = {KINDS[kind][0][0]: REASON.format(turn, n)} if kind in REASONED else {}
            assert cast(card, round_, answer, why, key=f"{code}-{turn}-{n}")


@pytest.fixture(scope="module")
def turns(world):
    """Everything, asked before others vote, after they did, and after they voted the other way round."""
    readers = {"public": phone(world, None), "silent": phone(world, 0), "voted": phone(world, 1)}
    for code in world.open:
        first = {**SENT[kind_of(code)][0], "key": "v" * 32}
        assert readers["voted"].post(f"/s/{code}/1", data=first).status_code == 303
    for each in readers.values():
        each.get("/s/mesa-1/acta")  # the first page that asks for accounts renews the cookie
    post(world, "first")  # the seat that posts has voted in all rounds from here on
    asked, sent = [], []
    for turn in range(3):
        if turn:
            vote(world, turn)
        asked.append(walk(world, readers, turn))
        sent.append(post(world, "abc"[turn]))
    counts = [len(answered(world, code)) for code in world.open]
    late = []
    with transaction():
        for round_ in world.open.values():
            closing.announce_close(db.session.merge(round_), NOON, None)
    readers["public"] = phone(world, None)
    for turn in (3, 4):
        vote(world, turn)  # at NOON, before the announced end: a slow network brings them now
        late.append((walk(world, readers, turn), post(world, "de"[turn - 3])))
    return {"asked": asked, "sent": sent, "late": late, "counts": counts}


def answered(world, code):
    db.session.rollback()
    return db.session.query(Ballot).filter_by(round_id=world.open[code].id).all()


def different(before, after):
    assert before.keys() == after.keys()
    return [place for place in before if before[place] != after[place]]


def test_others_did_vote_in_two_ways_that_give_two_results(world, turns):
    """Else there was nothing to hide, and the tests below would see nothing."""
    assert turns["counts"] == [len(world.others) + 2] * len(world.open)
    for code, round_ in world.open.items():
        two = KINDS[kind_of(code)][2]
        assert two[0] != two[1], code
        whole = counting.tally_documents(db.session.merge(round_))
        assert sum(len(d["ballots"]) for _, d in whole) > 2, code


def test_every_address_of_seats_and_the_public_was_reached(world, turns):
    """A new address that this walk cannot reach is one that nobody has looked at."""
    known = {e for e, _ in addresses(world, "GET")}
    reached = {e for (e, _, _), (status, *_) in turns["asked"][0].items() if status == 200}
    assert known - reached == set()
    posted = {e for e, *_ in turns["sent"][0]}
    assert posted == {e for e, _ in addresses(world, "POST")}
    took = {
        e[1]
        for e, (status, *_) in turns["sent"][0].items()
        if e[0] == "participant.cast" and status == 303
    }
    assert {f"/s/{code}/1" for code in world.open} <= took, "ballots of every kind were taken"


def test_no_answer_to_a_seat_or_the_public_moves_when_others_vote(turns):
    nobody, one_way, other_way = turns["asked"]
    assert different({place: nobody[place] for place in one_way}, one_way) == []
    assert different({place: one_way[place] for place in other_way}, other_way) == []
    unasked = {endpoint for endpoint, _, who in nobody.keys() - other_way.keys()}
    assert all(endpoint.startswith(("portal.", "api.")) for endpoint in unasked)
    assert {who for _, _, who in nobody.keys() - one_way.keys()} <= {"silent"}


def test_the_portal_says_the_same_to_a_seat_as_to_the_public(turns):
    """So what is walked as the public says what a seat would be told, in test_every_link too."""
    asked = turns["asked"][0]
    unlike = {
        endpoint
        for (endpoint, address, who), seen in asked.items()
        if who == "silent" and (endpoint, address, "public") in asked
        if endpoint.startswith(("portal.", "api.")) and asked[endpoint, address, "public"] != seen
    }
    assert unlike == set()
    assert {e for e, _, who in asked if who == "silent"} >= {e for e, *_ in asked}, (
        "some are not compared"
    )


def test_what_comes_back_to_a_ballot_tells_nothing_of_others(turns):
    nobody, one_way, other_way = turns["sent"]
    assert different(nobody, one_way) == []
    assert different(one_way, other_way) == []


def test_nothing_moves_either_when_the_close_is_over_and_nobody_has_counted(turns):
    (asked, sent), (asked_again, sent_again) = turns["late"]
    assert different(asked, asked_again) == []
    assert different(sent, sent_again) == []
    assert {
        s[0] for (e, a, *_), s in sent.items() if e == "participant.cast" and "-" in a[:24]
    } >= {409}


def test_no_reason_of_another_is_anywhere(turns):
    everything = [*turns["asked"], *turns["sent"], *(x for pair in turns["late"] for x in pair)]
    assert [
        place for seen in everything for place, (_, body, *_) in seen.items()
        if b"whisper" in body and "q=whisper" not in str(place)
    ] == []  # fmt: skip


def test_the_walk_sees_a_result_that_is_shown(world, turns):
    """With a live round in the place of one that hides, the same comparison finds it out."""
    with transaction():
        meeting = workshops.create(world.room.process, "Mesa en vivo", NOON, code="live")
    round_ = make_round(
        Room(world.room.process, meeting, world.room.cards), secrecy="nominal", visibility="live"
    )
    reader = phone(world, 0)
    seen = []
    for mark in (9, 1):
        cast(world.others[0], round_, {"F1": mark, "F2": 5}, key=f"live-{mark}")
        world.app.extensions.pop("smd.drawn", None)
        seen.append(
            {
                p: told(reader.get(p))
                for p in ("/s/live/1/result", "/s/live/1/result/live", "/s/live/1")
            }
        )
    assert different(*seen) == ["/s/live/1/result", "/s/live/1/result/live"]
    assert results.room_may_see(db.session.merge(round_))
