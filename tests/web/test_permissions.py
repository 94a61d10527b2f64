"""Who may do what: every POST route × every role × every state of a round.

The table below is written by hand, apart from the program's own: a slip in one is seen in the
other. A POST route that is missing from it fails the first test.
"""

import pytest
from builders import NOON, cast, close, make_room, make_round
from sqlalchemy import func, select

from smd_workshop.cli.users import create_user
from smd_workshop.database import db, transaction
from smd_workshop.models import Base
from smd_workshop.services import actas, rounds

RUN = {"facilitator", "administrator"}
PLAN = RUN | {"planner"}
OFFICE = {"administrator"}
#: Seats post here; staff and strangers do not.
SEATS = {"seat"}

TABLE = {
    **dict.fromkeys(
        [
            "add_acta_annex",
            "answer_acta_correction",
            "draft_acta",
            "end_acta_corrections",
            "open_acta_corrections",
            "remark_acta",
            "seal_acta",
            "announce_close",
            "annul_round",
            "change_round",
            "choose_options",
            "close_round",
            "copy_round",
            "create_round",
            "create_workshop",
            "discard_round",
            "keep_open",
            "more_time",
            "move_round",
            "open_round",
            "publish_round",
            "check_in",
            "act_on_item",
            "assign_codes",
            "enter_note",
            "keep_apart",
            "merge",
            "moderate_reasons",
            "settle",
            "undo",
            "change_process",
            "change_protocol",
            "add_sector",
            "add_territory",
            "move_sector",
            "remove_sector",
            "rename_sector",
            "rename_territory",
            "add_seat",
            "change_seat",
            "set_seat_active",
            "hand_over",
            "upload_people",
            "confirm_people",
            "print_card",
            "print_cards",
            "add_agreement",
            "reword_agreement",
        ],
        RUN,
    ),
    **dict.fromkeys(
        [
            "add_commitment",
            "follow_commitment",
            "add_indicator",
            "rename_indicator",
            "move_objective",
            "move_perspective",
            "place_objective",
            "set_factors",
        ],
        PLAN,
    ),
    **dict.fromkeys(
        [
            "create_account",
            "create_process",
            "reset_account",
            "set_account_active",
            "set_account_administrator",
            "join_team",
            "leave_team",
        ],
        OFFICE,
    ),
}
PARTICIPANT = {"cast", "object_to", "propose_correction", "withdraw"}
#: Open to anybody on purpose: entering a code, choosing a language, leaving a phone.
ANYBODY = {"participant.choose_language", "participant.leave", "participant.take_seat"}

ROLES = (
    "public", "seat", "seat elsewhere", "observer", "survey_manager", "planner", "facilitator",
    "facilitator elsewhere", "administrator",
)  # fmt: skip
STATES = ("draft", "open", "closed", "published", "annulled")


def post_routes(app):
    return {r.endpoint: r for r in app.url_map.iter_rules() if "POST" in r.methods}


def test_every_post_route_is_in_the_table(app):
    known = {f"facilitator.{name}" for name in TABLE}
    known |= {f"participant.{name}" for name in PARTICIPANT} | ANYBODY
    # Flask-Security's own pages act on nobody but the one who is signing in.
    asked = {e for e in post_routes(app) if not e.startswith("security.")}
    assert asked == known


@pytest.fixture
def world(app):
    """A process with a round in every state, and another process beside it."""
    room, elsewhere = make_room((6, 5, 5)), make_room((6,), code="otro")
    numbers = {}
    for state in ("closed", "published"):
        round_ = make_round(room)
        for card in room.cards:
            cast(card, round_, {"F1": 5, "F2": 5})
        close(round_, publish=state == "published")
        numbers[state] = round_.number
    annulled = make_round(room)
    with transaction():
        rounds.annul(annulled, "Prueba", NOON, None)
        actas.begin(room.workshop)
    numbers |= {"annulled": annulled.number, "open": make_round(room).number}
    numbers["draft"] = make_round(room, open=False).number
    return room, elsewhere, numbers


@pytest.fixture
def browsers(app, world):
    """One browser per role."""
    room, elsewhere, _ = world
    found = {role: app.test_client() for role in ROLES}
    for role, cards in (("seat", room.cards), ("seat elsewhere", elsewhere.cards)):
        with found[role].session_transaction() as session:
            session["card"] = cards[0].credential_id
    staff = {
        "administrator": ("administrator", None),
        "facilitator elsewhere": ("facilitator", elsewhere.process),
        **{r: (r, room.process) for r in ("observer", "survey_manager", "planner", "facilitator")},
    }
    for name, (role, process) in staff.items():
        email = f"{name.replace(' ', '.')}@example.org"
        with transaction():
            create_user(email, "una-clave-larga", role, process.code if process else None)
        answer = found[name].post(
            "/account/login", data={"email": email, "password": "una-clave-larga"}
        )
        assert answer.status_code in {302, 303}, name
    return found


def address(app, endpoint, number):
    rule = post_routes(app)[endpoint]
    values = {
        "process": "moq", "process_code": "moq", "workshop": "mesa-1", "workshop_code": "mesa-1",
        "number": number, "seat": "COM1", "code": "results", "verb": "reword", "digest": "0" * 64,
        "user_id": 3,  # not the administrator who asks
    }  # fmt: skip
    given = {a: values.get(a, 1) for a in rule.arguments}
    with app.test_request_context():
        return rule.build(given)[1]


def counts():
    """How many rows every table has, and the state of every round."""
    db.session.rollback()
    tables = {
        t.name: db.session.scalar(select(func.count()).select_from(t))
        for t in Base.metadata.sorted_tables
    }
    states = db.session.execute(
        select(Base.metadata.tables["round"].c.id, Base.metadata.tables["round"].c.state)
    ).all()
    return tables, states


def each_address(app, numbers):
    """Every staff route with the round in every state; routes without a round once."""
    for name, allowed in TABLE.items():
        of_round = "number" in post_routes(app)[f"facilitator.{name}"].arguments
        for state in STATES if of_round else ("open",):
            yield name, allowed, state, address(app, f"facilitator.{name}", numbers[state])


def test_who_may_not_is_refused_and_nothing_changes(app, world, browsers):
    _, _, numbers = world
    before = counts()
    wrong = []
    for name, allowed, state, url in each_address(app, numbers):
        for role in set(ROLES) - allowed:
            status = browsers[role].post(url, data={"reason": "x", "text": "x"}).status_code
            if status != 403:
                wrong.append((role, name, state, status))
    assert wrong == []
    assert counts() == before


def test_who_may_is_not_turned_away(app, world, browsers):
    _, _, numbers = world
    wrong = []
    for name, allowed, state, url in each_address(app, numbers):
        for role in sorted(allowed):
            answer = browsers[role].post(url, data={})
            signed_out = answer.status_code in {302, 303} and "/login" in answer.location
            if answer.status_code in {401, 403} or answer.status_code >= 500 or signed_out:
                wrong.append((role, name, state, answer.status_code))
    assert wrong == []


def test_only_a_seat_of_this_process_takes_part_and_only_while_open(app, world, browsers):
    _, _, numbers = world
    before = counts()
    sent = {"a.F1": "5", "a.F2": "5", "key": "k" * 20, "text": "x"}
    for state in STATES:
        for name in PARTICIPANT:
            url = address(app, f"participant.{name}", numbers[state])
            for role in set(ROLES) - SEATS:
                got = browsers[role].post(url, data=sent)
                led_to_join = got.status_code in {302, 303} and got.location.endswith("/e")
                assert got.status_code in {403, 404} or led_to_join, (role, name, got.status_code)
    assert counts() == before
    for state in set(STATES) - {"open"}:
        for name in PARTICIPANT:
            got = browsers["seat"].post(
                address(app, f"participant.{name}", numbers[state]), data=sent
            )
            assert got.status_code in {403, 404, 409, 422}, (name, state, got.status_code)
    tables, states = counts()
    assert states == before[1]
    # What may grow is only the record that a ballot came too late.
    assert {t for t in tables if tables[t] != before[0][t]} <= {"submission"}


def test_a_child_is_not_reached_through_another_parent(app, world, browsers):
    """What belongs to one process or workshop does not answer under another's address."""
    room, _elsewhere, numbers = world
    admin = browsers["administrator"]
    with transaction():
        from smd_workshop.services import workshops

        workshops.create(room.process, "Mesa 2", NOON, code="mesa-2")
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or not {"number"} <= rule.arguments:
            continue
        if rule.endpoint.split(".")[0] not in {"facilitator", "portal"} or "acta" in rule.endpoint:
            continue
        with app.test_request_context():
            values = dict.fromkeys(rule.arguments, "1") | {
                "number": numbers["published"],
                "process": "moq",
                "code": "moq",
                "workshop": "mesa-2",
            }
            path = rule.build(values)[1]
        assert admin.get(path).status_code == 404, path
        assert (
            admin.get(path.replace("/moq/", "/otro/").replace("mesa-2", "mesa-1")).status_code
            == 404
        ), path


def test_a_request_from_another_site_is_refused_everywhere(app, world, browsers):
    _, _, numbers = world
    for endpoint in post_routes(app):
        if endpoint.startswith("security."):
            continue
        url = address(app, endpoint, numbers["open"])
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
            got = browsers["administrator"].post(url, headers=headers)
            assert got.status_code == 403, endpoint
