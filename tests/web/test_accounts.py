"""Staff: who gets in, how, and what keeps others out."""

import re
import secrets

import pytest
from builders import make_room, make_user
from flask import current_app, request
from sqlalchemy import select

from smd_workshop import config, create_app
from smd_workshop.database import db, transaction
from smd_workshop.models import Journal, Membership, User
from smd_workshop.processes.staff import accounts

EMAIL = "facilitadora@example.org"


def sign_in(client, email=EMAIL, password="una-clave-larga", **kwargs):
    return client.post("/account/login", data={"email": email, "password": password}, **kwargs)


def user_of(email=EMAIL):
    return db.session.scalars(select(User).where(User.email == email)).one()


def test_the_password_is_kept_as_argon2(app):
    make_user()
    assert user_of().password.startswith("$argon2id$")


def test_the_right_password_opens_the_staff_pages_and_a_wrong_one_does_not(app, client):
    make_user()
    assert client.get("/f/").status_code == 303
    wrong = sign_in(client, password="otra-clave-larga")
    assert wrong.status_code == 200
    assert "autofocus" in wrong.text and 'role="alert"' in wrong.text
    assert client.get("/f/").status_code == 303
    right = sign_in(client)
    assert right.status_code == 302 and right.location.endswith("/f/")
    assert client.get("/f/").status_code == 200


def test_an_unknown_address_and_a_wrong_password_look_alike(app, client):
    make_user()
    pages = [
        re.sub(r'value="[^"]*"', "", sign_in(client, email=e, password="no-es-esta-clave").text)
        for e in (EMAIL, "nadie@example.org")
    ]
    assert pages[0] == pages[1]


def test_guessing_passwords_stops_after_ten_tries_and_right_ones_do_not_count(app, client):
    make_user()
    for _ in range(12):
        assert sign_in(app.test_client()).status_code == 302
    for _ in range(10):
        assert sign_in(client, password="adivinando-claves").status_code == 200
    assert sign_in(client, password="adivinando-claves").status_code == 429
    assert sign_in(client).status_code == 429


def test_a_deactivated_account_is_out_at_once(app, client):
    make_user("jefa@example.org")
    make_user()
    sign_in(client)
    assert client.get("/f/me").status_code == 200
    with transaction():
        accounts.set_active(user_of(), NOW(), user_of("jefa@example.org").id, active=False)
    assert client.get("/f/me").status_code == 303
    assert sign_in(client).status_code == 200


def NOW():
    from smd_workshop.core.clock import now

    return now()


@pytest.mark.parametrize("secret", ["", "corta", "secret", "a" * 64, "0123456789" * 2])
def test_production_refuses_a_weak_secret(tmp_path, secret):
    with pytest.raises(config.WeakSecret):
        create_app({"SMD_PRODUCTION": True, "SECRET_KEY": secret, "SMD_INSTANCE": str(tmp_path)})


def test_production_starts_with_a_strong_secret_and_keeps_cookies_on_https(tmp_path):
    app = create_app(
        {
            "SMD_PRODUCTION": True,
            "SECRET_KEY": secrets.token_hex(32),
            "SMD_PUBLIC_URL": "https://smd.example.pe",
            "SMD_MAIL_BACKEND": "smtp",
            "SMD_INSTANCE": str(tmp_path),
        }
    )
    assert app.config["SESSION_COOKIE_SECURE"]
    assert app.config["REMEMBER_COOKIE_SECURE"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_of_an_account_opens_without_inline_script_or_style(app, client, language):
    make_user()
    head = {"Accept-Language": language}
    pages = [
        client.get(p, headers=head)
        for p in ("/account/login", "/account/reset", "/account/wan-signin")
    ]
    sign_in(client)
    for path in ("change", "tf-setup", "mf-recovery-codes", "wan-register", "verify"):
        pages.append(client.get(f"/account/{path}", headers=head))
    pages.append(client.post("/account/tf-setup", data={"setup": "authenticator"}, headers=head))
    pages.append(
        client.post(
            "/account/wan-register", data={"name": "laptop", "usage": "first"}, headers=head
        )
    )
    pages.append(client.post("/account/mf-recovery-codes", headers=head))
    pages.append(client.get("/f/me", headers=head))
    pages.append(client.get("/f/accounts", headers=head))
    for page in pages:
        assert page.status_code == 200, page.request.path
        assert f'<html lang="{language}">' in page.text
        assert not re.search(r"<script(?![^>]*\bsrc=)|\bstyle=|<style| on\w+=", page.text), (
            page.request.path
        )
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]


def test_messages_of_the_accounts_come_out_in_spanish(app, client):
    make_user()
    sign_in(client)
    page = client.post(
        "/account/change",
        data={"password": "no-es-esta", "new_password": "corta", "new_password_confirm": "otra"},
        headers={"Accept-Language": "es"},
    )
    assert "Password must be" not in page.text and "Passwords do not match" not in page.text
    assert "contraseña" in page.text.lower()


@pytest.mark.parametrize(("backend", "told"), [
    ("console", "printed where the program was started"), ("none", "This installation sends no mail"),
])  # fmt: skip
def test_nobody_is_promised_a_letter_that_is_never_sent(app, client, backend, told, monkeypatch):
    monkeypatch.setitem(app.config, "SMD_MAIL_BACKEND", backend)
    asked = client.get("/account/reset", headers={"Accept-Language": "en"}).text
    answer = client.post(
        "/account/reset", data={"email": EMAIL}, headers={"Accept-Language": "en"}
    ).text
    for page in (asked, answer):
        assert told in page
        assert "you will receive" not in page and "Send me the link" not in page
        assert "No mail arrives" not in page
    assert ('name="email"' in asked) is (backend == "console"), "nothing is asked in vain"


@pytest.mark.on_both
def test_a_forgotten_password_is_recovered_by_mail(app, client):
    make_user()
    assert client.post("/account/reset", data={"email": "nadie@example.org"}).status_code == 200
    mail = current_app.extensions["mailman"]
    assert not getattr(mail, "outbox", [])
    assert client.post("/account/reset", data={"email": EMAIL}).status_code == 200
    outbox = mail.outbox
    assert [m.to for m in outbox] == [[EMAIL]]
    link = re.search(r"http://localhost(/account/reset/\S+)", outbox[0].body)[1]
    assert client.get(link).status_code == 200
    short = client.post(link, data={"password": "corta", "password_confirm": "corta"})
    assert short.status_code == 200 and "aria-invalid" in short.text
    fresh = "otra-clave-muy-larga"
    done = client.post(link, data={"password": fresh, "password_confirm": fresh})
    assert done.status_code == 302
    assert sign_in(app.test_client(), password=fresh).status_code == 302
    assert sign_in(app.test_client()).status_code == 200
    # the link died with the password it was made for
    assert client.get(link).status_code == 302
    assert len(outbox) == 2


@pytest.mark.on_both
def test_a_code_from_a_phone_is_asked_for_once_it_is_set_up(app, client):
    make_user()
    sign_in(client)
    page = client.post("/account/tf-setup", data={"setup": "authenticator"})
    assert "data:image/svg+xml" in page.text
    key = re.search(r"<code>([A-Z2-7 -]+)</code>", page.text)[1]
    target = re.search(r'action="(/account/tf-setup/[^"]+)"', page.text)[1]
    assert client.post(target, data={"code": "000000"}).status_code == 302
    assert user_of().tf_primary_method is None
    # a code of its own for each step: one that was used is dead
    assert client.post(target, data={"code": code_for(key)}).status_code == 302
    db.session.expire_all()
    assert user_of().tf_primary_method == "authenticator"

    other = app.test_client()
    step = sign_in(other)
    assert step.status_code == 302 and "tf-validate" in step.location
    assert other.get("/f/me").status_code == 303
    asked = other.get(step.location)
    assert asked.status_code == 200 and "one-time-code" in asked.text
    assert other.post("/account/tf-validate", data={"code": "000000"}).status_code == 200
    assert other.get("/f/me").status_code == 303
    assert (
        other.post("/account/tf-validate", data={"code": code_for(key, ahead=1)}).status_code == 302
    )
    assert other.get("/f/me").status_code == 200


@pytest.mark.on_both
def test_a_recovery_code_replaces_the_lost_phone_once(app, client):
    make_user()
    sign_in(client)
    codes = re.findall(r"<li><code>([^<]+)</code>", client.post("/account/mf-recovery-codes").text)
    assert len(codes) == 5
    page = client.post("/account/tf-setup", data={"setup": "authenticator"})
    key = re.search(r"<code>([A-Z2-7 -]+)</code>", page.text)[1]
    target = re.search(r'action="(/account/tf-setup/[^"]+)"', page.text)[1]
    client.post(target, data={"code": code_for(key)})
    for works in (True, False):
        other = app.test_client()
        sign_in(other)
        rescue = other.get("/account/tf-validate")
        assert "recovery_code" in rescue.text
        assert (
            other.post("/account/tf-rescue", data={"help_setup": "recovery_code"}).status_code
            == 302
        )
        answer = other.post("/account/mf-recovery", data={"code": codes[0]})
        assert (answer.status_code == 302) is works
        assert (other.get("/f/me").status_code == 200) is works


def set_up_codes(client):
    """The key of a phone whose codes an account asks for from now on."""
    sign_in(client)
    page = client.post("/account/tf-setup", data={"setup": "authenticator"})
    key = re.search(r"<code>([A-Z2-7 -]+)</code>", page.text)[1]
    target = re.search(r'action="(/account/tf-setup/[^"]+)"', page.text)[1]
    assert client.post(target, data={"code": code_for(key)}).status_code == 302
    return key


def code_for(key, ahead=0):
    """The six digits of RFC 6238 for a base32 key: HMAC-SHA1, 30 seconds."""
    import base64
    import hmac
    import struct
    import time

    plain = key.replace(" ", "").replace("-", "")
    secret = base64.b32decode(plain + "=" * (-len(plain) % 8))
    digest = hmac.new(secret, struct.pack(">Q", int(time.time()) // 30 + ahead), "sha1").digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def test_an_administrator_creates_an_account_whose_password_is_shown_once(app, client):
    make_user()
    sign_in(client)
    page = client.post("/f/accounts", data={"email": "nueva@example.org"})
    password = re.search(r'<code class="secret">([^<]+)</code>', page.text)[1]
    assert sign_in(app.test_client(), "nueva@example.org", password).status_code == 302
    assert password not in client.get("/f/accounts").text
    assert all(password not in str(j.detail) for j in db.session.scalars(select(Journal)))
    twice = client.post("/f/accounts", data={"email": "NUEVA@example.org"})
    assert twice.status_code == 422 and "aria-invalid" in twice.text


def test_a_reset_by_the_administrator_ends_the_old_password_and_sessions(app, client):
    make_user()
    make_user("otra@example.org", role="administrator")
    other = app.test_client()
    sign_in(other, "otra@example.org")
    assert other.get("/f/me").status_code == 200
    sign_in(client)
    page = client.post(f"/f/accounts/{user_of('otra@example.org').id}/reset")
    password = re.search(r'<code class="secret">([^<]+)</code>', page.text)[1]
    assert other.get("/f/me").status_code == 303
    assert sign_in(app.test_client(), "otra@example.org").status_code == 200
    assert sign_in(app.test_client(), "otra@example.org", password).status_code == 302


def test_nobody_locks_the_last_administrator_out(app, client):
    make_user()
    sign_in(client)
    me = user_of().id
    assert client.post(f"/f/accounts/{me}/active", data={"active": "0"}).status_code == 409
    assert (
        client.post(f"/f/accounts/{me}/administrator", data={"administrator": "0"}).status_code
        == 409
    )
    db.session.expire_all()
    assert user_of().active and user_of().has_role("administrator")


def test_only_administrators_see_accounts_and_change_teams(app, client):
    room = make_room()
    make_user("obs@example.org", role="observer", process=room.process)
    make_user("fac@example.org", role="facilitator", process=room.process)
    for email in ("obs@example.org", "fac@example.org"):
        browser = app.test_client()
        sign_in(browser, email)
        assert browser.get("/f/accounts").status_code == 403
        assert browser.post("/f/accounts", data={"email": "x@example.org"}).status_code == 403
        assert browser.get("/f/moq/team").status_code == 200
        assert (
            browser.post("/f/moq/team", data={"email": email, "role": "planner"}).status_code == 403
        )
    assert len(db.session.scalars(select(Membership)).all()) == 2


def test_a_role_counts_in_its_process_only_and_ends_when_taken(app, client):
    room = make_room()
    make_user()
    make_user("x@example.org", role="observer", process=room.process)
    sign_in(client)
    form = {"email": "x@example.org", "role": "facilitator"}
    joined = client.post("/f/moq/team", data=form)
    assert joined.status_code == 303
    again = client.post("/f/moq/team", data=form | {"sent_key": "of another page"})
    assert again.status_code == 422 and "ya tiene" in again.text
    unknown = client.post("/f/moq/team", data={"email": "y@example.org", "role": "facilitator"})
    assert unknown.status_code == 422
    make_room(code="otro")
    row = db.session.scalars(select(Membership).where(Membership.role == "facilitator")).one()
    assert client.post(f"/f/otro/team/{row.id}/leave").status_code == 404
    assert client.post(f"/f/moq/team/{row.id}/leave").status_code == 303
    assert [m.role for m in db.session.scalars(select(Membership))] == ["observer"]


def test_nobody_has_a_way_to_a_password_mailed_under_their_own_address(app, client):
    make_user()
    app.config["SMD_PUBLIC_URL"] = "https://smd.example.pe:443"
    mail = app.extensions["mailman"]
    foreign = {"Host": "evil.example"}
    answer = client.post("/account/reset", data={"email": EMAIL}, headers=foreign)
    assert answer.location == "https://smd.example.pe:443/account/reset"
    assert not getattr(mail, "outbox", [])
    client.post("/account/reset", data={"email": EMAIL}, base_url="https://smd.example.pe")
    assert "https://smd.example.pe/account/reset/" in mail.outbox[0].body


def test_production_asks_for_the_address_that_cards_and_mails_point_to(tmp_path):
    with pytest.raises(config.NotConfigured, match="SMD_PUBLIC_URL"):
        create_app(
            {
                "SMD_PRODUCTION": True,
                "SECRET_KEY": secrets.token_hex(32),
                "SMD_INSTANCE": str(tmp_path),
            }
        )


def test_behind_a_proxy_each_reader_has_an_address_of_their_own(tmp_path):
    app = create_app({"TESTING": True, "SMD_PROXIES": 1, "SMD_INSTANCE": str(tmp_path)})
    seen = []
    app.add_url_rule("/seen", view_func=lambda: seen.append(request.remote_addr) or "")
    app.test_client().get("/seen", headers={"X-Forwarded-For": "203.0.113.7"})
    assert seen == ["203.0.113.7"]


def test_the_public_reads_the_name_that_somebody_gives_and_never_a_part_of_an_address(client):
    make_user()
    make_user("otra@example.org")
    user_of("otra@example.org").username = "Rosa Quispe"
    db.session.commit()
    sign_in(client)
    user = user_of("facilitadora@example.org")
    assert user.public_name == "" and user.staff_name == user.email
    for wrong, why in (("ROSA  quispe", "Another account"), ("yo@example.org", "addresses")):
        refused = client.post("/f/me/name?lang=en", data={"name": wrong})
        assert refused.status_code == 422 and why in refused.text
    assert client.post("/f/me/name", data={"name": " Ana Flores "}).status_code == 303
    assert user.public_name == user.staff_name == "Ana Flores"
    assert 'value="Ana Flores"' in client.get("/f/me").text
    told = db.session.scalars(select(Journal).where(Journal.verb == "name account")).all()
    assert [row.detail["name"] for row in told] == ["Ana Flores"]
    assert client.post("/f/me/name", data={"name": ""}).status_code == 303
    assert user.public_name == ""
    wrong = client.post("/f/accounts?lang=en", data={"email": "nadie@ejemplo"})
    assert wrong.status_code == 422 and "no address that mail can be sent to" in wrong.text
