"""Who may do what: every POST route × every role × every state of a round or a workshop.

The table below is written by hand, apart from the program's own: a slip in one is seen in the
other. A POST route that is missing from it fails the first test. Who may is not only answered
politely: what they ask for is done, which the database shows.
"""

import itertools
import re
from collections import Counter, defaultdict
from dataclasses import dataclass

import pytest
from application import new_database
from depth import DEEP
from sqlalchemy import select
from surveyed import WAVES
from visitors import PASSWORD, ROLES, STAFF, forms, visited
from world import ROUNDS, WORKSHOPS, send_list, send_past_wave

from smd_workshop.core import caching
from smd_workshop.database import db
from smd_workshop.models import User
from smd_workshop.web.staff import BLUEPRINTS

RUN = {"facilitator", "administrator"}
PLAN = RUN | {"planner"}
OFFICE = {"administrator"}
ASK = {"administrator", "survey_manager"}
SEE = PLAN | ASK | {"observer"}
#: What staff do about surveys, on pages of their own.
SURVEYS = dict.fromkeys(
    [
        "add_comment_code",
        "begin_coding",
        "mark_comments",
        "settle_comment",
        "start_coding_over",
        "make_api_key",
        "revoke_api_key",
        "add_webhook",
        "end_webhook",
        "send_webhook_again",
        "add_data_request",
        "add_person",
        "change_person",
        "remove_person",
        "reuse_list",
        "correct_answers",
        "erase_person",
        "finish_data_request",
        "note_answers",
        "add_recommendation",
        "add_question",
        "arrange_question",
        "change_page",
        "change_question",
        "change_scale",
        "change_whole",
        "announce_wave_close",
        "approve_summary",
        "change_survey",
        "change_wave",
        "close_wave",
        "confirm_list",
        "copy_version",
        "count_wave",
        "create_survey",
        "create_wave",
        "follow_recommendation",
        "judge_questionnaire",
        "keep_answers",
        "keep_past_wave",
        "keep_questionnaire",
        "keep_wave_open",
        "look_at_letter",
        "make_links",
        "make_open_link",
        "open_wave",
        "print_links",
        "print_unnamed",
        "publish_figure",
        "publish_version",
        "review_comments",
        "revoke_link",
        "revoke_open_link",
        "say_how_to_read",
        "send_letters",
        "send_letters_again",
        "set_person_active",
        "set_languages",
        "keep_translations",
        "upload_list",
        "upload_wave",
    ],
    ASK,
)

TABLE = {
    **SURVEYS,
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
            "say_hours",
            "keep_address",
            "send_round_letters_again",
            "end_series",
            "annul_round",
            "change_round",
            "choose_options",
            "close_round",
            "copy_round",
            "create_round",
            "change_workshop",
            "create_workshop",
            "discard_round",
            "restore_round",
            "keep_open",
            "more_time",
            "move_round",
            "open_round",
            "publish_round",
            "switch_projector",
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
            "change_look",
            "call_sector_shortly",
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
            "say_columns",
            "correct_rows",
            "confirm_people",
            "print_card",
            "print_cards",
            "add_agreement",
            "reword_agreement",
            "hand_paper",
            "add_at_the_door",
            "type_paper",
            "cast_assisted",
            "begin_review",
            "rate_effects",
        ],
        RUN,
    ),
    **dict.fromkeys(
        [
            "add_commitment",
            "follow_commitment",
            "add_indicator",
            "align_objectives",
            "part_objectives",
            "see_plan",
            "choose_letters",
            "add_initiative",
            "add_scorecard",
            "begin_scorecard_plan",
            "bring_indicators",
            "draw_arrow",
            "end_initiative",
            "measure_objective",
            "propose_arrows",
            "publish_scorecard",
            "seal_foda",
            "remove_arrow",
            "rename_perspective",
            "say_progress",
            "say_statement",
            "sort_objective",
            "enter_objective",
            "rename_indicator",
            "move_objective",
            "move_perspective",
            "place_objective",
            "set_factors",
            "begin_plan",
            "begin_ficha",
            "change_ficha",
            "change_plan",
            "upload_plan",
            "confirm_plan",
            "add_measurement",
            "take_figure",
            "advance_measurements",
            "write_passage",
            "seal_report",
            "decide_proposal",
            "say_money",
            "add_variable",
            "change_variable",
            "say_variable",
            "offer_variables",
            "upload_variables",
            "confirm_variables",
            "begin_shared_value",
            "change_shared_value",
            "show_shared_value",
            "say_value_step",
            "tie_value_indicator",
            "pair_indicators",
            "compare_metric",
            "name_component",
            "change_component",
            "show_component",
            "say_stressor",
            "say_baseline",
            "say_contribution",
            "accept_effect",
            "refuse_effect",
            "decide_significance",
            "add_effect_measure",
            "end_effect_measure",
            "begin_cluster",
            "take_cluster_template",
            "change_cluster",
            "show_cluster",
            "join_cluster",
            "leave_cluster",
            "tie_members",
            "measure_cluster",
        ],
        PLAN,
    ),
    **dict.fromkeys(
        [
            "ask_for_answers",
            "ask_for_report",
            "ask_for_report_draft",
            "cancel_work",
            "do_work_here",
            "repeat_work",
        ],
        SEE,
    ),
    "name_my_account": SEE | {"facilitator elsewhere"},
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
#: Seats do this, each where it can be done: (what is asked, of which round or in which workshop).
PARTICIPANT = {
    "cast": {"open", "mesa-5"},
    "object_to": {"board"},
    "withdraw": {"mesa-5"},
    "propose_correction": {"mesa-2"},
}
#: Open to anybody on purpose: entering a code, choosing a language, leaving a phone, counting made-up ballots.
ANYBODY = {
    "portal.calculate", "portal.ask_for_letters",
    "participant.choose_language", "participant.leave", "participant.set_lent",
    "participant.take_seat",
}  # fmt: skip
#: Acts on nobody but the card that asks, in its own process: tests/web/test_whereabouts.py.
OWN_CARD = {"participant.choose", "participant.keep_address"}
#: Open to whoever has a link, and to nobody without: tests/web/test_surveys.py, test_open_links.py, tests/following/test_subscriptions.py.
BY_LINK = {
    "respondent.begin", "respondent.choose_language", "respondent.save", "respondent.send",
    "respondent.open_kiosk", "respondent.begin_at_kiosk", "respondent.start_kiosk_over",
    "portal.confirm_subscription", "portal.end_subscription",
}  # fmt: skip
#: Flask-Security's pages act on nobody but who asks. These want somebody who is signed in …
SIGNED_IN = {
    "change_password", "mf_recovery_codes", "two_factor_setup", "two_factor_setup_validate",
    "verify", "wan_delete", "wan_register", "wan_register_response", "wan_verify",
    "wan_verify_response",
}  # fmt: skip
#: … and these somebody who is on the way in, or out.
ON_THE_WAY = {
    "forgot_password", "login", "logout", "mf_recovery", "reset_password", "tf_select",
    "two_factor_rescue", "two_factor_token_validation", "wan_signin", "wan_signin_response",
}  # fmt: skip


@pytest.fixture(scope="module")
def world(memory_folder):
    with visited(memory_folder()) as world:
        yield world


def post_routes(app):
    return {r.endpoint: r for r in app.url_map.iter_rules() if "POST" in r.methods}


def endpoint_of(app, name):
    """The address of staff that is called so, on whichever of their blueprints; no two are called alike."""
    found = [f"{blueprint}.{name}" for blueprint in BLUEPRINTS]
    (endpoint,) = [endpoint for endpoint in found if endpoint in post_routes(app)]
    return endpoint


def test_every_post_route_is_in_the_table(app):
    known = {endpoint_of(app, name) for name in TABLE} | BY_LINK
    known |= {f"participant.{name}" for name in PARTICIPANT} | ANYBODY | OWN_CARD
    known |= {f"security.{name}" for name in SIGNED_IN | ON_THE_WAY}
    assert set(post_routes(app)) == known


def each_case(world):
    """(name, stage, what, address): every staff route with every round, in every workshop, before and after."""
    for name in TABLE:
        endpoint = endpoint_of(world.app, name)
        asks = post_routes(world.app)[endpoint].arguments
        for stage, what, parts in _where(world, asks):
            yield name, stage, what, world.address(endpoint, **parts)


def _where(world, asks):
    """(stage, what, parts of an address) for an address that asks for these parts."""
    if "number" in asks:
        return [(stage, s, {"number": world.here.numbers[s]}) for stage, s in ROUNDS_AT]
    if "wave" in asks:
        return [("under way", state, {"wave": number}) for number, state in WAVES.items()]
    if {"workshop", "workshop_code"} & asks:
        return [("under way", c, {"workshop": c, "workshop_code": c}) for c in WORKSHOPS]
    return [(stage, "", {}) for stage in ("before", "under way")]


#: Every round, and those that are another matter at another stage.
ROUNDS_AT = [("under way", state) for state in ROUNDS]
ROUNDS_AT += [("before", "draft"), ("closing", "open"), ("over", "open")]


def refused(name, turn, turns):
    """Who may not, in the order of ROLES: each of them in some turn, and with every round one of them at least.

    With `make test-deep` all try in every turn.
    """
    who = [role for role in ROLES if role not in TABLE[name]]
    if DEEP:
        return who
    return who[turn::turns] if turns < len(who) else [who[turn % len(who)]]


@pytest.mark.slow
def test_who_may_not_is_refused_and_nothing_changes(world):
    filled, wrong, turns = forms(world), [], defaultdict(itertools.count)
    cases = list(each_case(world))
    many = Counter(name for name, *_case in cases)
    for stage in ("before", "under way", "closing", "over"):
        world.keeper.put_back(stage)
        for name, _stage, what, url in [case for case in cases if case[1] == stage]:
            for role in refused(name, next(turns[name]), many[name]):
                status = world.browsers[role].post(url, data=filled.get(name, {})).status_code
                if status != 403:
                    wrong.append((role, name, stage, what, status))
        assert world.keeper.changed(stage) == set(), stage
    assert wrong == []


#: Done without a trace in the database: a letter is only shown, a list kept in a file until it is confirmed. The
#: answers of few people are given to nobody: test_works.py.
ELSEWHERE = {
    "ask_for_answers", "correct_rows", "judge_questionnaire", "look_at_letter", "say_columns", "say_how_to_read", "reuse_list", "upload_list", "upload_wave", "upload_people", "upload_plan", "upload_variables",
    "seal_foda",  # needs a public factor: tests/strategy/test_foda_editions.py
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What came of a form: the status of the answer, where it leads, and the tables written."""

    status: int
    location: str
    changed: set[str]


def tell(outcome):
    answer, changed = outcome
    return Told(answer.status_code, answer.location or "", changed)


def send_anew(world, name):
    """Send the file once more that an act takes in: it is kept for one of them."""
    send = {"keep_past_wave": send_past_wave, "confirm_list": send_list}.get(name)
    if send is not None:
        send(world.here, world.browsers["administrator"])


@pytest.fixture(scope="module")
def staff_told(world):
    """(act, stage, what) → role → what came of it, for those who may.

    The first who may asks in every state of a round or workshop, the others once where it is done; with
    `make test-deep` all ask everywhere.
    """
    filled, told, asked = forms(world), defaultdict(dict), set()
    for name, stage, what, url in each_case(world):
        for role in sorted(TABLE[name]):
            send_anew(world, name)
            one = tell(world.post(role, url, filled.get(name, {}), stage))
            told[name, stage, what][role] = one
            if not (DEEP or (name not in asked and (one.changed or name in ELSEWHERE))):
                break
        else:
            asked.add(name)
    return told


@pytest.mark.slow
def test_who_may_is_not_turned_away_and_what_they_ask_for_is_done(staff_told):
    done, answers = set(), defaultdict(set)
    for (name, stage, what), by_role in staff_told.items():
        for role, one in by_role.items():
            assert one.status not in {401, 403}, (role, name, stage, what)
            assert one.status < 500, (role, name, stage, what)
            assert "/login" not in one.location, (role, name, stage, what)
            answers[name, stage, what].add((one.status, bool(one.changed)))
            if one.changed or name in ELSEWHERE:
                done.add((role, name))
    undone = {(role, name) for name in TABLE for role in TABLE[name]} - done
    assert undone == set(), "allowed, and yet nowhere is it done"
    unlike = {case for case, found in answers.items() if len(found) > 1}
    assert unlike == set(), "those who may are answered differently"


def seat_cases(world):
    """(name, where, address): what seats do, with every round and in every workshop."""
    numbers = world.here.numbers
    for name in PARTICIPANT:
        endpoint = f"participant.{name}"
        if "number" in post_routes(world.app)[endpoint].arguments:
            for state in ROUNDS:
                yield name, state, world.address(endpoint, number=numbers[state])
            yield name, "mesa-5", world.address(endpoint, workshop="mesa-5", number=1)
        else:
            for code in WORKSHOPS:
                yield name, code, world.address(endpoint, workshop=code)


def seat_form(world, name, where):
    own = world.here.own
    note = own["written" if where == "mesa-5" else "note"]
    answer = {"a.F1": "5", "a.F2": "6", "group": "D", "key": "k" * 20}
    return {"text": "Falta un nombre", "note": note} | (answer if name == "cast" else {})


def test_only_a_seat_of_this_process_takes_part_and_others_change_nothing(world):
    world.keeper.put_back("under way")
    for name, where, url in seat_cases(world):
        for role in set(ROLES) - {"seat"}:
            got = world.browsers[role].post(url, data=seat_form(world, name, where))
            led_to_join = got.status_code in {302, 303} and got.location.endswith("/e")
            assert got.status_code in {403, 404} or led_to_join, (role, name, where)
    assert world.keeper.changed("under way") == set()


@pytest.fixture(scope="module")
def seat_told(world):
    """(act, where) → what came of it for a seat."""
    return {
        (name, where): tell(world.post("seat", url, seat_form(world, name, where), "under way"))
        for name, where, url in seat_cases(world)
    }


def test_a_seat_takes_part_where_it_may_and_nowhere_else(seat_told):
    done = {name: set() for name in PARTICIPANT}
    for (name, where), one in seat_told.items():
        # What may grow where it is too late is only the record that a ballot came too late.
        if one.changed - {"submission"}:
            assert one.status == 303, (name, where)
            done[name].add(where)
        else:
            assert one.status in {403, 404, 409, 422}, (name, where, one.status)
    assert done == PARTICIPANT


def test_pages_of_accounts_let_nobody_change_what_is_another_s(world):
    secret = {
        "email": "administrator@example.org", "password": "adivinada", "new_password": PASSWORD,
        "new_password_confirm": PASSWORD, "password_confirm": PASSWORD, "code": "123456", "setup": "disable",
        "name": "llave", "credential": "{}", "help_setup": "email",
    }  # fmt: skip
    for name in sorted(SIGNED_IN | ON_THE_WAY):
        url = world.address(f"security.{name}")
        for role in set(ROLES) - set(STAFF) | {"observer"}:
            if (role, name) == ("observer", "logout"):
                continue  # would take the browser from the tests that follow
            got, changed = world.post(role, url, secret, "under way")
            assert got.status_code < 500, (role, name)
            if role == "observer":
                mine = db.session.scalars(select(User.id).where(User.email == MINE)).one()
                assert changed <= {"journal", "user"}, (name, changed)
                assert world.keeper.altered("user", "under way") <= {mine}, name
                continue
            assert changed <= {"journal"}, (role, name, changed)
            if name in SIGNED_IN:
                to_sign_in = got.status_code in {302, 303} and "/account/login" in got.location
                assert to_sign_in or got.status_code in {401, 403}, (role, name, got.status_code)


MINE = "observer@example.org"


def test_a_request_from_another_site_is_refused_everywhere(world):
    for endpoint in post_routes(world.app):
        url = world.address(endpoint)
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
            got = world.browsers["administrator"].post(url, headers=headers)
            assert got.status_code == 403, endpoint


#: (what it is sent as, body, the answer): read as empty forms they would empty what was answered.
NO_FORMS = [
    ("text/plain", b"p1=5", 415),
    ("application/json", b'{"p1": 5}', 415),
    ("", b"p1=5", 415),
    ("", b"", 415),
    ("text/plain", b"", 415),
    ("multipart/form-data", b"p1=5", 400),
    ("multipart/form-data; boundary=b", b"--b\r\nno part", 400),
    ("application/x-www-form-urlencoded", b"p1=\xff", 400),
]


@pytest.mark.parametrize(("kind", "body", "status"), NO_FORMS)
def test_what_is_no_whole_form_is_refused_everywhere_and_changes_nothing(world, kind, body, status):
    """JSON everywhere, of the others one at each address in its turn; with `make test-deep` all everywhere."""
    world.keeper.put_back("under way")
    place = NO_FORMS.index((kind, body, status))
    everywhere = DEEP or kind == "application/json"
    for turn, endpoint in enumerate(post_routes(world.app)):
        if not everywhere and turn % len(NO_FORMS) != place:
            continue
        who = "seat" if endpoint.startswith("participant.") else "administrator"
        got = world.browsers[who].post(world.address(endpoint), data=body, content_type=kind)
        assert got.status_code == status, endpoint
        assert re.search(r"form\b|formulario\b", got.text), endpoint
    assert world.keeper.changed("under way") == set()


@pytest.mark.slow
@pytest.mark.postgres
def test_every_act_does_the_same_on_either_database(request, tmp_path, staff_told, seat_told):
    """Whatever staff and seats send does the same on SQLite and on PostgreSQL: the same answer, the same tables written.

    Of each act up to the first that does something, with `make test-deep` all. So tests of pages run on SQLite
    alone, but for those marked `on_both`.
    """
    one, done = {}, set()
    for case, told in acts_of_one(staff_told, seat_told):
        if DEEP or (told.changed and case[0] not in done):
            one[case] = told.status, told.changed
            done.add(case[0])
    caching.clear_all()  # what is remembered is of the other database
    with (
        new_database(request, tmp_path, "postgresql") as url,
        visited(tmp_path, url) as elsewhere,
    ):
        other = sent(elsewhere, one)
    assert {case: (told, other[case]) for case, told in one.items() if other[case] != told} == {}
    did = {name for (name, _stage, _what), (_status, changed) in one.items() if changed}
    undone = (TABLE.keys() | PARTICIPANT.keys()) - did
    assert undone == ELSEWHERE


def acts_of_one(staff_told, seat_told):
    """Yield (act, stage, what) and what came of it: for who may do all that staff may, and for a seat."""
    yield from ((case, by_role["administrator"]) for case, by_role in staff_told.items())
    for (name, where), told in seat_told.items():
        yield (name, "under way", where), told


def sent(world, wanted):
    """(act, stage, what) → the answer's status and the tables written, of those that are wanted."""
    filled, found = forms(world), {}

    def try_out(case, role, url, form):
        if case in wanted:
            send_anew(world, case[0])
            told = tell(world.post(role, url, form, case[1]))
            found[case] = told.status, told.changed

    for name, stage, what, url in each_case(world):
        try_out((name, stage, what), "administrator", url, filled.get(name, {}))
    for name, where, url in seat_cases(world):
        try_out((name, "under way", where), "seat", url, seat_form(world, name, where))
    return found
