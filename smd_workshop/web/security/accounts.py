"""Staff accounts: Flask-Security with argon2, recovery by mail, TOTP and passkeys."""

import hashlib
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, request
from flask_mailman import Mail
from flask_security import LoginForm, Security, SQLAlchemyUserDatastore, WebauthnUtil

from smd_workshop.core.messages import N_
from smd_workshop.database import db, writing
from smd_workshop.models import Role, User, WebAuthn
from smd_workshop.web.letters import account_letters
from smd_workshop.web.security import (
    guessing,
    limits,
    security_log,
    security_messages,
    staff_session,
)
from smd_workshop.web.security.secrets_of_staff import CodesOnce, Passwords

ME = "/f/me"
#: What our words for the ways of mail are called by the library, where they differ.
BACKENDS = {"none": "dummy", "smtp": "smd_workshop.web.letters.mail_server.EmailBackend"}
#: Forms of Flask-Security that write nothing by themselves: they need not wait for their turn.
READING = frozenset({"security.login", "security.logout", "security.forgot_password"})
#: Forms that check a secret, or send a mail to an address that anyone may type.
GUARDED = (
    "login", "verify", "two_factor_token_validation", "two_factor_setup_validate",
    "two_factor_rescue", "mf_recovery", "wan_signin_response", "reset_password",
    "change_password",
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Configure accounts. Everything derives from the one secret key."""
    derived = hashlib.sha256(b"accounts" + app.config["SECRET_KEY"].encode()).hexdigest()
    _configure_mail(app)
    _configure_secrets(app, derived)
    _configure_pages(app)
    Mail(app)
    datastore = SQLAlchemyUserDatastore(db, User, Role, WebAuthn)
    app.extensions["smd_users"] = datastore
    security = Security(
        app, datastore, mail_util_cls=account_letters.SecurityMail, webauthn_util_cls=Passkeys,
        password_util_cls=Passwords, totp_cls=CodesOnce, login_form=SignIn,
    )  # fmt: skip
    # Its answers in JSON hold a token that outlives the session.
    security.want_json(lambda _request: False)
    security_messages.install(app)
    security_log.init_app(app)
    staff_session.init_app(app)
    app.after_request(guessing.keep_device)
    app.before_request(_at_our_address)
    app.before_request(_take_turn)
    app.teardown_request(_finish)
    account_letters.take_over(app)
    for name in GUARDED:
        guessing.guard(app, f"security.{name}", limits.failed)
    guessing.letters(app, "security.forgot_password")


def _configure_mail(app: Flask) -> None:
    app.config.update(
        MAIL_BACKEND=BACKENDS.get(app.config["SMD_MAIL_BACKEND"], app.config["SMD_MAIL_BACKEND"]),
        MAIL_SERVER=app.config["SMD_MAIL_SERVER"],
        MAIL_PORT=app.config["SMD_MAIL_PORT"],
        MAIL_USERNAME=app.config["SMD_MAIL_USER"] or None,
        MAIL_PASSWORD=app.config["SMD_MAIL_PASSWORD"] or None,
        MAIL_DEFAULT_SENDER=app.config["SMD_MAIL_SENDER"],
        SECURITY_EMAIL_SENDER=app.config["SMD_MAIL_SENDER"],
        SECURITY_TWO_FACTOR_RESCUE_MAIL=app.config["SMD_MAIL_SENDER"],
        SECURITY_EMAIL_HTML=False,
        MAIL_TIMEOUT=account_letters.PATIENCE,
        MAIL_USE_TLS=app.config["SMD_MAIL_TLS"] == "starttls",
        MAIL_USE_SSL=app.config["SMD_MAIL_TLS"] == "tls",
        # No question to the internet about an address: the room may have none.
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
    )


def _configure_secrets(app: Flask, derived: str) -> None:
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a scheme
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_SALT=derived,
        SECURITY_PASSWORD_LENGTH_MIN=12,
        SECURITY_TOTP_SECRETS={"1": derived},
        SECURITY_TOTP_ISSUER="SMD",
        SECURITY_TWO_FACTOR=True,
        # Seconds by which the clock of a phone may differ.
        SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY=30,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        # A mailbox is already the way back to a password: it must not be the second factor too.
        SECURITY_TWO_FACTOR_RESCUE_EMAIL=False,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_WEBAUTHN=True,
        SECURITY_WAN_RP_NAME="SMD",
        SECURITY_RECOVERABLE=True,
        SECURITY_CHANGEABLE=True,
        SECURITY_REGISTERABLE=False,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=bool(app.config["SESSION_COOKIE_SECURE"]),
        # Cross-site protection is by origin (see origin.py), for these forms as for all others.
        WTF_CSRF_ENABLED=False,
    )


def _configure_pages(app: Flask) -> None:
    app.config.update(
        SECURITY_URL_PREFIX="/account",
        # Its own header says no-store=True, which browsers do not understand; ours does.
        SECURITY_CACHE_CONTROL={},
        SECURITY_POST_LOGIN_VIEW="/f/",
        SECURITY_POST_LOGOUT_VIEW="/",
        SECURITY_POST_CHANGE_VIEW=ME,
        SECURITY_POST_VERIFY_VIEW=ME,
        SECURITY_TWO_FACTOR_POST_SETUP_VIEW=ME,
        SECURITY_WAN_POST_REGISTER_VIEW="security.wan_register",
        SECURITY_MSG_GENERIC_AUTHN_FAILED=(
            N_("The e-mail or the password is not right. Look at both again."),
            "error",
        ),
        SECURITY_MSG_UNAUTHENTICATED=(N_("Sign in to see this page."), "error"),
        SECURITY_MSG_REAUTHENTICATION_REQUIRED=(
            N_("For your safety, confirm once more that it is you."),
            "error",
        ),
    )


class SignIn(LoginForm):
    """Signing in. It remembers nobody: a session ends after twelve idle hours."""

    remember = None


class Passkeys(WebauthnUtil):
    """Passkeys of this device and security keys alike; alone, they ask for finger, face or PIN."""

    def authenticator_selection(self, user: Any, usage: str) -> Any:
        """Say which passkeys may be made."""
        from webauthn.helpers.structs import UserVerificationRequirement  # noqa: PLC0415 - rare

        criteria = super().authenticator_selection(user, usage)
        criteria.authenticator_attachment = None
        if usage == "first":
            criteria.user_verification = UserVerificationRequirement.REQUIRED
        return criteria

    def user_verification(self, user: Any, usage: list[str]) -> Any:
        """Say whether whoever holds the passkey must show who they are."""
        from webauthn.helpers.structs import UserVerificationRequirement  # noqa: PLC0415 - rare

        if usage == ["first"]:
            return UserVerificationRequirement.REQUIRED
        return super().user_verification(user, usage)


def _at_our_address() -> Any:
    """Let a mail be asked for at our own address only: its link leads where the request came in.

    Whoever sends another Host would else have a password's secret mailed under their own address.
    """
    ours = urlsplit(str(current_app.config["SMD_PUBLIC_URL"]))
    default = {"http": ":80", "https": ":443"}.get(ours.scheme, "")
    asks = request.endpoint == "security.forgot_password" and request.method == "POST"
    if asks and ours.netloc and request.host != ours.netloc.removesuffix(default):
        return redirect(f"{ours.scheme}://{ours.netloc}{request.path}", 303)
    return None


def _take_turn() -> None:
    """Flask-Security commits by itself: its writing forms wait for their turn like everyone."""
    writes = request.blueprint == "security" and request.method == "POST"
    if writes and request.endpoint not in READING:
        g.turn = ExitStack()
        g.turn.enter_context(writing())


def _finish(_error: BaseException | None) -> None:
    turn = g.pop("turn", None)
    if turn is not None:
        turn.close()
    account_letters.post()
