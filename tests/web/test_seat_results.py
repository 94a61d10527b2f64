"""What a round promised before the first answer is what its seats get: the result when it was said, where they can
read it, and not a figure more."""

import re
from itertools import product

import pytest
from builders import NOON, cast, close, make_room, make_round
from filled import show_reasons
from staff import member

from smd_workshop.core.errors import NotFound
from smd_workshop.database import transaction
from smd_workshop.people import credentials
from smd_workshop.publishing import publication
from smd_workshop.rounds import closing
from smd_workshop.rounds.ballots import casting
from smd_workshop.rounds.results import results
from smd_workshop.web.participant import result as pages

pytestmark = pytest.mark.looks

PATH = "/s/mesa-1/1/result"
LIVE = f"{PATH}/live"
PARTIAL = "Partial result: the round is open"
NOT_YET = "The result is shown when it is published."
ONCE_VOTED = "You see the result so far once you have voted."


@pytest.fixture(autouse=True)
def drawn_at_once(monkeypatch):
    """Draw a running result for every question; one test below looks at what is held back."""
    monkeypatch.setattr(pages, "HELD_SECONDS", 0.0)


@pytest.fixture
def room(app):
    return make_room((2, 5, 5))


def enter(app, card):
    """A phone that holds this card; it reads English."""
    phone = app.test_client()
    phone.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    with phone.session_transaction() as session:
        session["card"] = card.credential_id
    return phone


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).replace("&#39;", "'").split())


def by_name(room, visibility, kind="rating", **fields):
    return make_round(room, kind, secrecy="nominal", visibility=visibility, **fields)


def hide_process(room):
    """The portal shows nothing of it, as of every process that nobody has made public."""
    with transaction():
        room.process.public = False


@pytest.mark.parametrize("role", ["observer", "planner"])
def test_the_wall_shows_who_looks_on_no_figure_before_it_is_published(app, room, role):
    round_ = by_name(room, "live")
    cast(room.cards[0], round_, {"F1": 9, "F2": 2})
    looks_on, here = member(app, room.process, role), "/f/moq/w/mesa-1"
    for state in ("open", "closed"):
        for path in ("projector", "projector/live", "console", "console/live"):
            assert "9.0" not in looks_on.get(f"{here}/{path}").text, (state, path)
        assert looks_on.get(f"{here}/rounds/1/result").status_code == 403
        if state == "open":
            close(round_)
    with transaction():
        publication.publish(round_, NOON, None)
    assert "9.0" in looks_on.get(f"{here}/projector").text


def advance(round_, state):
    if state == "annulled":
        with transaction():
            closing.annul(round_, "Prueba", NOON, None)
    elif state in {"closed", "published"}:
        close(round_, publish=state == "published")


PROMISES = [
    ("secret", "publication"),
    ("nominal", "publication"),
    ("nominal", "after_vote"),
    ("nominal", "live"),
]


def sees(visibility, state, reader):
    """By hand, apart from the program: who reads figures of a round in this state."""
    if state == "published":
        return True
    if state == "annulled" or reader == "public":
        return False
    if visibility == "live":
        return True
    if reader in {"staff", "projector"}:
        return reader == "staff" and state == "closed"
    return visibility == "after_vote" and reader == "voted"


@pytest.mark.parametrize(("secrecy", "visibility"), PROMISES)
@pytest.mark.parametrize("state", ["open", "closed", "published", "annulled"])
def test_each_reader_sees_figures_exactly_when_it_was_promised(
    app, room, secrecy, visibility, state
):
    round_ = make_round(room, secrecy=secrecy, visibility=visibility)
    voted, silent = enter(app, room.cards[2]), enter(app, room.cards[3])
    cast(room.cards[2], round_, {"F1": 9, "F2": 2})
    advance(round_, state)
    staff, here = member(app, room.process, "facilitator"), "/f/moq/w/mesa-1"
    asked = {
        "voted": [voted.get(PATH), voted.get(LIVE)],
        "silent": [silent.get(PATH), silent.get(LIVE)],
        "public": [app.test_client().get("/p/moq/r/mesa-1/1/")],
        "staff": [staff.get(f"{here}/rounds/1/result")],
        "projector": [staff.get(f"{here}/projector"), staff.get(f"{here}/projector/live")],
    }
    figures = {
        reader: [
            any(seen in a.text for seen in ('class="answer"', 'class="outcome"')) for a in answers
        ]
        for reader, answers in asked.items()
    }
    if secrecy == "nominal":
        nines = {r: ["9.0" in a.text for a in answers] for r, answers in asked.items()}
        assert nines == figures
    expected = {r: [sees(visibility, state, r)] * len(a) for r, a in asked.items()}
    assert figures == expected
    assert {a.status_code for r in ("voted", "silent") for a in asked[r]} == {200}


def test_a_live_result_says_that_it_is_partial_and_moves_by_itself(app, room):
    round_ = by_name(room, "live")
    phone = enter(app, room.cards[0])
    page = phone.get(PATH)
    assert f"{PARTIAL}, 0 of 12 have voted." in words(page)
    assert page.headers["Cache-Control"] == "private, no-store"
    assert f'data-live="{LIVE}"' in page.text
    assert f'<a class="again" href="{PATH}">Refresh</a>' in page.text, "without JavaScript"
    first = phone.get(LIVE)
    assert first.headers["Cache-Control"] == "private, no-store"
    assert f'data-tag="{first.headers["ETag"].strip(chr(34))}"' in page.text
    tag = {"If-None-Match": first.headers["ETag"]}
    assert phone.get(LIVE, headers=tag).status_code == 304
    cast(room.cards[4], round_, {"F1": 9, "F2": 2})
    moved = phone.get(LIVE, headers=tag)
    assert f"{PARTIAL}, 1 of 12 have voted." in words(moved)
    assert "<svg" in moved.text, "charts stand in the page"
    tag = {"If-None-Match": moved.headers["ETag"]}
    cast(room.cards[4], round_, {"F1": 9, "F2": 2}, key="sent again")
    assert phone.get(LIVE, headers=tag).status_code == 304, "the same answer again is no news"
    cast(room.cards[4], round_, {"F1": 1, "F2": 2}, key="changed")
    assert phone.get(LIVE, headers=tag).status_code == 200
    close(round_)
    counted = phone.get(LIVE, headers=tag)
    assert "Counted, not published yet." in words(counted)
    assert "Partial result" not in counted.text
    with transaction():
        publication.publish(round_, NOON, None)
    last = phone.get(PATH)
    assert LIVE not in last.text, "it does not change any more"
    assert 'href="/p/moq/r/mesa-1/1/"' in last.text, "where downloads are"


def test_who_has_not_voted_is_told_so_and_led_to_the_ballot(app, room):
    round_ = by_name(room, "after_vote")
    cast(room.cards[3], round_, {"F1": 9, "F2": 2})
    phone = enter(app, room.cards[0])
    for path in (PATH, LIVE):
        answer = phone.get(path)
        assert ONCE_VOTED in words(answer)
        assert 'href="/s/mesa-1/1"' in answer.text
        assert PARTIAL not in answer.text
    tag = {"If-None-Match": phone.get(LIVE).headers["ETag"]}
    cast(room.cards[4], round_, {"F1": 1, "F2": 9})
    assert phone.get(LIVE, headers=tag).status_code == 304, "others who vote are no news here"
    phone.post("/s/mesa-1/1", data={"a.F1": "5", "a.F2": "5", "key": "k" * 20})
    assert f'href="{PATH}"' in phone.get("/s/mesa-1/1").text
    assert f"{PARTIAL}, 3 of 12 have voted." in words(phone.get(LIVE, headers=tag))


def test_a_secret_round_says_when_its_result_comes_and_then_brings_it(app, room):
    round_ = make_round(room)
    phone = enter(app, room.cards[0])
    assert NOT_YET in words(phone.get(PATH))
    tag = {"If-None-Match": phone.get(LIVE).headers["ETag"]}
    close(round_)
    tag = {"If-None-Match": phone.get(LIVE, headers=tag).headers["ETag"]}
    assert phone.get(LIVE, headers=tag).status_code == 304
    with transaction():
        publication.publish(round_, NOON, None)
    assert "How it was asked and counted" in words(phone.get(LIVE, headers=tag))


def test_seats_of_a_process_that_is_not_public_reach_its_results(app, room):
    """A process is not public until somebody says so; its seats took part in it all the same."""
    round_ = make_round(room)
    for card in room.cards:
        cast(card, round_, {"F1": 5, "F2": 5})
    close(round_, publish=True)
    hide_process(room)
    phone = enter(app, room.cards[0])
    for path in ("/s/mesa-1", "/s/mesa-1/1", "/s/mesa-1/live"):
        linked = set(re.findall(r'href="([^"]*(?:result|/p/)[^"]*)"', phone.get(path).text))
        assert linked == {PATH}, path
    page = phone.get(PATH)
    assert page.status_code == 200
    assert "The roll by sector" in page.text
    assert "/p/moq" not in page.text, "there it would meet a dead end"
    assert phone.get("/p/moq/r/mesa-1/1/").status_code == 404


def test_no_other_process_reads_it_and_a_card_that_was_replaced_reads_nothing(app, room):
    elsewhere = make_room((3,), code="otro")
    by_name(room, "live")
    hide_process(room)
    stranger = enter(app, elsewhere.cards[0])
    assert [stranger.get(path).status_code for path in (PATH, LIVE)] == [404, 404]
    with pytest.raises(NotFound):
        results.view(
            room.workshop.rounds[0], voter=casting.voter_of(elsewhere.cards[0].credential_id)
        )
    nobody = app.test_client()
    assert nobody.get(PATH).location == "/e"
    old = enter(app, room.cards[0])
    assert PARTIAL in old.get(PATH).text
    with transaction():
        credentials.issue(room.cards[0].seat, "titular", app.config["SECRET_KEY"], NOON, None)
    for path in (PATH, LIVE):
        answer = old.get(path)
        assert "This card was replaced" in words(answer)
        assert PARTIAL not in answer.text


def test_a_draft_has_no_result(app, room):
    make_round(room, open=False)
    phone = enter(app, room.cards[0])
    assert [phone.get(path).status_code for path in (PATH, LIVE)] == [404, 404]


FOUR_WAYS = {
    "rating": (("F1", "F2"), {"F1": 9, "F2": 2}, {"F1": 3, "F2": 4}),
    "points": (("F1", "F2"), {"F1": 90, "F2": 10}, {"F1": 40, "F2": 60}),
    "approval": (("OE1", "OE2"), ["OE1"], ["OE2"]),
    "ratify": (("OE1", "OE2"), {"OE1": "yes", "OE2": "no"}, {"OE1": "yes", "OE2": "yes"}),
}


def undrawn(document):
    """A result without what its seed decides, which nobody may know before the close."""
    settings = {key: value for key, value in document["settings"].items() if key != "seed"}
    options = {
        code: {key: value for key, value in row.items() if key not in {"p_top", "interval"}}
        for code, row in document.get("options", {}).items()
    }
    return document | {"settings": settings, "input_sha256": None, "options": options}


@pytest.mark.parametrize("kind", list(FOUR_WAYS))
def test_a_running_result_is_what_would_be_published_if_it_closed_now(app, room, kind):
    """Small sectors too: a round by name publishes what each seat answered, and it said so."""
    options, one, other = FOUR_WAYS[kind]
    settings = {"settings": {"k": 1}} if kind == "approval" else {}
    round_ = by_name(room, "live", kind, options=options, **settings)
    for n, card in enumerate(room.cards):
        cast(card, round_, one if n % 3 else other)
    voter = casting.voter_of(room.cards[0].credential_id)
    before = [(p.code, undrawn(p.document)) for p in results.view(round_, voter=voter).parts]
    assert PARTIAL in enter(app, room.cards[0]).get(PATH).text
    close(round_, publish=True)
    shown = results.view(round_).parts
    assert before == [(p.code, undrawn(p.document)) for p in shown]
    assert all(p.data and "seat" in p.data["ballots"][0] for p in shown)


def test_reasons_are_not_read_before_they_are_public(app, room):
    round_ = by_name(room, "live")
    cast(room.cards[0], round_, {"F1": 1, "F2": 2}, {"F1": "porque no se mide"})
    phone = enter(app, room.cards[1])

    def told():
        answer = phone.get(PATH).text
        return "porque no se mide" in answer or "reason is not shown" in answer

    assert not told()
    close(round_)
    assert not told()
    show_reasons(round_)
    assert not told(), "the facilitator is still reading them"
    with transaction():
        publication.publish(round_, NOON, None)
    assert told()


def test_what_one_seat_was_shown_serves_others_and_never_who_may_not_see_it(app, room, monkeypatch):
    """Hundreds of phones ask for the same figures; a count for each would keep ballots waiting."""
    monkeypatch.setattr(pages, "HELD_SECONDS", 3600.0)
    round_ = by_name(room, "after_vote")
    drawn = []
    real = pages.render_template
    monkeypatch.setattr(
        pages, "render_template", lambda name, **c: (drawn.append(name), real(name, **c))[1]
    )
    voters = [enter(app, card) for card in room.cards[:4]]
    for card in room.cards[:4]:
        cast(card, round_, {"F1": 9, "F2": 2})
    seen = {phone.get(LIVE).text for phone in voters}
    assert drawn.count("result/body.html") == 1
    assert len(seen) == 1
    assert ONCE_VOTED in words(enter(app, room.cards[5]).get(LIVE))
    spanish = enter(app, room.cards[0])
    spanish.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es"
    spanish.get(LIVE)
    assert drawn.count("result/body.html") == 2, "each language has its own"
    cast(room.cards[6], round_, {"F1": 1, "F2": 2})
    assert "5 of 12 have voted" in words(voters[0].get(PATH)), "who loads the page sees it as it is"
    assert "5 of 12 have voted" in words(voters[1].get(LIVE)), "and never an older one afterwards"
    close(round_)
    assert "Counted, not published yet." in words(voters[0].get(LIVE))


def test_the_projector_shows_a_live_result_grow_and_says_that_it_is_partial(app, room):
    round_ = by_name(room, "live")
    staff = member(app, room.process, "facilitator")
    here = "/f/moq/w/mesa-1"
    first = staff.get(f"{here}/projector/live")
    assert f"{PARTIAL}, 0 of 12 have voted." in words(first)
    tag = {"If-None-Match": first.headers["ETag"]}
    assert staff.get(f"{here}/projector/live", headers=tag).status_code == 304
    cast(room.cards[0], round_, {"F1": 9, "F2": 2})
    moved = staff.get(f"{here}/projector/live", headers=tag)
    assert f"{PARTIAL}, 1 of 12 have voted." in words(moved)
    assert '<b class="figure">9.0</b>' in moved.text
    tag = {"If-None-Match": moved.headers["ETag"]}
    cast(room.cards[0], round_, {"F1": 3, "F2": 2}, key="changed")
    assert '<b class="figure">3.0</b>' in staff.get(f"{here}/projector/live", headers=tag).text
    assert f'href="{here}/rounds/1/result"' in staff.get(f"{here}/console").text
    assert PARTIAL in staff.get(f"{here}/rounds/1/result").text


def test_the_promise_on_the_ballot_says_what_the_link_keeps(app, room):
    """Who answers by name must know before that the answer is published, and that it is seen to move the result."""
    said = {}
    for secrecy, visibility in PROMISES:
        round_ = make_round(room, secrecy=secrecy, visibility=visibility)
        said[secrecy, visibility] = words(
            enter(app, room.cards[0]).get(f"/s/mesa-1/{round_.number}")
        )
        close(round_)
    for (secrecy, visibility), text in said.items():
        assert ("published with the code of your seat" in text) is (secrecy == "nominal")
        assert ("can tell how an answer, or a change of it, moves it" in text) is (
            visibility != "publication"
        )
        later = NOT_YET if secrecy == "nominal" else "When the result is published it shows what"
        assert (later in text) is (visibility == "publication")


def test_rounds_without_a_count_show_nothing_early(app, room):
    for kind, visibility in product(("collect", "organise"), ("live", "after_vote")):
        round_ = make_round(
            room, kind, (), subject="factor", secrecy="nominal", visibility=visibility
        )
        phone = enter(app, room.cards[0])
        answer = phone.get(f"/s/mesa-1/{round_.number}/result")
        assert answer.status_code == 200
        assert NOT_YET in words(answer)
        close(round_)
        assert NOT_YET in words(phone.get(f"/s/mesa-1/{round_.number}/result"))


def test_who_handed_the_seat_over_reads_what_is_published_and_nothing_before(app, room):
    round_ = by_name(room, "live")
    hide_process(room)
    phone = enter(app, room.cards[0])
    with transaction():
        credentials.hand_over(room.cards[0].seat, "suplente", NOON, None)
    assert PARTIAL not in phone.get(PATH).text
    close(round_, publish=True)
    assert "How it was asked and counted" in words(phone.get(PATH))
