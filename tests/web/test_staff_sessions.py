"""Signing in and out: what ends a session, what a code and a password must be, what is noted of it."""

import re
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from builders import make_room, make_user
from sqlalchemy import select
from test_accounts import EMAIL, code_for, set_up_codes, sign_in, user_of

from smd_workshop import create_app
from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import StaffSession, User
from smd_workshop.processes.staff import accounts
from smd_workshop.web.security import secrets_of_staff, staff_session
from smd_workshop.worker import queues

SECRET = "7f3a" * 4 + "0192837465afbecd" * 2


def copied(app, client):
    """Another browser with the same cookies: somebody kept them."""
    name = app.config["SESSION_COOKIE_NAME"]
    other = app.test_client()
    other.set_cookie(name, client.get_cookie(name).value)
    return other


def test_signing_out_ends_the_session_here_and_not_in_the_browser_alone(app, client):
    make_user()
    sign_in(client)
    thief, elsewhere = copied(app, client), app.test_client()
    sign_in(elsewhere)
    assert thief.get("/f/me").status_code == 200
    assert client.get("/account/logout").status_code == 405
    left = client.post("/account/logout")
    assert left.status_code == 302 and left.headers["Clear-Site-Data"] == '"cache"'
    assert thief.get("/f/me").status_code == 303
    assert elsewhere.get("/f/me").status_code == 200, "another device of the same person goes on"


def test_signing_in_again_is_another_session(app, client):
    make_user()
    sign_in(client)
    before = copied(app, client)
    client.post("/account/logout")
    sign_in(client)
    assert client.get("/f/me").status_code == 200
    assert before.get("/f/me").status_code == 303


def later(monkeypatch, **after):
    at = now() + timedelta(**after)
    monkeypatch.setattr(staff_session, "now", lambda: at)


def test_twelve_idle_hours_end_a_session_and_use_keeps_it(app, client, monkeypatch):
    make_user()
    sign_in(client)
    for hours in (11, 22, 33):
        later(monkeypatch, hours=hours)
        assert client.get("/f/me").status_code == 200
    later(monkeypatch, hours=46)
    assert client.get("/f/me").status_code == 303


def test_what_a_page_asks_for_by_itself_keeps_no_session_awake(app, client, monkeypatch):
    make_user()
    room = make_room()
    sign_in(client)
    console = f"/f/{room.process.code}/w/{room.workshop.code}/console/live"
    for hours in (4, 8, 11):
        later(monkeypatch, hours=hours)
        assert client.get(console).status_code == 200
    later(monkeypatch, hours=13)
    assert client.get("/f/me").status_code == 303


def test_a_new_password_ends_the_sessions_of_the_account(app, client):
    make_user()
    make_user("jefa@example.org")
    sign_in(client)
    with transaction():
        accounts.reset(user_of(), now(), user_of("jefa@example.org").id)
    assert client.get("/f/me").status_code == 303
    assert db.session.scalars(select(StaffSession.user_id)).all() == []


def test_a_code_of_a_phone_works_once(app, client):
    """Whoever looked over a shoulder has half a minute."""
    make_user()
    key = set_up_codes(client)
    code = code_for(key, ahead=1)
    for works in (True, False):
        other = app.test_client()
        sign_in(other)
        other.post("/account/tf-validate", data={"code": code})
        assert (other.get("/f/me").status_code == 200) is works


def test_who_opens_the_page_for_a_code_is_not_signed_out(app, client):
    make_user()
    sign_in(client)
    assert client.get("/account/tf-validate").status_code == 303
    assert client.get("/f/me").status_code == 200
    assert app.test_client().get("/account/tf-validate").status_code == 303


def test_administrators_need_a_second_step_where_the_settings_say_so(app, client):
    app.config["SMD_ADMIN_SECOND_STEP"] = True
    make_user()
    sign_in(client)
    assert client.get("/f/accounts").location == "/account/tf-setup"
    assert (
        client.post("/f/accounts", data={"email": "x@example.org"}).location == "/account/tf-setup"
    )
    assert db.session.scalars(select(User.email)).all() == [EMAIL]
    assert client.get("/f/me").status_code == 200
    set_up_codes(client)
    assert client.get("/f/accounts").status_code == 200


@pytest.mark.parametrize("code", ["mesa-moquegua", "me", "account", "moq"])
def test_no_code_of_a_process_spares_an_administrator_the_second_step(app, client, code):
    app.config["SMD_ADMIN_SECOND_STEP"] = True
    make_user()
    make_room(code=code)
    sign_in(client)
    for page in ("people", "surveys/"):
        assert client.get(f"/f/{code}/{page}").location == "/account/tf-setup", page


@pytest.mark.on_both
def test_a_session_is_the_only_way_in_and_signing_out_ends_it(app, client):
    """A token of Flask-Security opens every page by header and by address, and knows no signing out."""
    make_user()
    user = user_of()
    with app.test_request_context():
        token = user.get_auth_token()
    sign_in(client)
    assert client.get("/f/me").status_code == 200
    client.post("/account/logout")
    thief = app.test_client()
    for path in ("/f/me", "/f/accounts", "/account/change"):
        for asked in (
            {"headers": {"Authentication-Token": token}},
            {"query_string": {"auth_token": token}},
        ):
            assert thief.get(path, **asked).status_code in {302, 303}, (path, asked)
    sent = thief.post(
        "/f/accounts", query_string={"auth_token": token}, data={"email": "x@example.org"}
    )
    assert sent.status_code == 403
    assert db.session.scalars(select(User.email)).all() == [EMAIL]


def test_signing_in_hands_out_no_token(app, client):
    make_user()
    form = {"email": EMAIL, "password": "una-clave-larga"}
    answer = client.post(
        "/account/login?include_auth_token", data=form, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 302 and "token" not in answer.text


@pytest.mark.parametrize(
    ("password", "email", "weak"),
    [
        ("contraseña1234", "ana@example.org", True),
        ("Password2024!", "ana@example.org", True),
        ("p4ssw0rd12345", "ana@example.org", True),
        ("123456789012", "ana@example.org", True),
        ("moquegua2026", "ana@example.org", True),
        ("abcabcabcabc", "ana@example.org", True),
        ("aaaaaaaaaaaaaa", "ana@example.org", True),
        ("qwertyuiop12", "ana@example.org", True),
        ("rosa.mamani.2026", "rosa.mamani@example.org", True),
        ("la-casa-de-mamani", "rosa.mamani@example.org", True),
        ("una-clave-larga", "facilitadora@example.org", False),
        ("río Osmore crece en febrero", "ana@example.org", False),
        ("tz8-Kq0vWm2-Yd", "ana@example.org", False),
        ("caballo grapa correcto", "ana@example.org", False),
    ],
)
def test_a_password_that_is_soon_guessed_is_refused(app, password, email, weak):
    with app.test_request_context():
        assert bool(secrets_of_staff.weakness(password, email)) is weak


def test_a_new_password_is_looked_at(app, client):
    make_user()
    sign_in(client)
    for fresh in ("corta-clave", "contraseña1234", "la-facilitadora-soy-yo"):
        form = {"password": "una-clave-larga", "new_password": fresh, "new_password_confirm": fresh}
        assert client.post("/account/change", data=form).status_code == 200, fresh
    assert sign_in(app.test_client()).status_code == 302, "the old one still is the one"
    fresh = "otra clave bien larga"
    form = {"password": "una-clave-larga", "new_password": fresh, "new_password_confirm": fresh}
    assert client.post("/account/change", data=form).status_code == 302
    assert client.get("/f/me").status_code == 200
    assert sign_in(app.test_client(), password=fresh).status_code == 302


def test_over_https_cookies_are_of_this_host_alone_and_browsers_stay_with_https(tmp_path):
    app = create_app(
        {
            "TESTING": True, "SECRET_KEY": SECRET, "SMD_PUBLIC_URL": "https://smd.example.pe",
            "SMD_INSTANCE": str(tmp_path),
        }
    )  # fmt: skip
    answer = app.test_client().post(
        "/language", data={"language": "es"}, base_url="https://smd.example.pe"
    )
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-") and "; Secure" in cookie and "; Path=/" in cookie
    assert "Domain" not in cookie
    assert int(answer.headers["Strict-Transport-Security"].partition("=")[2]) >= 31_536_000


def test_on_a_network_of_ones_own_nothing_asks_for_https(app, client):
    answer = client.post("/language", data={"language": "es"})
    assert "Strict-Transport-Security" not in answer.headers
    assert "Secure" not in answer.headers["Set-Cookie"]


def test_the_security_log_tells_who_did_what_and_holds_no_secret(app, client):
    make_user()
    room = make_room()
    sign_in(client, password="no-es-esta-clave")
    sign_in(client)
    made = client.post("/f/accounts", data={"email": "nueva@example.org"})
    password = re.search(r">([\w-]{16})<", made.text)[1]
    id_ = user_of("nueva@example.org").id
    client.post(f"/f/accounts/{id_}/administrator", data={"administrator": "1"})
    client.post(f"/f/accounts/{id_}/reset")
    client.post(f"/f/accounts/{id_}/active", data={"active": "0"})
    client.post("/f/moq/team", data={"email": EMAIL, "role": "observer"})
    client.post("/account/reset", data={"email": EMAIL})
    app.test_client().post("/f/accounts", data={"email": "y@example.org"})
    client.post("/account/logout")
    file = Path(app.instance_path, "security.log")
    log = file.read_text()
    for event in (
        "wrong secret: account=facilitadora@example.org", "sign in: account=facilitadora@example.org",
        "create account: ", "make administrator: ", "reset account: ", "deactivate account: ",
        "join team: ", "refuse: account=-", "sign out: ", "ask for a letter: ",
    ):  # fmt: skip
        assert event in log, event
    assert "of=nueva@example.org" in log
    for secret in (
        "una-clave-larga",
        "no-es-esta-clave",
        password,
        room.cards[0].code,
        "/account/reset/",
    ):
        assert secret and secret not in log
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_name_writes_no_second_line_into_the_security_log(app, client):
    sign_in(client, email="x@example.org\nsign in: account=jefa@example.org", password="no-es-esta")
    assert len(Path(app.instance_path, "security.log").read_text().splitlines()) == 1


def test_a_letter_waits_for_no_mail_server_and_asks_not_who_has_an_account(
    app, client, monkeypatch
):
    """How long the page takes, and what it says, must tell nobody who has an account."""
    make_user()
    asked = []
    monkeypatch.setattr(
        "smd_workshop.web.letters.account_letters.later", lambda *what: asked.append(what) or True
    )
    pages = [client.post("/account/reset", data={"email": e}) for e in (EMAIL, "nadie@example.org")]
    assert [page.status_code for page in pages] == [200, 200]
    assert pages[0].text.replace(EMAIL, "") == pages[1].text.replace("nadie@example.org", "")
    assert [(name, email) for name, email, _language, _base in asked] == [
        ("send_reset", EMAIL), ("send_reset", "nadie@example.org"),
    ]  # fmt: skip
    assert not getattr(app.extensions["mailman"], "outbox", [])


def test_the_link_is_made_by_the_worker_for_our_own_address_and_lies_in_no_queue(app, client):
    make_user()
    app.config["SMD_PUBLIC_URL"] = "https://smd.example.pe"
    app.extensions["smd_tasks"] = tasks = queues.Tasks(app)
    tasks.queue = queues.queue_of(app, immediate=False)
    client.post("/account/reset", data={"email": EMAIL}, base_url="https://smd.example.pe")
    (waiting,) = tasks.queue.pending()
    assert waiting.args[0] == EMAIL and "/account/reset/" not in str(waiting.args)
    db.session.rollback()
    tasks.queue.execute(tasks.queue.dequeue())
    (letter,) = app.extensions["mailman"].outbox
    assert "https://smd.example.pe/account/reset/" in letter.body


def test_a_letter_that_fails_leaves_none_of_its_words_in_the_log(app, caplog, monkeypatch):
    app.extensions["smd_tasks"] = tasks = queues.Tasks(app)
    tasks.queue = queues.queue_of(app, immediate=False)
    monkeypatch.setattr(app.extensions["security"]._mail_util, "send_mail", None)
    assert queues.later(
        "send_letter", "t", "Asunto", EMAIL, "de@example.org", "palabras de la carta"
    )
    tasks.queue.execute(tasks.queue.dequeue())
    assert "send_letter" in caplog.text
    assert "palabras de la carta" not in caplog.text and EMAIL not in caplog.text


def test_without_a_queue_the_page_says_that_no_mail_can_be_sent(app, client, monkeypatch):
    monkeypatch.setattr("smd_workshop.web.letters.account_letters.later", lambda *_what: False)
    page = client.post("/account/reset", data={"email": EMAIL}, headers={"Accept-Language": "en"})
    assert "No mail can be sent now" in page.text
    assert "you will receive" not in page.text


@pytest.mark.parametrize(("backend", "said"), [("console", True), ("smtp", False)])
def test_who_forgot_a_password_hears_where_the_letter_goes(app, client, backend, said):
    app.config["SMD_MAIL_BACKEND"] = backend
    page = client.get("/account/reset", headers={"Accept-Language": "en"}).text
    assert ("This installation sends no mail yet" in page) is said
    assert ("We send a link" in page) is not said
