"""Who guesses waits, longer each time; a room behind the same address goes on."""

import pytest
from builders import make_room, make_user
from test_accounts import EMAIL, code_for, set_up_codes, sign_in

from smd_workshop.web.security import guessing, limits
from smd_workshop.web.security.limits import limiter

RIGHT, WRONG = "una-clave-larga", "no-es-esta-clave"


@pytest.fixture
def room(app):
    return make_room()


def wrong(client, times, email=EMAIL):
    return [sign_in(client, email=email, password=WRONG).status_code for _ in range(times)]


def test_one_who_guesses_at_accounts_locks_nobody_else_out(app):
    make_user()
    make_user("otra@example.org")
    assert wrong(app.test_client(), 11, "otra@example.org")[-1] == 429
    for n in range(80):
        assert wrong(app.test_client(), 1, f"nadie{n}@example.org") == [200]
    assert sign_in(app.test_client()).status_code == 302, "everybody is behind the same address"


def test_a_device_that_has_signed_in_before_passes_while_others_guess_at_its_account(app):
    make_user()
    mine = app.test_client()
    assert sign_in(mine).status_code == 302
    mine.post("/account/logout")
    assert wrong(app.test_client(), 11)[-1] == 429
    assert sign_in(app.test_client()).status_code == 429, "a device that nobody knows waits"
    assert sign_in(mine).status_code == 302
    mine.post("/account/logout")
    assert wrong(mine, 11)[-1] == 429, "and has no more tries than others"


def test_a_device_is_known_for_the_accounts_it_signed_in_to_and_cannot_be_made_up(app):
    make_user()
    make_user("otra@example.org")
    mine = app.test_client()
    sign_in(mine)
    mine.post("/account/logout")
    assert wrong(app.test_client(), 11, "otra@example.org")[-1] == 429
    assert sign_in(mine, email="otra@example.org").status_code == 429
    forged = app.test_client()
    forged.set_cookie(guessing.DEVICE, mine.get_cookie(guessing.DEVICE).value[:-3] + "AAA")
    assert wrong(forged, 11)[-1] == 429
    assert sign_in(forged).status_code == 429


@pytest.mark.parametrize("kind", ["application/json", "application/problem+json", "text/plain", ""])
@pytest.mark.parametrize("body", ["5", "null", "[1]", '{"email": 5}', "{"])
def test_pages_of_accounts_read_forms_and_nothing_else(app, body, kind):
    """What counts wrong tries reads forms: a password sent otherwise would be tried uncounted."""
    client, asked = app.test_client(), 0
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("security.") and "POST" in rule.methods:
            path = rule.build(dict.fromkeys(rule.arguments, "x"))[1]
            answer = client.post(path, data=body, content_type=kind)
            assert answer.status_code == 415, path
            assert "formulario" in answer.text
            asked += 1
    assert asked > 10


def test_a_password_cannot_be_tried_by_json_be_it_right_or_wrong(app):
    make_user()
    for password in (WRONG, RIGHT):
        sent = {"email": EMAIL, "password": password}
        assert app.test_client().post("/account/login", json=sent).status_code == 415
    form = {"email": EMAIL, "password": WRONG}
    asks_json = {"Accept": "application/json"}
    tries = [
        app.test_client().post("/account/login", data=form, headers=asks_json).status_code
        for _ in range(11)
    ]
    assert tries == [200] * 10 + [429]


def test_however_an_address_is_spelled_it_is_one_account_and_one_count(app):
    make_user()
    spellings = (
        EMAIL, "facilitadora@ｅxample.org", "facilitadora@EXAMPLE.ORG", "Facilitadora@example.org",
        "facilitadora@example。org", " facilitadora@example.org ",
    )  # fmt: skip
    with app.test_request_context():
        assert len({guessing.account_key(each) for each in spellings}) == 1
        assert guessing.account_key("no es dirección") != guessing.account_key(EMAIL)
    for each in [*spellings, *spellings][:10]:
        assert wrong(app.test_client(), 1, each) == [200]
    assert sign_in(app.test_client(), email=spellings[1]).status_code == 429


def test_each_block_is_twice_as_long_as_the_one_before_and_has_an_end(app):
    make_user()
    waits, bucket = [], f"account:{guessing.account_key(EMAIL)}"
    for _ in range(6):
        assert wrong(app.test_client(), 10) == [200] * 10
        refused = sign_in(app.test_client(), password=WRONG)
        waits.append(int(refused.headers["Retry-After"]))
        limiter.storage.clear(f"blocked:{bucket}")
    assert [round(wait, -1) for wait in waits] == [60, 120, 240, 480, 900, 900]
    assert "2 minut" in _page_of(app, bucket)


def _page_of(app, bucket):
    limiter.storage.incr(f"blocked:{bucket}", 110)
    return sign_in(app.test_client()).text


def test_codes_of_a_phone_cannot_be_tried_out_whoever_knows_the_password(app, client):
    make_user()
    key = set_up_codes(client)
    for _ in range(10):
        other = app.test_client()
        sign_in(other)
        assert other.post("/account/tf-validate", data={"code": "000000"}).status_code == 200
    other = app.test_client()
    sign_in(other)
    assert other.post("/account/tf-validate", data={"code": code_for(key, 1)}).status_code == 429


def test_right_codes_and_phones_that_hold_a_card_pass_while_somebody_tries_codes_out(app, room):
    app.config["SMD_JOIN_TRIES"] = "10 per minute"
    known = app.test_client()
    assert known.post("/e", data={"code": room.cards[0].code}).status_code == 303
    thief = app.test_client()
    answers = [thief.post("/e", data={"code": f"AAAAAAA{n}"}).status_code for n in range(12)]
    assert answers[:10] == [422] * 10 and answers[10:] == [429] * 2
    assert thief.get("/e/AAAAAAAC").status_code == 429
    for card in room.cards[1:6]:
        late = app.test_client()
        assert late.get(f"/e/{card.code}").status_code == 200
        assert late.post("/e", data={"code": card.code}).status_code == 303
    assert known.post("/e", data={"code": "AAAAAAAA"}).status_code == 422, "a slip of its own"
    assert known.get(f"/e/{room.cards[0].code}").status_code == 200
    assert app.test_client().post("/e", data={"code": "AAAAAAAA"}).status_code == 429


def test_letters_to_one_address_are_few_and_others_get_theirs(app, client):
    make_user()
    sent = [client.post("/account/reset", data={"email": EMAIL}).status_code for _ in range(12)]
    assert sent == [200] * 10 + [429] * 2
    other = client.post("/account/reset", data={"email": "otra@example.org"})
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
    ],
)
def test_of_an_ipv6_address_its_network_is_counted_for_one_client_has_all_addresses_in_it(
    address, counted
):
    assert limits.network_of(address) == counted
